//! The queue as its users see it: put a job in, look at it, cancel it.

use std::time::Duration;

use shared::wire::job::{Job, JobSpec};
use shared::wire::problem::Code;
use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::error::{Answer, Failure};

/// Jobs that may wait at once.
pub(crate) const QUEUED_MAX: u32 = 100;

/// How long a caller waits for a running job to be really gone. After that the answer shows it running still.
const CANCEL_PATIENCE: Duration = Duration::from_secs(5);

/// Two lanes, so that an hour of training doesn't keep a small job waiting.
pub(crate) fn lane(spec: &JobSpec) -> &'static str {
    match spec {
        JobSpec::Train { .. } | JobSpec::Predict { .. } => super::runner::LEARNING,
        JobSpec::Compaction { .. } | JobSpec::Vacuum { .. } | JobSpec::KafkaOut { .. } | JobSpec::SqlMaterialise { .. } => super::runner::OTHER,
    }
}

/// Queues a job. If an equal one is queued already, that one is the answer.
///
/// # Errors
/// [`Code::Busy`] if [`QUEUED_MAX`] jobs wait.
pub(crate) async fn enqueue(app: &App, spec: JobSpec) -> Answer<Job> {
    let lane = lane(&spec);
    let job = app.catalog.add_job(lane, &spec, QUEUED_MAX).await?.ok_or_else(busy)?;
    announce(app, &job);
    Ok(job)
}

/// Tells the runners and the watchers of a job that was put into the catalog.
pub(crate) fn announce(app: &App, job: &Job) {
    app.notices.job(&job.id);
    app.jobs.wake(lane(&job.spec));
}

/// Too many jobs wait.
pub(crate) fn busy() -> Failure {
    let detail = format!("{QUEUED_MAX} jobs are waiting already. Cancel some of them, or try again when some are done.");
    Failure::new(Code::Busy, detail, vec![("limit", QUEUED_MAX.to_string())])
}

/// One job.
pub(crate) async fn get(app: &App, id: &str) -> Answer<Job> {
    Ok(app.catalog.job(id).await?)
}

/// The newest jobs, newest first.
pub(crate) async fn list(app: &App, count: u32) -> Answer<Vec<Job>> {
    Ok(app.catalog.jobs(count).await?)
}

/// Cancels a job: a queued one at once, one that runs here by dropping its future, one that runs on another server at its next
/// heartbeat. A job that is over stays as it is. The wish is written down first, so a crash doesn't forget it.
pub(crate) async fn cancel(app: &App, id: &str) -> Answer<Job> {
    let mut notices = app.notices.subscribe();
    app.catalog.job(id).await?;
    app.catalog.request_cancel(id).await?;
    for cancelled in app.catalog.cancel_queued().await? {
        app.notices.job(&cancelled);
    }
    app.jobs.cancel(id);
    let deadline = Instant::now() + CANCEL_PATIENCE;
    loop {
        let job = app.catalog.job(id).await?;
        if job.state.is_over() || timeout_at(deadline, notices.recv()).await.is_err() {
            return Ok(job);
        }
    }
}
