//! Lines before the table: titles, dates of a report, notes. They are not rows, so they are left out of the columns and told.

use std::collections::BTreeSet;
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

/// Finds the records before the table: its titles, or else other records that are none of its rows.
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
    let is_below_blank = |at: usize| begins_blank(&sample, starts[at]);
    let count = Some(titles(&records)).filter(|count| *count > 0).unwrap_or_else(|| others(&records, is_below_blank));
    if count == 0 {
        return Ok(Preamble::default());
    }
    let end = usize::try_from(starts[count]).unwrap_or(sample.len());
    Ok(Preamble { records: count as u64, text: told(&sample, end) })
}

/// How many titles there are. Most records have three fields or more; titles have one, or as many but at most one that is not empty; a header comes next,
/// and rows.
fn titles(records: &[ByteRecord]) -> usize {
    let Some(fields) = super::delimiter::usual(records.iter().map(ByteRecord::len)) else { return 0 };
    let is_title = |record: &ByteRecord| record.len() == 1 && fields > 2;
    let is_lone = |record: &ByteRecord| fields > 2 && record.len() == fields && record.iter().filter(|cell| !cell.is_empty()).count() <= 1;
    let count = records.iter().take_while(|record| is_title(record) || is_lone(record)).count();
    let [header, rows @ ..] = &records[count..] else { return 0 };
    // A header of one name looks like a lone title; only rows of values below the next record make that one the header.
    let has_values = || rows.iter().any(|row| row.iter().any(is_value));
    let is_sure = records[..count].iter().all(is_title) || has_values();
    let is_table = header.len() == fields && is_header(header) && !rows.is_empty();
    if count <= MOST_RECORDS && is_sure && is_table { count } else { 0 }
}

/// How many records there are before the table that are no titles: `Station,Oslo` above three columns, titles with commas, comments, a title above two columns. They
/// have other lengths than nine in ten of the rest, or are comments, and are no table themselves. The header comes next, a name for each column, and below it at least
/// one column of values; two columns, which a text with commas makes as well, need a blank line above them or nothing but single fields.
fn others(records: &[ByteRecord], is_below_blank: impl Fn(usize) -> bool) -> usize {
    let usual = super::delimiter::usual(records[records.len() / 2..].iter().map(ByteRecord::len));
    let Some(fields) = usual.filter(|fields| *fields > 1) else { return 0 };
    let is_comment = |record: &ByteRecord| record.get(0).is_some_and(|cell| cell.starts_with(b"# ") || cell.starts_with(b"##"));
    let count = records.iter().take_while(|record| record.len() != fields || is_comment(record)).count();
    let (before, rest) = records.split_at(count);
    let [header, rows @ ..] = rest else { return 0 };
    if count == 0 || count > MOST_RECORDS {
        return 0;
    }
    let is_blank = is_below_blank(count);
    let is_apart = is_blank || before.iter().any(|record| record.len() != fields);
    let is_plain = fields > 2 || is_blank || before.iter().all(|record| record.len() == 1 || is_comment(record));
    let even = rows.iter().filter(|row| row.len() == fields).count();
    let is_value_or_null = |cell: &[u8]| cell.is_empty() || is_value(cell) || writing::null_word(cell).is_some();
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let has_values = (0..fields).any(|column| cells(column).any(is_value) && cells(column).all(is_value_or_null));
    let is_sure = is_apart && is_plain && has_values && is_full_header(header) && !is_table(before);
    if is_sure && even * 10 >= rows.len() * 9 { count } else { 0 }
}

/// Whether a record names every column, each another: rows under a header that is too short for them have empty cells and nulls.
fn is_full_header(record: &ByteRecord) -> bool {
    let names: BTreeSet<&[u8]> = record.iter().filter(|cell| !cell.is_empty() && writing::null_word(cell).is_none()).collect();
    is_header(record) && names.len() == record.len()
}

/// Whether a header of several names has a row of values of the same length somewhere below it.
fn is_table(records: &[ByteRecord]) -> bool {
    let is_row = |header: &ByteRecord, row: &ByteRecord| row.len() == header.len() && row.iter().all(is_value);
    let headers = records.iter().enumerate().filter(|(_, record)| record.len() > 1 && is_header(record));
    headers.into_iter().any(|(at, header)| records[at + 1..].iter().any(|row| is_row(header, row)))
}

fn is_value(cell: &[u8]) -> bool {
    !cell.is_empty() && (cell::classify(cell) != 0 || writing::is_value(cell))
}

/// Whether a blank line comes before the record that begins there; its own line break is what `start` may lie in.
fn begins_blank(sample: &[u8], start: u64) -> bool {
    let start = usize::try_from(start).unwrap_or(sample.len()).min(sample.len());
    let (before, rest) = sample.split_at(start);
    let rest = if before.ends_with(b"\r") { rest.strip_prefix(b"\n").unwrap_or(rest) } else { rest };
    rest.starts_with(b"\n") || rest.starts_with(b"\r")
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
    fn other_records_before_a_table_are_no_rows() {
        check("Report\n\na,b\n1,2\n", 1, "Report");
        check("Station,Oslo\nPeriod,2024\n\nday,temp,rain\n2024-01-01,3,0\n", 2, "Station,Oslo\nPeriod,2024");
        check("Sales, all shops\nday,shop,sold\n1,N,3\n2,S,4\n", 1, "Sales, all shops");
        check("# made by x, y\n# and z\nday,n\n2024-01-01,1\n", 2, "# made by x, y\n# and z");
        check("# a, b\r\n\r\nday,n\r\n2024-01-01,1\r\n", 1, "# a, b");
    }

    #[test]
    fn rows_are_no_titles() {
        check("a,b\nc,d,e\nf,g,h\n", 0, "");
        check("note\nhello, all\nbye, 5\nx, y\n", 0, "");
        check("#id,name\nx,y\nz,3\n", 0, "");
        check("# id,n\nx,y\nz,3\n", 0, "");
        check("a,b\nc,d,e\n1,2,3\n4,5\n6,7\n8,9,1\n", 0, "");
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
        check("mpg,cyl\nMazda,NA,NA\nFord,21,6\nFiat,30,4\n", 0, "");
        check("a,b,c\nx,,y,\nz,1,w,2\nv,3,u,4\n", 0, "");
        check("a,b\n1,2\n3,4\nx,y,z\n1,2,3\n4,5,6\n7,8,9\n1,2,3\n", 0, "");
        check("", 0, "");
    }
}
