//! A model's predictions as columns, from the server's side.

use shared::wire::dataset::Dataset;
use shared::wire::model::Model;
use shared::wire::problem::Code;
use shared::wire::stream::{Stream, StreamSpec};
use shared::wire::version::Change;

use super::added::Added;
use super::check::unsuitable;
use super::models::{ready, unexpected};
use super::work::{Learn, LearnProgress, Learned};
use super::{MlError, inputs, limits};
use crate::app::App;
use crate::child;
use crate::commits::{self, Commit};
use crate::error::{Answer, Failure};
use crate::ingest::Parsed;
use crate::storage::{Staging, TableRef, Txn};

/// How often the predictions begin anew because the dataset got rows meanwhile.
const TRIES: u32 = 3;

/// Refuses what could not be applied, and a dataset whose streams the new columns would end.
pub(crate) async fn check_apply(app: &App, model: &str, dataset: &str) -> Answer<()> {
    check_fits(app, model, dataset).await?;
    let Some(stream) = app.catalog.streams().await?.into_iter().find(|stream| needs_columns_kept(stream, dataset)) else { return Ok(()) };
    let reason = format!("the stream \"{}\" reads or fills this dataset and would end; make a stream of predictions instead", stream.name);
    Err(Failure::invalid("dataset", reason))
}

/// Whether a stream follows or fills a dataset.
fn needs_columns_kept(stream: &Stream, dataset: &str) -> bool {
    let followed = match &stream.spec {
        StreamSpec::KafkaOut { dataset, .. } | StreamSpec::Window { dataset, .. } | StreamSpec::Predict { dataset, .. } => Some(dataset),
        StreamSpec::KafkaIn { .. } | StreamSpec::Replay { .. } => None,
    };
    [followed, stream.target.as_ref(), stream.dead_letters.as_ref()].into_iter().flatten().any(|id| id == dataset)
}

/// Refuses a model that isn't ready, and a dataset without its columns.
pub(crate) async fn check_fits(app: &App, model: &str, dataset: &str) -> Answer<()> {
    let model = ready(app.catalog.model(model).await?)?;
    let dataset = app.catalog.dataset(dataset).await?.dataset;
    for name in &model.spec.inputs {
        let missing = || MlError::MissingColumn { column: name.clone() };
        let column = dataset.columns.iter().find(|column| column.name == *name).ok_or_else(missing)?;
        inputs::suits(model.spec.estimator, &column.r#type).map_err(|needed| unsuitable(column, needed))?;
    }
    Ok(())
}

/// Writes a model's predictions into a dataset as columns of a new version. They replace those of an earlier application.
/// `on_rows` hears of the rows so far and in all.
pub(crate) async fn apply(app: &App, model: Model, dataset: &str, txn: Txn, mut on_rows: impl FnMut(u64, u64) + Send) -> Answer<Dataset> {
    let model = ready(model)?;
    let mut tries = 1;
    loop {
        match apply_once(app, &model, dataset, txn.clone(), &mut on_rows).await {
            Err(failure) if failure.is(Code::RowsReplaced) && tries < TRIES => tries += 1,
            done => return done,
        }
    }
}

async fn apply_once(app: &App, model: &Model, dataset: &str, txn: Txn, on_rows: &mut (impl FnMut(u64, u64) + Send)) -> Answer<Dataset> {
    let version = app.catalog.dataset(dataset).await?.dataset.version;
    let snapshot = app.storage.snapshot(dataset, version).await?;
    let table = app.storage.table_ref(&snapshot, &snapshot.files, "rows").await?;
    let before = app.catalog.added_columns(&model.id, dataset).await?;
    let mut taken: Vec<String> = table.fields.iter().map(|field| field.name.clone()).collect();
    let others = app.catalog.columns_of_others(&model.id, dataset).await?;
    taken.extend(others.into_iter().filter(|name| !table.fields.iter().any(|field| field.name == *name)));
    let trained_rows = trained_rows(app, model, dataset, version).await?;
    let added = Added::plan(&model.spec, trained_rows, &before, &taken);
    // Written down before the commit, so that a run that is repeated finds its own columns.
    app.catalog.save_added_columns(&model.id, dataset, &added.columns).await?;
    let all = table.rows;
    let (staging, parsed) = write(app, model, table, added, |rows| on_rows(rows, all)).await?;
    let columns = Commit { txns: vec![txn], base: Some(version), ..Commit::new(Change::Columns, staging, parsed) };
    commits::commit(app, dataset, columns).await
}

/// The rows of a table, which may be some files of a dataset, with a model's predictions: ready to be committed elsewhere.
pub(crate) async fn predict_into(app: &App, model: &Model, table: TableRef) -> Answer<(Staging, Parsed)> {
    let model = ready(model.clone())?;
    let taken: Vec<String> = table.fields.iter().map(|field| field.name.clone()).collect();
    let added = Added::plan(&model.spec, None, &[], &taken);
    write(app, &model, table, added, |_| {}).await
}

async fn write(app: &App, model: &Model, table: TableRef, added: Added, mut on_rows: impl FnMut(u64) + Send) -> Answer<(Staging, Parsed)> {
    let staging = app.storage.stage()?;
    let file = app.storage.model_file(&model.id, &staging).await?;
    let limits = limits::long(0);
    let work = Learn::Apply { table, spec: model.spec.clone(), model: file, added, output: staging.table() };
    let learned = child::run(&work, &limits, |progress| {
        if let LearnProgress::Rows(rows) = progress {
            on_rows(rows);
        }
    });
    let Learned::Applied(parsed) = learned.await? else { return Err(unexpected()) };
    Ok((staging, *parsed))
}

/// How many of a dataset's first rows a model was trained on; none if it is another dataset, or its rows were replaced since.
async fn trained_rows(app: &App, model: &Model, dataset: &str, version: u64) -> Answer<Option<u64>> {
    if model.spec.dataset != dataset {
        return Ok(None);
    }
    let trained = model.dataset_version;
    let since = version.saturating_sub(trained);
    let later = if since == 0 { Vec::new() } else { app.storage.versions(dataset, version, since).await? };
    if later.iter().any(|commit| matches!(commit.change, Change::Replace | Change::Retype | Change::Restore)) {
        return Ok(None);
    }
    Ok(Some(app.storage.snapshot(dataset, trained).await?.rows()))
}
