//! A worked case, one click away.

use leptos::prelude::*;
use shared::wire::case::{Case, CaseStep};
use wasm_bindgen_futures::spawn_local;

use super::load_cases::{keep, watch};
use super::navigate::navigate_to_view;
use crate::net::cases;
use crate::state::Store;
use crate::state::cases::CaseState;
use crate::state::epoch::Epoch;

/// Begins a case or goes on with it, and opens its dashboard when it is ready, if the person is still here then.
pub fn open_case(store: Store, state: CaseState) {
    let epoch = Epoch::now();
    if state.asked.get_untracked() {
        return;
    }
    state.asked.set(true);
    state.problem.set(None);
    spawn_local(async move {
        let begun = cases::begin(state.key).await;
        state.asked.set(false);
        if !epoch.is_current() {
            return;
        }
        match begun {
            Ok(case) => keep(state, case),
            Err(problem) => return state.problem.set(Some(problem)),
        }
        if let Some(Case { step: CaseStep::Ready, dashboard: Some(dashboard), view, .. }) = watch(state, epoch).await {
            navigate_to_view(store, dashboard, &view);
        }
    });
}
