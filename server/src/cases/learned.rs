//! A sample, a model trained on it, its predictions as columns, and a dashboard over both.

use shared::wire::job::{JobSpec, JobState};
use shared::wire::model::{Estimator, ModelState, TrainSpec};

use super::{Made, kept, make_dashboard, source, tiles};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::samples;
use crate::{jobs, ml};

/// The job that trains the case's model.
pub(super) async fn training(app: &App, made: &Made) -> Answer<Option<String>> {
    let Some(id) = &made.model else { return Ok(None) };
    Ok(kept(app.catalog.model(id).await)?.map(|model| model.job))
}

/// Takes the next steps, as far as nothing has to be waited for.
pub(super) async fn go_on(app: &App, key: &str, made: &mut Made) -> Answer<()> {
    let dataset = match &made.dataset {
        Some(id) => kept(app.catalog.dataset(id).await)?.map(|stored| stored.dataset),
        None => None,
    };
    let Some(dataset) = dataset else {
        let imported = samples::import(app, key, source(key)).await?;
        *made = Made { dataset: Some(imported.id), ..Made::default() };
        return Box::pin(go_on(app, key, made)).await;
    };
    let model = match &made.model {
        Some(id) => kept(app.catalog.model(id).await)?.filter(|model| model.state != ModelState::Failed || made.problem.is_some()),
        None => None,
    };
    let Some(model) = model else {
        made.model = Some(ml::create(app, spec(key, &dataset.id)).await?.id);
        made.predictions = None;
        return Ok(());
    };
    if model.state == ModelState::Training {
        return Ok(());
    }
    let job = match &made.predictions {
        Some(id) => Some(jobs::get(app, id).await?),
        None => None,
    };
    match job.map(|job| (job.state, job.problem)) {
        None => {
            let job = jobs::enqueue(app, JobSpec::Predict { model: model.id, dataset: dataset.id }).await?;
            made.predictions = Some(job.id);
        }
        Some((JobState::Succeeded, _)) => {
            if let Some(id) = &made.dashboard
                && kept(app.catalog.dashboard(id).await)?.is_some()
            {
                return Ok(());
            }
            make_dashboard(app, made, &dataset.name, &tiles::learned(key, &dataset.id)).await?;
        }
        Some((JobState::Failed | JobState::Cancelled, problem)) => {
            made.predictions = None;
            made.problem = Some(problem.unwrap_or_else(|| cancelled().problem()));
        }
        Some((JobState::Queued | JobState::Running, _)) => {}
    }
    Ok(())
}

fn cancelled() -> Failure {
    Failure::not_found("job")
}

fn spec(key: &str, dataset: &str) -> TrainSpec {
    let (estimator, target, input) = match key {
        "digits" => (Estimator::ImageCnn, "digit", "picture"),
        _ => (Estimator::TextLinear, "label", "text"),
    };
    TrainSpec {
        name: None,
        estimator,
        dataset: dataset.to_owned(),
        target: Some(target.to_owned()),
        inputs: vec![input.to_owned()],
        held_out: 0.2,
        seed: 42,
        steps: None,
        clusters: None,
    }
}
