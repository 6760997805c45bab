//! Runs the streams of this server: one task per stream, begun when its lease is had, told to end when it is paused, deleted or lost.

use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use futures::FutureExt;
use shared::wire::problem::{Code, Problem};
use shared::wire::stream::{Stream, StreamSpec, StreamState};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::context::Context;
use super::window::WindowSpec;
use super::{columns, intake, out, predict, window};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::error::{Answer, Failure};
use crate::sources::kafka::{KafkaSource, Topic};
use crate::sources::replay::{self, ReplaySource};

/// A stream whose server was not heard of for this long is run by another.
const LEASE: Duration = Duration::from_secs(10);
/// How often leases are renewed, and streams looked for that another server made.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// How often a stream's status is written down at most.
const STATUS: Duration = Duration::from_millis(500);
/// How long a stream with a problem waits before it tries again, at first and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));
/// The same for a stream whose job failed: each try is one more job in the history. Pausing and resuming the stream tries at once.
const JOB_BACKOFF: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(300));
/// How long streams may take to end when the server ends.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How a stream's run ended.
pub(super) enum Ended {
    /// It was told to.
    Stopped,
    /// It is to rest until somebody resumes it.
    Paused,
    /// By a problem.
    Broken(Box<Problem>),
}

/// The streams of this process.
pub(crate) struct Streams {
    /// Names this process in leases.
    pub(crate) owner: String,
    bell: Notify,
    stopping: AtomicBool,
    stopped: Notify,
}

impl Default for Streams {
    fn default() -> Self {
        Streams { owner: uuid::Uuid::new_v4().to_string(), bell: Notify::new(), stopping: AtomicBool::default(), stopped: Notify::new() }
    }
}

impl Streams {
    /// A stream was made, paused, resumed or deleted.
    pub(crate) fn wake(&self) {
        self.bell.notify_one();
    }
}

/// A stream that runs here.
struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts what runs the streams. Leases that an earlier process of this data folder had are free at once.
///
/// # Errors
/// The catalog does not answer.
pub(crate) async fn start(app: &App) -> Result<(), CatalogError> {
    if app.catalog.is_local() {
        app.catalog.release_streams(None).await?;
    }
    tokio::spawn(keep(app.clone()));
    Ok(())
}

/// Ends the streams of this process, because the server ends, and gives their leases back.
pub(crate) async fn stop(app: &App) {
    app.streams.stopping.store(true, Ordering::SeqCst);
    app.streams.wake();
    if tokio::time::timeout(LAST_WORDS, app.streams.stopped.notified()).await.is_err() {
        tracing::warn!("a stream did not end with the server; another server runs it when its lease has run out");
    }
}

async fn keep(app: App) {
    let mut running: HashMap<String, Running> = HashMap::new();
    let mut renewed = Instant::now();
    while !app.streams.stopping.load(Ordering::SeqCst) {
        running.retain(|_, stream| !stream.task.is_finished());
        let until = (Utc::now() + LEASE).to_rfc3339_opts(SecondsFormat::Millis, true);
        match app.catalog.lease_streams(&app.streams.owner, &until).await {
            Ok(mine) => {
                renewed = Instant::now();
                arrange(&app, &mut running, &mine).await;
            }
            Err(error) => {
                tracing::warn!("the streams' leases can't be renewed: {error}");
                if renewed.elapsed() > LEASE {
                    stop_all(&running);
                }
            }
        }
        let _ = tokio::time::timeout(HEARTBEAT, app.streams.bell.notified()).await;
    }
    stop_all(&running);
    futures::future::join_all(running.into_values().map(|stream| stream.task)).await;
    if let Err(error) = app.catalog.release_streams(Some(&app.streams.owner)).await {
        tracing::warn!("the streams' leases can't be given back: {error}");
    }
    app.streams.stopped.notify_one();
}

fn stop_all(running: &HashMap<String, Running>) {
    for stream in running.values() {
        stream.stop.send_replace(true);
    }
}

/// Stops what is no longer ours, begins what is. One that is still ending is begun again when it has ended.
async fn arrange(app: &App, running: &mut HashMap<String, Running>, mine: &[String]) {
    for (id, stream) in running.iter() {
        if !mine.contains(id) {
            stream.stop.send_replace(true);
        }
    }
    for id in mine {
        if running.contains_key(id) {
            continue;
        }
        match app.catalog.stream(id).await {
            Ok(stream) => {
                let (stop, stopped) = watch::channel(false);
                let task = tokio::spawn(supervise(app.clone(), stream, stopped));
                running.insert(id.clone(), Running { stop, task });
            }
            Err(CatalogError::NotFound(_)) => {}
            Err(error) => tracing::warn!(stream = id, "a stream can't be read: {error}"),
        }
    }
}

/// Runs a stream to its end, and writes down how it goes.
async fn supervise(app: App, stream: Stream, stopped: watch::Receiver<bool>) {
    let ctx = Context::new(app.clone(), stream.id.clone(), stream.name, stream.status, stream.problem, stopped);
    let end = tokio::select! {
        end = attempts(&ctx, &stream.spec) => end,
        () = keep_saved(&ctx) => None,
    };
    save(&ctx).await;
    if let Some(state) = end {
        if let Err(error) = app.catalog.stop_stream(&ctx.id, &app.streams.owner, state).await {
            tracing::warn!(stream = ctx.id, "a stream's end can't be written down; it is tried again: {error}");
        }
        app.notices.stream(&ctx.id);
    }
    app.streams.wake();
}

async fn keep_saved(ctx: &Context) {
    let mut tick = tokio::time::interval(STATUS);
    loop {
        tick.tick().await;
        save(ctx).await;
    }
}

async fn save(ctx: &Context) {
    if let Err(error) = ctx.save().await {
        tracing::warn!(stream = ctx.id, "a stream's status can't be written down: {error}");
    }
}

/// Runs a stream until it is told to end; after a problem that may pass it is run again. The state that it is left in, if that is another.
async fn attempts(ctx: &Context, spec: &StreamSpec) -> Option<StreamState> {
    let (mut pause, mut job_pause) = (BACKOFF.0, JOB_BACKOFF.0);
    while !ctx.is_stopped() {
        let begun = Instant::now();
        let mut is_job = false;
        let problem = match AssertUnwindSafe(run(ctx, spec)).catch_unwind().await {
            Ok(Ok(Ended::Stopped)) => return None,
            Ok(Ok(Ended::Paused)) => return Some(StreamState::Paused),
            Ok(Ok(Ended::Broken(problem))) => {
                is_job = true;
                *problem
            }
            Ok(Err(failure)) => failure.problem(),
            Err(panic) => Failure::internal(&format!("stream {} broke: {}", ctx.id, told(panic.as_ref()))).problem(),
        };
        tracing::warn!(stream = ctx.id, "a stream has a problem: {}", problem.detail);
        let is_final = is_final(problem.code);
        ctx.trouble(problem);
        if is_final {
            return Some(StreamState::Failed);
        }
        if begun.elapsed() > BACKOFF.1 {
            pause = BACKOFF.0;
        }
        if begun.elapsed() > JOB_BACKOFF.1 {
            job_pause = JOB_BACKOFF.0;
        }
        if is_job {
            ctx.unless_stopped(tokio::time::sleep(job_pause)).await?;
            job_pause = (job_pause * 2).min(JOB_BACKOFF.1);
            continue;
        }
        ctx.unless_stopped(tokio::time::sleep(pause)).await?;
        pause = (pause * 2).min(BACKOFF.1);
    }
    None
}

/// Whether trying again can't help.
fn is_final(code: Code) -> bool {
    use Code as C;
    matches!(
        code,
        C::DeletedMeanwhile
            | C::RowsReplaced
            | C::VersionGone
            | C::ColumnMismatch
            | C::UnsuitableColumn
            | C::InvalidQuery
            | C::InvalidRequest
            | C::UnsupportedType
    )
}

fn told(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked")
}

async fn run(ctx: &Context, spec: &StreamSpec) -> Answer<Ended> {
    match spec {
        StreamSpec::KafkaIn { brokers, topic, start, columns } => {
            let columns = columns.as_deref().map(columns::plan).transpose()?;
            let at = Topic { brokers: brokers.clone(), name: topic.clone() };
            let source = KafkaSource::new(at, start.clone(), format!("sightline-{}", ctx.id));
            intake::run(ctx, source, topic, columns).await?;
        }
        StreamSpec::Replay { sample, rows_per_sec } => {
            let shipped = replay::sample(sample).ok_or_else(|| Failure::not_found("sample"))?;
            intake::run(ctx, ReplaySource::new(shipped, *rows_per_sec), sample, None).await?;
        }
        StreamSpec::KafkaOut { dataset, brokers, topic, after } => {
            let topic = Topic { brokers: brokers.clone(), name: topic.clone() };
            return out::run(ctx, dataset, &topic, *after).await;
        }
        StreamSpec::Window { dataset, time, every, lateness_secs, group_by, measures } => {
            let spec = WindowSpec { dataset, time, every: *every, lateness_secs: *lateness_secs, group_by, measures };
            window::run(ctx, &spec).await?;
        }
        StreamSpec::Predict { dataset, model } => predict::run(ctx, dataset, model).await?,
    }
    Ok(Ended::Stopped)
}
