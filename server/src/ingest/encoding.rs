//! Which encoding a text file has. UTF-8 is tried strictly over the whole file; another one is taken only if every byte of
//! the file fits it, so no character is ever replaced or guessed away.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chardetng::EncodingDetector;
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::IngestError;

const CHUNK_BYTES: usize = 128 << 10;

/// The byte order mark at the start of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bom {
    /// None.
    Absent,
    /// EF BB BF
    Utf8,
    /// FF FE
    Utf16Le,
    /// FE FF
    Utf16Be,
}

impl Bom {
    /// The mark that `head` begins with.
    pub(super) fn of(head: &[u8]) -> Bom {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Bom::Utf8,
            [0xFF, 0xFE, ..] => Bom::Utf16Le,
            [0xFE, 0xFF, ..] => Bom::Utf16Be,
            _ => Bom::Absent,
        }
    }

    /// Its length in bytes.
    pub(super) fn len(self) -> usize {
        match self {
            Bom::Absent => 0,
            Bom::Utf8 => 3,
            Bom::Utf16Le | Bom::Utf16Be => 2,
        }
    }

    /// Whether the text is UTF-16.
    pub(super) fn is_utf16(self) -> bool {
        matches!(self, Bom::Utf16Le | Bom::Utf16Be)
    }
}

/// A text file whose encoding is known to fit all of it.
#[derive(Clone, Debug)]
pub(super) struct TextFile {
    path: PathBuf,
    bom: Bom,
    encoding: &'static Encoding,
}

impl TextFile {
    /// A file of a given encoding; reads all of it.
    ///
    /// # Errors
    /// `UnknownEncoding` with the first byte that doesn't fit.
    pub(super) fn of(path: &Path, encoding: &'static Encoding) -> Result<Self, IngestError> {
        let mut head = Vec::new();
        File::open(path)?.take(4).read_to_end(&mut head)?;
        let bom = match (Bom::of(&head), encoding) {
            (Bom::Utf8, e) if e == UTF_8 => Bom::Utf8,
            (Bom::Utf16Le, e) if e == UTF_16LE => Bom::Utf16Le,
            (Bom::Utf16Be, e) if e == UTF_16BE => Bom::Utf16Be,
            _ => Bom::Absent,
        };
        match fits(path, bom.len() as u64, encoding)? {
            None => Ok(TextFile { path: path.to_owned(), bom, encoding }),
            Some(offset) => Err(IngestError::UnknownEncoding { offset }),
        }
    }

    /// Finds the encoding of the file at `path`; reads all of it.
    ///
    /// # Errors
    /// `UnknownEncoding` with the first byte that is not UTF-8.
    pub(super) fn detect(path: &Path) -> Result<Self, IngestError> {
        let mut head = Vec::new();
        File::open(path)?.take(4).read_to_end(&mut head)?;
        let bom = Bom::of(&head);
        let found = |encoding| Ok(TextFile { path: path.to_owned(), bom, encoding });
        let strict = match bom {
            Bom::Utf16Le => UTF_16LE,
            Bom::Utf16Be => UTF_16BE,
            Bom::Utf8 => UTF_8,
            Bom::Absent => {
                let Some(broken) = Utf8Check::of_file(path)? else { return found(UTF_8) };
                let guess = broken.looks_like_utf8().then_some(UTF_8).map_or_else(|| guess(path), Ok)?;
                return if fits(path, 0, guess)?.is_none() { found(guess) } else { Err(IngestError::UnknownEncoding { offset: broken.offset }) };
            }
        };
        match fits(path, bom.len() as u64, strict)? {
            None => found(strict),
            Some(offset) => Err(IngestError::UnknownEncoding { offset }),
        }
    }

    /// The file as UTF-8, without its byte order mark.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.bom.len() as u64))?;
        if self.encoding == UTF_8 {
            return Ok(Box::new(file));
        }
        Ok(Box::new(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).bom_override(false).bom_sniffing(false).build(file)))
    }

    /// The encoding's WHATWG label in lower case.
    pub(super) fn label(&self) -> String {
        self.encoding.name().to_lowercase()
    }
}

/// What a strict reading as UTF-8 found wrong.
#[derive(Default)]
struct Utf8Check {
    /// The first bad byte.
    offset: u64,
    /// Sequences that are not UTF-8.
    bad: u64,
    /// Characters of more than one byte that are.
    good: u64,
}

impl Utf8Check {
    /// `None` if all of the file is UTF-8.
    fn of_file(path: &Path) -> io::Result<Option<Self>> {
        let mut check = Utf8Check::default();
        let mut consumed = 0;
        let mut pending = Vec::with_capacity(CHUNK_BYTES + 4);
        let mut file = File::open(path)?;
        loop {
            let count = (&mut file).take(CHUNK_BYTES as u64).read_to_end(&mut pending)?;
            let used = check.add(&pending, consumed, count == 0);
            consumed += used as u64;
            pending.drain(..used);
            if count == 0 {
                return Ok((check.bad > 0).then_some(check));
            }
        }
    }

    /// Looks at `bytes`, which begin at `start`; returns how many are settled. A character cut at the end waits for more unless it is the `last` part.
    fn add(&mut self, bytes: &[u8], start: u64, last: bool) -> usize {
        let mut at = 0;
        loop {
            match std::str::from_utf8(&bytes[at..]) {
                Ok(text) => {
                    self.count(text);
                    return bytes.len();
                }
                Err(error) => {
                    let valid = at + error.valid_up_to();
                    self.count(std::str::from_utf8(&bytes[at..valid]).unwrap_or_default());
                    let Some(bad) = error.error_len().or(last.then_some(bytes.len() - valid)) else { return valid };
                    if self.bad == 0 {
                        self.offset = start + valid as u64;
                    }
                    self.bad += 1;
                    at = valid + bad;
                }
            }
        }
    }

    fn count(&mut self, text: &str) {
        if !text.is_ascii() {
            self.good += text.bytes().filter(|b| *b >= 0xC0).count() as u64;
        }
    }

    /// Text of another encoding rarely holds sequences that happen to be UTF-8; where most are, it is UTF-8 with broken bytes.
    fn looks_like_utf8(&self) -> bool {
        self.good > self.bad
    }
}

/// The likeliest encoding besides UTF-8.
fn guess(path: &Path) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new();
    let mut file = File::open(path)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = file.read(&mut chunk)?;
        detector.feed(&chunk[..count], count == 0);
        if count == 0 {
            return Ok(detector.guess(None, false));
        }
    }
}

/// The offset of a byte (or the end of its chunk) that doesn't fit `encoding`, or `None` if all after `skip` do.
fn fits(path: &Path, skip: u64, encoding: &'static Encoding) -> io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    let mut offset = file.seek(SeekFrom::Start(skip))?;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut text = vec![0; decoder.max_utf8_buffer_length_without_replacement(CHUNK_BYTES).unwrap_or(CHUNK_BYTES * 4)];
    loop {
        let count = file.read(&mut chunk)?;
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(&chunk[..count], &mut text, count == 0);
        if let DecoderResult::Malformed(bad, after) = result {
            return Ok(Some((offset + read as u64).saturating_sub(u64::from(bad) + u64::from(after))));
        }
        if has_c1_controls(&text[..written]) {
            return Ok(Some(offset));
        }
        offset += read as u64;
        if count == 0 {
            return Ok(None);
        }
    }
}

/// Single-byte encodings decode every byte, some of them to the control characters U+0080 to U+009F, which no text has.
fn has_c1_controls(utf8: &[u8]) -> bool {
    utf8.windows(2).any(|pair| pair[0] == 0xC2 && (0x80..=0x9F).contains(&pair[1]) && pair[1] != 0x85)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(bytes: &[u8], expected: Result<(&str, &str), u64>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let found = TextFile::detect(file.path()).map(|text| {
            let mut decoded = String::new();
            text.open().unwrap().read_to_string(&mut decoded).unwrap();
            (text.label(), decoded)
        });
        let expected = expected.map(|(label, text)| (label.to_owned(), text.to_owned()));
        assert_eq!(found, expected.map_err(|offset| IngestError::UnknownEncoding { offset }));
    }

    #[test]
    fn utf8_is_utf8_with_and_without_a_mark() {
        check("näme,值\n".as_bytes(), Ok(("utf-8", "näme,值\n")));
        check("\u{FEFF}näme".as_bytes(), Ok(("utf-8", "näme")));
        check(b"", Ok(("utf-8", "")));
    }

    #[test]
    fn utf16_needs_its_mark() {
        check(b"\xFF\xFEa\0,\0\x3C\x50", Ok(("utf-16le", "a,值")));
        check(b"\xFE\xFF\0a\0,\x50\x3C", Ok(("utf-16be", "a,值")));
        check(b"\xFF\xFEa\0\0\xD8", Err(4));
        check(b"\xFF\xFEa\0b", Err(4));
    }

    #[test]
    fn other_encodings_are_taken_when_all_bytes_fit() {
        let chinese = "城市,人口\n北京市,两千万\n上海市,两千四百万\n广州市,一千五百万\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(chinese);
        check(&gb, Ok(("gbk", chinese)));
        let french = "prénom,ville\nZoé,Orléans\nRené,Besançon\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(french);
        check(&latin, Ok(("windows-1252", french)));
    }

    #[test]
    fn a_broken_byte_in_utf8_is_named_and_not_guessed_away() {
        check("prénom,ville\nZoé,Orl".bytes().chain(*b"\xFF,x\n").collect::<Vec<_>>().as_slice(), Err(22));
        let late = [vec![b'a'; 2 * CHUNK_BYTES - 1], "é".into(), "ü".into(), vec![0xC3]].concat();
        check(&late, Err(2 * CHUNK_BYTES as u64 + 3));
        check(b"a,b\n\x81\x8D\x8F\x90\x9D\xFF", Err(4));
    }

    #[test]
    fn a_character_over_the_edge_of_a_chunk_is_whole() {
        let text = format!("{}é值𝄞", "a".repeat(CHUNK_BYTES - 1));
        check(text.as_bytes(), Ok(("utf-8", &text)));
    }
}
