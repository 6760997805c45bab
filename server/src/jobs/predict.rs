//! Writing a model's predictions into a dataset.

use shared::wire::job::{JobProgress, JobResult, ProgressUnit};

use super::JobContext;
use crate::commits;
use crate::error::Answer;
use crate::ml;
use crate::storage::Txn;

/// Writes a model's predictions into a dataset as columns of a new version. The job's id is in the commit, so a job that runs
/// again after its commit makes no other.
pub(crate) async fn run(ctx: &JobContext, model: String, dataset: String) -> Answer<JobResult> {
    let (app, txn) = (&ctx.app, Txn::new(format!("job-{}", ctx.job_id), 1));
    let model = app.catalog.model(&model).await?;
    let id = model.id.clone();
    let changed = if commits::txn(app, &dataset, &txn.app).await?.is_some() {
        app.catalog.dataset(&dataset).await?.dataset
    } else {
        let on_rows = |done, all| ctx.progress(JobProgress { done, total: Some(all), unit: ProgressUnit::Rows, curve: Vec::new() });
        ml::apply(app, model, &dataset, txn, on_rows).await?
    };
    Ok(JobResult { dataset: Some(dataset), version: Some(changed.version), model: Some(id) })
}
