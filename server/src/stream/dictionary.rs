//! One growing dictionary per text column and stream.
//!
//! Parquet has a dictionary per row group; readers want codes that mean the same in every batch. Values get their codes in
//! the order of first appearance, so each batch's dictionary starts with the one before, and IPC sends only what is new.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::read::dictionary_type;
use super::request::ArrowRequest;
use crate::storage::Snapshot;

/// The dictionaries of one stream's columns.
pub(super) struct Dictionaries {
    schema: SchemaRef,
    columns: Vec<Option<Dictionary>>,
}

impl Dictionaries {
    pub(super) fn new(snapshot: &Snapshot, request: &ArrowRequest) -> Self {
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for (&at, &dictionary) in request.columns.iter().zip(&request.dictionary) {
            let field = &snapshot.fields[at];
            let dictionary = dictionary && field.logical == DataType::Utf8;
            let data_type = if dictionary { dictionary_type() } else { field.logical.clone() };
            fields.push(Field::new(&field.name, data_type, field.nullable));
            columns.push(dictionary.then(Dictionary::default));
        }
        Dictionaries { schema: Arc::new(Schema::new(fields)), columns }
    }

    /// The fields of the stream.
    pub(super) fn fields(&self) -> Vec<Field> {
        self.schema.fields().iter().map(|field| field.as_ref().clone()).collect()
    }

    /// The same batch with codes of the stream's own dictionaries.
    pub(super) fn unify(&mut self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let columns = self.columns.iter_mut().zip(batch.columns()).map(|(dictionary, column)| match dictionary {
            Some(dictionary) => dictionary.unify(column),
            None => Ok(Arc::clone(column)),
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
    }
}

#[derive(Default)]
struct Dictionary {
    codes: HashMap<Box<str>, i32>,
    builder: StringBuilder,
    /// The builder's values as of the last growth.
    values: Option<Arc<StringArray>>,
    /// The dictionary of the batch before and what its codes became: batches of one row group share it.
    translated: Option<(ArrayRef, Vec<i32>)>,
}

impl Dictionary {
    fn unify(&mut self, column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        let batch = column
            .as_dictionary_opt::<Int32Type>()
            .ok_or_else(|| ArrowError::SchemaError(format!("expected a dictionary of text, found {}", column.data_type())))?;
        let codes = self.translate(batch.values())?;
        let keys = batch.keys();
        let keys: Int32Array = keys.iter().map(|key| key.map(|key| codes[key.unsigned_abs() as usize])).collect();
        let values = self.values();
        Ok(Arc::new(DictionaryArray::try_new(keys, values)?))
    }

    fn translate(&mut self, values: &ArrayRef) -> Result<Vec<i32>, ArrowError> {
        if let Some((seen, codes)) = &self.translated
            && Arc::ptr_eq(seen, values)
        {
            return Ok(codes.clone());
        }
        let texts = values.as_string_opt::<i32>().ok_or_else(|| ArrowError::SchemaError("a dictionary's values are not text".into()))?;
        let codes: Vec<i32> = texts.iter().map(|text| self.code(text.unwrap_or_default())).collect();
        self.translated = Some((Arc::clone(values), codes.clone()));
        Ok(codes)
    }

    fn code(&mut self, text: &str) -> i32 {
        if let Some(&code) = self.codes.get(text) {
            return code;
        }
        let code = i32::try_from(self.codes.len()).unwrap_or(i32::MAX);
        self.codes.insert(text.into(), code);
        self.builder.append_value(text);
        self.values = None;
        code
    }

    fn values(&mut self) -> ArrayRef {
        let builder = &self.builder;
        let values = self.values.get_or_insert_with(|| Arc::new(builder.finish_cloned()));
        Arc::clone(values) as ArrayRef
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn texts(array: &ArrayRef) -> Vec<Option<String>> {
        let array = array.as_dictionary::<Int32Type>();
        let values = array.downcast_dict::<StringArray>().unwrap();
        values.into_iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn codes_mean_the_same_in_every_batch_and_dictionaries_only_grow() {
        let mut dictionary = Dictionary::default();
        let first: ArrayRef = Arc::new(vec![Some("a"), None, Some("b")].into_iter().collect::<DictionaryArray<Int32Type>>());
        let second: ArrayRef = Arc::new(vec![Some("c"), Some("b"), None].into_iter().collect::<DictionaryArray<Int32Type>>());
        let one = dictionary.unify(&first).unwrap();
        let two = dictionary.unify(&second).unwrap();
        assert_eq!(texts(&one), [Some("a".into()), None, Some("b".into())]);
        assert_eq!(texts(&two), [Some("c".into()), Some("b".into()), None]);
        assert_eq!(one.as_dictionary::<Int32Type>().keys().value(2), two.as_dictionary::<Int32Type>().keys().value(1));
        assert_eq!(two.as_dictionary::<Int32Type>().values().len(), 3);
    }
}
