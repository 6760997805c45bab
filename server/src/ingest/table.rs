//! What every format's reader gives: a schema, batches, and how it was read.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use shared::wire::dataset::ImportReport;
use shared::wire::import::ImportPhase;

use super::IngestError;

/// Rows per batch at most.
pub(super) const BATCH_ROWS: usize = 65_536;
/// Bytes per batch, as near as the format lets one know.
pub(super) const BATCH_BYTES: usize = 8 << 20;

/// Cells per batch at most, but for a row: a batch takes some bytes for each, also where its file has none for them.
const BATCH_CELLS: usize = 1 << 21;

/// Rows per batch at most, of so many columns.
pub(super) fn batch_rows(columns: usize) -> usize {
    (BATCH_CELLS / columns.max(1)).clamp(1, BATCH_ROWS)
}

/// A table that is read batch by batch.
pub(super) struct Table {
    /// The columns as the file has them; names may be empty or taken.
    pub(super) schema: SchemaRef,
    /// The rows.
    pub(super) batches: Batches,
    /// How it is read.
    pub(super) report: ImportReport,
}

/// Batches of a table's schema, in the order of the rows.
pub(super) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, IngestError>>>;

/// Takes the phase and its rows so far.
pub(super) type OnProgress<'a> = &'a mut dyn FnMut(ImportPhase, u64);

#[cfg(test)]
mod tests {
    use super::{BATCH_CELLS, BATCH_ROWS, batch_rows};

    #[test]
    fn batches_of_many_columns_have_fewer_rows() {
        assert_eq!([1, 32, 5_000, usize::MAX].map(batch_rows), [BATCH_ROWS, BATCH_ROWS, BATCH_CELLS / 5_000, 1]);
    }
}
