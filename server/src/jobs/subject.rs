//! What a job works on. When that is deleted, the job ends.

use shared::wire::job::JobSpec;
use shared::wire::problem::{Code, Problem};

use crate::app::App;
use crate::catalog::CatalogError;
use crate::error::Failure;

/// The nouns that a job can lose.
const NOUNS: [&str; 3] = ["dataset", "model", "stream"];

/// What of a job's subjects is gone, as a noun; none if all are there.
pub(super) async fn missing(app: &App, spec: &JobSpec) -> Result<Option<&'static str>, CatalogError> {
    let found = match spec {
        JobSpec::Compaction { dataset } => dataset_there(app, dataset).await,
        // The files of one that was deleted are its work too.
        JobSpec::Vacuum { dataset } => match app.catalog.has_dataset_row(dataset).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(CatalogError::NotFound("dataset")),
            Err(error) => Err(error),
        },
        JobSpec::KafkaOut { stream } => app.catalog.stream(stream).await.map(drop),
        JobSpec::Train { model } => match app.catalog.model(model).await {
            Ok(model) => dataset_there(app, &model.spec.dataset).await,
            Err(error) => Err(error),
        },
        JobSpec::Predict { model, dataset } => match app.catalog.model(model).await {
            Ok(_) => dataset_there(app, dataset).await,
            Err(error) => Err(error),
        },
        // Its dataset may be made by its first run.
        JobSpec::SqlMaterialise { .. } => Ok(()),
    };
    match found {
        Ok(()) => Ok(None),
        Err(CatalogError::NotFound(noun)) => Ok(Some(noun)),
        Err(error) => Err(error),
    }
}

async fn dataset_there(app: &App, id: &str) -> Result<(), CatalogError> {
    if app.catalog.has_dataset(id).await? { Ok(()) } else { Err(CatalogError::NotFound("dataset")) }
}

/// The problem of a job that failed: whatever went wrong because something was deleted is told as that.
pub(super) async fn explain(app: &App, spec: &JobSpec, failure: Failure) -> Problem {
    let problem = failure.problem();
    let unknown = (problem.code == Code::NotFound).then(|| NOUNS.into_iter().find(|noun| problem.param("what") == *noun)).flatten();
    let gone = match unknown {
        Some(noun) => Some(noun),
        None => missing(app, spec).await.ok().flatten(),
    };
    gone.map_or(problem, |noun| deleted(noun).problem())
}

/// The job can't go on without it.
pub(super) fn deleted(noun: &'static str) -> Failure {
    Failure::new(Code::DeletedMeanwhile, format!("The {noun} that this job needs was deleted, so the job ended."), vec![("what", noun.into())])
}
