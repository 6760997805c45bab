//! Messages to lines of NDJSON, and which of them are none.

use serde_json::value::RawValue;

use crate::sources::Message;

/// A message that can't be stored, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter<'a> {
    pub(super) message: &'a Message,
    pub(super) reason: String,
}

/// The longest payload that becomes a row.
const PAYLOAD_BYTES: usize = 10 << 20;

/// The payload as one line of JSON.
///
/// # Errors
/// Why it is none, in one sentence.
pub(super) fn line(message: &Message) -> Result<String, String> {
    let payload = message.payload.as_deref().ok_or("The message has no value (a tombstone).")?;
    if payload.len() > PAYLOAD_BYTES {
        return Err(format!("The message is longer than {PAYLOAD_BYTES} bytes."));
    }
    let text = std::str::from_utf8(payload).map_err(|error| format!("The message is not UTF-8 from byte {} on.", error.valid_up_to()))?;
    let value: &RawValue = serde_json::from_str(text).map_err(|error| format!("The message is not JSON: {error}."))?;
    if !value.get().starts_with('{') {
        return Err("The message is JSON, but not an object.".to_owned());
    }
    // Within JSON, line ends are white space: strings hold them as escapes.
    Ok(value.get().replace(['\n', '\r'], " "))
}

/// Bytes as text, what is no UTF-8 as `\x..`.
pub(super) fn shown(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(payload: &[u8]) -> Result<String, String> {
        line(&Message { payload: Some(payload.to_vec()), ..Message::default() })
    }

    #[test]
    fn an_object_is_a_line_even_if_it_was_written_on_many() {
        assert_eq!(read(b" {\n \"a\": \"x\\ny\",\r\n \"b\": 1.50}\n").unwrap(), "{  \"a\": \"x\\ny\",   \"b\": 1.50}");
    }

    #[test]
    fn what_is_no_object_is_refused_with_the_reason() {
        let rows: [(&[u8], &str); 6] = [
            (b"", "not JSON"),
            (b"{\"a\":1", "not JSON"),
            (b"{\"a\":1} {\"a\":2}", "not JSON"),
            (b"[1]", "not an object"),
            (b"{\"a\":\"\xff\"}", "not UTF-8 from byte 6"),
            (b"{\"a\":\"x\ny\"}", "not JSON"),
        ];
        for (payload, reason) in rows {
            let told = read(payload).unwrap_err();
            assert!(told.contains(reason), "{told}");
        }
        assert!(line(&Message::default()).unwrap_err().contains("no value"));
    }

    #[test]
    fn a_message_of_10_mib_is_a_line_and_one_of_a_byte_more_is_none() {
        let of = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8)).into_bytes();
        assert_eq!(read(&of(10 << 20)).unwrap().len(), 10 << 20);
        assert_eq!(read(&of((10 << 20) + 1)).unwrap_err(), "The message is longer than 10485760 bytes.");
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_as_escapes() {
        assert_eq!(shown("a中\u{1F600}".as_bytes()), "a中\u{1F600}");
        assert_eq!(shown(b"a\xff\xfeb"), "a\\xff\\xfeb");
    }
}
