//! Follows a job until it is over.

use shared::wire::job::Job;

use crate::js::clock;
use crate::net::feed::Next;
use crate::net::jobs;
use crate::state::epoch::Epoch;

/// How long nothing may be heard before it is asked whether anybody still looks.
const PATIENCE_MS: u32 = 1_000;

/// Tells of a job as it goes and gives its last state; nothing if the page was left before, or the job is gone.
pub(super) async fn follow_job(epoch: Epoch, id: &str, tell: impl Fn(Job)) -> Option<Job> {
    let mut feed = jobs::events(id);
    loop {
        let job = match feed.next(PATIENCE_MS).await {
            Next::Value(job) => Some(job),
            Next::Silence => None,
            // The server refused to tell; it may still answer.
            Next::End => {
                clock::sleep(PATIENCE_MS).await;
                Some(jobs::get(id).await.ok()?)
            }
        };
        if !epoch.is_current() {
            return None;
        }
        if let Some(job) = job {
            tell(job.clone());
            if job.state.is_over() {
                return Some(job);
            }
        }
    }
}
