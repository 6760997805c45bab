//! Training a model.

use shared::wire::job::{JobProgress, JobResult, ProgressUnit};
use shared::wire::model::ModelState;

use super::JobContext;
use crate::error::Answer;
use crate::ml;

/// Trains a model, with a point of its curve after each step.
pub(crate) async fn run(ctx: &JobContext, model: String) -> Answer<JobResult> {
    let row = ctx.app.catalog.model(&model).await?;
    // A server that ended after the model was ready has left nothing to do.
    if row.state != ModelState::Ready {
        let total = row.spec.steps.map(u64::from);
        let mut progress = JobProgress { unit: ProgressUnit::Steps, total, ..JobProgress::default() };
        ctx.progress(progress.clone());
        let on_step = |point: shared::wire::model::CurvePoint| {
            progress.done = point.step;
            progress.curve.push(point);
            ctx.progress(progress.clone());
        };
        ml::train(&ctx.app, &row, on_step).await?;
    }
    Ok(JobResult { model: Some(model), ..JobResult::default() })
}
