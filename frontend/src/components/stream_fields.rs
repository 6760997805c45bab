//! The fields of each kind of stream.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;

use super::field::{ChecksField, SelectField, TextField};
use super::stream_form::{Filled, wrong};
use super::stream_measures::Measures;
use super::words::words;
use crate::queries::stream_form::{Kind, UNITS, group_columns, time_columns};
use crate::state::Store;

/// The fields of the kind that is chosen.
#[component]
pub fn KindFields(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let words = words();
    let kind = Memo::new(move |_| filled.kind.get());
    let own = move || match kind.get() {
        Kind::KafkaIn => view! { <Topic filled/><Start filled/><Target filled/> }.into_any(),
        Kind::Replay => view! { <Replay filled/><Target filled/> }.into_any(),
        Kind::Window => view! { <Window filled/> }.into_any(),
        Kind::Predict => view! { <ReadDataset filled/><Model filled/> }.into_any(),
        Kind::KafkaOut => view! { <ReadDataset filled/><Topic filled/><FromStart filled/> }.into_any(),
    };
    view! {
        <div class="fields">
            {own}
            <TextField
                name="name"
                label=Signal::derive(move || words.get().streams.form.name.into())
                hint=Signal::derive(move || if kind.get() == Kind::KafkaOut { String::new() } else { words.get().streams.form.name_hint.into() })
                value=filled.name
                wrong=wrong(filled, "name")
            />
        </div>
    }
}

/// Brokers and topic.
#[component]
fn Topic(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let words = words();
    view! {
        <TextField
            name="brokers"
            label=Signal::derive(move || words.get().streams.form.brokers.into())
            hint=Signal::derive(move || words.get().streams.form.brokers_hint.into())
            value=filled.brokers
            wrong=wrong(filled, "brokers")
        />
        <TextField name="topic" label=Signal::derive(move || words.get().streams.form.topic.into()) value=filled.topic wrong=wrong(filled, "topic")/>
    }
}

/// Where to begin in a topic.
#[component]
fn Start(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let words = words();
    let options = Signal::derive(move || {
        let form = &words.get().streams.form;
        [("earliest", form.earliest), ("latest", form.latest), ("time", form.from_time)].map(|(key, text)| (key.into(), text.into())).to_vec()
    });
    let by_time = Memo::new(move |_| filled.begin.with(|begin| begin == "time"));
    let wrong_start = wrong(filled, "start");
    view! {
        <SelectField
            name="start"
            label=Signal::derive(move || words.get().streams.form.start.into())
            value=filled.begin
            options
            wrong=Signal::derive(move || wrong_start.get().filter(|_| !by_time.get()))
        />
        <Show when=move || by_time.get()>
            <TextField
                name="start-time"
                kind="datetime-local"
                label=Signal::derive(move || words.get().streams.form.time.into())
                value=filled.time
                wrong=wrong_start
            />
        </Show>
    }
}

/// The dataset to fill: a new one, or one there is.
#[component]
fn Target(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let words = words();
    let options = Signal::derive(move || {
        let new = (String::new(), words.get().streams.form.new_dataset.to_owned());
        page.choices.with(|choices| std::iter::once(new).chain(choices.datasets.iter().map(named)).collect())
    });
    view! { <SelectField name="target" label=Signal::derive(move || words.get().streams.form.target.into()) value=filled.target options wrong=wrong(filled, "target")/> }
}

/// The sample and how fast it comes.
#[component]
fn Replay(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let words = words();
    let samples = Signal::derive(move || page.choices.with(|c| c.samples.iter().map(|s| (s.key.clone(), s.key.clone())).collect::<Vec<_>>()));
    choose_first(filled.sample, samples);
    view! {
        <SelectField name="sample" label=Signal::derive(move || words.get().streams.form.sample.into()) value=filled.sample options=samples wrong=wrong(filled, "sample")/>
        <TextField
            name="rows_per_sec"
            kind="number"
            label=Signal::derive(move || words.get().streams.form.rows_per_sec.into())
            value=filled.rows_per_sec
            wrong=wrong(filled, "rows_per_sec")
        />
    }
}

/// The dataset to read.
#[component]
fn ReadDataset(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let words = words();
    let options = Signal::derive(move || page.choices.with(|choices| choices.datasets.iter().map(named).collect::<Vec<_>>()));
    choose_first(filled.dataset, options);
    view! {
        <SelectField
            name="dataset"
            label=Signal::derive(move || words.get().streams.form.dataset.into())
            value=filled.dataset
            options
            hint=Signal::derive(move || if options.with(Vec::is_empty) { words.get().streams.form.nothing.into() } else { String::new() })
            wrong=wrong(filled, "dataset")
        />
    }
}

/// The model that predicts.
#[component]
fn Model(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let words = words();
    let options = Signal::derive(move || page.choices.with(|c| c.models.iter().map(|m| (m.id.clone(), m.name.clone())).collect::<Vec<_>>()));
    choose_first(filled.model, options);
    view! {
        <SelectField
            name="model"
            label=Signal::derive(move || words.get().streams.form.model.into())
            value=filled.model
            options
            hint=Signal::derive(move || if options.with(Vec::is_empty) { words.get().streams.form.nothing.into() } else { String::new() })
            wrong=wrong(filled, "model")
        />
    }
}

/// Whether the rows that are there are sent too.
#[component]
fn FromStart(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let words = words();
    view! {
        <label class="check" data-field="from_start">
            <input type="checkbox" prop:checked=move || filled.from_start.get() on:change=move |event| filled.from_start.set(event_target_checked(&event))/>
            <span>{move || words.get().streams.form.from_start}</span>
        </label>
    }
}

/// Time, width, lateness, groups and measures of windows.
#[component]
fn Window(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let words = words();
    let dataset = Memo::new(move |_| {
        let id = filled.dataset.get();
        page.choices.with(|choices| choices.datasets.iter().find(|dataset| dataset.id == id).cloned())
    });
    let of = move |columns: fn(&Dataset) -> Vec<String>| dataset.with(|dataset| dataset.as_ref().map(columns).unwrap_or_default());
    let times = Signal::derive(move || of(time_columns).into_iter().map(|name| (name.clone(), name)).collect::<Vec<_>>());
    choose_first(filled.time_column, times);
    let units = Signal::derive(move || {
        (0..UNITS.len()).map(|at| (at.to_string(), (words.get().streams.form.unit)(UNITS[at]).to_owned())).collect::<Vec<_>>()
    });
    let groups = Signal::derive(move || of(group_columns));
    // Another dataset has other columns.
    Effect::new(move |_| {
        let groups = groups.get();
        filled.group_by.update(|chosen| chosen.retain(|column| groups.contains(column)));
    });
    view! {
        <ReadDataset filled/>
        <SelectField name="time" label=Signal::derive(move || words.get().streams.form.time_column.into()) value=filled.time_column options=times
            hint=Signal::derive(move || if times.with(Vec::is_empty) { words.get().streams.form.nothing.into() } else { String::new() })
            wrong=wrong(filled, "time")/>
        <SelectField name="every" label=Signal::derive(move || words.get().streams.form.every.into()) value=filled.every options=units wrong=wrong(filled, "every")/>
        <TextField name="lateness_secs" kind="number" label=Signal::derive(move || words.get().streams.form.lateness.into()) value=filled.lateness wrong=wrong(filled, "lateness_secs")/>
        <ChecksField name="group_by" label=Signal::derive(move || words.get().streams.form.group_by.into()) value=filled.group_by options=groups wrong=wrong(filled, "group_by")/>
        <Measures filled dataset/>
    }
}

fn named(dataset: &Dataset) -> (String, String) {
    (dataset.id.clone(), dataset.name.clone())
}

/// Chooses the first option whenever the one that was chosen isn't there.
fn choose_first(value: RwSignal<String>, options: Signal<Vec<(String, String)>>) {
    Effect::new(move |_| {
        let options = options.get();
        let is_there = value.with_untracked(|value| options.iter().any(|(key, _)| key == value));
        if !is_there {
            value.set(options.into_iter().next().map(|(key, _)| key).unwrap_or_default());
        }
    });
}
