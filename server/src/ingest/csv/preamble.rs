//! Lines before the table: titles, dates of a report, notes. They are not rows, so they are left out of the columns and told.

use std::io::{self, Read};

use csv::ByteRecord;

use super::super::cell;
use super::look::is_header;
use super::marks::Marks;
use super::writing;

const SAMPLE_BYTES: u64 = 256 << 10;
const SAMPLE_RECORDS: usize = 1_000;
/// More than this is no preamble.
const MOST_RECORDS: usize = 20;
/// Characters of it that are told.
const MOST_CHARS: usize = 500;

/// The records before the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Preamble {
    /// How many.
    pub(super) records: u64,
    /// Their text, cut if it is long.
    pub(super) text: String,
}

impl Preamble {
    /// The first records, however many there are.
    pub(super) fn first(text: impl Read, marks: Marks, records: u64) -> io::Result<Self> {
        let sample = sampled(text)?;
        let mut reader = marks.reader().from_reader(&sample[..]);
        for _ in 0..records {
            reader.read_byte_record(&mut ByteRecord::new())?;
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(sample.len());
        Ok(Preamble { records, text: told(&sample, end) })
    }
}

fn sampled(text: impl Read) -> io::Result<Vec<u8>> {
    let mut sample = Vec::new();
    text.take(SAMPLE_BYTES).read_to_end(&mut sample)?;
    Ok(sample)
}

fn told(sample: &[u8], end: usize) -> String {
    String::from_utf8_lossy(&sample[..end.min(sample.len())]).trim().chars().take(MOST_CHARS).collect()
}

/// Finds the records before the table. Most records have three fields or more; those before have one, or as many but at most one that is not empty;
/// a header comes next, and rows.
pub(super) fn find(text: impl Read, marks: Marks) -> io::Result<Preamble> {
    let sample = sampled(text)?;
    let mut reader = marks.reader().from_reader(&sample[..]);
    let (mut records, mut starts) = (Vec::<ByteRecord>::new(), Vec::new());
    loop {
        let (start, mut record) = (reader.position().byte(), ByteRecord::new());
        if records.len() == SAMPLE_RECORDS || !reader.read_byte_record(&mut record).unwrap_or(false) {
            break;
        }
        records.push(record);
        starts.push(start);
    }
    let Some(fields) = super::delimiter::usual(records.iter().map(ByteRecord::len)) else { return Ok(Preamble::default()) };
    let is_title = |record: &ByteRecord| record.len() == 1 && fields > 2;
    let is_lone = |record: &ByteRecord| fields > 2 && record.len() == fields && record.iter().filter(|cell| !cell.is_empty()).count() <= 1;
    let count = records.iter().take_while(|record| is_title(record) || is_lone(record)).count();
    let [header, rows @ ..] = &records[count..] else { return Ok(Preamble::default()) };
    // A header of one name looks like a lone title; only rows of values below the next record make that one the header.
    let is_value = |cell: &[u8]| !cell.is_empty() && (cell::classify(cell) != 0 || writing::is_value(cell));
    let has_values = || rows.iter().any(|row| row.iter().any(is_value));
    let is_sure = records[..count].iter().all(is_title) || has_values();
    let is_table = header.len() == fields && is_header(header) && !rows.is_empty();
    if count == 0 || count > MOST_RECORDS || !is_sure || !is_table {
        return Ok(Preamble::default());
    }
    let end = usize::try_from(starts[count]).unwrap_or(sample.len());
    Ok(Preamble { records: count as u64, text: told(&sample, end) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::wire::import::ImportOptions;

    use super::*;

    fn check(text: &str, records: u64, told: &str) {
        assert_eq!(find(text.as_bytes(), Marks::of(&ImportOptions::default())).unwrap(), Preamble { records, text: told.to_owned() }, "{text:?}");
    }

    #[test]
    fn titles_before_a_table_are_no_rows() {
        check("Sales report\n\na,b,c\n1,2,3\n4,5,6\n", 1, "Sales report");
        check("Sales report\nmade 2024\n\na,b,c\n1,2,3\n", 2, "Sales report\nmade 2024");
        check("Sales report,,\n,,\na,b,c\n1,2,3\n", 2, "Sales report,,\n,,");
    }

    #[test]
    fn rows_are_no_titles() {
        check("a,b,c\n1,2,3\n", 0, "");
        check("a,b\nx\n1,2\n", 0, "");
        check("a,b\n1,2,3\n4,5,6\n", 0, "");
        check("1,,\n2,3,4\n5,6,7\n", 0, "");
        check("a\nb\nc\n", 0, "");
        check("title\na,b,c\n", 0, "");
        check("name\nDoe, John\nRoe, Jane\n", 0, "");
        check("price\n1,5\n2,25\n", 0, "");
        check("Name,,\nAnn,x,y\nBob,z,w\n", 0, "");
        check("a,b\n1,2\n3,4,5,6\n5,6,7,8\n7,8,9,0\n", 0, "");
        check("", 0, "");
    }
}
