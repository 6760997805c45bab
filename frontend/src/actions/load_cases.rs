//! The worked cases of the home page: how far each is.

use leptos::prelude::*;
use shared::wire::case::{Case, CaseStep};
use wasm_bindgen_futures::spawn_local;

use super::follow_job::follow_job;
use crate::js::clock;
use crate::net::cases;
use crate::state::Store;
use crate::state::cases::CaseState;
use crate::state::epoch::Epoch;

/// Between two looks at a case that is on.
const LOOK_MS: u32 = 500;

/// Asks how far each case is, and watches those that are on.
pub(super) fn load_cases(store: Store) {
    let epoch = Epoch::now();
    for state in store.cases.0 {
        spawn_local(async move {
            // A case that can't be asked for shows so when it is clicked.
            if let Ok(case) = cases::get(state.key).await
                && epoch.is_current()
            {
                let moves = !case.step.is_at_rest();
                keep(state, case);
                if moves {
                    watch(state, epoch).await;
                }
            }
        });
    }
}

/// Looks at a case until it is at rest; gives it, unless the page was left or somebody watches it already.
pub(super) async fn watch(state: CaseState, epoch: Epoch) -> Option<Case> {
    if state.watched.get_value() == Some(epoch) {
        return None;
    }
    state.watched.set_value(Some(epoch));
    let mut followed = None;
    let seen = loop {
        let Some(case) = state.case.get_untracked().filter(|_| epoch.is_current()) else { break None };
        if case.step.is_at_rest() {
            break Some(case);
        }
        if case.job != followed {
            followed.clone_from(&case.job);
            follow(state, epoch, case.job);
        }
        clock::sleep(LOOK_MS).await;
        // A look that fails is no end: the next one may not.
        if let Ok(case) = cases::get(state.key).await
            && epoch.is_current()
        {
            keep(state, case);
        }
    };
    if state.watched.get_value() == Some(epoch) {
        state.watched.set_value(None);
    }
    seen
}

/// Shows a case as it is now.
pub(super) fn keep(state: CaseState, case: Case) {
    if case.step != CaseStep::Training && case.step != CaseStep::Predicting {
        state.job.set(None);
    }
    if state.case.with_untracked(|old| old.as_ref() != Some(&case)) {
        state.case.set(Some(case));
    }
}

fn follow(state: CaseState, epoch: Epoch, job: Option<String>) {
    state.job.set(None);
    let Some(id) = job else { return };
    spawn_local(async move {
        let is_on = move |id: &str| state.case.with_untracked(|case| case.as_ref().is_some_and(|case| case.job.as_deref() == Some(id)));
        let show = move |job: shared::wire::job::Job| {
            if is_on(&job.id) {
                state.job.set(Some(job));
            }
        };
        follow_job(epoch, &id, show).await;
    });
}
