//! Appended rows: bytes from a request -> staging -> Parquet (in a child process, against the dataset's columns) -> one commit. The
//! bytes are kept beside the table, so that they can be read again with the file.

use std::collections::BTreeMap;

use axum::body::Body;
use shared::wire::dataset::{Dataset, ImportReport, Notice};
use shared::wire::import::{ColumnOptions, ImportOptions};
use shared::wire::version::Change;

use super::receive;
use crate::app::App;
use crate::commits::{self, Commit};
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::ingest::{self, Format, ParseRequest};
use crate::pace::chunks;
use crate::storage::{Bytes, KeptRows, Txn, kept_name, pack_original};

/// What is appended to which dataset.
pub(crate) struct Append {
    pub(crate) dataset: String,
    pub(crate) format: Format,
    /// Given by a caller who may ask again without knowing whether the first time was stored.
    pub(crate) key: Option<String>,
}

/// Appends the rows of a request's body; answers with the dataset as it is afterwards.
pub(crate) async fn from_body(app: &App, append: Append, body: Body) -> Answer<Dataset> {
    let stored = app.catalog.dataset(&append.dataset).await?;
    let txn = append.key.as_deref().map(key_txn);
    if let Some(done) = done_before(app, &append.dataset, txn.as_ref()).await? {
        return Ok(done);
    }
    let snapshot = app.storage.snapshot(&append.dataset, stored.dataset.version).await?;
    let staging = app.storage.stage()?;
    receive::to_file(chunks(body), &staging.input(), app.settings.max_upload_bytes, &app.imports.begin(None)).await?;
    let request = ParseRequest {
        format: Some(append.format),
        target: Some(snapshot.fields.clone()),
        options: as_before(&stored.dataset.import),
        ..ParseRequest::new(staging.input(), "", staging.table(), app.settings.parse)
    };
    let is_kept = stored.dataset.source.is_file();
    let packed = async { if is_kept { Ok(pack_original(&staging).await?) } else { Ok(()) } };
    let turn = app.parses.acquire().await.map_err(|error| Failure::internal(&error))?;
    let parsed = async { Ok::<_, Failure>(ingest::parse(&request, |_| {}).await?) };
    let (parsed, ()) = tokio::try_join!(parsed, packed)?;
    drop(turn);
    fault::point(Point::AppendParsed);
    // Two requests with one key wait for each other here; what a crash has left between them is in the log.
    let _turn = if txn.is_some() { Some(app.keyed_appends.lock().await) } else { None };
    if let Some(done) = done_before(app, &append.dataset, txn.as_ref()).await? {
        return Ok(done);
    }
    let kept = || Bytes::Rows(Box::new(KeptRows { file: kept_name(&staging), format: append.format, options: request.options.clone() }));
    let bytes = is_kept.then(kept);
    let rows = Commit { txns: txn.iter().cloned().collect(), bytes, ..Commit::new(Change::Append, staging, parsed) };
    let stored = commits::commit(app, &append.dataset, rows).await;
    fault::point(Point::AppendStored);
    match done_before(app, &append.dataset, txn.as_ref()).await {
        // Another server was asked the same at the same time.
        Ok(Some(done)) if stored.is_err() => Ok(done),
        _ => stored,
    }
}

/// As the file of the dataset is written: its marks around fields, and the writings of its columns.
fn as_before(import: &ImportReport) -> ImportOptions {
    let (quote, escape) = (import.quote.clone(), import.escape.clone());
    ImportOptions { quote, escape, columns: writings(import), ..ImportOptions::default() }
}

/// The writings of the columns, in which appended cells may come as well.
fn writings(import: &ImportReport) -> BTreeMap<String, ColumnOptions> {
    let found = import.notices.iter().filter_map(|notice| match notice {
        Notice::Written { column, writing } => Some((column.clone(), ColumnOptions { r#type: String::new(), writing: *writing })),
        _ => None,
    });
    let chosen = import.options.iter().flat_map(|options| options.columns.clone());
    found.chain(chosen).collect()
}

/// The counter by which a request with a key is known.
pub(super) fn key_txn(key: &str) -> Txn {
    Txn::new(format!("key/{key}"), 0).after(None)
}

/// The dataset, if a request with the same key was stored before.
pub(super) async fn done_before(app: &App, dataset: &str, txn: Option<&Txn>) -> Answer<Option<Dataset>> {
    let Some(txn) = txn else { return Ok(None) };
    match commits::txn(app, dataset, &txn.app).await? {
        Some(_) => Ok(Some(app.catalog.dataset(dataset).await?.dataset)),
        None => Ok(None),
    }
}
