//! Background work in one durable queue: what is queued is a serialisable value, and a runner runs it, again from the start
//! after a crash. One file per kind of job.
//!
//! A running job has a lease that its runner renews. A server that dies stops renewing, and the job is queued again; it fails
//! when that has happened too often. A kind's `run` must bear being run twice: it puts a `txn` into the commit it makes, or
//! replaces what an earlier run left.

mod compaction;
mod context;
mod kafka_out;
mod predict;
mod queue;
mod runner;
mod running;
mod sql_materialise;
mod subject;
mod train;
mod vacuum;

use shared::wire::job::{JobResult, JobSpec};

use crate::error::Answer;

pub(crate) use context::JobContext;
pub(crate) use queue::{QUEUED_MAX, announce, busy, cancel, enqueue, get, list};
pub(crate) use runner::{LEARNING, start};
pub(crate) use running::{Jobs, stop};

/// Runs one job to its end. Dropping the future cancels it.
async fn run(ctx: &JobContext, spec: JobSpec) -> Answer<JobResult> {
    match spec {
        JobSpec::Train { model } => train::run(ctx, model).await,
        JobSpec::Predict { model, dataset } => predict::run(ctx, model, dataset).await,
        JobSpec::Compaction { dataset } => compaction::run(ctx, &dataset).await,
        JobSpec::Vacuum { dataset } => vacuum::run(ctx, &dataset).await,
        JobSpec::KafkaOut { stream } => kafka_out::run(ctx, &stream).await,
        JobSpec::SqlMaterialise { dataset, name, sql, refresh } => sql_materialise::run(ctx, dataset, name, sql, refresh).await,
    }
}
