//! A file in the place of a dataset's rows: its next version. The file is kept as that of a new dataset is, and the one before stays for the versions that
//! were read from it.

use shared::wire::dataset::{Dataset, Source};
use shared::wire::version::Change;

use super::again;
use super::append::{done_before, key_txn};
use crate::app::App;
use crate::commits::{self, Commit};
use crate::error::{Answer, Failure};
use crate::ingest::Parsed;
use crate::storage::{Bytes, Staging, Txn, kept_name};

/// Whose rows are replaced.
pub(crate) struct Replaces {
    pub(crate) dataset: String,
    /// The counter by which an upload that was stored is known.
    pub(super) upload: Option<Txn>,
    /// That of a caller who may ask again without knowing whether the first time was stored.
    key: Option<Txn>,
}

impl Replaces {
    /// Before the file is here.
    ///
    /// # Errors
    /// There is no such dataset; its rows are a query's or another dataset's; a stream fills it.
    pub(crate) async fn of(app: &App, dataset: String, key: Option<String>) -> Answer<Self> {
        if let Source::Sql { .. } | Source::Rejected { .. } = app.catalog.dataset(&dataset).await?.dataset.source {
            return Err(Failure::invalid("id", "the rows of this dataset follow from others; replace those"));
        }
        commits::refuse_filled(app, &dataset).await?;
        Ok(Replaces { dataset, upload: None, key: key.as_deref().map(key_txn) })
    }

    /// The dataset, if a request with the same key was stored before.
    pub(crate) async fn done_before(&self, app: &App) -> Answer<Option<Dataset>> {
        done_before(app, &self.dataset, self.key.as_ref()).await
    }
}

/// Commits what was read. Rows that came while it was are replaced too; those that come while it is committed are not.
pub(super) async fn store(
    app: &App,
    replaces: Replaces,
    source: Source,
    (staging, parsed, cells): (Staging, Parsed, Option<Staging>),
) -> Answer<Dataset> {
    let known = commits::caught_up(app, &replaces.dataset).await?;
    // Rows that came since may be those of a stream that was not there yet.
    commits::refuse_filled(app, &known.id).await?;
    let commit = Commit {
        base: Some(known.version),
        bytes: Some(Bytes::File(kept_name(&staging))),
        source: Some(source),
        txns: replaces.upload.iter().chain(&replaces.key).cloned().collect(),
        ..Commit::new(Change::Replace, staging, parsed)
    };
    let stored = again::store(app, known, cells, commit).await;
    match replaces.done_before(app).await {
        // The same was asked at the same time.
        Ok(Some(done)) if stored.is_err() => Ok(done),
        _ => stored,
    }
}
