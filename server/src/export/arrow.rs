//! Apache Arrow IPC with a footer.

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter as IpcWriter;
use arrow_schema::Schema;

use super::FileWriter;
use crate::stream::StreamError;

/// Writes record batches.
pub(super) struct ArrowFile(IpcWriter<Vec<u8>>);

impl ArrowFile {
    /// For batches of that schema.
    pub(super) fn new(schema: &Schema) -> Result<Self, StreamError> {
        Ok(ArrowFile(IpcWriter::try_new(Vec::new(), schema)?))
    }
}

impl FileWriter for ArrowFile {
    fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, StreamError> {
        self.0.write(batch)?;
        Ok(std::mem::take(self.0.get_mut()))
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, StreamError> {
        Ok(self.0.into_inner()?)
    }
}
