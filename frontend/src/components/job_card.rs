//! One job.

use leptos::prelude::*;
use shared::wire::job::{Job, JobSpec, JobState};

use super::learning_curve::LearningCurve;
use super::page_link::PageLink;
use super::words::{Words, words};
use crate::actions;
use crate::format;
use crate::queries::jobs::{percent, subject_name};
use crate::route::Page;
use crate::state::Store;

/// What it does and on what, how far it is, what came out or why not.
#[component]
pub fn JobCard(
    /// The job's id.
    id: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let job = Memo::new(move |_| store.jobs.list.with(|list| list.iter().flatten().find(|job| job.id == id).cloned()));
    let of = move |read: fn(&Job) -> String| move || job.with(|job| job.as_ref().map(read).unwrap_or_default());
    let kind = move || job.with(|job| job.as_ref().map(|job| (words.get().jobs.kind)(&job.spec)).unwrap_or_default());
    let name = Signal::derive(move || {
        let known = job.with(|job| job.as_ref().and_then(|job| store.jobs.names.with(|names| subject_name(&job.spec, names))));
        known.unwrap_or_else(|| words.get().jobs.unnamed.to_owned())
    });
    let active = Memo::new(move |_| job.with(|job| job.as_ref().is_some_and(|job| !job.state.is_over())));
    let problem = move || job.with(|job| job.as_ref().and_then(|job| job.problem.as_ref().map(|problem| (words.get().trouble.problem)(problem))));
    view! {
        <article class="job" data-testid="job" data-id=of(|job| job.id.clone()) data-kind=of(|job| kind_word(&job.spec).into()) data-state=of(|job| state_word(job.state).into())>
            <div class="upload-head">
                <span class="job-name" dir="auto" title=name><strong>{kind}</strong>" "<span class="muted">{name}</span></span>
                <Show when=move || active.get()><CancelButton job name/></Show>
            </div>
            <Show when=move || active.get()><JobProgress job/></Show>
            <div class="upload-foot">
                <span class="job-state">{move || job.with(|job| job.as_ref().map(|job| (words.get().jobs.state)(job.state)))}</span>
                <span class="muted numbers">{move || job.with(|job| job.as_ref().map(|job| facts(job, store, words)))}</span>
                {move || job.with(|job| job.as_ref().and_then(result_page)).map(|(page, is_model)| {
                    let text = move || if is_model { words.get().jobs.open_model } else { words.get().jobs.open_dataset };
                    view! { <PageLink page>{text}</PageLink> }
                })}
            </div>
            <Curve job/>
            {move || problem().map(|text| view! { <p class="upload-problem" data-testid="problem" dir="auto">{text}</p> })}
        </article>
    }
}

/// Cancels the job.
#[component]
fn CancelButton(
    /// The job.
    job: Memo<Option<Job>>,
    /// The name of what it works on.
    name: Signal<String>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let label = move || {
        let words = &words.get().jobs;
        job.with(|job| job.as_ref().map(|job| (words.cancel_of)((words.kind)(&job.spec), &name.get())))
    };
    let cancel = move |_| {
        if let Some(id) = job.with_untracked(|job| job.as_ref().map(|job| job.id.clone())) {
            asked.set(true);
            actions::cancel_job::cancel_job(store, id);
        }
    };
    view! {
        <button class="small" data-testid="job-cancel" aria-label=label disabled=move || asked.get() on:click=cancel>{move || words.get().jobs.cancel}</button>
    }
}

/// The bar; without an end in sight it runs on.
#[component]
fn JobProgress(
    /// The job.
    job: Memo<Option<Job>>,
) -> impl IntoView {
    let words = words();
    let share = Memo::new(move |_| job.with(|job| job.as_ref().and_then(percent)));
    let label = move || job.with(|job| job.as_ref().map(|job| (words.get().jobs.state)(job.state)));
    let endless = move || share.get().is_none() && job.with(|job| job.as_ref().is_some_and(|job| job.state == JobState::Running));
    let value = move || {
        job.with(|job| job.as_ref().map(|job| job.state)).and_then(|state| match share.get() {
            None if state == JobState::Queued => Some("0".to_owned()),
            share => share.map(|share| share.to_string()),
        })
    };
    view! { <progress class:endless=endless max="100" value=value aria-label=label></progress> }
}

/// The loss of a training job, step by step.
#[component]
fn Curve(
    /// The job.
    job: Memo<Option<Job>>,
) -> impl IntoView {
    let points = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.progress.curve.clone()).unwrap_or_default()));
    let steps = Memo::new(move |_| job.with(|job| job.as_ref().and_then(|job| job.progress.total)));
    view! { <Show when=move || points.with(|points| points.len() > 1)><LearningCurve points steps/></Show> }
}

/// Counts, time and attempts in one line.
fn facts(job: &Job, store: Store, words: Words) -> String {
    let texts = &words.get().jobs;
    let progress = &job.progress;
    let (done, total) = (words.integer(progress.done), progress.total.map(|total| words.integer(total)));
    let counted = (progress.done > 0 || total.is_some()).then(|| (texts.progress)(progress.unit, &done, total.as_deref()));
    let taken = format::millis_between(job.started_at.as_deref(), job.ended_at.as_deref(), || store.jobs.now_ms.get()).map(texts.duration);
    let attempt = (job.attempts > 1).then(|| (texts.attempt)(job.attempts));
    [counted, taken, attempt].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where to see what came out, and whether it is a model.
fn result_page(job: &Job) -> Option<(Page, bool)> {
    let result = job.result.as_ref()?;
    let model = result.model.clone().filter(|_| matches!(job.spec, JobSpec::Train { .. })).map(|model| (Page::Model(model), true));
    model.or_else(|| result.dataset.clone().map(|dataset| (Page::Dataset(dataset), false)))
}

fn kind_word(spec: &JobSpec) -> &'static str {
    match spec {
        JobSpec::Compaction { .. } => "compaction",
        JobSpec::Vacuum { .. } => "vacuum",
        JobSpec::KafkaOut { .. } => "kafka_out",
        JobSpec::Train { .. } => "train",
        JobSpec::Predict { .. } => "predict",
        JobSpec::SqlMaterialise { .. } => "sql_materialise",
    }
}

fn state_word(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "queued",
        JobState::Running => "running",
        JobState::Succeeded => "succeeded",
        JobState::Failed => "failed",
        JobState::Cancelled => "cancelled",
    }
}
