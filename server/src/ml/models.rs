//! Models from the server's side: make, train, ask, delete.

use shared::wire::model::{CurvePoint, Model, ModelState, PredictRequest, Prediction, TrainSpec};
use shared::wire::problem::Code;
use tokio::sync::Semaphore;

use super::work::{Learn, LearnProgress, Learned};
use super::{MlError, check, limits};
use crate::app::App;
use crate::catalog::{CatalogError, NewModel, Trained};
use crate::child;
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::jobs;

static PREDICTIONS: Semaphore = Semaphore::const_new(limits::PREDICTIONS);

/// Makes a model and queues the job that trains it.
pub(crate) async fn create(app: &App, spec: TrainSpec) -> Answer<Model> {
    let dataset = app.catalog.dataset(&spec.dataset).await?.dataset;
    check::check(&spec, &dataset)?;
    let name = spec.name.clone().unwrap_or_else(|| check::name(spec.estimator, &dataset.name));
    let new = NewModel { name, spec, dataset_version: dataset.version };
    let (model, job) = app.catalog.add_model(jobs::LEARNING, &new, jobs::QUEUED_MAX).await?.ok_or_else(jobs::busy)?;
    jobs::announce(app, &job);
    Ok(model)
}

/// Trains a model and makes it ready. Training it again gives the same model.
pub(crate) async fn train(app: &App, model: &Model, mut on_step: impl FnMut(CurvePoint) + Send) -> Answer<()> {
    let spec = &model.spec;
    let known = app.catalog.dataset(&spec.dataset).await?;
    let snapshot = app.storage.snapshot(&spec.dataset, model.dataset_version).await?;
    let table = app.storage.table_ref(&snapshot, &snapshot.files, "examples").await?;
    let used = known.profile.columns.iter().filter(|column| spec.inputs.contains(&column.name) || spec.target.as_ref() == Some(&column.name));
    let limits = limits::long(used.map(|column| column.bytes).sum());
    let staging = app.storage.stage()?;
    let file = staging.input();
    let mut curve = Vec::new();
    let work = Learn::Train { table, spec: spec.clone(), model: file };
    let learned = child::run(&work, &limits, |progress| {
        if let LearnProgress::Step(point) = progress {
            curve.push(point);
            on_step(point);
        }
    });
    let Learned::Trained { metrics, secs } = learned.await? else { return Err(unexpected()) };
    if !app.catalog.has_dataset(&spec.dataset).await? {
        return Err(Failure::not_found("dataset"));
    }
    app.storage.put_model(&staging, &model.id).await?;
    fault::point(Point::ModelPlaced);
    match app.catalog.finish_model(&model.id, &Trained { metrics, curve, secs }).await {
        Err(CatalogError::NotFound(what)) => {
            app.storage.remove_model(&model.id).await?;
            Err(Failure::not_found(what))
        }
        done => {
            done?;
            fault::point(Point::ModelReady);
            Ok(())
        }
    }
}

/// What a model says of one row, text or picture.
pub(crate) async fn predict_one(app: &App, id: &str, request: PredictRequest) -> Answer<Prediction> {
    let model = ready(app.catalog.model(id).await?)?;
    let _turn = PREDICTIONS.acquire().await.map_err(|error| Failure::internal(&error))?;
    let staging = app.storage.stage()?;
    let file = app.storage.model_file(&model.id, &staging).await?;
    let work = Learn::One { spec: model.spec, model: file, request };
    let Learned::One(prediction) = child::run(&work, &limits::short(), |_| {}).await? else { return Err(unexpected()) };
    Ok(prediction)
}

/// Ends a model's training, and removes the model. Columns that it made stay what they are.
pub(crate) async fn delete(app: &App, id: &str) -> Answer<()> {
    let model = app.catalog.model(id).await?;
    match jobs::cancel(app, &model.job).await {
        // The history has forgotten the job, so it is over.
        Err(failure) if !failure.is(Code::NotFound) => return Err(failure),
        _ => {}
    }
    app.catalog.remove_model(id).await?;
    Ok(app.storage.remove_model(id).await?)
}

/// Removes the bytes of models that no row names: their server ended between the two.
pub(crate) async fn sweep(app: &App) -> Answer<()> {
    if app.catalog.is_local() {
        app.storage.sweep_models(&app.catalog.model_ids().await?)?;
    }
    Ok(())
}

/// A model that can predict.
pub(super) fn ready(model: Model) -> Answer<Model> {
    let detail = match model.state {
        ModelState::Ready => return Ok(model),
        ModelState::Training => "The model is still being trained. Wait until its job has ended.",
        ModelState::Failed => "The model's training failed or was cancelled, so it can't predict. Train a new one.",
    };
    Err(Failure::new(Code::ModelNotReady, detail, vec![]))
}

/// The child answered something else than what it was asked.
pub(super) fn unexpected() -> Failure {
    MlError::internal(&"the child gave another kind of answer").into()
}
