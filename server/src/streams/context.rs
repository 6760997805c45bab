//! What a running stream can reach, and how it tells how it goes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::wire::problem::{Code, Problem};
use shared::wire::stream::StreamStatus;
use tokio::sync::watch;

use crate::app::App;
use crate::catalog::CatalogError;

/// Over how long the rate is taken.
const RATE_OVER: Duration = Duration::from_secs(10);

/// What a running stream can reach.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) app: App,
    pub(crate) id: String,
    /// The stream's name, and that of the dataset that it fills.
    pub(crate) name: String,
    stop: watch::Receiver<bool>,
    told: Arc<Mutex<Told>>,
}

/// How the stream goes, and what of it the catalog has.
#[derive(Default)]
struct Told {
    status: StreamStatus,
    problem: Option<Problem>,
    /// Messages that are gone: told of until somebody resumes the stream.
    lost: Option<Problem>,
    saved: Option<(StreamStatus, Option<Problem>)>,
    /// Rows at moments of the last seconds, oldest first.
    rows: VecDeque<(Instant, u64)>,
}

impl Context {
    pub(super) fn new(app: App, id: String, name: String, status: StreamStatus, problem: Option<Problem>, stop: watch::Receiver<bool>) -> Self {
        let saved = Some((status.clone(), problem.clone()));
        let lost = problem.clone().filter(|problem| problem.code == Code::MessagesLost);
        Context { app, id, name, stop, told: Arc::new(Mutex::new(Told { status, problem, lost, saved, rows: VecDeque::new() })) }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the status; it is written down within half a second.
    pub(super) fn status(&self, change: impl FnOnce(&mut StreamStatus)) {
        change(&mut self.told().status);
    }

    /// Something is wrong.
    pub(super) fn trouble(&self, problem: Problem) {
        let mut told = self.told();
        if problem.code == Code::MessagesLost {
            told.lost = Some(problem.clone());
        }
        told.problem = Some(problem);
    }

    /// It goes. Messages that are lost stay told of.
    pub(super) fn well(&self) {
        let mut told = self.told();
        told.problem = told.lost.clone();
    }

    /// Whether the stream is to end.
    pub(super) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Waits for something, unless the stream is to end. For waiting only: what is half done would be dropped.
    pub(super) async fn unless_stopped<T>(&self, waiting: impl Future<Output = T>) -> Option<T> {
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => None,
            done = waiting => Some(done),
        }
    }

    /// Writes down how it goes, if that changed.
    pub(super) async fn save(&self) -> Result<(), CatalogError> {
        let now = {
            let mut told = self.told();
            told.measure();
            let now = (told.status.clone(), told.problem.clone());
            if told.saved.as_ref() == Some(&now) {
                return Ok(());
            }
            now
        };
        self.app.catalog.save_stream(&self.id, &self.app.streams.owner, &now.0, now.1.as_ref()).await?;
        self.told().saved = Some(now);
        self.app.notices.stream(&self.id);
        Ok(())
    }
}

impl Told {
    fn measure(&mut self) {
        let now = Instant::now();
        self.rows.push_back((now, self.status.rows));
        while self.rows.len() > 1 && self.rows.front().is_some_and(|(at, _)| now.duration_since(*at) > RATE_OVER) {
            self.rows.pop_front();
        }
        let (since, before) = self.rows.front().copied().unwrap_or((now, self.status.rows));
        let secs = now.duration_since(since).as_secs_f64();
        let rate = if secs > 0.0 { self.status.rows.saturating_sub(before) as f64 / secs } else { 0.0 };
        self.status.rows_per_sec = (rate * 10.0).round() / 10.0;
    }
}
