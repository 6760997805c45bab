//! Writing predictions into a dataset.

use leptos::prelude::*;
use shared::wire::job::{Job, JobState};

use super::field::SelectField;
use super::models_page::JobProgressBar;
use super::page_link::PageLink;
use super::words::words;
use crate::actions::{apply_model, open_predicted};
use crate::route::Page;
use crate::state::Store;

/// The dataset, the button, how far the job is, and where its result is.
#[component]
pub fn PredictDataset(
    /// The dataset that the model was trained on: chosen to begin with.
    dataset: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let page = store.models;
    let chosen = RwSignal::new(dataset);
    let datasets = Signal::derive(move || page.datasets.with(|all| all.iter().map(|d| (d.id.clone(), d.name.clone())).collect::<Vec<_>>()));
    // The dataset of the training may be gone.
    Effect::new(move |_| {
        let all = datasets.get();
        if !all.is_empty() && !chosen.with_untracked(|chosen| all.iter().any(|(id, _)| id == chosen)) {
            chosen.set(all[0].0.clone());
        }
    });
    let is_on = move || page.open.apply.with(|job| job.as_ref().is_some_and(|job| !job.state.is_over()));
    let apply = move |_| apply_model::apply_model(store, chosen.get_untracked());
    view! {
        <section class="panel" aria-labelledby="apply-title" data-testid="apply">
            <h2 id="apply-title">{move || words.get().models.predict.apply_title}</h2>
            <p class="muted small-text">{move || words.get().models.predict.apply_hint}</p>
            <SelectField name="apply-dataset" label=Signal::derive(move || words.get().models.predict.into.into()) value=chosen options=datasets/>
            <button class="primary" data-testid="apply-button" disabled=move || is_on() || datasets.with(Vec::is_empty) on:click=apply>
                {move || if is_on() { words.get().models.predict.applying } else { words.get().models.predict.apply }}
            </button>
            {move || page.open.apply.get().map(|job| view! { <Outcome job/> })}
        </section>
    }
}

/// How far it is, or how it ended.
#[component]
fn Outcome(
    /// The job.
    job: Job,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let dataset = job.result.as_ref().and_then(|result| result.dataset.clone());
    let problem = job.problem.clone();
    match job.state {
        JobState::Queued | JobState::Running => view! { <JobProgressBar job=Signal::stored(Some(job))/> }.into_any(),
        JobState::Failed => {
            view! { <p class="entry-problem" role="alert" data-testid="apply-problem" dir="auto">{move || problem.as_ref().map(|p| (words.get().trouble.problem)(p))}</p> }
                .into_any()
        }
        JobState::Cancelled => view! { <p class="muted" role="status">{move || words.get().models.predict.cancelled}</p> }.into_any(),
        JobState::Succeeded => {
            let link = move |id: String| {
                let shown = id.clone();
                view! {
                    <button class="small" data-testid="open-predicted" on:click=move |_| open_predicted::open_predicted(store, shown.clone())>
                        {move || words.get().models.predict.open_dashboard}
                    </button>
                    <PageLink page=Page::Dataset(id)>{move || words.get().models.predict.open_dataset}</PageLink>
                }
            };
            view! { <p role="status" data-testid="applied">{move || words.get().models.predict.applied}</p><div class="entry-links">{dataset.map(link)}</div> }.into_any()
        }
    }
}
