//! The jobs that run in this process, and how they are told to end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::runner::LEARNING;
use crate::app::App;

/// How long jobs may take to end when the server ends.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// What a running job is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    GoOn,
    /// Somebody cancelled it.
    Cancel,
    /// The server ends; the job is queued again.
    Release,
}

/// The jobs of this process.
pub(crate) struct Jobs {
    /// Names this process in leases.
    pub(super) owner: String,
    stopping: AtomicBool,
    running: Mutex<HashMap<String, watch::Sender<Order>>>,
    learning: Notify,
    other: Notify,
}

impl Default for Jobs {
    fn default() -> Self {
        Jobs {
            owner: uuid::Uuid::new_v4().to_string(),
            stopping: AtomicBool::default(),
            running: Mutex::default(),
            learning: Notify::new(),
            other: Notify::new(),
        }
    }
}

impl Jobs {
    /// There may be something to do in a lane.
    pub(crate) fn wake(&self, lane: &str) {
        self.bell(lane).notify_one();
    }

    pub(super) fn bell(&self, lane: &str) -> &Notify {
        if lane == LEARNING { &self.learning } else { &self.other }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// A job begins; the receiver gets its orders.
    pub(super) fn begin(&self, id: &str) -> watch::Receiver<Order> {
        let (sender, receiver) = watch::channel(Order::GoOn);
        self.running().insert(id.to_owned(), sender);
        receiver
    }

    /// A job is over that has these orders; one that was begun again has others.
    pub(super) fn end(&self, id: &str, orders: &watch::Receiver<Order>) {
        let mut running = self.running();
        if running.get(id).is_some_and(|sender| sender.subscribe().same_channel(orders)) {
            running.remove(id);
        }
    }

    /// Tells a job to end, if it runs here.
    pub(crate) fn cancel(&self, id: &str) {
        if let Some(sender) = self.running().get(id) {
            sender.send_replace(Order::Cancel);
        }
    }

    /// The ids of the jobs that run here.
    pub(super) fn held(&self) -> Vec<String> {
        self.running().keys().cloned().collect()
    }

    fn running(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<Order>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the work of this process, because the server ends: running jobs are queued again for the next start.
pub(crate) async fn stop(app: &App) {
    app.jobs.stopping.store(true, Ordering::SeqCst);
    for sender in app.jobs.running().values() {
        // One that is being cancelled stays so.
        sender.send_if_modified(|order| *order == Order::GoOn && std::mem::replace(order, Order::Release) == Order::GoOn);
    }
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    let ended = async {
        while !app.jobs.running().is_empty() {
            tick.tick().await;
        }
    };
    if tokio::time::timeout(LAST_WORDS, ended).await.is_err() {
        tracing::warn!("a job did not end with the server; it runs again when its lease has run out");
    }
}
