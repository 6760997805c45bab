//! Rows that are appended while the page is open: one stream after another, each going on where the one before broke off.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, FieldRef, Schema};

use super::load::{Load, damaged};
use crate::wire::problem::Problem;

/// The appended rows that are here, and the stream that brings more.
#[derive(Debug, Default)]
pub struct Live {
    number: u32,
    stream: Option<Load>,
    batches: Vec<RecordBatch>,
    rows: u64,
}

impl Live {
    /// Begins a stream; what came by the ones before stays. A batch of which only a part had come is forgotten.
    pub fn begin(&mut self, number: u32) {
        self.number = number;
        self.stream = Some(Load::default());
    }

    /// Leaves the stream.
    pub fn leave(&mut self) {
        self.stream = None;
    }

    /// Whether a stream is the one that is on; what comes from others is dropped.
    pub fn is_on(&self, number: u32) -> bool {
        self.stream.is_some() && self.number == number
    }

    /// Takes bytes in; whether they completed a batch. `field` gives a column's type among the base rows, which the new cells take on:
    /// text comes plain and becomes a dictionary where the base's is one, so that one plan reads both.
    pub fn feed(&mut self, bytes: &[u8], field: impl Fn(&str) -> Option<FieldRef>) -> Result<bool, Problem> {
        let Some(stream) = &mut self.stream else { return Ok(false) };
        let before = self.rows;
        stream.feed(bytes, |_, batch| {
            self.rows += batch.num_rows() as u64;
            self.batches.push(like_base(&batch, &field)?);
            Ok(())
        })?;
        Ok(self.rows > before)
    }

    /// Says that no more bytes come.
    pub fn finish(&mut self) -> Result<(), Problem> {
        self.stream.take().map_or(Ok(()), |mut stream| stream.finish())
    }

    /// Takes the batches that nobody has taken yet.
    pub fn take_batches(&mut self) -> Vec<RecordBatch> {
        std::mem::take(&mut self.batches)
    }

    /// The rows so far, which the next stream leaves out.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

/// The same rows in the types of the base rows.
fn like_base(batch: &RecordBatch, field: &impl Fn(&str) -> Option<FieldRef>) -> Result<RecordBatch, Problem> {
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    let schema = batch.schema();
    for (own, array) in schema.fields().iter().zip(batch.columns()) {
        let wanted = field(own.name()).unwrap_or_else(|| Arc::clone(own));
        arrays.push(match array.data_type() == wanted.data_type() {
            true => Arc::clone(array),
            false => coded(array, wanted.data_type())?,
        });
        fields.push(wanted);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).map_err(|error| damaged(&error.to_string()))
}

/// Plain text as a dictionary. The general cast of the crate `arrow-cast` would do it too, and make the worker half as large again.
fn coded(array: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, Problem> {
    let texts = array.as_string_opt::<i32>().filter(|_| matches!(wanted, DataType::Dictionary(..)));
    let texts = texts.ok_or_else(|| damaged(&format!("a column came as {} and was {wanted} before", array.data_type())))?;
    Ok(Arc::new(texts.iter().collect::<DictionaryArray<Int32Type>>()))
}
