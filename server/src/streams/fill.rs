//! A dataset that a stream fills: made with its first rows, appended to from then on, each time together with the stream's counters.

use std::collections::HashMap;

use shared::wire::dataset::Source;
use shared::wire::problem::Code;
use shared::wire::version::Change;

use super::context::Context;
use super::memory::Memory;
use crate::catalog::{CatalogError, Fills};
use crate::commits::{self, Commit, NewDataset};
use crate::error::{Answer, Failure};
use crate::ingest::Parsed;
use crate::storage::field::StoredField;
use crate::storage::{Staging, Txn};

/// The dataset, once there is one.
pub(super) struct Fill {
    which: Fills,
    name: String,
    dataset: Option<String>,
    /// The counters as they were read or written last.
    known: HashMap<String, Option<i64>>,
}

impl Fill {
    /// The stream's dataset of that kind. One that a crash kept from being named is found again.
    pub(super) async fn open(ctx: &Context, which: Fills, name: String) -> Answer<Fill> {
        let stream = ctx.app.catalog.stream(&ctx.id).await?;
        let named = if which == Fills::Target { stream.target } else { stream.dead_letters };
        let making = Memory::of(ctx).await?;
        let making = if which == Fills::Target { making.making_target } else { making.making_dead_letters };
        let dataset = match (named, making) {
            (Some(id), _) => Some(id),
            (None, Some(id)) if ctx.app.catalog.has_dataset_row(&id).await? => {
                ctx.app.catalog.set_stream_dataset(&ctx.id, which, &id).await?;
                Some(id)
            }
            (None, _) => None,
        };
        Ok(Fill { which, name, dataset, known: HashMap::new() })
    }

    /// Whether there is a dataset yet.
    pub(super) fn is_made(&self) -> bool {
        self.dataset.is_some()
    }

    /// The last value of one of the stream's counters.
    pub(super) async fn counter(&mut self, ctx: &Context, app: &str) -> Answer<Option<i64>> {
        let value = match &self.dataset {
            Some(id) => commits::txn(&ctx.app, id, app).await?,
            None => None,
        };
        self.known.insert(app.to_owned(), value);
        Ok(value)
    }

    /// The columns, once there are any.
    pub(super) async fn fields(&self, ctx: &Context) -> Answer<Option<Vec<StoredField>>> {
        let Some(id) = &self.dataset else { return Ok(None) };
        let stored = ctx.app.catalog.dataset(id).await.map_err(|error| gone_or(error, "dataset"))?;
        Ok(Some(ctx.app.storage.snapshot(id, stored.dataset.version).await?.fields.clone()))
    }

    /// Stores rows and counters in one commit.
    pub(super) async fn put(&mut self, ctx: &Context, staging: Staging, parsed: Parsed, txns: Vec<Txn>) -> Answer<()> {
        let written: Vec<(String, Option<i64>)> = txns.iter().map(|txn| (txn.app.clone(), Some(txn.version))).collect();
        match self.dataset.clone() {
            Some(id) => {
                let rows = Commit { txns: self.fenced(txns), ..Commit::new(Change::Append, staging, parsed) };
                commits::commit(&ctx.app, &id, rows).await.map_err(again)?;
            }
            None => self.make(ctx, staging, parsed, txns).await?,
        }
        self.known.extend(written);
        Ok(())
    }

    /// A server that was asleep for longer than its lease finds by this that another went on: the table doesn't say any more what it
    /// said then, nothing is committed, and the stream begins again from what is stored.
    fn fenced(&self, txns: Vec<Txn>) -> Vec<Txn> {
        let fence = |txn: Txn| match self.known.get(&txn.app) {
            Some(known) => txn.after(*known),
            None => txn,
        };
        txns.into_iter().map(fence).collect()
    }

    /// Before the dataset is made, its id is written down: whoever starts after a crash in between finds it by that.
    async fn make(&mut self, ctx: &Context, staging: Staging, parsed: Parsed, txns: Vec<Txn>) -> Answer<()> {
        let id = staging.id().to_owned();
        let mut memory = Memory::of(ctx).await?;
        *(if self.which == Fills::Target { &mut memory.making_target } else { &mut memory.making_dead_letters }) = Some(id.clone());
        memory.save(ctx).await?;
        let new = NewDataset { name: self.name.clone(), source: Source::Stream { stream: ctx.id.clone() } };
        commits::create(&ctx.app, new, staging, parsed, txns).await?;
        ctx.app.catalog.set_stream_dataset(&ctx.id, self.which, &id).await?;
        self.dataset = Some(id);
        ctx.app.notices.stream(&ctx.id);
        Ok(())
    }
}

/// A commit that does not fit because the dataset's columns were changed just now is made anew.
fn again(failure: Failure) -> Failure {
    if !failure.is(Code::RowsReplaced) {
        return failure;
    }
    let detail = "The dataset's columns were changed while rows were being stored; the rows are stored again.";
    Failure::new(Code::Conflict, detail, vec![("what", "dataset".into())])
}

/// Something that a stream needs is not there any more.
pub(super) fn gone(what: &'static str) -> Failure {
    let detail = format!("The {what} that this stream needs was deleted, so the stream stopped. Delete the stream, or make a new one.");
    Failure::new(Code::DeletedMeanwhile, detail, vec![("what", what.into())])
}

/// The same for what the catalog doesn't find.
pub(super) fn gone_or(error: CatalogError, what: &'static str) -> Failure {
    if matches!(error, CatalogError::NotFound(_)) { gone(what) } else { error.into() }
}

/// A counter of a stream, as it stands in Delta's log.
pub(super) fn count(app: String, value: u64) -> Txn {
    Txn::new(app, i64::try_from(value).unwrap_or(i64::MAX))
}
