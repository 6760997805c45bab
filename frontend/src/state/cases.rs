//! The worked cases of the home page.

use leptos::prelude::*;
use shared::wire::case::Case;
use shared::wire::job::Job;
use shared::wire::problem::Problem;

use super::epoch::Epoch;

/// The keys of the worked cases, in the order shown.
pub const KEYS: [&str; 3] = ["digits", "messages", "stream"];

/// All worked cases, in the order of [`KEYS`].
#[derive(Clone, Copy)]
pub struct Cases(pub [CaseState; 3]);

/// One worked case. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct CaseState {
    /// Its key in the API.
    pub key: &'static str,
    /// How far it is, once asked.
    pub case: RwSignal<Option<Case>>,
    /// The job of the step that is on.
    pub job: RwSignal<Option<Job>>,
    /// Somebody clicked and the server has not answered yet.
    pub asked: RwSignal<bool>,
    /// Why the server refused.
    pub problem: RwSignal<Option<Problem>>,
    /// The page load that watches it already.
    pub watched: StoredValue<Option<Epoch>>,
}

impl Cases {
    /// Nothing is known yet.
    pub fn new() -> Cases {
        Cases(KEYS.map(|key| CaseState {
            key,
            case: RwSignal::new(None),
            job: RwSignal::new(None),
            asked: RwSignal::new(false),
            problem: RwSignal::new(None),
            watched: StoredValue::new(None),
        }))
    }
}

impl Default for Cases {
    fn default() -> Self {
        Cases::new()
    }
}
