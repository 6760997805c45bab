//! Texts as words.

/// Longer words are cut: they are addresses and encoded files, not language.
const MOST_CHARS: usize = 40;

/// The words of a text in lower case: runs of letters and digits of any script, with apostrophes inside kept; Chinese and Japanese, which put no spaces between
/// words, as overlapping pairs of characters (a lone one as itself), as search engines do.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let (mut found, mut run) = (Vec::new(), Vec::new());
    let (mut script, mut rest) = (Script::None, text.chars().flat_map(char::to_lowercase).peekable());
    while let Some(c) = rest.next() {
        let joins = matches!(c, '\'' | '’') && script == Script::Word && rest.peek().is_some_and(|next| Script::of(*next) == Script::Word);
        let of = if joins { Script::Word } else { Script::of(c) };
        if of != script {
            script.end(&mut run, &mut found);
            script = of;
        }
        if of != Script::None {
            run.push(if joins { '\'' } else { c });
        }
    }
    script.end(&mut run, &mut found);
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    None,
    Word,
    Unspaced,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                Self::Unspaced
            }
            c if c.is_alphanumeric() => Self::Word,
            _ => Self::None,
        }
    }

    fn end(self, run: &mut Vec<char>, found: &mut Vec<String>) {
        match (self, run.len()) {
            (_, 0) | (Self::None, _) => {}
            (Self::Unspaced, 2..) => found.extend(run.windows(2).map(|pair| pair.iter().collect::<String>())),
            _ => found.push(run.iter().take(MOST_CHARS).collect()),
        }
        run.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn words_are_in_lower_case_with_numbers_and_inner_apostrophes() {
        assert_eq!(tokens("Don’t pay $1,000 'now'!"), ["don't", "pay", "1", "000", "now"]);
        assert_eq!(tokens("ÜBER Straße π²"), ["über", "straße", "π²"]);
    }

    #[test]
    fn chinese_becomes_pairs_of_characters() {
        assert_eq!(tokens("今天GPU很好,是"), ["今天", "gpu", "很好", "是"]);
        assert_eq!(tokens("机器学习"), ["机器", "器学", "学习"]);
    }

    #[test]
    fn nothing_gives_no_words_and_a_giant_one_is_cut() {
        assert!(tokens(" \n—…").is_empty());
        assert_eq!(tokens(&"x".repeat(10_000)), ["x".repeat(40)]);
    }
}
