//! Which character separates the fields.

use std::collections::BTreeMap;
use std::io::{self, Read};

use csv::ByteRecord;

use super::marks::Marks;

const SAMPLE_BYTES: u64 = 256 << 10;
const SAMPLE_RECORDS: usize = 1_000;
/// In order of preference.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Tried where none of the candidates cuts, and taken only where every record is cut alike: the separators that programs write, and marks that are more often text.
const SECOND: [u8; 5] = [0x1F, 0x01, b'^', b'~', b':'];
const LEAST_RECORDS: usize = 3;

/// The marks with the delimiter that cuts the first records of `text` most evenly, into the most fields; a comma where none cuts the first record.
pub(super) fn sniff(text: impl Read, marks: Marks) -> io::Result<Marks> {
    let mut sample = Vec::new();
    text.take(SAMPLE_BYTES).read_to_end(&mut sample)?;
    let truncated = sample.len() as u64 == SAMPLE_BYTES;
    let candidates = CANDIDATES.into_iter().filter(|candidate| !marks.is_taken(*candidate));
    let mut best = (Score::default(), candidates.clone().next().unwrap_or(b','));
    for delimiter in candidates {
        let score = Score::of(&sample, marks.with_delimiter(delimiter), truncated);
        if score.fields > 1 && score.beats(&best.0) {
            best = (score, delimiter);
        }
    }
    if best.0.fields > 1 {
        return Ok(marks.with_delimiter(best.1));
    }
    let is_sure = |delimiter: &u8| {
        let score = Score::of(&sample, marks.with_delimiter(*delimiter), truncated);
        let is_even = score.fields > 1 && score.even == score.records && score.records >= LEAST_RECORDS;
        !marks.is_taken(*delimiter) && is_even && (*delimiter != b':' || has_words(&sample))
    };
    Ok(marks.with_delimiter(SECOND.into_iter().find(is_sure).unwrap_or(best.1)))
}

/// Whether colons in lines can be between fields: in times, addresses of machines and of pages they are not. In a line with a time all of them are between digits.
fn has_words(sample: &[u8]) -> bool {
    let is_lettered = |line: &[u8]| line.iter().any(|byte| byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit() && !b"TZ".contains(byte));
    let is_address = |line: &[u8]| line.windows(3).any(|three| three == b"://");
    let is_time = |line: &[u8]| {
        let mut around = line.windows(3).filter(|three| three[1] == b':');
        around.all(|three| three[0].is_ascii_digit() && three[2].is_ascii_digit())
    };
    let mut lines = sample.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
    let has_blanks = sample.windows(2).any(|two| two == b": ");
    !has_blanks && lines.all(|line| is_lettered(line) && !is_address(line) && !is_time(line))
}

/// The number of fields that most records have; the larger of two that equally many have.
pub(super) fn usual(lengths: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = BTreeMap::new();
    lengths.for_each(|length| *counts.entry(length).or_insert(0) += 1);
    counts.into_iter().max_by_key(|&(length, count): &(usize, usize)| (count, length)).map(|(length, _)| length)
}

/// How well a delimiter cuts.
#[derive(Default)]
struct Score {
    /// Fields that most records have.
    fields: usize,
    /// Records.
    records: usize,
    /// Records with so many fields.
    even: usize,
    /// Fields that begin with a blank: the mark of a delimiter that is punctuation inside text.
    blanks: usize,
}

impl Score {
    fn of(sample: &[u8], marks: Marks, truncated: bool) -> Self {
        let mut reader = marks.reader().from_reader(sample);
        let mut score = Score::default();
        let mut record = ByteRecord::new();
        let mut lengths = Vec::new();
        while score.records < SAMPLE_RECORDS && reader.read_byte_record(&mut record).unwrap_or(false) {
            // The sample's end may cut its last record; a single cut record is still the best that there is.
            if truncated && reader.is_done() && score.records > 0 {
                break;
            }
            score.records += 1;
            lengths.push(record.len());
            score.blanks += record.iter().skip(1).filter(|field| field.starts_with(b" ")).count();
        }
        score.fields = usual(lengths.iter().copied()).unwrap_or_default();
        score.even = lengths.iter().filter(|length| **length == score.fields).count();
        score
    }

    fn beats(&self, other: &Score) -> bool {
        // even/records compared without division.
        let (ours, theirs) = (self.even * other.records.max(1), other.even * self.records.max(1));
        (ours, usize::from(self.blanks == 0), self.fields) > (theirs, usize::from(other.blanks == 0), other.fields)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::wire::import::ImportOptions;

    use super::*;

    fn check(text: &str, expected: char) {
        let marks = sniff(text.as_bytes(), Marks::of(&ImportOptions::default())).unwrap();
        assert_eq!(char::from(marks.delimiter), expected, "{text:?}");
    }

    #[test]
    fn the_character_that_cuts_evenly_is_the_delimiter() {
        check("a,b,c\n1,2,3\n", ',');
        check("a;b;c\n1,5;2,5;x\n", ';');
        check("a\tb\nx, y\tz\n", '\t');
        check("a|b|c\n1|2|3\n", '|');
        check("last, first;age\nDoe, John;5\nRoe, Jane;6\n", ';');
        check("name\nx\n", ',');
        check("Report, made today\na;b;c\n1;2;3\n", ';');
        check("", ',');
    }

    #[test]
    fn rarer_marks_are_taken_where_they_cut_every_record_alike() {
        for mark in ['\u{1f}', '\u{1}', '^', '~'] {
            check(&"a*b*c\n1*2*3\n4*5*6\n".replace('*', &mark.to_string()), mark);
            check(&"a*b\n1*2\n".replace('*', &mark.to_string()), ',');
        }
        check("root:x:0:/root\nbin:x:1:/bin\ndaemon:x:2:/sbin\n", ':');
        for text in [
            "12:30\n13:00\n14:10\n",
            "https://a\nhttps://b\nhttps://c\n",
            "0a:1b\n0c:1d\n0e:1f\n",
            "k: v\nl: w\nm: x\n",
            "12:30 PM\n01:15 PM\n02:00 PM\n",
            "Jan 01 12:30:00 on\nJan 01 12:30:05 off\nJan 02 01:00:00 on\n",
        ] {
            check(text, ',');
        }
        check("a^b\n1\n2^3\n", ',');
        check("a^b,c\n1^2,3\n4^5,6\n", ',');
    }

    #[test]
    fn a_mark_around_fields_is_not_between_them() {
        let options = ImportOptions { quote: Some("|".to_owned()), escape: Some(",".to_owned()), ..ImportOptions::default() };
        for (text, expected) in [("|a|b|\n|1|2|\n", ';'), ("|a|;|b|\n|1|;|2|\n", ';'), ("a,b\n1,2\n", ';')] {
            assert_eq!(char::from(sniff(text.as_bytes(), Marks::of(&options)).unwrap().delimiter), expected, "{text:?}");
        }
    }

    #[test]
    fn delimiters_inside_quotes_do_not_count() {
        check("\"a;b\",\"c;d\"\n\"1;2;3\",4\n", ',');
        check("a,b\n\"x\n;;;\",2\n", ',');
    }

    #[test]
    fn a_ragged_record_does_not_change_the_delimiter() {
        check("a,b,c\n1,2\n3,4,5\n", ',');
    }
}
