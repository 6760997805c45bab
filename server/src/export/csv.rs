//! Comma-separated values, RFC 4180. Every value is written exactly as it is; only for spreadsheets, which run what looks like a formula and take
//! UTF-8 for something else, such texts get a leading `'` and the file a byte order mark.

use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};

use super::FileWriter;
use super::cell::text;
use crate::stream::StreamError;

/// What a spreadsheet takes for the start of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes rows as lines.
pub(super) struct CsvWriter {
    out: Vec<u8>,
    for_spreadsheet: bool,
}

impl CsvWriter {
    /// Begins with the header.
    pub(super) fn new(schema: &Schema, for_spreadsheet: bool) -> Self {
        let mut writer = CsvWriter { out: Vec::new(), for_spreadsheet };
        if for_spreadsheet {
            writer.out.extend("\u{FEFF}".as_bytes());
        }
        writer.record(schema.fields().iter().map(|field| Some((field.name().clone(), true))));
        writer
    }

    /// The cells of a record, none for null; each with whether it is text.
    fn record(&mut self, cells: impl ExactSizeIterator<Item = Option<(String, bool)>>) {
        let is_only = cells.len() == 1;
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            match cell {
                Some((cell, true)) if self.for_spreadsheet && cell.starts_with(FORMULA) => self.field(&format!("'{cell}")),
                Some((cell, _)) => self.field(&cell),
                // An empty line is no record.
                None if is_only => self.field(""),
                None => {}
            }
        }
        self.out.extend(b"\r\n");
    }

    fn field(&mut self, text: &str) {
        let needs_quotes = text.is_empty() || text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
        if needs_quotes {
            self.out.extend(format!("\"{}\"", text.replace('"', "\"\"")).bytes());
        } else {
            self.out.extend(text.bytes());
        }
    }
}

impl FileWriter for CsvWriter {
    fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, StreamError> {
        for row in 0..batch.num_rows() {
            self.record(batch.columns().iter().map(|column| {
                let is_text = *column.data_type() == DataType::Utf8;
                column.is_valid(row).then(|| (text(column.as_ref(), row), is_text))
            }));
        }
        Ok(std::mem::take(&mut self.out))
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, StreamError> {
        Ok(self.out)
    }
}
