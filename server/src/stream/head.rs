//! Some rows of a version, as JSON.

use std::sync::Arc;

use futures::TryStreamExt;
use shared::wire::sql::JsonTable;

use super::StreamError;
use super::form::Form;
use super::part::Part;
use super::read;
use super::request::ArrowRequest;
use crate::export::cell;
use crate::storage::{Snapshot, Storage};

/// At most `count` rows with all columns, from the row of this number on, from 1.
pub(crate) async fn some_rows(storage: &Storage, snapshot: &Arc<Snapshot>, from: u64, count: usize) -> Result<JsonTable, StreamError> {
    let columns: Vec<usize> = (0..snapshot.fields.len()).collect();
    let forms = vec![Form::Values; columns.len()];
    let request = ArrowRequest { columns, forms, batch_rows: count, version: snapshot.version, part: Part::whole() };
    let start = from.saturating_sub(1);
    let mut batches = read::rows(storage, snapshot, &request, start..start.saturating_add(count as u64));
    let mut rows = Vec::new();
    while rows.len() < count
        && let Some(batch) = batches.try_next().await?
    {
        let cells = |row: usize| batch.columns().iter().map(|column| cell::value(column.as_ref(), row)).collect();
        rows.extend((0..batch.num_rows().min(count - rows.len())).map(cells));
    }
    Ok(JsonTable { columns: snapshot.columns(), bins: Vec::new(), rows })
}
