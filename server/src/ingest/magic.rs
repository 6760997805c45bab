//! First bytes of formats that are no tables, so that a person is told what they sent.

/// First bytes and the format's name.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"\x89PNG\r\n\x1A\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"RIFF", "riff"),
    (b"%PDF-", "pdf"),
    (b"PK\x05\x06", "zip"),
    (b"\x1F\x8B", "gzip"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!\x1A\x07", "rar"),
    (b"\x7FELF", "elf"),
    (b"SQLite format 3\0", "sqlite"),
    (b"ORC", "orc"),
    (b"FEA1", "feather_v1"),
    (b"PARE", "encrypted_parquet"),
    (b"\x89HDF\r\n\x1A\n", "hdf5"),
    (b"\0asm", "wasm"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"{\\rtf", "rtf"),
];

/// First words of texts that are no tables, in lower case.
const MARKUP: &[(&str, &str)] = &[("<!doctype", "html"), ("<html", "html"), ("<?xml", "xml"), ("<svg", "svg")];

/// What the first bytes of a file say that it is, if that is no table.
pub(super) fn known_other(head: &[u8]) -> Option<&'static str> {
    let binary = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    // Three letters could begin a CSV header; the formats behind them have bytes that text has not.
    let binary = binary.filter(|(magic, _)| !magic.iter().all(u8::is_ascii_graphic) || head.contains(&0) || magic.len() > 4);
    binary.or_else(|| boxed(head)).map(|(_, format)| *format).or_else(|| markup(head))
}

/// ISO media (MP4, HEIC, AVIF): a size, then `ftyp`.
fn boxed(head: &[u8]) -> Option<&'static (&'static [u8], &'static str)> {
    const BOXED: (&[u8], &str) = (b"ftyp", "mp4");
    (head.get(4..8) == Some(BOXED.0) && head.first() == Some(&0)).then_some(&BOXED)
}

fn markup(head: &[u8]) -> Option<&'static str> {
    let start = &head.trim_ascii_start();
    let begins = |word: &str| start.get(..word.len()).is_some_and(|s| s.eq_ignore_ascii_case(word.as_bytes()));
    MARKUP.iter().find(|(word, _)| begins(word)).map(|(_, format)| *format)
}

/// Whether bytes look like no text at all: NULs or other control characters in plenty, but for 01 and 1F, which may be between fields.
pub(super) fn is_binary(head: &[u8]) -> bool {
    let control = |b: &u8| *b < 0x20 && !matches!(*b, 0 | 1 | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B | 0x1F);
    let nuls = head.iter().filter(|b| **b == 0).count();
    let controls = head.iter().filter(|b| control(b)).count();
    // A few of them are data: a cell may hold a NUL.
    (nuls > 8 && nuls * 32 > head.len()) || (controls > 8 && controls * 32 > head.len())
}
