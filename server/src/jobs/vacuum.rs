//! Removing the files that only a dataset's old versions need (`commits::vacuum`).

use shared::wire::job::{JobProgress, JobResult, ProgressUnit};

use super::JobContext;
use crate::commits::vacuum;
use crate::error::Answer;

/// One step on; what is not due yet is left to a later job.
pub(crate) async fn run(ctx: &JobContext, dataset: &str) -> Answer<JobResult> {
    let done = vacuum::vacuum(&ctx.app, dataset).await?;
    ctx.progress(JobProgress { done, total: Some(done), unit: ProgressUnit::Files, curve: Vec::new() });
    Ok(JobResult { dataset: Some(dataset.to_owned()), version: None, model: None })
}
