//! `/api/jobs`

use shared::wire::job::{Job, JobList};
use shared::wire::problem::Problem;

use super::feed::Feed;
use super::fetch::Call;
use super::percent::encode;

/// The newest jobs, newest first.
pub async fn list() -> Result<Vec<Job>, Problem> {
    Call::get("/api/jobs").value::<JobList>().await.map(|list| list.jobs)
}

/// One job.
pub async fn get(id: &str) -> Result<Job, Problem> {
    Call::get(path(id)).value().await
}

/// Cancels one; one that is over stays as it is.
pub async fn cancel(id: &str) -> Result<Job, Problem> {
    Call::post(format!("{}/cancel", path(id))).value().await
}

/// One job as it goes; ends when it is over.
pub fn events(id: &str) -> Feed<Job> {
    Feed::open(&format!("{}/events", path(id)), "job")
}

fn path(id: &str) -> String {
    format!("/api/jobs/{}", encode(id))
}
