//! Workers that are started with the page, before it knows what for: compiling their program takes as long as the first questions of a dashboard.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::wire::problem::Problem;

use crate::js::worker::{Heard, Worker};
use crate::js::{document, navigator};
use crate::net::trouble;
use crate::route::Page;

thread_local! {
    static SPARES: RefCell<Vec<Spare>> = const { RefCell::new(Vec::new()) };
}

/// So many are started ahead at most; each takes some 10 MiB.
const MOST: usize = 2;

type Hear = Rc<dyn Fn(Heard)>;

/// A worker that nobody listens to yet.
pub(super) struct Spare {
    worker: Worker,
    hear: Rc<RefCell<Option<Hear>>>,
    state: Rc<Cell<State>>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Starting,
    Ready,
    Broken,
}

/// Starts workers for the first pool of the page, if it is one that shows a dashboard or leads to one.
pub fn prepare(page: &Page) {
    if !matches!(page, Page::Home | Page::Dataset(_) | Page::Dashboard(_) | Page::Link(_)) {
        return;
    }
    let started = (0..navigator::cores().clamp(1, MOST)).map_while(|_| Spare::start().ok());
    SPARES.set(started.collect());
}

/// Ends those that nobody took.
pub(super) fn dismiss() {
    SPARES.take();
}

/// A spare worker that is well, or a new one.
pub(super) fn take() -> Result<Spare, Problem> {
    let spare = SPARES.with_borrow_mut(|spares| {
        spares.retain(|spare| spare.state.get() != State::Broken);
        spares.pop()
    });
    spare.map_or_else(Spare::start, Ok)
}

impl Spare {
    fn start() -> Result<Spare, Problem> {
        let url = document::meta("sightline-worker").unwrap_or_else(|| "/worker-boot.js".into());
        let (hear, state) = (Rc::new(RefCell::new(None::<Hear>)), Rc::new(Cell::new(State::Starting)));
        let (listener, told) = (Rc::clone(&hear), Rc::clone(&state));
        let worker = Worker::start(&url, move |heard| {
            // The first that it says is that it is ready.
            told.set(if matches!(heard, Heard::Broken(_)) { State::Broken } else { State::Ready });
            let hear = listener.borrow().clone();
            if let Some(hear) = hear {
                hear(heard);
            }
        });
        Ok(Spare { worker: worker.map_err(|_| trouble::worker("it did not start"))?, hear, state })
    }

    /// From now on `hear` is called with all that it says. The worker, and whether it has said already that it is ready.
    pub(super) fn listen(self, hear: impl Fn(Heard) + 'static) -> (Worker, bool) {
        self.hear.replace(Some(Rc::new(hear)));
        (self.worker, self.state.get() == State::Ready)
    }
}
