//! The frame of an object container file, without what is in its blocks.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::super::IngestError;
use super::broken;

/// The rows that the blocks of a file count. Walks over all of them without reading what is in them.
///
/// # Errors
/// `DamagedFile` where a block is cut off or does not end with the file's mark.
pub(super) fn count_rows(path: &Path) -> Result<u64, IngestError> {
    let mut file = BufReader::new(File::open(path)?);
    let mut left = file.get_ref().metadata()?.len();
    let cut = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => broken("it ends in a block"),
        _ => IngestError::from(error),
    };
    let mark = header(&mut file, &mut left).map_err(cut)?;
    let mut rows = 0_u64;
    while left > 0 {
        rows = rows.saturating_add(length(&mut file, &mut left).map_err(cut)?);
        let size = length(&mut file, &mut left).map_err(cut)?;
        skip(&mut file, &mut left, size).map_err(cut)?;
        if mark_of(&mut file, &mut left).map_err(cut)? != mark {
            return Err(broken("a block does not end with the file's mark"));
        }
    }
    Ok(rows)
}

/// Passes the magic bytes and the metadata; the mark that ends each block.
fn header(file: &mut BufReader<File>, left: &mut u64) -> io::Result<[u8; 16]> {
    skip(file, left, 4)?;
    loop {
        let entries = long(file, left)?;
        if entries == 0 {
            return mark_of(file, left);
        }
        // A count below zero is followed by a size in bytes.
        if entries < 0 {
            long(file, left)?;
        }
        for _ in 0..entries.unsigned_abs() {
            for _ in 0..2 {
                let size = length(file, left)?;
                skip(file, left, size)?;
            }
        }
    }
}

fn mark_of(file: &mut BufReader<File>, left: &mut u64) -> io::Result<[u8; 16]> {
    let mut mark = [0; 16];
    *left = left.checked_sub(16).ok_or(io::ErrorKind::UnexpectedEof)?;
    file.read_exact(&mut mark)?;
    Ok(mark)
}

fn skip(file: &mut BufReader<File>, left: &mut u64, size: u64) -> io::Result<()> {
    *left = left.checked_sub(size).ok_or(io::ErrorKind::UnexpectedEof)?;
    file.seek_relative(size.cast_signed())
}

/// A length; below zero it is as wrong as one beyond the end.
fn length(file: &mut BufReader<File>, left: &mut u64) -> io::Result<u64> {
    u64::try_from(long(file, left)?).map_err(|_| io::ErrorKind::UnexpectedEof.into())
}

/// Seven bits a byte, the lowest first, the sign in the last bit.
fn long(file: &mut BufReader<File>, left: &mut u64) -> io::Result<i64> {
    let mut bits = 0_u64;
    for shift in (0..64).step_by(7) {
        let mut byte = [0];
        *left = left.checked_sub(1).ok_or(io::ErrorKind::UnexpectedEof)?;
        file.read_exact(&mut byte)?;
        bits |= u64::from(byte[0] & 0x7F) << shift;
        if byte[0] < 0x80 {
            return Ok((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed());
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}
