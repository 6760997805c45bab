//! Asking a model about one row, text or picture.

use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::*;
use shared::wire::model::{Estimator, PredictRequest, Prediction, TrainSpec};

use super::banner::Banner;
use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions::predict_one;
use crate::format;
use crate::js::file;
use crate::queries::row_values;
use crate::state::Store;

/// The fields that fit what the model reads, and its answer.
#[component]
pub fn PredictOne(
    /// What the model was trained with.
    spec: TrainSpec,
) -> impl IntoView {
    let open = expect_context::<Store>().models.open;
    let words = words();
    let form = match spec.estimator {
        Estimator::ImageCnn => view! { <PictureInput/> }.into_any(),
        Estimator::TextLinear => view! { <TextInput/> }.into_any(),
        _ => view! { <RowInput inputs=spec.inputs/> }.into_any(),
    };
    view! {
        <section class="panel" aria-labelledby="one-title" data-testid="predict-one" aria-busy=move || open.predicting.get().to_string()>
            <h2 id="one-title">{move || words.get().models.predict.one_title}</h2>
            {form}
            <Banner problem=open.refused/>
            <div role="status">{move || open.prediction.get().map(|prediction| view! { <Answer prediction/> })}</div>
        </section>
    }
}

/// The button that asks.
#[component]
fn AskButton() -> impl IntoView {
    let open = expect_context::<Store>().models.open;
    let words = words();
    view! {
        <button type="submit" class="primary" data-testid="predict" disabled=move || open.predicting.get()>
            {move || if open.predicting.get() { words.get().models.predict.asking } else { words.get().models.predict.ask }}
        </button>
    }
}

/// One text.
#[component]
fn TextInput() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let text = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        predict_one::predict_one(store, PredictRequest { text: Some(text.get_untracked()), ..PredictRequest::default() });
    };
    view! {
        <form class="form" on:submit=submit>
            <div class="field">
                <label for="one-text">{move || words.get().models.predict.text}</label>
                <textarea id="one-text" data-testid="predict-text" rows="5" dir="auto" prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))></textarea>
            </div>
            <div class="form-end"><AskButton/></div>
        </form>
    }
}

/// One row: a field per input.
#[component]
fn RowInput(
    /// The inputs.
    inputs: Vec<String>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let typed: Vec<(String, RwSignal<String>)> = inputs.into_iter().map(|name| (name, RwSignal::new(String::new()))).collect();
    let fields = typed.clone().into_iter().enumerate().map(|(at, (name, value))| {
        let id = format!("one-{at}");
        view! {
            <div class="field" data-input=name.clone()>
                <label for=id.clone() dir="auto">{name.clone()}</label>
                <input id=id type="text" autocomplete="off" prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event))/>
            </div>
        }
    });
    let fields = fields.collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed: Vec<(String, String)> = typed.iter().map(|(name, value)| (name.clone(), value.get_untracked())).collect();
        let row = store.models.open.dataset.with_untracked(|dataset| row_values::row(dataset.as_ref(), &typed));
        predict_one::predict_one(store, PredictRequest { row: Some(row), ..PredictRequest::default() });
    };
    view! {
        <form class="form" on:submit=submit>
            <div class="fields">{fields}</div>
            <div class="form-end"><AskButton/></div>
        </form>
    }
}

/// One picture, dropped or chosen.
#[component]
fn PictureInput() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let input = NodeRef::<Input>::new();
    let over = RwSignal::new(false);
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(picture) = input.files().and_then(|files| file::files_of(files).into_iter().next()) {
            predict_one::predict_picture(store, picture);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        // The page's own drop zone would make a dataset of it.
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files()).map(file::files_of).unwrap_or_default();
        if let Some(picture) = files.into_iter().next() {
            predict_one::predict_picture(store, picture);
        }
    };
    let hover = move |event: DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        over.set(true);
    };
    view! {
        <div
            class="picture-drop"
            class:picture-over=move || over.get()
            role="group"
            aria-label=move || words.get().models.predict.drop_picture
            data-testid="picture-drop"
            on:dragenter=hover
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <span class="drop-icon"><Icon glyph=Glyph::Upload/></span>
            <p>{move || words.get().models.predict.drop_picture}</p>
            <button on:click=move |_| if let Some(input) = input.get_untracked() { input.click() }>{move || words.get().models.predict.choose_picture}</button>
            <input
                node_ref=input
                class="visually-hidden"
                data-testid="picture-input"
                type="file"
                accept="image/png,image/jpeg"
                tabindex="-1"
                aria-label=move || words.get().models.predict.choose_picture
                on:change=chosen
            />
        </div>
    }
}

/// What the model says: the class, how sure, all scores, and the words that decided.
#[component]
fn Answer(
    /// The answer.
    prediction: Prediction,
) -> impl IntoView {
    let words = words();
    let Prediction { class, confidence, scores, words: deciding } = prediction;
    let scores: Vec<_> = scores.into_iter().take(10).collect();
    let score = |score: shared::wire::model::ClassScore| {
        let share = format!("--share:{:.1}%", score.score.clamp(0.0, 1.0) * 100.0);
        view! { <li><span dir="auto">{score.class}</span><span class="score-bar" style=share aria-hidden="true"></span><span class="numbers">{format::percent(score.score)}</span></li> }
    };
    let word = |word: shared::wire::model::WordWeight| view! { <li dir="auto" title=format::decimal(word.weight, 3)>{word.word}</li> };
    let has_words = !deciding.is_empty();
    view! {
        <div class="answer" data-testid="prediction" data-class=class.clone()>
            <p class="answer-line">
                <span class="label">{move || words.get().models.predict.answer}</span>
                <strong dir="auto">{class.clone()}</strong>
                <span class="muted numbers">{format::percent(confidence)}</span>
            </p>
            <h3 class="label">{move || words.get().models.predict.scores}</h3>
            <ul class="scores">{scores.into_iter().map(score).collect_view()}</ul>
            {has_words.then(|| view! { <h3 class="label">{move || words.get().models.predict.words}</h3> })}
            {has_words.then(|| view! { <ul class="deciding" data-testid="deciding">{deciding.into_iter().map(word).collect_view()}</ul> })}
        </div>
    }
}
