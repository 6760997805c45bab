//! Neighbouring small files into large ones: the work of a compaction, in a child process.

use std::path::PathBuf;

use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

use crate::child::{self, ChildLimits, Work};
use crate::fault::{self, Point};
use crate::ingest::{IngestError, Parsed, TableWriter};
use crate::storage::TableRef;

/// What merging may cost: it holds a batch and a row group, however long the files are.
pub(crate) const LIMITS: ChildLimits = ChildLimits { memory_bytes: 4 << 30, cpu_secs: 3_600, wall_secs: 3_600 };

/// Files to merge and where to put what comes out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Merge {
    /// The files, in order.
    pub(crate) table: TableRef,
    /// An existing folder.
    pub(crate) output: PathBuf,
}

impl Work for Merge {
    const WORD: &'static str = "merge";
    const REACHES_STORE: bool = true;
    /// Rows so far.
    type Progress = u64;
    type Output = Parsed;
    type Error = IngestError;

    fn run(&self, say: &mut dyn FnMut(u64)) -> Result<Parsed, IngestError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut writer = TableWriter::new(&self.output, self.table.fields.clone());
            let mut batches = self.table.batches(None).map_err(|error| IngestError::internal(&error))?;
            while let Some(batch) = batches.try_next().await.map_err(|error| IngestError::internal(&error))? {
                writer.write(&batch)?;
                say(writer.rows());
            }
            let merged = writer.finish()?;
            fault::point(Point::CompactionWritten);
            Ok(merged)
        })
    }

    fn subject(&self) -> &str {
        &self.table.name
    }
}

/// Merges; `on_rows` hears of the rows so far.
pub(crate) async fn merge(work: &Merge, on_rows: impl FnMut(u64) + Send) -> Result<Parsed, IngestError> {
    child::run(work, &LIMITS, on_rows).await
}
