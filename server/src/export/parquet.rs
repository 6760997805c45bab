//! Apache Parquet. A row group is packed in memory before it can leave.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::FileWriter;
use crate::stream::StreamError;

const GROUP_ROWS: usize = 131_072;
/// Encoded bytes that may wait for their row group's end.
const GROUP_BYTES: usize = 64 << 20;

/// Writes row groups.
pub(super) struct ParquetFile(ArrowWriter<Vec<u8>>);

impl ParquetFile {
    /// For batches of that schema.
    pub(super) fn new(schema: SchemaRef) -> Result<Self, StreamError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        Ok(ParquetFile(ArrowWriter::try_new(Vec::new(), schema, Some(properties))?))
    }
}

impl FileWriter for ParquetFile {
    fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, StreamError> {
        self.0.write(batch)?;
        if self.0.memory_size() > GROUP_BYTES {
            self.0.flush()?;
        }
        Ok(std::mem::take(self.0.inner_mut()))
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, StreamError> {
        Ok(self.0.into_inner()?)
    }
}
