//! Characters beyond U+FFFF that JSON has as two escapes.

use std::borrow::Cow;

/// Bytes of `\uXXXX`.
const ESCAPE: usize = 6;

/// JSON text with each pair of escapes as the character that it means: `arrow-json` 59 makes another one of most beyond U+1FFFF (it joins the halves by
/// "or" where a bit must be carried).
pub(in super::super) fn with_whole_pairs(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return Cow::Borrowed(text);
    }
    let (mut whole, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('\\') {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match pair(rest) {
            Some(character) => {
                whole.push(character);
                2 * ESCAPE
            }
            // The backslash and what it stands before, which may be another one.
            None => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                whole.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

fn pair(text: &str) -> Option<char> {
    let half = |at: usize| u16::from_str_radix(text.get(at..at + ESCAPE)?.strip_prefix("\\u")?, 16).ok();
    let halves = [half(0)?, half(ESCAPE)?];
    let is_high = (0xD800..0xDC00).contains(&halves[0]);
    is_high.then(|| char::decode_utf16(halves).next())?.and_then(Result::ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_characters_and_nothing_else_changes() {
        for (text, whole) in [
            (r#"{"a":"\ud840\udc00\uDBFF\uDFFF\ud83d\ude00"}"#, "{\"a\":\"\u{20000}\u{10FFFF}\u{1F600}\"}"),
            (r#"["\\ud840\udc00"]"#, r#"["\\ud840\udc00"]"#),
            (r#"["\\\ud840\udc00"]"#, "[\"\\\\\u{20000}\"]"),
            (r#"["\ud840x\udc00\n\u00e9"]"#, r#"["\ud840x\udc00\n\u00e9"]"#),
            (r"\ud840\udc0", r"\ud840\udc0"),
            ("\\é\\", "\\é\\"),
        ] {
            assert_eq!(with_whole_pairs(text), whole);
        }
    }
}
