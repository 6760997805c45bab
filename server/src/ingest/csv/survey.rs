//! A second look at the columns that came out as text: are they numbers or dates in another writing, with words for no value among them?
//!
//! The first look remembers some cells of each column. A column whose remembered cells fit no writing is text and costs nothing more; if
//! there are others, the file is read once again, and only a writing that fits every cell counts. Where two fit and mean different values,
//! the column stays text and that is said.

use std::collections::BTreeMap;

use arrow_schema::{DataType, TimeUnit};
use csv::ByteRecord;
use serde::{Deserialize, Serialize};
use shared::wire::column_type::type_of;
use shared::wire::dataset::{Notice, Writing};
use shared::wire::import::ColumnOptions;

use super::super::IngestError;
use super::super::cell;
use super::super::column::{ColumnTypes, is_fractional};
use super::super::encoding::TextFile;
use super::super::error::shortened;
use super::Dialect;
use super::look::Glance;
use super::marks::is_word;
use super::records::Records;
use super::writing::{self, null_word};

/// Cells that are remembered of each column.
const REMEMBERED: usize = 64;

/// No number and no date is longer, and longer cells would fill the memory.
const LONGEST: usize = 64;

/// Some cells of a column; none of a column of long ones.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Remembered {
    cells: Vec<Vec<u8>>,
    is_long: bool,
}

impl Remembered {
    /// Looks at one cell.
    #[inline]
    pub(super) fn add(&mut self, cell: &[u8]) {
        if self.cells.len() < REMEMBERED && !cell.is_empty() && !self.is_long {
            if cell.len() > LONGEST {
                self.is_long = true;
                self.cells = Vec::new();
                return;
            }
            self.cells.push(cell.to_vec());
        }
    }

    /// The first cell that is written like a date or time and is none, where all others are such or stand for no value.
    fn odd(&self) -> Option<&[u8]> {
        let is_so = |cell: &Vec<u8>| null_word(cell).is_some() || cell::is_shaped_as_time(cell);
        self.cells
            .iter()
            .find(|cell| cell::is_shaped_as_time(cell) && cell::classify(cell) == 0)
            .filter(|_| self.cells.iter().all(is_so))
            .map(Vec::as_slice)
    }

    /// Whether all cells are dates of three short numbers, whose order nobody can tell: `01/02/03`.
    fn are_short_dates(&self) -> bool {
        !self.cells.is_empty() && self.cells.iter().all(|cell| writing::is_short_date(cell))
    }

    /// Whether all points of all numbers may be thousands marks: `1.234`, `12.000`.
    fn may_be_grouped(&self) -> bool {
        let mut plain = String::new();
        let is_plain = |cell: &&Vec<u8>| !cell.contains(&b'.');
        self.cells.iter().any(|cell| cell.contains(&b'.'))
            && self.cells.iter().all(|cell| is_plain(&cell) || writing::plain(Writing::DecimalComma, cell, &mut plain))
    }
}

/// How the cells of a column are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// What they become.
    pub(super) data_type: DataType,
    /// How they are written.
    pub(super) writing: Writing,
    /// Whether words for no value are null.
    pub(super) null_words: bool,
    /// Whether a person chose it: then cells that don't fit are null and kept, and all that means a value of the type fits.
    pub(super) is_chosen: bool,
}

impl Reading {
    /// Plain cells of a type.
    pub(super) fn plain(data_type: DataType) -> Self {
        Reading { data_type, writing: Writing::Plain, null_words: false, is_chosen: false }
    }

    /// What a person chose.
    pub(super) fn chosen(options: &ColumnOptions) -> Result<Self, IngestError> {
        let data_type = type_of(&options.r#type, Some(TimeUnit::Microsecond));
        let data_type = data_type.ok_or_else(|| IngestError::Internal { reason: format!("the type {:?} was not checked", options.r#type) })?;
        Ok(Reading { data_type, writing: options.writing, null_words: false, is_chosen: true })
    }
}

/// Looks again where that may help; `nulls` are the words for no value that were chosen, in place of the usual ones. Changes the readings of columns that are no text, and says which.
pub(super) fn survey(
    text: &TextFile,
    (dialect, header, nulls): (Dialect, bool, Option<&[String]>),
    remembered: &[Remembered],
    names: &[String],
    (readings, odd): (&mut [Reading], &mut [Option<String>]),
) -> Result<Vec<Notice>, IngestError> {
    let mut suspects = suspects(remembered, nulls.is_none(), readings);
    if suspects.is_empty() {
        return Ok(Vec::new());
    }
    let mut records = Records::open(text, dialect)?;
    let mut record = ByteRecord::new();
    if header {
        records.next(&mut record)?;
    }
    for suspect in &mut suspects {
        suspect.forget();
    }
    while records.next(&mut record)? {
        for suspect in &mut suspects {
            let cell = record.get(suspect.column).unwrap_or_default();
            if !is_word(cell, nulls) {
                suspect.add(cell);
            }
        }
        if !suspects.iter().any(Suspect::is_open) {
            break;
        }
    }
    let mut notices = Vec::new();
    let (floats, texts): (Vec<Suspect>, Vec<Suspect>) = suspects.into_iter().partition(|suspect| is_fractional(&readings[suspect.column].data_type));
    let comma = texts.iter().any(|suspect| matches!(suspect.verdict(), Verdict::Read(_, Writing::DecimalComma)));
    for suspect in floats.iter().filter(|suspect| comma && suspect.may_have_commas()) {
        readings[suspect.column] = Reading::plain(DataType::Utf8);
        notices.push(Notice::Ambiguous { column: names[suspect.column].clone(), first: Writing::Plain, second: Writing::DecimalComma });
    }
    for suspect in texts {
        let column = &names[suspect.column];
        match suspect.verdict() {
            Verdict::Text => odd[suspect.column] = suspect.odd().or(odd[suspect.column].take()),
            Verdict::Ambiguous(first, second) => notices.push(Notice::Ambiguous { column: column.clone(), first, second }),
            Verdict::Read(data_type, writing) => {
                let null_words = !suspect.nulls.is_empty();
                readings[suspect.column] = Reading { data_type, writing, null_words, is_chosen: false };
                if writing != Writing::Plain {
                    notices.push(Notice::Written { column: column.clone(), writing });
                }
                if null_words {
                    let words = suspect.nulls.keys().map(|word| (*word).to_owned()).collect();
                    notices.push(Notice::NullWords { column: column.clone(), words, cells: suspect.nulls.values().sum() });
                }
            }
        }
    }
    Ok(notices)
}

/// A cell as a person reads it.
pub(super) fn told_as(cell: &[u8]) -> String {
    shortened(&String::from_utf8_lossy(cell))
}

/// What is to be said of columns that look like dates or times and stay text.
pub(super) fn stays_text(remembered: &[Remembered], odd: &[Option<String>], names: &[String], readings: &[Reading]) -> Vec<Notice> {
    let texts = readings.iter().enumerate().filter(|(_, reading)| **reading == Reading::plain(DataType::Utf8));
    let text_of = |at: usize| remembered[at].odd().map(told_as).or_else(|| odd[at].clone());
    let told = |(at, _): (usize, &Reading)| match text_of(at) {
        Some(text) => Some(Notice::NotADate { column: names[at].clone(), text }),
        None if remembered[at].are_short_dates() => {
            Some(Notice::Ambiguous { column: names[at].clone(), first: Writing::DayFirst, second: Writing::MonthFirst })
        }
        None => None,
    };
    texts.filter_map(told).collect()
}

/// Columns of which some cells may be in another writing.
fn suspects(remembered: &[Remembered], has_null_words: bool, readings: &[Reading]) -> Vec<Suspect> {
    let may_be_more = |column: usize, cells: &Remembered| match &readings[column] {
        text if *text == Reading::plain(DataType::Utf8) => !cells.cells.is_empty(),
        // Beside numbers with a decimal comma, `1.234` may be a thousand and more.
        number => is_fractional(&number.data_type) && *number == Reading::plain(number.data_type.clone()) && cells.may_be_grouped(),
    };
    let some = remembered.iter().enumerate().filter(|(column, cells)| may_be_more(*column, cells));
    some.map(|(column, cells)| Suspect::of(column, cells, has_null_words)).filter(Suspect::is_open).collect()
}

/// Whether a look at first rows says all that one at the whole file would, as long as the other cells fit: each column's type is sure or chosen, and
/// none has to be surveyed. A text that no writing fits by its first cells stays one whatever follows, and floats are surveyed only beside such as may be more.
pub(super) fn is_settled(glance: &Glance, readings: &[Reading], has_null_words: bool) -> bool {
    let is_sure = glance.sure.iter().zip(readings).all(|(sure, reading)| *sure || reading.is_chosen);
    is_sure && suspects(&glance.look.remembered, has_null_words, readings).is_empty()
}

/// A column that may be more than text.
struct Suspect {
    column: usize,
    candidates: Vec<Candidate>,
    /// Whether the usual words stand for no value.
    has_null_words: bool,
    nulls: BTreeMap<&'static str, u64>,
    /// Candidates, by position, of which some cell has another meaning in each.
    differ: Vec<(usize, usize)>,
}

/// A writing that all cells so far fit.
struct Candidate {
    writing: Writing,
    types: ColumnTypes,
    is_open: bool,
    /// Whether a cell shows the decimal mark; without one, `1.234.567` may be a version and `123 456` a phone number.
    is_proven: bool,
    /// The last cell in the plain form.
    plain: String,
}

enum Verdict {
    Text,
    Read(DataType, Writing),
    Ambiguous(Writing, Writing),
}

impl Suspect {
    fn of(column: usize, cells: &Remembered, has_null_words: bool) -> Self {
        let candidate = |writing| Candidate {
            writing,
            types: ColumnTypes::default(),
            is_open: true,
            is_proven: writing != Writing::DecimalComma,
            plain: String::new(),
        };
        let candidates = [Writing::Plain].into_iter().chain(writing::ALL).map(candidate).collect();
        let mut suspect = Suspect { column, candidates, has_null_words, nulls: BTreeMap::new(), differ: Vec::new() };
        cells.cells.iter().for_each(|cell| suspect.add(cell));
        suspect
    }

    /// Begins anew with the writings that are left.
    fn forget(&mut self) {
        self.candidates.retain(|candidate| candidate.is_open);
        for candidate in &mut self.candidates {
            candidate.types = ColumnTypes::default();
            candidate.is_proven = candidate.writing != Writing::DecimalComma;
        }
        self.nulls.clear();
        self.differ.clear();
    }

    fn is_open(&self) -> bool {
        self.candidates.iter().any(|candidate| candidate.is_open)
    }

    fn add(&mut self, cell: &[u8]) {
        if cell.is_empty() || !self.is_open() {
            return;
        }
        if self.has_null_words
            && let Some(word) = null_word(cell)
        {
            *self.nulls.entry(word).or_default() += 1;
            return;
        }
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.is_open) {
            candidate.is_open = writing::plain(candidate.writing, cell, &mut candidate.plain);
            candidate.types.add(candidate.plain.as_bytes());
            candidate.is_open &= !candidate.types.is_text();
            candidate.is_proven |= cell.contains(&b',');
        }
        for second in 1..self.candidates.len() {
            for first in 0..second {
                let (a, b) = (&self.candidates[first], &self.candidates[second]);
                if a.is_open && b.is_open && a.plain != b.plain && !self.differ.contains(&(first, second)) {
                    self.differ.push((first, second));
                }
            }
        }
    }

    /// The cell that is no date or time where the others are.
    fn odd(&self) -> Option<String> {
        self.candidates.iter().filter(|candidate| candidate.writing == Writing::Plain).find_map(|plain| plain.types.odd().map(told_as))
    }

    /// Whether plain numbers would be others with a decimal comma.
    fn may_have_commas(&self) -> bool {
        let open = |writing| self.candidates.iter().position(|candidate| candidate.is_open && candidate.writing == writing);
        open(Writing::Plain).zip(open(Writing::DecimalComma)).is_some_and(|pair| self.differ.contains(&pair))
    }

    fn verdict(&self) -> Verdict {
        let is_typed =
            |candidate: &&(usize, &Candidate)| candidate.1.is_open && candidate.1.is_proven && candidate.1.types.data_type() != DataType::Utf8;
        let all: Vec<(usize, &Candidate)> = self.candidates.iter().enumerate().collect();
        let mut left = all.iter().filter(is_typed);
        let Some((first, candidate)) = left.next() else { return Verdict::Text };
        // What is plain is not written in another way, whatever that would mean.
        let rival = left.find(|(second, _)| candidate.writing != Writing::Plain && self.differ.contains(&(*first, *second)));
        match rival {
            Some((_, rival)) => Verdict::Ambiguous(candidate.writing, rival.writing),
            None => Verdict::Read(candidate.types.data_type(), candidate.writing),
        }
    }
}
