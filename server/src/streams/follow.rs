//! Following a dataset: waiting for its next version.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use super::context::Context;
use super::fill::gone_or;
use crate::catalog::StoredDataset;
use crate::error::Answer;
use crate::notices::Notice;

/// How often one looks although nobody called: another server may have committed.
const POLL: Duration = Duration::from_secs(1);

/// The dataset as it is now.
pub(super) async fn current(ctx: &Context, dataset: &str) -> Answer<StoredDataset> {
    ctx.app.catalog.dataset(dataset).await.map_err(|error| gone_or(error, "dataset"))
}

/// The dataset once it has a version after `seen`; none if the stream is to end.
pub(super) async fn next_version(ctx: &Context, dataset: &str, seen: Option<u64>) -> Answer<Option<StoredDataset>> {
    let mut notices = ctx.app.notices.subscribe();
    loop {
        let stored = current(ctx, dataset).await?;
        if seen.is_none_or(|seen| stored.dataset.version > seen) {
            return Ok(Some(stored));
        }
        ctx.status(|status| status.lag = Some(0));
        ctx.well();
        let call = async {
            loop {
                match notices.recv().await {
                    Ok(Notice::Dataset { id }) if id == dataset => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                }
            }
        };
        if ctx.unless_stopped(tokio::time::timeout(POLL, call)).await.is_none() {
            return Ok(None);
        }
    }
}
