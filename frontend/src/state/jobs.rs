//! The jobs drawer.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::wire::job::Job;
use shared::wire::problem::Problem;

/// What the page knows of background work. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct Jobs {
    /// The newest jobs, newest first; `None` before they were asked for.
    pub list: RwSignal<Option<Vec<Job>>>,
    /// The names of datasets, models and streams by id, as far as known.
    pub names: RwSignal<BTreeMap<String, String>>,
    /// Whether the drawer is open.
    pub open: RwSignal<bool>,
    /// The time in milliseconds since 1970, renewed while somebody looks at a running job.
    pub now_ms: RwSignal<f64>,
    /// Why the last thing done in the drawer failed.
    pub problem: RwSignal<Option<Problem>>,
}

impl Jobs {
    /// Nothing is known yet.
    pub fn new() -> Jobs {
        Jobs {
            list: RwSignal::new(None),
            names: RwSignal::new(BTreeMap::new()),
            open: RwSignal::new(false),
            now_ms: RwSignal::new(0.0),
            problem: RwSignal::new(None),
        }
    }

    /// How many wait or run.
    pub fn active(self) -> usize {
        self.list.with(|list| list.iter().flatten().filter(|job| !job.state.is_over()).count())
    }
}

impl Default for Jobs {
    fn default() -> Self {
        Jobs::new()
    }
}
