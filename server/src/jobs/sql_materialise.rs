//! A saved SQL result: the query's rows as the dataset's first or next version.

use shared::wire::job::{JobProgress, JobResult, ProgressUnit, Refresh};

use super::JobContext;
use crate::error::Answer;
use crate::sql;

/// Computes it. Running it twice replaces the same rows twice.
pub(crate) async fn run(ctx: &JobContext, dataset: String, name: String, query: String, refresh: Refresh) -> Answer<JobResult> {
    let on_rows = |done| ctx.progress(JobProgress { done, total: None, unit: ProgressUnit::Rows, curve: Vec::new() });
    let made = sql::materialise(&ctx.app, &dataset, name, query, refresh, on_rows).await?;
    Ok(JobResult { dataset: Some(made.id), version: Some(made.version), model: None })
}
