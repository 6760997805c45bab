//! Streams: durable rows of the catalog, each stepped by a task of its own on the server that has its lease.
//!
//! | kind | file | takes from | fills | counters in the target's log |
//! | --- | --- | --- | --- | --- |
//! | Kafka in, replay | `intake` | a `sources::Source` | a dataset, a dead-letter dataset | offsets by partition |
//! | window | `window` | a dataset's versions | a dataset | version, watermark, late rows |
//! | predict | `predict` | a dataset's versions | a dataset | version |
//! | Kafka out | `out` | a dataset's versions | a topic (`jobs::kafka_out`) | none; see `memory` |
//!
//! What a stream has taken is committed with what it makes of it, so a stream that was killed reads back where it was.

mod calendar;
mod check;
mod columns;
mod context;
mod fill;
mod follow;
mod intake;
mod letters;
mod lines;
pub(crate) mod memory;
mod out;
mod predict;
mod runner;
mod window;

use shared::wire::stream::{NewStream, Stream};

use crate::app::App;
use crate::error::Answer;

pub(crate) use runner::{Streams, start, stop};

/// Makes a stream and lets it run.
pub(crate) async fn create(app: &App, new: NewStream) -> Answer<Stream> {
    let name = check::check(app, &new).await?;
    let stream = app.catalog.add_stream(&name, &new).await?;
    changed(app, &stream.id);
    Ok(stream)
}

/// Pauses a stream. What it is storing just now it still stores.
pub(crate) async fn pause(app: &App, id: &str) -> Answer<Stream> {
    let stream = app.catalog.pause_stream(id).await?;
    changed(app, id);
    Ok(stream)
}

/// Lets a paused or failed stream go on where it was.
pub(crate) async fn resume(app: &App, id: &str) -> Answer<Stream> {
    let stream = app.catalog.resume_stream(id).await?;
    changed(app, id);
    Ok(stream)
}

/// Ends a stream and forgets it. Its datasets stay.
pub(crate) async fn delete(app: &App, id: &str) -> Answer<()> {
    app.catalog.remove_stream(id).await?;
    changed(app, id);
    Ok(())
}

fn changed(app: &App, id: &str) {
    app.streams.wake();
    app.notices.stream(id);
}
