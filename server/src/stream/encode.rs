//! Arrow's IPC stream writer over a buffer that is taken after each message.

use arrow_array::RecordBatch;
use arrow_ipc::writer::{DictionaryHandling, IpcWriteOptions, StreamWriter};
use arrow_schema::{ArrowError, Schema};
use bytes::Bytes;

/// Batches in, the stream's bytes out.
pub(crate) struct Encoder {
    writer: StreamWriter<Vec<u8>>,
}

impl Encoder {
    /// The schema message is ready to be taken.
    pub(crate) fn new(schema: &Schema) -> Result<Self, ArrowError> {
        let options = IpcWriteOptions::default().with_dictionary_handling(DictionaryHandling::Delta);
        Ok(Encoder { writer: StreamWriter::try_new_with_options(Vec::new(), schema, options)? })
    }

    /// What was written since the last time.
    pub(crate) fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(self.writer.get_mut()))
    }

    /// One batch, after what its dictionaries have grown by.
    pub(crate) fn encode(&mut self, batch: &RecordBatch) -> Result<Bytes, ArrowError> {
        self.writer.write(batch)?;
        Ok(self.take())
    }

    /// The end marker.
    pub(crate) fn finish(&mut self) -> Result<Bytes, ArrowError> {
        self.writer.finish()?;
        Ok(self.take())
    }
}
