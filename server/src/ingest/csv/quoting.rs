//! Which mark is around fields, and whether a backslash stands before quotes that are text: `"` and no backslash, unless that can't be right.
//!
//! Only where the usual marks leave records uneven, a quote open or a character behind a closing quote are others tried, and only such are taken that
//! leave nothing of that kind in the *whole* text and show themselves in it ([`Scan::proves`]). So a text that is well formed with the usual marks is never read
//! with others.

#[cfg(test)]
mod tests;

use std::io::{self, Read};

use shared::wire::import::ImportOptions;

use super::super::encoding::TextFile;
use super::marks::Marks;
use super::{delimiter, preamble};

const SAMPLE_BYTES: u64 = 256 << 10;
/// A quote that is open this long may be a stray one.
const LONG_BYTES: u64 = 64 << 10;
/// Fields that begin with a quote which no other closes, where quotes are text.
const STRAY: u64 = 3;
/// Fields between quotes other than `"`.
const WRAPPED: u64 = 2;

/// A text, what is chosen of it, and whether it goes on after its last byte.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a> {
    pub(super) text: &'a TextFile,
    pub(super) options: &'a ImportOptions,
    pub(super) is_part: bool,
}

impl Quoted<'_> {
    /// The marks that are chosen, and those that the first records tell; and whether no others are left that [`Quoted::other`] could be sure of.
    pub(super) fn sniff(self) -> io::Result<(Marks, bool)> {
        let usual = self.delimited(Marks::of(self.options))?;
        if Marks::others(self.options).is_empty() {
            return Ok((usual, true));
        }
        let mut scan = self.scan(usual, SAMPLE_BYTES, Scan::is_broken)?;
        if scan.is_open {
            scan = self.scan(usual, u64::MAX, Scan::is_broken)?;
        }
        if scan.is_sound() {
            return Ok((usual, false));
        }
        let is_broken = scan.is_broken();
        Ok(self.other(is_broken)?.map_or((usual, is_broken), |other| (other, true)))
    }

    /// Marks that read all of a text which the usual ones don't; none if no others are sure.
    pub(super) fn other(self, is_broken: bool) -> io::Result<Option<Marks>> {
        let is_unsound = |scan: &Scan| !scan.is_sound();
        for marks in Marks::others(self.options) {
            let marks = self.delimited(marks)?;
            let is_same_quote = marks.quote == Marks::of(self.options).quote;
            // What is read, whatever becomes of a quote's end, is not cut otherwise.
            if (!is_broken && !is_same_quote) || !self.scan(marks, SAMPLE_BYTES, is_unsound)?.is_sound() {
                continue;
            }
            let whole = self.scan(marks, u64::MAX, is_unsound)?;
            if whole.is_sound() && whole.proves(is_same_quote) {
                return Ok(Some(marks));
            }
        }
        Ok(None)
    }

    fn delimited(self, marks: Marks) -> io::Result<Marks> {
        if self.options.delimiter.is_some() { Ok(marks) } else { delimiter::sniff(self.text.open()?, marks) }
    }

    /// Reads the text, or its first bytes and of them the records that are whole; no more once `is_enough`.
    fn scan(self, marks: Marks, most: u64, is_enough: fn(&Scan) -> bool) -> io::Result<Scan> {
        let skipped = match self.options.preamble {
            Some(records) => records,
            None => preamble::find(self.text.open()?, marks)?.records,
        };
        let mut scan = Scan::new(marks, skipped);
        let (mut reader, mut buffer, mut read) = (self.text.open()?.take(most), vec![0; 64 << 10], 0);
        while !is_enough(&scan) {
            let count = reader.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            read += count as u64;
            buffer[..count].iter().for_each(|byte| scan.byte(*byte));
        }
        scan.end(read == most || self.is_part || is_enough(&scan));
        Ok(scan)
    }
}

/// What marks make of a text. Records are cut as the `csv` crate cuts them.
struct Scan {
    marks: Marks,
    state: State,
    /// Records that are still before the table.
    skipped: u64,
    /// Fields of the record so far.
    fields: u64,
    /// Fields of the first record.
    width: Option<u64>,
    is_uneven: bool,
    /// A quote is open where the text ends, or the sample for long.
    is_open: bool,
    /// Closing quotes with something behind them, and those of them that close more than a field of one line.
    malformed: u64,
    torn: u64,
    /// Fields between quotes, and those of them that hold a delimiter or a line end.
    wrapped: u64,
    hiding: u64,
    /// Quotes behind an escape, and other marks there, which would lose it.
    escaped: u64,
    foreign: u64,
    /// Where quotes are text: fields that begin with one, and those of them that end with one too.
    begun: u64,
    framed: u64,
    field: Field,
}

/// The field that is being read.
#[derive(Default)]
struct Field {
    bytes: u64,
    hides: bool,
    breaks: bool,
    begins: bool,
    last: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    RecordStart,
    FieldStart,
    Plain,
    Quoted,
    Escaped,
    Closed,
}

impl Scan {
    fn new(marks: Marks, skipped: u64) -> Self {
        let (state, field) = (State::RecordStart, Field::default());
        let (fields, width, is_uneven, is_open, malformed, torn, wrapped) = (0, None, false, false, 0, 0, 0);
        let (hiding, escaped, foreign, begun, framed) = (0, 0, 0, 0, 0);
        Scan { marks, state, skipped, fields, width, is_uneven, is_open, malformed, torn, wrapped, hiding, escaped, foreign, begun, framed, field }
    }

    /// Whether an import would refuse the text, or make one record of several.
    fn is_broken(&self) -> bool {
        self.is_uneven || self.is_open || self.torn > 0
    }

    fn is_sound(&self) -> bool {
        !self.is_broken() && self.malformed == 0 && self.foreign == 0
    }

    /// Whether the marks themselves are in the text, where the usual ones would not be in it so.
    fn proves(&self, is_same_quote: bool) -> bool {
        let escapes = self.marks.escape.is_none() || self.escaped > 0;
        match self.marks.quote {
            Some(_) if is_same_quote => escapes,
            Some(_) => escapes && self.hiding > 0 && self.wrapped >= WRAPPED,
            None => self.begun >= STRAY && self.framed == 0 && self.width > Some(1),
        }
    }

    fn byte(&mut self, byte: u8) {
        let is_quote = Some(byte) == self.marks.quote;
        let is_end = matches!(byte, b'\n' | b'\r');
        self.state = match self.state {
            State::RecordStart if is_end => State::RecordStart,
            State::RecordStart | State::FieldStart if is_quote => State::Quoted,
            State::Quoted if is_quote => State::Closed,
            State::Quoted if Some(byte) == self.marks.escape => State::Escaped,
            State::Quoted => {
                self.field.breaks |= is_end;
                self.field.hides |= is_end || byte == self.marks.delimiter;
                self.field.bytes += 1;
                State::Quoted
            }
            State::Escaped => {
                self.escaped += u64::from(is_quote);
                self.foreign += u64::from(!is_quote && Some(byte) != self.marks.escape);
                State::Quoted
            }
            State::Closed if is_quote => State::Quoted,
            state if is_end || byte == self.marks.delimiter => self.field_ends(state, is_end),
            state => self.goes_on(state, byte),
        };
    }

    /// A character of a field that is not between quotes.
    fn goes_on(&mut self, state: State, byte: u8) -> State {
        match state {
            State::Closed => {
                self.malformed += 1;
                self.torn += u64::from(self.field.breaks);
            }
            State::RecordStart | State::FieldStart => self.field.begins = byte == b'"',
            _ => {}
        }
        self.field.bytes += 1;
        self.field.last = byte;
        State::Plain
    }

    fn field_ends(&mut self, state: State, is_record: bool) -> State {
        let Field { bytes, hides, begins, last, .. } = std::mem::take(&mut self.field);
        if state == State::Closed {
            self.wrapped += 1;
            self.hiding += u64::from(hides);
        }
        if begins {
            self.begun += 1;
            self.framed += u64::from(bytes > 1 && last == b'"');
        }
        self.fields += 1;
        if !is_record {
            return State::FieldStart;
        }
        let fields = std::mem::take(&mut self.fields);
        match self.skipped.checked_sub(1) {
            Some(left) => self.skipped = left,
            None => self.is_uneven |= *self.width.get_or_insert(fields) != fields,
        }
        State::RecordStart
    }

    /// The text ends here; a sample may be cut in the middle of a record.
    fn end(&mut self, is_cut: bool) {
        match self.state {
            State::Quoted | State::Escaped => self.is_open = !is_cut || self.field.bytes > LONG_BYTES,
            State::RecordStart => {}
            state if !is_cut => _ = self.field_ends(state, true),
            _ => {}
        }
    }
}
