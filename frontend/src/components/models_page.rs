//! The models page.

use leptos::prelude::*;
use shared::wire::job::{Job, JobState};
use shared::wire::model::{Model, ModelState};

use super::banner::Banner;
use super::confirm::Confirm;
use super::icon::{Glyph, Icon};
use super::learning_curve::LearningCurve;
use super::page_link::PageLink;
use super::skeleton::ListSkeleton;
use super::train_form::TrainForm;
use super::words::words;
use crate::actions::delete_model;
use crate::format;
use crate::route::Page;
use crate::state::Store;

/// The page at `/models`.
#[component]
pub fn ModelsPage() -> impl IntoView {
    let page = expect_context::<Store>().models;
    let words = words();
    let list = move || {
        match page.list.get() {
        None => view! { <ListSkeleton/> }.into_any(),
        Some(models) if models.is_empty() => view! { <p class="empty">{move || words.get().models.none}</p> }.into_any(),
        Some(models) => view! {
            <ul class="entries">
                <For each=move || models.clone() key=|m| (m.id.clone(), m.state == ModelState::Training) children=move |model| view! { <ModelCard model/> }/>
            </ul>
        }
        .into_any(),
    }
    };
    view! {
        <section class="workspace" data-testid="models-page">
            <header class="board-head"><h1 class="title">{move || words.get().models.title}</h1></header>
            <p class="muted page-lead">{move || words.get().models.lead}</p>
            <Banner problem=page.problem/>
            <TrainForm/>
            {list}
        </section>
    }
}

/// One model: what it is, how good it is, or how far its training is.
#[component]
fn ModelCard(
    /// The model.
    model: Model,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let (id, name, state) = (model.id.clone(), StoredValue::new(model.name.clone()), model.state);
    let accuracy = model.metrics.as_ref().and_then(|metrics| metrics.accuracy);
    let problem = model.problem.clone();
    let about = {
        let spec = model.spec.clone();
        move || {
            let texts = &words.get().models;
            let named = store.models.datasets.with(|all| all.iter().find(|dataset| dataset.id == spec.dataset).map(|dataset| dataset.name.clone()));
            let mut parts = vec![(texts.estimator)(spec.estimator).to_owned()];
            parts.extend(spec.target.as_deref().map(texts.predicts));
            parts.push((texts.trained_on)(named.as_deref().unwrap_or(texts.gone)));
            parts.join(" · ")
        }
    };
    view! {
        <li class="entry entry-link" data-testid="model" data-id=model.id.clone() data-state=state_word(state)>
            <div class="entry-head">
                <h2><PageLink page=Page::Model(model.id.clone()) class="entry-name"><span dir="auto" title=model.name.clone()>{model.name.clone()}</span></PageLink></h2>
                <ModelBadge state/>
                <div class="entry-end">
                    {accuracy.map(|share| view! { <span class="score numbers" title=move || words.get().models.accuracy>{format::percent(share)}</span> })}
                    <button class="ghost square" aria-label=move || (words.get().models.delete)(&name.get_value()) on:click=move |_| asked.set(true)>
                        <Icon glyph=Glyph::Delete/>
                    </button>
                </div>
            </div>
            <p class="muted small-text" dir="auto">{about}</p>
            {move || problem.as_ref().map(|problem| view! { <p class="entry-problem" dir="auto">{(words.get().trouble.problem)(problem)}</p> })}
            <Show when=move || state == ModelState::Training><TrainingProgress job=model.job.clone()/></Show>
            <Confirm
                asked
                question=Signal::derive(move || (words.get().models.confirm_delete)(&name.get_value()))
                agreed=Callback::new(move |()| delete_model::delete_model(store, id.clone()))
            />
        </li>
    }
}

/// Whether it can predict.
#[component]
pub fn ModelBadge(
    /// The state.
    #[prop(into)]
    state: Signal<ModelState>,
) -> impl IntoView {
    let words = words();
    view! { <span class="state" role="status" data-state=move || state_word(state.get())>{move || (words.get().models.state)(state.get())}</span> }
}

/// How far a training is: steps, bar and curve.
#[component]
pub fn TrainingProgress(
    /// The job's id.
    job: String,
) -> impl IntoView {
    let page = expect_context::<Store>().models;
    let job = Memo::new(move |_| page.jobs.with(|jobs| jobs.iter().find(|known| known.id == job).cloned()));
    view! {
        <div class="training" data-testid="training">
            <JobProgressBar job=Signal::derive(move || job.get())/>
            <LearningCurve
                points=Signal::derive(move || job.with(|job| job.as_ref().map(|job| job.progress.curve.clone()).unwrap_or_default()))
                steps=Signal::derive(move || job.with(|job| job.as_ref().and_then(|job| job.progress.total)))
            />
        </div>
    }
}

/// Steps or rows done, of all where known.
#[component]
pub fn JobProgressBar(
    /// The job, once something is known of it.
    #[prop(into)]
    job: Signal<Option<Job>>,
) -> impl IntoView {
    let words = words();
    let text = move || {
        job.with(|job| match job {
            Some(job) if job.state != JobState::Queued => {
                let (done, total) = (words.integer(job.progress.done), job.progress.total.map(|total| words.integer(total)));
                (words.get().jobs.progress)(job.progress.unit, &done, total.as_deref())
            }
            _ => words.get().models.waiting.to_owned(),
        })
    };
    let share = move || {
        job.with(|job| {
            let job = job.as_ref()?;
            let total = job.progress.total.filter(|total| *total > 0)?;
            Some((job.progress.done.saturating_mul(100) / total).min(100).to_string())
        })
    };
    view! {
        <div class="job-bar">
            <progress max="100" value=share class:endless=move || share().is_none() aria-label=text></progress>
            <span class="muted small-text numbers">{text}</span>
        </div>
    }
}

/// A state's word in the contract.
pub fn state_word(state: ModelState) -> &'static str {
    match state {
        ModelState::Training => "training",
        ModelState::Ready => "ready",
        ModelState::Failed => "failed",
    }
}
