//! The worked cases of the home page, one click each.

use leptos::prelude::*;
use shared::wire::case::CaseStep;

use super::icon::{Glyph, Icon};
use super::learning_curve::LearningCurve;
use super::models_page::JobProgressBar;
use super::page_link::PageLink;
use super::words::words;
use crate::actions::open_case;
use crate::i18n::Messages;
use crate::route::Page;
use crate::state::Store;
use crate::state::cases::CaseState;

/// The row of cases.
#[component]
pub fn Cases() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    view! {
        <section class="cases" aria-labelledby="cases-title">
            <h2 id="cases-title" class="label">{move || words.get().cases.title}</h2>
            <ul class="case-row">{store.cases.0.map(|state| view! { <CaseCard state/> }).into_iter().collect_view()}</ul>
        </section>
    }
}

/// The steps that a person is told of.
fn steps(key: &str) -> &'static [CaseStep] {
    if key == "stream" { &[CaseStep::Importing] } else { &[CaseStep::Importing, CaseStep::Training, CaseStep::Predicting] }
}

/// One case: what it shows, how far it is, and the way to its dashboard.
#[component]
fn CaseCard(
    /// The case.
    state: CaseState,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let key = state.key;
    let step = Memo::new(move |_| state.case.with(|case| case.as_ref().map_or(CaseStep::Idle, |case| case.step)));
    let moves = Memo::new(move |_| state.asked.get() || !step.get().is_at_rest());
    let licence = move || state.case.with(|case| case.as_ref().map(|case| case.licence.clone()).unwrap_or_default());
    let problem = move || {
        let refused = state.problem.get().or_else(|| state.case.with(|case| case.as_ref().and_then(|case| case.problem.clone())));
        refused.filter(|_| !moves.get()).map(|problem| {
            view! { <p class="entry-problem" role="alert" data-testid="case-problem" dir="auto">{move || (words.get().trouble.problem)(&problem)}</p> }
        })
    };
    view! {
        <li class="case" data-testid="case" data-case=key data-step=move || word(step.get())>
            <h3>{move || (words.get().cases.name)(key)}</h3>
            <p class="muted small-text">{move || (words.get().cases.about)(key)}</p>
            <Show when=move || moves.get()><CaseProgress state step/></Show>
            {problem}
            <div class="case-end">
                <button
                    class:primary=move || step.get() != CaseStep::Ready
                    data-testid="case-button"
                    aria-busy=move || moves.get().to_string()
                    disabled=move || moves.get()
                    on:click=move |_| open_case::open_case(store, state)
                >
                    <Icon glyph=Glyph::Chart/>
                    {move || button(words.get(), step.get(), moves.get())}
                    <span class="visually-hidden">{move || format!(" {}", (words.get().cases.name)(key))}</span>
                </button>
                {move || state.case.with(|case| case.as_ref().and_then(|case| case.model.clone())).map(|id| view! { <PageLink page=Page::Model(id)>{move || words.get().bar.models}</PageLink> })}
            </div>
            <p class="licence" title=licence>{licence}</p>
        </li>
    }
}

fn button(messages: &Messages, step: CaseStep, moves: bool) -> &'static str {
    let texts = &messages.cases;
    match step {
        _ if moves => texts.working,
        CaseStep::Ready => texts.open,
        CaseStep::Failed => texts.again,
        _ => texts.begin,
    }
}

/// Which steps are done and which is on, how far that one is, and the loss as it falls.
#[component]
fn CaseProgress(
    /// The case.
    state: CaseState,
    /// The step that is on.
    step: Memo<CaseStep>,
) -> impl IntoView {
    let words = words();
    let key = state.key;
    let line = move |own: CaseStep| {
        let place = move || match step.get() {
            now if now == own => "now",
            now if now > own => "done",
            _ => "later",
        };
        let current = move || (place() == "now").then_some("step");
        view! { <li data-place=place aria-current=current>{move || (words.get().cases.step)(key, own)}</li> }
    };
    let points = Memo::new(move |_| state.job.with(|job| job.as_ref().map(|job| job.progress.curve.clone()).unwrap_or_default()));
    let total = Signal::derive(move || state.job.with(|job| job.as_ref().and_then(|job| job.progress.total)));
    let has_job = Memo::new(move |_| state.job.with(Option::is_some));
    view! {
        <ol class="case-steps" role="status" aria-label=move || words.get().cases.steps>{steps(key).iter().copied().map(line).collect_view()}</ol>
        <Show when=move || has_job.get() fallback=move || view! { <progress class="endless" aria-label=move || words.get().cases.working></progress> }>
            <JobProgressBar job=state.job/>
        </Show>
        <Show when=move || points.with(|points| !points.is_empty())><LearningCurve points steps=total/></Show>
    }
}

fn word(step: CaseStep) -> &'static str {
    match step {
        CaseStep::Idle => "idle",
        CaseStep::Importing => "importing",
        CaseStep::Training => "training",
        CaseStep::Predicting => "predicting",
        CaseStep::Ready => "ready",
        CaseStep::Failed => "failed",
    }
}
