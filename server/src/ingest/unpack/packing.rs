//! How a file may be packed.

use std::fs::File;
use std::io::{self, BufReader, Read};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use liblzma::read::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};

/// Of zstd: windows of 128 MiB at most, as its own command allows.
const ZSTD_WINDOW_LOG: u32 = 27;
/// Of xz: the dictionary of its highest level takes 65 MiB.
const XZ_MEMORY_BYTES: u64 = 256 << 20;

/// What unpacking a file of that packing may hold of it at once.
pub(in super::super) fn most_memory_bytes(word: &str) -> u64 {
    if word == Packing::Xz.word() { XZ_MEMORY_BYTES } else { 1 << ZSTD_WINDOW_LOG }
}

/// What a file is packed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// RFC 1952; members one after the other are one file.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// As the program of that name writes it.
    Bzip2,
    /// As XZ Utils write it.
    Xz,
    /// An archive of files.
    Zip,
}

impl Packing {
    /// By a file's first bytes.
    pub(super) fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstd),
            // A level, and the mark of a block or of the end; three letters alone could begin a header.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Some(Packing::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Packing::Xz),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Packing::Zip),
            _ => None,
        }
    }

    /// The contract's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::Bzip2 => "bzip2",
            Packing::Xz => "xz",
            Packing::Zip => "zip",
        }
    }

    /// What the bytes of a compressed file stand for.
    pub(super) fn reader(self, file: File) -> io::Result<Box<dyn Read>> {
        let file = BufReader::with_capacity(128 << 10, file);
        Ok(match self {
            Packing::Gzip => Box::new(MultiGzDecoder::new(file)),
            Packing::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(file)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Box::new(decoder)
            }
            Packing::Bzip2 => Box::new(MultiBzDecoder::new(file)),
            Packing::Xz => Box::new(XzDecoder::new_stream(file, Stream::new_stream_decoder(XZ_MEMORY_BYTES, CONCATENATED)?)),
            Packing::Zip => Box::new(file),
        })
    }
}

/// Endings of compressed files, before which there is another.
const ENDINGS: [&str; 7] = [".gz", ".gzip", ".zst", ".zstd", ".bz2", ".bz", ".xz"];

/// `a.csv` of `a.csv.gz`.
pub(crate) fn without_packing(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.len() > ending.len() && lower.ends_with(**ending));
    &name[..name.len() - ending.map_or(0, |ending| ending.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_and_letters_alone_do_not() {
        assert_eq!(Packing::of(b"\x1F\x8B\x08"), Some(Packing::Gzip));
        assert_eq!(Packing::of(b"BZh91AY&SY"), Some(Packing::Bzip2));
        assert_eq!(Packing::of(b"BZh9,name\n"), None);
        assert_eq!(Packing::of(b"PK,name\n"), None);
    }

    #[test]
    fn the_ending_of_the_packing_is_left_out() {
        for (name, inner) in [("a.CSV.GZ", "a.CSV"), (".xz", ".xz"), ("表.zst", "表"), ("é", "é"), ("a.csv", "a.csv")] {
            assert_eq!(without_packing(name), inner);
        }
    }
}
