//! Which encoding a text file has: what its byte order mark says; UTF-16 where zero bytes show it; UTF-8, tried strictly over the whole file;
//! the likeliest other one. It is taken only if every byte of the file fits it, so no character is ever replaced or guessed away.

mod growing;
mod hanzi;
#[cfg(test)]
mod tests;
mod utf16;
mod utf8;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chardetng::EncodingDetector;
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use tempfile::NamedTempFile;

use super::IngestError;
use super::counted::Counted;
use super::sniff::HEAD_BYTES;
pub(crate) use growing::Growing;
use hanzi::Hanzi;
use utf8::Utf8Check;

const CHUNK_BYTES: usize = 128 << 10;
/// Of a file that arrives, what its encoding is told by. So much is here before anybody looks.
const FIRST_BYTES: u64 = 1 << 20;

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
}

/// Which UTF-16 a text is that begins with `head`, if it is.
fn utf16(head: &[u8], bom: Bom) -> Option<&'static Encoding> {
    match bom {
        Bom::Utf16Le => Some(UTF_16LE),
        Bom::Utf16Be => Some(UTF_16BE),
        Bom::Utf8 => None,
        Bom::Absent => utf16::without_mark(head, (head.len() as u64) < HEAD_BYTES),
    }
}

/// What the first bytes of a text say in UTF-8, without their byte order mark, where they are UTF-16; other encodings are as they are.
pub(super) fn head_text(head: &[u8]) -> Cow<'_, [u8]> {
    let bom = Bom::of(head);
    match utf16(head, bom) {
        Some(encoding) => Cow::Owned(encoding.decode_without_bom_handling(&head[bom.len()..]).0.into_owned().into_bytes()),
        None => Cow::Borrowed(&head[bom.len()..]),
    }
}

/// A text file whose encoding is known to fit all of it.
#[derive(Clone, Debug)]
pub(super) struct TextFile {
    path: PathBuf,
    bom: Bom,
    encoding: &'static Encoding,
    /// Bytes still arrive.
    growing: Option<Growing>,
}

impl TextFile {
    /// A file of a given encoding; reads all of it.
    ///
    /// # Errors
    /// `UnknownEncoding` with the first byte that doesn't fit.
    pub(super) fn of(path: &Path, encoding: &'static Encoding) -> Result<Self, IngestError> {
        let text = TextFile::known(path, encoding)?;
        match fits(after(path, text.bom)?, text.bom.len() as u64, encoding)? {
            None => Ok(text),
            Some(offset) => Err(IngestError::UnknownEncoding { offset }),
        }
    }

    /// A file that is known to be of that encoding, all of it.
    pub(super) fn known(path: &Path, encoding: &'static Encoding) -> io::Result<Self> {
        let mut head = Vec::new();
        File::open(path)?.take(4).read_to_end(&mut head)?;
        let bom = match (Bom::of(&head), encoding) {
            (Bom::Utf8, e) if e == UTF_8 => Bom::Utf8,
            (Bom::Utf16Le, e) if e == UTF_16LE => Bom::Utf16Le,
            (Bom::Utf16Be, e) if e == UTF_16BE => Bom::Utf16Be,
            _ => Bom::Absent,
        };
        Ok(TextFile { path: path.to_owned(), bom, encoding, growing: None })
    }

    /// Finds the encoding of the file at `path`; reads all of it.
    ///
    /// # Errors
    /// `UnknownEncoding` with the first byte that is not UTF-8.
    pub(super) fn detect(path: &Path) -> Result<Self, IngestError> {
        let mut head = Vec::new();
        File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
        let bom = Bom::of(&head);
        let (encoding, broken) = match told(&head, bom) {
            Some(encoding) => (encoding, fits(after(path, bom)?, bom.len() as u64, encoding)?),
            None => guessed(|| File::open(path))?,
        };
        broken.map_or_else(
            || Ok(TextFile { path: path.to_owned(), bom, encoding, growing: None }),
            |offset| Err(IngestError::UnknownEncoding { offset }),
        )
    }

    /// A file of which bytes still arrive, in the encoding that its first lines are in, and its first bytes; none where these fit no encoding.
    pub(super) fn growing(file: &Growing) -> io::Result<Option<(Self, Vec<u8>)>> {
        let mut head = Vec::new();
        file.open(false)?.take(FIRST_BYTES).read_to_end(&mut head)?;
        // The last line may be cut, within a character even.
        let is_whole = head.len() as u64 == file.length_bytes;
        let lines = if is_whole { head.len() } else { head.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1) };
        let bom = Bom::of(&head);
        let encoding = match told(&head[..head.len().min(HEAD_BYTES as usize)], bom) {
            Some(encoding) => encoding,
            None => match guessed(|| Ok(&head[..lines]))? {
                (encoding, None) => encoding,
                (_, Some(_)) => return Ok(None),
            },
        };
        head.truncate(HEAD_BYTES as usize);
        Ok(Some((TextFile { path: file.bytes.clone(), bom, encoding, growing: Some(file.clone()) }, head)))
    }

    /// Whether a file that is here by now, and has been read, is in the encoding that its first lines were in.
    pub(super) fn is_as_it_began(&self) -> Result<bool, IngestError> {
        // What isn't UTF-8 could not be read as such; other encodings take what doesn't fit for something else.
        if self.encoding == UTF_8 {
            return Ok(true);
        }
        let whole = TextFile::detect(&self.path)?;
        Ok((whole.encoding, whole.bom) == (self.encoding, self.bom))
    }

    /// A copy in UTF-8 in `folder`; none if it is UTF-8 already.
    pub(super) fn recoded(&self, folder: &Path) -> io::Result<Option<NamedTempFile>> {
        if self.encoding == UTF_8 {
            return Ok(None);
        }
        let mut copy = NamedTempFile::new_in(folder)?;
        io::copy(&mut self.open()?, copy.as_file_mut())?;
        Ok(Some(copy))
    }

    /// The file as UTF-8, without its byte order mark.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read>> {
        let mut file: Box<dyn Read> = match &self.growing {
            Some(growing) => Box::new(growing.open(self.encoding == UTF_8)?),
            None => Box::new(Counted::of(File::open(&self.path)?)?),
        };
        file.read_exact(&mut [0; 3][..self.bom.len()])?;
        if self.encoding == UTF_8 {
            return Ok(file);
        }
        Ok(Box::new(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).bom_override(false).bom_sniffing(false).build(file)))
    }

    /// The encoding's WHATWG label in lower case.
    pub(super) fn label(&self) -> String {
        self.encoding.name().to_lowercase()
    }
}

/// The encoding that the first bytes of a file tell.
fn told(head: &[u8], bom: Bom) -> Option<&'static Encoding> {
    if bom == Bom::Utf8 { Some(UTF_8) } else { utf16(head, bom) }
}

/// A file behind its byte order mark.
fn after(path: &Path, bom: Bom) -> io::Result<File> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(bom.len() as u64))?;
    Ok(file)
}

/// The encoding of a text that doesn't tell, and the first byte that isn't UTF-8 if none fits.
fn guessed<R: Read>(open: impl Fn() -> io::Result<R>) -> io::Result<(&'static Encoding, Option<u64>)> {
    let Some(broken) = Utf8Check::of(open()?)? else { return Ok((UTF_8, None)) };
    if broken.looks_like_utf8() {
        return Ok((UTF_8, Some(broken.offset)));
    }
    for guess in guesses(open()?)? {
        if fits(open()?, 0, guess)?.is_none() {
            return Ok((guess, None));
        }
    }
    Ok((UTF_8, Some(broken.offset)))
}

/// The likeliest encodings besides UTF-8, the likeliest first.
fn guesses(mut text: impl Read) -> io::Result<[&'static Encoding; 2]> {
    let (mut detector, mut hanzi) = (EncodingDetector::new(), Hanzi::default());
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = text.read(&mut chunk)?;
        detector.feed(&chunk[..count], count == 0);
        hanzi.feed(&chunk[..count]);
        if count == 0 {
            let guess = detector.guess(None, false);
            return Ok([hanzi.better(guess), hanzi.named(guess)]);
        }
    }
}

/// The offset of a byte (or the end of its chunk) that doesn't fit `encoding`, or `None` if all do of a file that is read from `offset` on.
fn fits(mut file: impl Read, mut offset: u64, encoding: &'static Encoding) -> io::Result<Option<u64>> {
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
