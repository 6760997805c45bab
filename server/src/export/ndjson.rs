//! One JSON object a line.

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use serde_json::Value;

use super::FileWriter;
use super::cell::value;
use crate::stream::StreamError;

/// Writes rows as lines.
pub(super) struct NdjsonWriter {
    /// The columns' names in JSON.
    keys: Vec<String>,
}

impl NdjsonWriter {
    /// For columns in their order.
    pub(super) fn new(schema: &Schema) -> Self {
        NdjsonWriter { keys: schema.fields().iter().map(|field| Value::from(field.name().as_str()).to_string()).collect() }
    }
}

impl FileWriter for NdjsonWriter {
    fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, StreamError> {
        let mut lines = String::new();
        for row in 0..batch.num_rows() {
            let mut mark = '{';
            for (key, column) in self.keys.iter().zip(batch.columns()) {
                lines.push(mark);
                lines.push_str(key);
                lines.push(':');
                lines.push_str(&value(column.as_ref(), row).to_string());
                mark = ',';
            }
            lines.push_str("}\n");
        }
        Ok(lines.into_bytes())
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, StreamError> {
        Ok(Vec::new())
    }
}
