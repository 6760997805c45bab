//! What a running job can reach.

use shared::wire::job::JobProgress;
use tokio::sync::watch;

use crate::app::App;

/// What a running job can reach.
#[derive(Clone)]
pub(crate) struct JobContext {
    /// The server's parts.
    pub(crate) app: App,
    /// The job's id; the same when it runs again.
    pub(crate) job_id: String,
    progress: watch::Sender<JobProgress>,
}

impl JobContext {
    pub(super) fn new(app: App, job_id: String, progress: JobProgress) -> (Self, watch::Receiver<JobProgress>) {
        let (progress, seen) = watch::channel(progress);
        (JobContext { app, job_id, progress }, seen)
    }

    /// Tells how far the job is. Cheap: the runner writes the latest of these down, a few times a second at most.
    pub(crate) fn progress(&self, progress: JobProgress) {
        self.progress.send_replace(progress);
    }
}
