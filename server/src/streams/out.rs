//! A dataset to a topic: whenever there are versions that are not sent yet, a job sends them; this one follows the job.

use std::time::Duration;

use shared::wire::job::{JobSpec, JobState};

use super::context::Context;
use super::follow::{current, next_version};
use super::memory::Memory;
use super::runner::Ended;
use crate::error::{Answer, Failure};
use crate::jobs;
use crate::notices::Notice;
use crate::sources::kafka::Topic;

/// How often one looks at the job although nobody called.
const POLL: Duration = Duration::from_secs(1);

/// Runs until the stream is to end or something is wrong.
pub(super) async fn run(ctx: &Context, dataset: &str, topic: &Topic, after: Option<u64>) -> Answer<Ended> {
    loop {
        let memory = Memory::of(ctx).await?;
        ctx.status(|status| status.rows = memory.messages);
        let sent = memory.sent.or(after);
        let Some(input) = next_version(ctx, dataset, sent).await? else { return Ok(Ended::Stopped) };
        ctx.status(|status| status.lag = Some(input.dataset.version - sent.unwrap_or_default()));
        // Without a broker a job could only fail; each try would be one more in the history.
        let Some(there) = ctx.unless_stopped(topic.check()).await else { return Ok(Ended::Stopped) };
        there?;
        let job = jobs::enqueue(&ctx.app, JobSpec::KafkaOut { stream: ctx.id.clone() }).await?;
        if let Some(done) = follow(ctx, dataset, after, &job.id).await? {
            return Ok(done);
        }
    }
}

/// Waits for the job's end; none if it sent everything.
async fn follow(ctx: &Context, dataset: &str, after: Option<u64>, job: &str) -> Answer<Option<Ended>> {
    let mut notices = ctx.app.notices.subscribe();
    let before = Memory::of(ctx).await?.messages;
    loop {
        let now = jobs::get(&ctx.app, job).await?;
        ctx.status(|status| status.rows = status.rows.max(before + now.progress.done));
        match now.state {
            JobState::Succeeded => {
                ctx.well();
                return Ok(None);
            }
            // Whoever cancels the job wants the stream to rest.
            JobState::Cancelled => return Ok(Some(Ended::Paused)),
            JobState::Failed => {
                let unnamed = || Failure::internal(&"a job failed without a problem").problem();
                return Ok(Some(Ended::Broken(Box::new(now.problem.unwrap_or_else(unnamed)))));
            }
            JobState::Queued | JobState::Running => {}
        }
        let sent = Memory::of(ctx).await?.sent.or(after);
        let behind = current(ctx, dataset).await?.dataset.version - sent.unwrap_or_default();
        ctx.status(|status| status.lag = Some(behind));
        let call = async { while !matches!(notices.recv().await, Ok(Notice::Job { id }) if id == job) {} };
        if ctx.unless_stopped(tokio::time::timeout(POLL, call)).await.is_none() {
            return Ok(Some(Ended::Stopped));
        }
    }
}
