//! The text of a file, in whatever encoding it is.

use std::borrow::Cow;
use std::io::{Read, Write};

use tempfile::NamedTempFile;

use super::super::IngestError;
use super::super::encoding::{TextFile, head_text};
use super::super::magic::{is_binary, known_other};
use super::super::sniff::HEAD_BYTES;

/// The text without its byte order mark; none for bytes that are no text.
pub(super) fn of(bytes: Vec<u8>) -> Result<Option<String>, IngestError> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES as usize)];
    let is_utf16 = matches!(head_text(head), Cow::Owned(_));
    if !is_utf16 && (is_binary(head) || known_other(head).is_some_and(|format| !["html", "xml", "svg"].contains(&format))) {
        return Ok(None);
    }
    let bytes = match String::from_utf8(bytes) {
        // ASCII in UTF-16 is UTF-8 too, with zeros.
        Ok(text) if is_utf16 => text.into_bytes(),
        Ok(text) => return Ok(Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))),
        Err(error) => error.into_bytes(),
    };
    let mut file = NamedTempFile::new()?;
    file.write_all(&bytes)?;
    match TextFile::detect(file.path()) {
        Ok(found) => {
            let mut text = String::new();
            found.open()?.read_to_string(&mut text)?;
            Ok(Some(text))
        }
        Err(IngestError::UnknownEncoding { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
