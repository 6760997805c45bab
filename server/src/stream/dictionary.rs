//! One growing dictionary per text column and stream.
//!
//! Parquet has a dictionary per row group; readers want codes that mean the same in every batch. Values get their codes in
//! the order of first appearance, so each batch's dictionary starts with the one before, and IPC sends only what is new.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, Int32Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::ArrowNativeType;
use arrow_schema::ArrowError;

/// The dictionary of one column of a stream.
#[derive(Default)]
pub(super) struct Dictionary {
    codes: HashMap<Box<str>, usize>,
    builder: StringBuilder,
    /// The builder's values as of the last growth.
    values: Option<Arc<StringArray>>,
    /// The dictionary of the batch before and what its codes became: batches of one row group share it.
    translated: Option<(ArrayRef, Vec<usize>)>,
}

impl Dictionary {
    /// The same texts with keys of this dictionary.
    ///
    /// # Errors
    /// A column that is no dictionary of text, or more texts than keys.
    pub(super) fn unify<K: ArrowDictionaryKeyType>(&mut self, column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        let batch = column
            .as_dictionary_opt::<Int32Type>()
            .ok_or_else(|| ArrowError::SchemaError(format!("expected a dictionary of text, found {}", column.data_type())))?;
        let codes = self.translate(batch.values())?;
        let codes: Option<Vec<K::Native>> = codes.iter().map(|&code| K::Native::from_usize(code)).collect();
        let codes = codes.ok_or(ArrowError::DictionaryKeyOverflowError)?;
        // The key of a null may be anything.
        let keys = batch.keys().values().iter().map(|key| codes.get(key.unsigned_abs() as usize).copied().unwrap_or_default());
        let keys = PrimitiveArray::<K>::new(keys.collect(), batch.keys().nulls().cloned());
        Ok(Arc::new(DictionaryArray::try_new(keys, self.values())?))
    }

    fn translate(&mut self, values: &ArrayRef) -> Result<Vec<usize>, ArrowError> {
        if let Some((seen, codes)) = &self.translated
            && Arc::ptr_eq(seen, values)
        {
            return Ok(codes.clone());
        }
        let texts = values.as_string_opt::<i32>().ok_or_else(|| ArrowError::SchemaError("a dictionary's values are not text".into()))?;
        let codes: Vec<usize> = texts.iter().map(|text| self.code(text.unwrap_or_default())).collect();
        self.translated = Some((Arc::clone(values), codes.clone()));
        Ok(codes)
    }

    fn code(&mut self, text: &str) -> usize {
        if let Some(&code) = self.codes.get(text) {
            return code;
        }
        let code = self.codes.len();
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
    use arrow_array::types::{UInt8Type, UInt16Type};

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
        let one = dictionary.unify::<Int32Type>(&first).unwrap();
        let two = dictionary.unify::<Int32Type>(&second).unwrap();
        assert_eq!(texts(&one), [Some("a".into()), None, Some("b".into())]);
        assert_eq!(texts(&two), [Some("c".into()), Some("b".into()), None]);
        assert_eq!(one.as_dictionary::<Int32Type>().keys().value(2), two.as_dictionary::<Int32Type>().keys().value(1));
        assert_eq!(two.as_dictionary::<Int32Type>().values().len(), 3);
    }

    #[test]
    fn more_texts_than_keys_are_an_error() {
        let many: ArrayRef = Arc::new(
            (0..257).map(|n| n.to_string()).collect::<Vec<_>>().iter().map(|text| Some(text.as_str())).collect::<DictionaryArray<Int32Type>>(),
        );
        assert!(Dictionary::default().unify::<UInt8Type>(&many).is_err());
        assert!(Dictionary::default().unify::<UInt8Type>(&many.slice(0, 256)).is_err(), "the dictionary has them all");
        assert!(Dictionary::default().unify::<UInt16Type>(&many).is_ok());
    }
}
