//! Arrow IPC streams as rows of JSON, for tests that look at values.

use std::io::Read;

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use serde_json::Value;

/// The rows of a whole stream as JSON objects; nulls are there, times are ISO 8601 text.
pub fn rows(stream: &[u8]) -> Vec<Value> {
    let reader = StreamReader::try_new(stream, None).unwrap();
    reader.flat_map(|batch| objects(&batch.unwrap())).collect()
}

/// A batch as a whole stream.
pub fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// The rows of a batch as JSON objects.
pub fn objects(batch: &RecordBatch) -> Vec<Value> {
    let mut writer = arrow_json::WriterBuilder::new().with_explicit_nulls(true).build::<_, arrow_json::writer::JsonArray>(Vec::new());
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    let bytes = writer.into_inner();
    if bytes.is_empty() { Vec::new() } else { serde_json::from_slice(&bytes).unwrap() }
}

/// A stream that stays open, batch by batch.
pub struct Live<R: Read>(StreamReader<R>);

impl<R: Read> Live<R> {
    /// Reads the schema.
    pub fn new(stream: R) -> Live<R> {
        Live(StreamReader::try_new(stream, None).unwrap())
    }

    /// The next batch's rows; waits for them. None at the end marker.
    pub fn batch(&mut self) -> Option<Vec<Value>> {
        self.0.next().map(|batch| objects(&batch.unwrap()))
    }
}
