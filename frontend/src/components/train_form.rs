//! The form that trains a model: a dataset, a target, and only what fits them.

use leptos::prelude::*;
use shared::wire::model::{Estimator, TrainSpec};

use super::banner::Banner;
use super::field::{ChecksField, SelectField, TextField};
use super::words::words;
use crate::actions::{choose_training_data, train_model};
use crate::queries::learnable::{self, Learnable};
use crate::queries::refused;
use crate::state::Store;

/// What is filled in. `Copy`: handles of signals.
#[derive(Clone, Copy)]
struct Filled {
    dataset: RwSignal<String>,
    target: RwSignal<String>,
    estimator: RwSignal<String>,
    inputs: RwSignal<Vec<String>>,
    held_out: RwSignal<String>,
    seed: RwSignal<String>,
    steps: RwSignal<String>,
    clusters: RwSignal<String>,
    /// The field that is wrong, found before anything was sent.
    wrong: RwSignal<Option<&'static str>>,
    columns: Memo<Vec<Learnable>>,
}

/// The form.
#[component]
pub fn TrainForm() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let page = store.models;
    let filled = filled(store);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match spec(filled) {
            Ok(spec) => {
                filled.wrong.set(None);
                train_model::train_model(store, spec);
            }
            Err(field) => filled.wrong.set(Some(field)),
        }
    };
    let datasets = Signal::derive(move || {
        let none = (String::new(), words.get().models.form.choose.to_owned());
        page.datasets.with(|all| std::iter::once(none).chain(all.iter().map(|d| (d.id.clone(), d.name.clone()))).collect::<Vec<_>>())
    });
    let chosen = Memo::new(move |_| !filled.dataset.with(String::is_empty));
    let known = Memo::new(move |_| page.profile.with(|profile| profile.as_ref().is_some_and(|(id, _)| filled.dataset.with(|dataset| dataset == id))));
    let shown = ["dataset", "target", "inputs", "held_out", "seed", "steps", "clusters"];
    let other = RwSignal::new(None);
    Effect::new(move |_| other.set(page.refused.get().filter(|problem| !shown.contains(&refused::field(problem)))));
    view! {
        <form class="panel form" data-testid="train-form" aria-labelledby="train-title" novalidate on:submit=submit>
            <h2 id="train-title">{move || words.get().models.form.title}</h2>
            <Banner problem=other/>
            <div class="fields">
                <SelectField name="dataset" label=Signal::derive(move || words.get().models.form.dataset.into()) value=filled.dataset options=datasets wrong=wrong(filled, "dataset")/>
                <Show when=move || known.get()><Choices filled/></Show>
            </div>
            <Show when=move || chosen.get() && !known.get() && page.refused.with(Option::is_none)>
                <p class="muted" role="status">{move || words.get().models.form.loading}</p>
            </Show>
            <Show when=move || known.get() && filled.estimator.with(String::is_empty)>
                <p class="muted" role="status">{move || words.get().models.form.nothing_fits}</p>
            </Show>
            <Show when=move || known.get() && !filled.estimator.with(String::is_empty)>
                <div class="form-end">
                    <button type="submit" class="primary" data-testid="train" disabled=move || page.asking.get()>
                        {move || if page.asking.get() { words.get().models.form.asking } else { words.get().models.form.train }}
                    </button>
                </div>
            </Show>
        </form>
    }
}

/// The fields whose choices follow from one another.
fn filled(store: Store) -> Filled {
    let page = store.models;
    let text = |text: &str| RwSignal::new(text.to_owned());
    let (dataset, target, estimator) = (text(""), text(""), text(""));
    let columns = Memo::new(move |_| {
        let found = page.datasets.with(|all| all.iter().find(|known| dataset.with(|id| known.id == *id)).cloned());
        let columns = |(id, profile): &(String, _)| found.as_ref().filter(|d| d.id == *id).map(|d| learnable::columns(d, profile));
        page.profile.with(|profile| profile.as_ref().and_then(columns)).unwrap_or_default()
    });
    let filled = Filled {
        dataset,
        target,
        estimator,
        inputs: RwSignal::new(Vec::new()),
        held_out: text("20"),
        seed: text("42"),
        steps: text(""),
        clusters: text("3"),
        wrong: RwSignal::new(None),
        columns,
    };
    Effect::new(move |_| {
        let id = dataset.get();
        if !id.is_empty() {
            choose_training_data::choose_training_data(store, id);
        }
    });
    Effect::new(move |_| {
        let columns = columns.get();
        let first = page.profile.with_untracked(|p| p.as_ref().and_then(|(_, profile)| learnable::targets(&columns, profile).into_iter().next()));
        target.set(first.unwrap_or_default());
    });
    Effect::new(move |_| {
        let fitting = filled.fitting();
        let is_there = filled.estimator.with_untracked(|word| fitting.iter().any(|one| estimator_word(*one) == word));
        if !is_there {
            estimator.set(fitting.first().map(|one| estimator_word(*one).to_owned()).unwrap_or_default());
        }
    });
    Effect::new(move |_| {
        let inputs = filled.chosen().map(|one| filled.columns.with(|columns| learnable::preselected(columns, one, filled.target().as_deref())));
        filled.inputs.set(inputs.unwrap_or_default());
    });
    filled
}

impl Filled {
    fn target(self) -> Option<String> {
        Some(self.target.get()).filter(|target| !target.is_empty())
    }

    fn fitting(self) -> Vec<Estimator> {
        let target = self.target();
        self.columns.with(|columns| learnable::estimators(columns, target.as_deref()))
    }

    fn chosen(self) -> Option<Estimator> {
        let word = self.estimator.get();
        ESTIMATORS.into_iter().find(|one| estimator_word(*one) == word)
    }
}

/// Target, estimator, inputs and the rest.
#[component]
fn Choices(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().models;
    let words = words();
    let targets = Signal::derive(move || {
        let none = (String::new(), words.get().models.form.no_target.to_owned());
        let columns = filled.columns.get();
        let found = page.profile.with(|p| p.as_ref().map(|(_, profile)| learnable::targets(&columns, profile)).unwrap_or_default());
        found.into_iter().map(|name| (name.clone(), name)).chain([none]).collect::<Vec<_>>()
    });
    let estimators = Signal::derive(move || {
        let named = |one: Estimator| (estimator_word(one).to_owned(), (words.get().models.estimator)(one).to_owned());
        filled.fitting().into_iter().map(named).collect::<Vec<_>>()
    });
    let about = Signal::derive(move || filled.chosen().map(|one| (words.get().models.form.about)(one).to_owned()).unwrap_or_default());
    let chosen = Memo::new(move |_| filled.chosen());
    view! {
        <SelectField name="target" label=Signal::derive(move || words.get().models.form.target.into()) value=filled.target options=targets wrong=wrong(filled, "target")/>
        <SelectField name="estimator" label=Signal::derive(move || words.get().models.form.estimator.into()) value=filled.estimator options=estimators hint=about/>
        {move || chosen.get().map(|one| view! { <Inputs filled one/> })}
        <TextField name="held_out" kind="number" label=Signal::derive(move || words.get().models.form.held_out.into()) value=filled.held_out wrong=wrong(filled, "held_out")/>
        <TextField name="seed" kind="number" label=Signal::derive(move || words.get().models.form.seed.into()) value=filled.seed wrong=wrong(filled, "seed")/>
        <Show when=move || chosen.get() == Some(Estimator::KMeans)>
            <TextField name="clusters" kind="number" label=Signal::derive(move || words.get().models.form.clusters.into()) value=filled.clusters wrong=wrong(filled, "clusters")/>
        </Show>
        <TextField
            name="steps"
            kind="number"
            label=Signal::derive(move || words.get().models.form.steps.into())
            hint=Signal::derive(move || words.get().models.form.steps_default.into())
            value=filled.steps
            wrong=wrong(filled, "steps")
        />
    }
}

/// The columns to predict from: one, or several.
#[component]
fn Inputs(
    /// What is filled in.
    filled: Filled,
    /// The estimator.
    one: Estimator,
) -> impl IntoView {
    let words = words();
    let usable = Signal::derive(move || filled.columns.with(|columns| learnable::inputs(columns, one, filled.target().as_deref())));
    if !learnable::reads_one(one) {
        let label = Signal::derive(move || words.get().models.form.inputs.into());
        return view! { <ChecksField name="inputs" label value=filled.inputs options=usable wrong=wrong(filled, "inputs")/> }.into_any();
    }
    let value = RwSignal::new(filled.inputs.get_untracked().into_iter().next().unwrap_or_default());
    Effect::new(move |_| value.set(filled.inputs.get().into_iter().next().unwrap_or_default()));
    Effect::new(move |_| {
        let chosen = value.get();
        if filled.inputs.with_untracked(|inputs| *inputs != [chosen.as_str()]) && !chosen.is_empty() {
            filled.inputs.set(vec![chosen]);
        }
    });
    let options = Signal::derive(move || usable.get().into_iter().map(|name| (name.clone(), name)).collect::<Vec<_>>());
    view! { <SelectField name="inputs" label=Signal::derive(move || words.get().models.form.input.into()) value options wrong=wrong(filled, "inputs")/> }.into_any()
}

/// What is wrong with a field: found here, or by the server.
fn wrong(filled: Filled, field: &'static str) -> Signal<Option<String>> {
    let page = expect_context::<Store>().models;
    let words = words();
    Signal::derive(move || {
        if filled.wrong.get() == Some(field) {
            return Some(words.get().models.form.required.to_owned());
        }
        page.refused.with(|problem| problem.as_ref().filter(|p| refused::field(p) == field).map(|p| (words.get().trouble.problem)(p)))
    })
}

/// The request, or the first field that is wrong.
fn spec(filled: Filled) -> Result<TrainSpec, &'static str> {
    let estimator = untrack(|| filled.chosen()).ok_or("dataset")?;
    let percent: f64 = filled.held_out.get_untracked().trim().parse().map_err(|_| "held_out")?;
    if !(percent > 0.0 && percent < 100.0) {
        return Err("held_out");
    }
    let inputs = filled.inputs.get_untracked();
    if inputs.is_empty() {
        return Err("inputs");
    }
    let steps = filled.steps.get_untracked();
    let clusters = filled.clusters.get_untracked();
    Ok(TrainSpec {
        name: None,
        estimator,
        dataset: filled.dataset.get_untracked(),
        target: untrack(|| filled.target()).filter(|_| estimator != Estimator::KMeans),
        inputs,
        held_out: percent / 100.0,
        seed: filled.seed.get_untracked().trim().parse().map_err(|_| "seed")?,
        steps: if steps.trim().is_empty() { None } else { Some(steps.trim().parse().map_err(|_| "steps")?) },
        clusters: if estimator == Estimator::KMeans { Some(clusters.trim().parse().map_err(|_| "clusters")?) } else { None },
    })
}

const ESTIMATORS: [Estimator; 5] =
    [Estimator::LogisticRegression, Estimator::RandomForest, Estimator::TextLinear, Estimator::ImageCnn, Estimator::KMeans];

/// An estimator's word in the contract.
fn estimator_word(estimator: Estimator) -> &'static str {
    match estimator {
        Estimator::LogisticRegression => "logistic_regression",
        Estimator::RandomForest => "random_forest",
        Estimator::TextLinear => "text_linear",
        Estimator::ImageCnn => "image_cnn",
        Estimator::KMeans => "k_means",
    }
}
