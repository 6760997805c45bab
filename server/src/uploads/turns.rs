//! Who is at work with an upload: one at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Mutex as Lock, OwnedMutexGuard, watch};

/// A sender who is asked to give way writes what it has and ends; that takes moments, and reading a file for an import takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turns of all uploads that somebody is at work with.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<String, Weak<Place>>>);

#[derive(Default)]
struct Place {
    lock: Arc<Lock<()>>,
    /// Counts those who want the turn.
    wanted: watch::Sender<u64>,
}

/// A turn; dropping it ends it.
pub(crate) struct Turn {
    _held: OwnedMutexGuard<()>,
    wanted: watch::Receiver<u64>,
    _place: Arc<Place>,
}

impl Turns {
    /// The turn, once the one who has it has given way; nothing if that one doesn't.
    pub(super) async fn take_over(&self, id: &str) -> Option<Turn> {
        let place = self.place(id);
        place.wanted.send_modify(|count| *count += 1);
        tokio::time::timeout(PATIENCE, Turn::of(place)).await.ok()
    }

    /// The turn, once the one who has it is through.
    pub(super) async fn wait_for(&self, id: &str) -> Turn {
        Turn::of(self.place(id)).await
    }

    /// Whether somebody has the turn.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.places().get(id).and_then(Weak::upgrade).is_some_and(|place| place.lock.try_lock().is_err())
    }

    fn place(&self, id: &str) -> Arc<Place> {
        let mut places = self.places();
        if let Some(place) = places.get(id).and_then(Weak::upgrade) {
            return place;
        }
        places.retain(|_, place| place.strong_count() > 0);
        let place = Arc::new(Place::default());
        places.insert(id.to_owned(), Arc::downgrade(&place));
        place
    }

    fn places(&self) -> std::sync::MutexGuard<'_, HashMap<String, Weak<Place>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    async fn of(place: Arc<Place>) -> Turn {
        let held = Arc::clone(&place.lock).lock_owned().await;
        // Those who asked before are behind us or gone; only who asks from now on is to be given way to.
        Turn { _held: held, wanted: place.wanted.subscribe(), _place: place }
    }

    /// Waits until somebody else wants the turn.
    pub(super) async fn wanted(&mut self) {
        if self.wanted.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
