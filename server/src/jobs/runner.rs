//! The runner: claims jobs, runs each as a task of its own, keeps its lease, writes down its progress and its end.

use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use shared::wire::job::{Job, JobProgress, JobResult};
use shared::wire::problem::Code;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{MissedTickBehavior, interval};

use super::running::Order;
use super::{JobContext, subject};
use crate::app::App;
use crate::catalog::{CatalogError, JobEnd, Lease};
use crate::error::{Answer, Failure};

/// The lane of training and predicting: one at a time, each takes all cores.
pub(crate) const LEARNING: &str = "learning";
/// The lane of everything else.
pub(super) const OTHER: &str = "other";
const RUNNERS: [&str; 3] = [LEARNING, OTHER, OTHER];

/// A job whose server was not heard of for this long is queued again.
const LEASE: Duration = Duration::from_secs(15);
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How often one looks for jobs that another server queued.
const POLL: Duration = Duration::from_secs(2);
/// Progress is written down no more often than this.
const PROGRESS: Duration = Duration::from_millis(300);
/// How often a job is begun before it counts as the reason why the server ends.
const ATTEMPTS_MAX: u32 = 3;
/// Jobs that are over and still listed.
const HISTORY: u32 = 1_000;

/// Starts the runners. Jobs that an earlier process of this data folder left running are queued again at once.
///
/// # Errors
/// The catalog does not answer.
pub(crate) async fn start(app: &App) -> Result<(), CatalogError> {
    if app.catalog.is_local() {
        app.catalog.requeue_jobs(&[], None).await?;
        app.catalog.cancel_queued().await?;
    }
    tokio::spawn(keep(app.clone()));
    for lane in RUNNERS {
        tokio::spawn(work(app.clone(), lane));
    }
    Ok(())
}

/// Queues jobs again whose server is gone.
async fn keep(app: App) {
    let mut tick = interval(HEARTBEAT);
    loop {
        tick.tick().await;
        let now = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let changed = async {
            // A lease of this server's that nobody here renews is of a job whose beginning or end was lost on the way from or to the catalog.
            let mut ids = app.catalog.requeue_jobs(&app.jobs.held(), Some(&now)).await?;
            ids.extend(app.catalog.cancel_queued().await?);
            Ok::<_, CatalogError>(ids)
        };
        match changed.await {
            Ok(ids) => ids.iter().for_each(|id| app.notices.job(id)),
            Err(error) => tracing::warn!("the job queue can't be looked after: {error}"),
        }
    }
}

/// One runner: one job after the other.
async fn work(app: App, lane: &'static str) {
    while !app.jobs.is_stopping() {
        match app.catalog.claim_job(lane, &app.jobs.owner, &lease_end()).await {
            Ok(Some(job)) => {
                // Where one was found there may be another, for the next runner of this lane.
                app.jobs.wake(lane);
                run_one(&app, job).await;
            }
            Ok(None) => {
                let _ = tokio::time::timeout(POLL, app.jobs.bell(lane).notified()).await;
            }
            Err(error) => {
                tracing::warn!("no job can be claimed: {error}");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

fn lease_end() -> String {
    (Utc::now() + LEASE).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// How a job left this process.
enum Left {
    Ended(JobEnd),
    Released,
    Lost,
}

async fn run_one(app: &App, job: Job) {
    let orders = app.jobs.begin(&job.id);
    app.notices.job(&job.id);
    let (ctx, progress) = JobContext::new(app.clone(), job.id.clone(), job.progress.clone());
    let left = match job.attempts {
        attempts if attempts > ATTEMPTS_MAX => Left::Ended(JobEnd::Failed(gave_up().problem())),
        _ => follow(app, &job, ctx, progress.clone(), orders.clone()).await,
    };
    let last = progress.borrow().clone();
    if let Err(error) = write_down(app, &job, &last, left).await {
        tracing::warn!(job = job.id, "the end of a job can't be written down; it runs again when its lease has run out: {error}");
    }
    app.jobs.end(&job.id, &orders);
    app.notices.job(&job.id);
}

async fn write_down(app: &App, job: &Job, progress: &JobProgress, left: Left) -> Result<(), CatalogError> {
    let owner = &app.jobs.owner;
    match left {
        Left::Ended(end) => {
            app.catalog.end_job(&job.id, owner, progress, &end).await?;
            app.catalog.forget_jobs(HISTORY).await
        }
        Left::Released => app.catalog.release_job(&job.id, owner).await,
        Left::Lost => Ok(()),
    }
}

/// Runs the job in a task, so that its panic is its own end only, and ends that task when it has to.
async fn follow(app: &App, job: &Job, ctx: JobContext, mut progress: watch::Receiver<JobProgress>, mut orders: watch::Receiver<Order>) -> Left {
    let spec = job.spec.clone();
    let mut task = Task(tokio::spawn(async move { super::run(&ctx, spec).await }));
    let mut heartbeat = interval(HEARTBEAT);
    let mut glance = interval(PROGRESS);
    glance.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let left = tokio::select! {
            ended = &mut task.0 => return Left::Ended(end_of(app, job, ended).await),
            left = told(&mut orders) => Some(left),
            _ = heartbeat.tick() => beat(app, job).await,
            _ = glance.tick() => { save(app, job, &mut progress).await; None }
        };
        if let Some(left) = left {
            task.end().await;
            return left;
        }
    }
}

/// Waits for an order to end.
async fn told(orders: &mut watch::Receiver<Order>) -> Left {
    match orders.wait_for(|order| *order != Order::GoOn).await.as_deref() {
        Ok(Order::Release) => Left::Released,
        Ok(_) => Left::Ended(JobEnd::Cancelled),
        // It was begun again meanwhile, so somebody else had it in between.
        Err(_) => Left::Lost,
    }
}

/// Renews the lease. The answer says if, and how, the job has to end.
async fn beat(app: &App, job: &Job) -> Option<Left> {
    match app.catalog.renew_job(&job.id, &app.jobs.owner, &lease_end()).await {
        Ok(Lease::Held) => {}
        Ok(Lease::CancelRequested) => return Some(Left::Ended(JobEnd::Cancelled)),
        Ok(Lease::Lost) => return Some(Left::Lost),
        // The next heartbeat may come through before the lease runs out.
        Err(error) => tracing::warn!(job = job.id, "a job's lease can't be renewed: {error}"),
    }
    let missing = subject::missing(app, &job.spec).await.ok().flatten()?;
    Some(Left::Ended(JobEnd::Failed(subject::deleted(missing).problem())))
}

async fn save(app: &App, job: &Job, progress: &mut watch::Receiver<JobProgress>) {
    if !progress.has_changed().unwrap_or(false) {
        return;
    }
    let latest = progress.borrow_and_update().clone();
    match app.catalog.save_job_progress(&job.id, &app.jobs.owner, &latest).await {
        Ok(()) => app.notices.job(&job.id),
        Err(error) => tracing::warn!(job = job.id, "a job's progress can't be written down: {error}"),
    }
}

async fn end_of(app: &App, job: &Job, ended: Result<Answer<JobResult>, JoinError>) -> JobEnd {
    match ended {
        Ok(Ok(result)) => JobEnd::Succeeded(result),
        Ok(Err(failure)) => JobEnd::Failed(subject::explain(app, &job.spec, failure).await),
        Err(error) => JobEnd::Failed(Failure::internal(&format!("job {} broke: {error}", job.id)).problem()),
    }
}

fn gave_up() -> Failure {
    let detail = format!(
        "The server ended {ATTEMPTS_MAX} times while this job ran, so it is not begun again. Look for the reason in the server's log, then start the job anew."
    );
    Failure::new(Code::GaveUp, detail, vec![("attempts", ATTEMPTS_MAX.to_string())])
}

/// A task that never outlives its runner.
struct Task(JoinHandle<Answer<JobResult>>);

impl Task {
    /// Drops the job's future and waits until it is gone, with its child processes and staging folders.
    async fn end(&mut self) {
        self.0.abort();
        let _ = (&mut self.0).await;
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
