//! The heads of a Parquet file's pages, before any page is read: a reader takes as much memory as a page says that it needs, whatever it holds.
//!
//! A head is a struct of Thrift's compact protocol: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>,
//! <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift> (`PageHeader`).

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};

use super::IngestError;

/// The largest footer and the largest page that are read.
const MOST_FOOTER_BYTES: u64 = 64 << 20;
const MOST_PAGE_BYTES: u64 = 256 << 20;
/// Smaller pages may be more than their column says: some writers count wrongly.
const SMALL_BYTES: u64 = 16 << 20;
/// The longest head, with its statistics.
const MOST_HEAD_BYTES: u64 = 1 << 20;
const MOST_DEPTH: u32 = 8;

/// Refuses a footer that is too large to be one.
///
/// # Errors
/// `TooComplex`.
pub(super) fn check_footer(mut file: &File) -> Result<(), IngestError> {
    let mut end = [0; 8];
    if file.seek(SeekFrom::End(-8)).and_then(|_| file.read_exact(&mut end)).is_err() {
        return Ok(());
    }
    let [l0, l1, l2, l3, mark @ ..] = end;
    let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
    // A cut file ends in anything, and a footer that is longer than its file is none.
    if mark == *b"PAR1" && length > MOST_FOOTER_BYTES && length < file.metadata()?.len() {
        return Err(IngestError::TooComplex { limit: format!("{MOST_FOOTER_BYTES} bytes for its footer") });
    }
    Ok(())
}

/// Refuses pages that are too large unpacked, or larger than all of their column. What is wrong with a head otherwise is the reader's to tell.
///
/// # Errors
/// `TooComplex`, `DamagedFile`.
pub(super) fn check(file: &File, metadata: &ParquetMetaData) -> Result<(), IngestError> {
    let mut columns = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    columns.try_for_each(|column| check_column(file, column))
}

fn check_column(file: &File, column: &ColumnChunkMetaData) -> Result<(), IngestError> {
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    let starts = [column.dictionary_page_offset(), Some(column.data_page_offset())];
    let mut at = starts.into_iter().flatten().map(whole).filter(|start| *start > 0).min().unwrap_or_default();
    let (end, unpacked) = (at.saturating_add(whole(column.compressed_size())), whole(column.uncompressed_size()));
    let mut reader = BufReader::with_capacity(1 << 10, file);
    while at < end {
        if reader.seek(SeekFrom::Start(at)).is_err() {
            return Ok(());
        }
        let mut bytes = (&mut reader).take(MOST_HEAD_BYTES);
        let Ok(Head { unpacked_bytes, packed_bytes }) = head(&mut bytes) else {
            let is_long = bytes.limit() == 0;
            return if is_long { Err(IngestError::TooComplex { limit: format!("{MOST_HEAD_BYTES} bytes for the head of a page") }) } else { Ok(()) };
        };
        if unpacked_bytes > MOST_PAGE_BYTES {
            return Err(IngestError::TooComplex { limit: format!("{MOST_PAGE_BYTES} bytes for a page of it") });
        }
        if unpacked_bytes > unpacked.max(SMALL_BYTES) {
            return Err(IngestError::DamagedFile { format: "parquet".to_owned(), reason: "a page is larger than its column".to_owned() });
        }
        let Ok(body) = reader.stream_position() else { return Ok(()) };
        at = body.saturating_add(packed_bytes);
    }
    Ok(())
}

/// How large a page is.
struct Head {
    unpacked_bytes: u64,
    packed_bytes: u64,
}

/// Reads a head and stops behind it.
fn head(bytes: &mut impl BufRead) -> io::Result<Head> {
    let (mut id, mut sizes) = (0, [None; 2]);
    loop {
        let (kind, next) = field(bytes, id)?;
        id = next;
        match (kind, id) {
            (0, _) => break,
            (5, 2 | 3) => sizes[id as usize - 2] = u64::try_from(signed(bytes)?).ok(),
            (kind, _) => skip(bytes, kind, 0)?,
        }
    }
    match sizes {
        [Some(unpacked_bytes), Some(packed_bytes)] => Ok(Head { unpacked_bytes, packed_bytes }),
        _ => Err(ErrorKind::InvalidData.into()),
    }
}

/// The kind and the number of the next field; 0 is the end.
fn field(bytes: &mut impl BufRead, before: i64) -> io::Result<(u8, i64)> {
    let head = byte(bytes)?;
    let id = match (head & 0x0F, head >> 4) {
        (0, _) => before,
        (_, 0) => signed(bytes)?,
        (_, more) => before + i64::from(more),
    };
    Ok((head & 0x0F, id))
}

fn skip(bytes: &mut impl BufRead, kind: u8, depth: u32) -> io::Result<()> {
    match kind {
        _ if depth > MOST_DEPTH => Err(ErrorKind::InvalidData.into()),
        // Truth values are in the kind.
        1 | 2 => Ok(()),
        3 => leave(bytes, 1),
        4..=6 => signed(bytes).map(drop),
        7 => leave(bytes, 8),
        8 => unsigned(bytes).and_then(|length| leave(bytes, length)),
        9 | 10 => {
            let head = byte(bytes)?;
            let count = if head >> 4 == 15 { unsigned(bytes)? } else { u64::from(head >> 4) };
            // In a list a truth value is a byte.
            let kind = if matches!(head & 0x0F, 1 | 2) { 3 } else { head & 0x0F };
            (0..count).try_for_each(|_| skip(bytes, kind, depth + 1))
        }
        12 => loop {
            match field(bytes, 0)? {
                (0, _) => return Ok(()),
                (kind, _) => skip(bytes, kind, depth + 1)?,
            }
        },
        11 => {
            let count = unsigned(bytes)?;
            let kinds = if count > 0 { byte(bytes)? } else { 0 };
            // Truth values of a map are bytes, as in a list.
            let [keys, values] = [kinds >> 4, kinds & 0x0F].map(|kind| if matches!(kind, 1 | 2) { 3 } else { kind });
            (0..count).try_for_each(|_| skip(bytes, keys, depth + 1).and_then(|()| skip(bytes, values, depth + 1)))
        }
        _ => Err(ErrorKind::InvalidData.into()),
    }
}

fn leave(bytes: &mut impl BufRead, count: u64) -> io::Result<()> {
    let left = io::copy(&mut bytes.take(count), &mut io::sink())?;
    if left == count { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

fn byte(bytes: &mut impl BufRead) -> io::Result<u8> {
    let mut one = [0];
    bytes.read_exact(&mut one).map(|()| one[0])
}

fn signed(bytes: &mut impl BufRead) -> io::Result<i64> {
    let zigzag = unsigned(bytes)?;
    Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
}

fn unsigned(bytes: &mut impl BufRead) -> io::Result<u64> {
    let mut number = 0;
    for at in 0..10 {
        let next = byte(bytes)?;
        number |= u64::from(next & 0x7F) << (7 * at);
        if next & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn a_head_is_read_to_its_end_whatever_is_in_it() {
        // A data page of 300 and 200 bytes: its own struct with an integer, a text, a list of two and a struct within, and a checksum before it.
        let head = [0x15, 0, 0x15, 0xD8, 4, 0x15, 0x90, 3, 0x15, 1, 0x1C, 0x15, 8, 0x18, 2, b'a', b'b', 0x19, 0x25, 2, 4, 0x1C, 0x11, 0, 0, 0];
        let mut bytes = &[&head[..], b"page"].concat()[..];
        let read = super::head(&mut bytes).unwrap();
        assert_eq!((read.unpacked_bytes, read.packed_bytes, bytes), (300, 200, &b"page"[..]));
        for cut in 0..head.len() {
            assert!(super::head(&mut &head[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn a_head_that_never_ends_is_none() {
        assert!(super::head(&mut &[0x1C; 100][..]).is_err());
        assert!(super::head(&mut &[0x15, 0, 0x15, 1, 0x15, 2, 0][..]).is_err(), "sizes below 0");
    }
}
