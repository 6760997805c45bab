//! The tables of a statement: datasets by name or id.
//!
//! The server never parses the statement, because a parser can use up its stack. A dataset comes along if its name or its id
//! occurs anywhere in the text; the child finds out which of them are meant.

use shared::wire::dataset::Dataset;
use shared::wire::problem::Code;

use super::work::{Input, QueryTable};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::storage::StorageError;

/// The datasets that a statement may name. A name may occur by chance, so nothing that is wrong with one counts before the statement has meant it.
pub(super) struct Mentioned {
    /// Those that can be read, newest first.
    pub(super) tables: Vec<QueryTable>,
    /// Those whose logs are damaged.
    pub(super) broken: Vec<(Dataset, Failure)>,
}

/// Every dataset that a statement may name.
pub(super) async fn mentioned(app: &App, sql: &str) -> Answer<Mentioned> {
    let mut mentioned = Mentioned { tables: Vec::new(), broken: Vec::new() };
    for dataset in app.catalog.datasets().await?.into_iter().filter(|dataset| occurs(dataset, sql)) {
        match commits::available(app, &dataset, dataset.version).await {
            Ok(snapshot) => {
                let table = app.storage.unverified_ref(&snapshot, &snapshot.files, &dataset.name);
                mentioned.tables.push(QueryTable { id: dataset.id, version: dataset.version, table });
            }
            Err(failure) if failure.is(Code::StorageDamaged) => mentioned.broken.push((dataset, failure)),
            // Deleted while we looked.
            Err(_) if is_gone(app, &dataset.id).await => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(mentioned)
}

/// Of a statement that failed the true reason: a table that it doesn't know may be one of a damaged log, and whatever else is
/// wrong may come of damage that was read.
pub(super) async fn explained(app: &App, failure: Failure, named: &[Input], broken: Vec<(Dataset, Failure)>) -> Failure {
    if !failure.is(Code::QueryTimeout) && !failure.is(Code::QueryMemory) {
        for input in named {
            if let Err(damage) = verify(app, input).await {
                return damage;
            }
            if failure.is(Code::StorageDamaged) && is_gone(app, &input.id).await {
                return Failure::not_found("dataset");
            }
        }
    }
    let is_missed = |dataset: &Dataset| [&dataset.name, &dataset.id].iter().any(|name| failure.says(&format!("table '{name}' not found")));
    broken.into_iter().find(|(dataset, _)| is_missed(dataset)).map_or(failure, |(_, damage)| damage)
}

/// Makes sure that the files of a version are what was written; of a dataset that was deleted meanwhile they are nobody's any more.
pub(super) async fn verify(app: &App, input: &Input) -> Answer<()> {
    let verified = async { app.storage.verify(&app.storage.snapshot(&input.id, input.version).await?.files).await };
    match verified.await {
        Err(_) if is_gone(app, &input.id).await => Ok(()),
        done => Ok(done?),
    }
}

/// One version of a dataset.
pub(super) async fn at(app: &App, id: &str, name: &str, version: u64) -> Result<QueryTable, StorageError> {
    let snapshot = app.storage.snapshot(id, version).await?;
    Ok(QueryTable { id: id.to_owned(), version, table: app.storage.table_ref(&snapshot, &snapshot.files, name).await? })
}

async fn is_gone(app: &App, id: &str) -> bool {
    matches!(app.catalog.dataset(id).await, Err(CatalogError::NotFound(_)))
}

/// Whether a statement has the name as a word: part of another word is another table.
pub(super) fn is_named(table: &QueryTable, sql: &str) -> bool {
    let is_word = |name: &str| {
        let goes_on = |side: Option<char>| side.is_some_and(|next| next.is_alphanumeric() || next == '_');
        sql.match_indices(name).any(|(at, _)| !goes_on(sql[..at].chars().next_back()) && !goes_on(sql[at + name.len()..].chars().next()))
    };
    is_word(&table.id) || is_word(&table.table.name) || is_word(&table.table.name.replace('"', "\"\""))
}

fn occurs(dataset: &Dataset, sql: &str) -> bool {
    sql.contains(&dataset.id) || sql.contains(&dataset.name) || sql.contains(&dataset.name.replace('"', "\"\""))
}
