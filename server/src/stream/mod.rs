//! Table version -> Arrow IPC stream: batches leave as they are read, so memory is a batch or two however long the table is.

mod dictionary;
pub(crate) mod encode;
pub(crate) mod form;
pub(crate) mod head;
pub(crate) mod part;
pub(crate) mod read;
pub(crate) mod request;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};

use crate::catalog::CatalogError;
use crate::storage::{Snapshot, Storage, StorageError};
use encode::Encoder;
use form::Columns;
use request::ArrowRequest;

/// Why a stream stops in the middle. The response then ends without Arrow's end marker and without the last chunk, so that
/// no reader takes it for whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StreamError {
    #[error("a data file can't be read: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("a batch can't be converted: {0}")]
    Arrow(#[from] ArrowError),
    #[error("what was committed can't be found: {0}")]
    Storage(#[from] StorageError),
    #[error("the catalog doesn't answer: {0}")]
    Catalog(#[from] CatalogError),
    #[error("the rows that the reader has don't end where a batch ends")]
    NotAligned,
}

impl StreamError {
    /// What to tell where nothing has left yet: rows that can't be read are damaged.
    pub(crate) fn into_storage(self) -> StorageError {
        match self {
            StreamError::Storage(error) => error,
            error => StorageError::Damaged(error.to_string()),
        }
    }
}

/// The bytes of an Arrow IPC stream: the schema, then one chunk per batch, then the end marker.
///
/// Rows come in the table's order; batch boundaries depend on the part only, not on the columns, so that two requests for
/// different columns of one part line up batch by batch.
pub(crate) fn open(
    storage: &Storage,
    snapshot: &Arc<Snapshot>,
    request: &ArrowRequest,
) -> Result<impl Stream<Item = Result<Bytes, StreamError>> + use<>, StreamError> {
    let columns = Columns::new(request.columns.iter().map(|&at| &snapshot.fields[at]).zip(request.forms.iter().copied()));
    let mut encoder = Encoder::new(columns.schema())?;
    let head = encoder.take();
    let batches = read::batches(storage, snapshot, request);
    let body = stream::unfold(Some((batches, columns, encoder)), |state| async move {
        let (mut batches, mut columns, mut encoder) = state?;
        match batches.next().await {
            Some(Ok(batch)) => match encode_batch(&batch, &mut columns, &mut encoder) {
                Ok(bytes) => Some((Ok(bytes), Some((batches, columns, encoder)))),
                Err(error) => Some((Err(error), None)),
            },
            Some(Err(error)) => Some((Err(error), None)),
            None => Some((encoder.finish().map_err(StreamError::from), None)),
        }
    });
    let body = body.inspect(|chunk| {
        if let Err(error) = chunk {
            tracing::error!("an Arrow stream broke off: {error}");
        }
    });
    Ok(stream::iter([Ok(head)]).chain(body))
}

fn encode_batch(batch: &RecordBatch, columns: &mut Columns, encoder: &mut Encoder) -> Result<Bytes, StreamError> {
    Ok(encoder.encode(&columns.shape(batch)?)?)
}
