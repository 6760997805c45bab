//! Saved results: a query's rows as a dataset, computed again by hand or when what it reads changes.

use shared::wire::dataset::{Dataset, Source};
use shared::wire::job::{JobSpec, JobState, Refresh};
use shared::wire::problem::Code;
use shared::wire::sql::SaveSql;
use shared::wire::version::Change;

use super::queries::to_table;
use super::work::Input;
use crate::app::App;
use crate::commits::{self, Commit, NewDataset};
use crate::error::{Answer, Failure};
use crate::ingest::Parsed;
use crate::storage::Txn;

/// Jobs that are asked whether they made the dataset before.
const HISTORY: u32 = 1_000;
/// A chain of saved results that is longer is one that closes.
const CHAIN: usize = 100;

/// The job that makes a new saved result.
pub(crate) fn new_spec(save: SaveSql) -> Answer<JobSpec> {
    if save.name.trim().is_empty() {
        return Err(Failure::invalid("name", "a dataset needs a name; give one"));
    }
    Ok(JobSpec::SqlMaterialise { dataset: uuid::Uuid::now_v7().to_string(), name: save.name, sql: save.sql, refresh: save.refresh })
}

/// The job that computes a saved result again; none for other datasets.
pub(crate) fn refresh_spec(dataset: &Dataset) -> Option<JobSpec> {
    let Source::Sql { sql, refresh, .. } = &dataset.source else { return None };
    Some(JobSpec::SqlMaterialise { dataset: dataset.id.clone(), name: dataset.name.clone(), sql: sql.clone(), refresh: *refresh })
}

/// What an input's version is kept under in the log of the dataset that reads it.
pub(crate) fn txn_app(input: &str) -> String {
    format!("input/{input}")
}

/// Computes a saved result: its first version, or its next one. `on_rows` gets the rows so far.
pub(crate) async fn materialise(
    app: &App,
    id: &str,
    name: String,
    sql: String,
    refresh: Refresh,
    on_rows: impl FnMut(u64) + Send,
) -> Answer<Dataset> {
    let exists = app.catalog.has_dataset(id).await?;
    if !exists && (app.catalog.has_dataset_row(id).await? || was_made(app, id).await?) {
        return Err(deleted());
    }
    let staging = if exists { app.storage.stage()? } else { app.storage.stage_as(id.to_owned())? };
    let output = match to_table(app, id, &sql, &staging, on_rows).await {
        Ok(output) => output,
        Err(failure) => return Err(if exists && lost_input(app, id).await? { deleted() } else { failure }),
    };
    refuse_circle(app, id, &output.inputs).await?;
    let txns = output.inputs.iter().map(|input| Txn::new(txn_app(&input.id), i64::try_from(input.version).unwrap_or(i64::MAX))).collect();
    let mut parsed: Parsed = output.parsed.ok_or_else(|| Failure::internal(&"a query made no table"))?;
    "sql".clone_into(&mut parsed.import.format);
    if exists {
        return commits::commit(app, id, Commit { txns, ..Commit::new(Change::Replace, staging, parsed) }).await;
    }
    let source = Source::Sql { sql, inputs: output.inputs.into_iter().map(|input| input.id).collect(), refresh };
    commits::create(app, NewDataset { name, source }, staging, parsed, txns).await
}

/// Whether an earlier job made the dataset, so that one that is missing now was deleted.
async fn was_made(app: &App, id: &str) -> Answer<bool> {
    let jobs = app.catalog.jobs(HISTORY).await?;
    Ok(jobs.iter().any(|job| job.state == JobState::Succeeded && matches!(&job.spec, JobSpec::SqlMaterialise { dataset, .. } if dataset == id)))
}

async fn lost_input(app: &App, id: &str) -> Answer<bool> {
    let Source::Sql { inputs, .. } = app.catalog.dataset(id).await?.dataset.source else { return Ok(false) };
    for input in inputs {
        if !app.catalog.has_dataset(&input).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Saved results that read each other would be computed for ever.
async fn refuse_circle(app: &App, id: &str, inputs: &[Input]) -> Answer<()> {
    let datasets = app.catalog.datasets().await?;
    let mut open: Vec<&str> = inputs.iter().map(|input| input.id.as_str()).collect();
    for _ in 0..CHAIN {
        if open.contains(&id) {
            let reason = "it reads a saved result that reads this one";
            return Err(Failure::new(Code::InvalidSql, format!("The query can't be saved: {reason}."), vec![("reason", reason.into())]));
        }
        let read = datasets.iter().filter(|dataset| open.contains(&dataset.id.as_str())).filter_map(|dataset| match &dataset.source {
            Source::Sql { inputs, .. } => Some(inputs),
            _ => None,
        });
        open = read.flatten().map(String::as_str).collect();
        open.sort_unstable();
        open.dedup();
    }
    Ok(())
}

fn deleted() -> Failure {
    Failure::new(Code::DeletedMeanwhile, "A dataset that this saved result needs was deleted.", vec![("what", "dataset".into())])
}
