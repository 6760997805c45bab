//! Sends a dataset's versions to a stream's topic, one after the other, each row exactly once (`sinks::kafka`).

use std::collections::HashSet;
use std::sync::Arc;

use futures::TryStreamExt;
use shared::wire::job::{JobProgress, JobResult, ProgressUnit};
use shared::wire::stream::StreamSpec;

use super::JobContext;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::sinks::json;
use crate::sinks::kafka::{KafkaSink, Origin, already_there, ends};
use crate::sources::kafka::Topic;
use crate::storage::{Appended, Snapshot};
use crate::streams::memory::{Begun, Memory};

/// A job under way.
struct Sending<'a> {
    ctx: &'a JobContext,
    stream: &'a str,
    topic: Topic,
    sink: KafkaSink,
    memory: Memory,
    progress: JobProgress,
}

/// Sends what the stream has not sent yet.
pub(crate) async fn run(ctx: &JobContext, stream: &str) -> Answer<JobResult> {
    let StreamSpec::KafkaOut { dataset, brokers, topic, after } = ctx.app.catalog.stream(stream).await?.spec else {
        return Err(Failure::not_found("stream"));
    };
    let version = ctx.app.catalog.dataset(&dataset).await?.dataset.version;
    let memory: Memory = ctx.app.catalog.stream_memory(stream).await?;
    let snapshot = ctx.app.storage.snapshot(&dataset, version).await?;
    let waiting = waiting(ctx, &dataset, memory.sent.or(after), version).await?;
    let total = waiting.iter().map(Appended::rows).sum();
    let progress = JobProgress { total: Some(total), unit: ProgressUnit::Messages, ..JobProgress::default() };
    let topic = Topic { brokers, name: topic };
    let sink = KafkaSink::new(topic.clone())?;
    let mut sending = Sending { ctx, stream, topic, sink, memory, progress };
    ctx.progress(sending.progress.clone());
    for appended in waiting {
        sending.version(&snapshot, &appended).await?;
    }
    // Versions that brought no rows, such as merged files, are done as well.
    sending.memory.sent = Some(version);
    sending.remember().await?;
    Ok(JobResult { dataset: Some(dataset), version: Some(version), model: None })
}

/// The versions that are to be sent, with their files.
async fn waiting(ctx: &JobContext, dataset: &str, sent: Option<u64>, upto: u64) -> Answer<Vec<Appended>> {
    let Some(sent) = sent else {
        let known = ctx.app.catalog.dataset(dataset).await?.dataset;
        let first = commits::available(&ctx.app, &known, 0).await?;
        let mut all = vec![Appended { version: 0, files: first.files.clone() }];
        all.extend(commits::appended(&ctx.app, dataset, 0, upto).await?);
        return Ok(all);
    };
    commits::appended(&ctx.app, dataset, sent, upto).await
}

impl Sending<'_> {
    async fn remember(&self) -> Answer<()> {
        Ok(self.ctx.app.catalog.save_stream_memory(self.stream, &self.memory).await?)
    }

    async fn version(&mut self, snapshot: &Snapshot, appended: &Appended) -> Answer<()> {
        let origin = Origin { stream: self.stream.to_owned(), version: appended.version };
        let there = match &self.memory.begun {
            Some(begun) if begun.version == appended.version => already_there(&self.topic, &origin, &begun.ends).await?,
            _ => {
                // Written down before the first row is sent: whoever takes over knows where to look.
                self.memory.begun = Some(Begun { version: appended.version, ends: ends(&self.topic).await? });
                self.remember().await?;
                HashSet::new()
            }
        };
        let there = Arc::new(there);
        let table = self.ctx.app.storage.table_ref(snapshot, &appended.files, "rows").await?;
        let mut batches = table.batches(None).map_err(|error| Failure::internal(&error))?;
        let mut row = 0;
        while let Some(batch) = batches.try_next().await.map_err(|error| Failure::internal(&error))? {
            let lines = json::lines(&batch).map_err(|error| Failure::internal(&error))?;
            let count = lines.len() as u64;
            self.sink.send(&origin, row, lines, Arc::clone(&there)).await?;
            row += count;
            self.progress.done += count;
            self.ctx.progress(self.progress.clone());
        }
        self.memory.messages += row;
        self.memory.sent = Some(appended.version);
        self.memory.begun = None;
        self.remember().await
    }
}
