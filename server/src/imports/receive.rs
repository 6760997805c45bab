//! A body to a file, never whole in memory.

use std::path::Path;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::io::AsyncWriteExt;

use super::progress::ProgressHandle;
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::pace::Cut;
use crate::storage::StorageError;

/// Writes the stream to `path`; refuses it as soon as it passes `limit_bytes`.
pub(super) async fn to_file<S>(mut bytes: S, path: &Path, limit_bytes: u64, progress: &ProgressHandle) -> Answer<()>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
{
    let mut file = tokio::fs::File::create(path).await.map_err(StorageError::from)?;
    let mut received = 0_u64;
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        received += chunk.len() as u64;
        if received > limit_bytes {
            return Err(Failure::too_large(limit_bytes));
        }
        file.write_all(&chunk).await.map_err(StorageError::from)?;
        progress.received(received);
    }
    file.flush().await.map_err(StorageError::from)?;
    fault::point(Point::ImportReceived);
    Ok(())
}
