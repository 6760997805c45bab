//! A `JsonTable` with the rows of an answer.

use std::io::{self, Write};

use arrow_array::{ArrayRef, RecordBatch};
use serde_json::Value;
use shared::wire::bin::KeyBins;
use shared::wire::dataset::Column;

use super::answer::own;
use crate::export::cell::value;

/// Writes a `JsonTable` row by row.
pub(super) struct JsonRows<W: Write> {
    out: W,
    begun: bool,
}

impl<W: Write> JsonRows<W> {
    /// Begins with the columns.
    pub(super) fn open(mut out: W, columns: &[Column]) -> io::Result<Self> {
        write!(out, "{{\"columns\":{},\"rows\":[", serde_json::to_string(columns)?)?;
        Ok(JsonRows { out, begun: false })
    }

    /// Appends the rows of a batch of logical types, with the digits of [`own`].
    pub(super) fn write(&mut self, batch: &RecordBatch, exact: &[(usize, ArrayRef)]) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            let cells: Vec<Value> = (0..batch.num_columns()).map(|at| value(own(batch, exact, at, row), row)).collect();
            self.out.write_all(if self.begun { b",\n" } else { b"\n" })?;
            serde_json::to_writer(&mut self.out, &cells)?;
            self.begun = true;
        }
        Ok(())
    }

    /// Ends the table, with the bins if there are any.
    pub(super) fn finish(mut self, bins: &[KeyBins]) -> io::Result<()> {
        self.out.write_all(b"]")?;
        if !bins.is_empty() {
            write!(self.out, ",\"bins\":{}", serde_json::to_string(bins)?)?;
        }
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}
