//! The page of one model.

use leptos::prelude::*;
use shared::wire::model::{Estimator, Model, ModelState};

use super::banner::Banner;
use super::confirm::Confirm;
use super::model_metrics::ModelMetrics;
use super::models_page::{ModelBadge, TrainingProgress, state_word};
use super::page_link::PageLink;
use super::predict_dataset::PredictDataset;
use super::predict_one::PredictOne;
use super::words::words;
use crate::actions::delete_model;
use crate::route::Page;
use crate::state::Store;

/// The model that the address names.
#[component]
pub fn ModelView() -> impl IntoView {
    let page = expect_context::<Store>().models;
    let shown = Memo::new(move |_| page.open.model.with(|model| model.as_ref().map(|model| (model.id.clone(), model.state))));
    let parts = move || {
        shown.track();
        match page.open.model.get_untracked() {
            Some(model) => view! { <ModelParts model/> }.into_any(),
            None => view! { <div class="bone bone-title"></div><div class="bone bone-chart"></div> }.into_any(),
        }
    };
    let state = move || shown.get().map_or("loading", |(_, state)| state_word(state));
    view! { <section class="workspace model" data-testid="model-page" data-state=state>{parts}</section> }
}

/// Its head, then what its state allows.
#[component]
fn ModelParts(
    /// The model.
    model: Model,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let problem = model.problem.clone();
    let body = match model.state {
        ModelState::Training => view! { <section class="panel"><TrainingProgress job=model.job.clone()/></section> }.into_any(),
        ModelState::Failed => {
            let text = move || problem.as_ref().map(|problem| (words.get().trouble.problem)(problem));
            view! { <p class="banner" role="alert" data-testid="problem" dir="auto">{text}</p> }.into_any()
        }
        ModelState::Ready => {
            // Clusters can be written into a dataset like classes; a row can be asked about in any case.
            let spec = model.spec.clone();
            view! {
                <div class="model-columns">
                    <PredictOne spec/>
                    <PredictDataset dataset=model.spec.dataset.clone()/>
                </div>
                <ModelMetrics model=model.clone()/>
            }
            .into_any()
        }
    };
    view! {
        <ModelHead model/>
        <Banner problem=store.models.problem/>
        {body}
    }
}

/// Name, state, what it learned from what, and the way to delete it.
#[component]
fn ModelHead(
    /// The model.
    model: Model,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let (id, name, spec) = (model.id.clone(), StoredValue::new(model.name.clone()), model.spec.clone());
    let about = move || {
        let texts = &words.get().models;
        let target = spec.target.as_deref().filter(|_| spec.estimator != Estimator::KMeans);
        let from = spec.inputs.join(", ");
        let what = target.map_or(from.clone(), |target| format!("{from} → {target}"));
        format!("{} · {what}", (texts.estimator)(spec.estimator))
    };
    let data = move || {
        let texts = &words.get().models;
        match store.models.open.dataset.get() {
            Some(dataset) => {
                let text = (texts.trained_on)(&dataset.name);
                view! { <PageLink page=Page::Dataset(dataset.id)><span dir="auto">{text}</span></PageLink> }.into_any()
            }
            None => ().into_any(),
        }
    };
    view! {
        <header class="board-head">
            <h1 class="title" dir="auto" title=model.name.clone()>{model.name.clone()}</h1>
            <ModelBadge state=Signal::stored(model.state)/>
            <div class="board-end">
                <button class="danger" data-testid="model-delete" aria-label=move || (words.get().models.delete)(&name.get_value()) on:click=move |_| asked.set(true)>
                    {move || words.get().models.delete_short}
                </button>
            </div>
            <Confirm
                asked
                question=Signal::derive(move || (words.get().models.confirm_delete)(&name.get_value()))
                agreed=Callback::new(move |()| delete_model::delete_model(store, id.clone()))
            />
        </header>
        <p class="muted page-lead"><span dir="auto">{about}</span>" · "{data}</p>
    }
}
