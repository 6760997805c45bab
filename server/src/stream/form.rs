//! How each column of a stream is sent: as its values, as keys of a dictionary, or as codes.

use std::sync::Arc;

use arrow_array::types::{Int32Type, UInt8Type, UInt16Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, UInt8Array, UInt16Array, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use shared::engine::store::{Codes, codes};
use shared::span::Span;
use shared::wire::coded::{Coded, code_type};
use shared::wire::profile::{ColumnProfile, Profile};

use super::dictionary::Dictionary;
use crate::storage::field::StoredField;

/// The form of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Form {
    /// Its values.
    Values,
    /// Keys of one growing dictionary.
    Dictionary(Keys),
    /// Narrow codes of its whole values, as [`Coded`] says.
    Codes(Span),
}

/// The width of a dictionary's keys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Keys {
    /// 8 bits.
    U8,
    /// 16 bits.
    U16,
    /// 32 bits, signed, as most readers expect them.
    I32,
}

/// A dictionary may grow to about this many bytes; both ends of a stream hold it.
const DICTIONARY_BYTES_MAX: u64 = 16 << 20;

impl Form {
    /// The form of a column whose values are of a `logical` type; `narrow` if the reader knows codes.
    ///
    /// Text is sent as a dictionary if its distinct values are known to be few (up to `DISTINCT_LIMIT`) and, at the mean length, small
    /// together. Other text is sent as it is, so that memory stays flat.
    pub(crate) fn of(logical: &DataType, name: &str, profile: &Profile, narrow: bool) -> Form {
        let Some(column) = profile.columns.iter().find(|known| known.name == name) else { return Form::Values };
        if *logical == DataType::Utf8 {
            let length = column.bytes / profile.rows.max(1);
            return most(column).filter(|most| most * length <= DICTIONARY_BYTES_MAX).map_or(Form::Values, |most| {
                Form::Dictionary(match most {
                    0..=0x100 if narrow => Keys::U8,
                    0..=0x1_0000 if narrow => Keys::U16,
                    _ => Keys::I32,
                })
            });
        }
        let span = column.span.filter(|span| narrow && code_type(logical, span).is_some());
        span.map_or(Form::Values, Form::Codes)
    }

    /// Whether it is keys of a dictionary.
    pub(crate) fn is_dictionary(self) -> bool {
        matches!(self, Form::Dictionary(_))
    }

    /// What tells two forms apart that give other bytes.
    pub(crate) fn tag(self) -> String {
        match self {
            Form::Values => "v".to_owned(),
            Form::Dictionary(Keys::U8) => "d8".to_owned(),
            Form::Dictionary(Keys::U16) => "d16".to_owned(),
            Form::Dictionary(Keys::I32) => "d".to_owned(),
            Form::Codes(span) => format!("c{}_{}_{}", span.least, span.last_code(), span.step),
        }
    }
}

fn most(column: &ColumnProfile) -> Option<u64> {
    column.distinct_at_most.or(column.distinct_exact.then_some(column.distinct))
}

/// The columns of one stream.
pub(super) struct Columns {
    schema: SchemaRef,
    columns: Vec<Column>,
}

enum Column {
    Values,
    Dictionary(Dictionary, Keys),
    Codes(Span),
}

impl Columns {
    /// Of fields, each in its form.
    pub(super) fn new<'a>(fields: impl Iterator<Item = (&'a StoredField, Form)>) -> Self {
        let (fields, columns): (Vec<Field>, Vec<Column>) = fields.map(|(field, form)| column(field, form)).unzip();
        Columns { schema: Arc::new(Schema::new(fields)), columns }
    }

    /// The schema of the stream.
    pub(super) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// A batch as it is sent.
    pub(super) fn shape(&mut self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let arrays = self.columns.iter_mut().zip(batch.columns()).map(|(column, array)| match column {
            Column::Values => Ok(Arc::clone(array)),
            Column::Codes(span) => coded(array, span),
            Column::Dictionary(dictionary, Keys::I32) => dictionary.unify::<Int32Type>(array),
            Column::Dictionary(dictionary, Keys::U16) => dictionary.unify::<UInt16Type>(array),
            Column::Dictionary(dictionary, Keys::U8) => dictionary.unify::<UInt8Type>(array),
        });
        let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
    }
}

fn column(field: &StoredField, form: Form) -> (Field, Column) {
    let as_it_is = || (Field::new(&field.name, field.logical.clone(), field.nullable), Column::Values);
    match form {
        Form::Values => as_it_is(),
        Form::Dictionary(keys) => {
            let key = match keys {
                Keys::U8 => DataType::UInt8,
                Keys::U16 => DataType::UInt16,
                Keys::I32 => DataType::Int32,
            };
            let data_type = DataType::Dictionary(Box::new(key), Box::new(DataType::Utf8));
            (Field::new(&field.name, data_type, field.nullable), Column::Dictionary(Dictionary::default(), keys))
        }
        Form::Codes(span) => {
            let Some(narrow) = code_type(&field.logical, &span) else { return as_it_is() };
            let coded = Coded { data_type: field.logical.clone(), least: span.least, step: span.step };
            (coded.field(&field.name, narrow, field.nullable), Column::Codes(span))
        }
    }
}

fn coded(array: &ArrayRef, span: &Span) -> Result<ArrayRef, ArrowError> {
    let nulls = array.nulls().cloned();
    Ok(match codes(array.as_ref(), span) {
        Some(Codes::U8(codes)) => Arc::new(UInt8Array::new(codes.into(), nulls)),
        Some(Codes::U16(codes)) => Arc::new(UInt16Array::new(codes.into(), nulls)),
        Some(Codes::U32(codes)) => Arc::new(UInt32Array::new(codes.into(), nulls)),
        _ => return Err(ArrowError::ComputeError(format!("a value lies outside of what the profile says: {span:?}"))),
    })
}
