//! How good a model is on rows that it did not see.

use leptos::prelude::*;
use shared::wire::model::{ClassMetrics, Metrics, Model};

use super::confusion_table::ConfusionTable;
use super::learning_curve::LearningCurve;
use super::words::{Words, words};
use crate::format;

/// Figures, curve, classes and the confusion matrix.
#[component]
pub fn ModelMetrics(
    /// The model; nothing is shown of one without metrics.
    model: Model,
) -> impl IntoView {
    let words = words();
    let metrics = model.metrics.clone()?;
    let (classes, has_matrix) = (metrics.classes.clone(), !metrics.confusion.is_empty());
    let curve = model.curve.clone();
    let facts = move || facts(words, &model, model.metrics.as_ref());
    Some(view! {
        <section class="panel" aria-labelledby="metrics-title" data-testid="metrics">
            <h2 id="metrics-title">{move || words.get().models.metrics.title}</h2>
            <dl class="facts">
                {move || facts().into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd class="numbers">{value}</dd></div> }).collect_view()}
            </dl>
            {(curve.len() > 1).then(|| view! { <h3 class="label">{move || words.get().models.metrics.curve}</h3><LearningCurve points=Signal::stored(curve)/> })}
        </section>
        {has_matrix.then(|| view! { <ConfusionTable metrics/> })}
        {(!classes.is_empty()).then(|| view! { <Classes classes/> })}
    })
}

fn facts(words: Words, model: &Model, metrics: Option<&Metrics>) -> Vec<(&'static str, String)> {
    let (texts, Some(metrics)) = (words.get(), metrics) else { return Vec::new() };
    let m = &texts.models.metrics;
    let mut facts = Vec::new();
    facts.extend(metrics.accuracy.map(|share| (texts.models.accuracy, format::percent(share))));
    facts.extend(metrics.macro_f1.map(|f1| (m.macro_f1, format::decimal(f1, 3))));
    facts.extend(metrics.inertia.map(|inertia| (m.inertia, format::decimal(inertia, 4))));
    facts.push((m.train_rows, words.integer(metrics.train_rows)));
    facts.push((m.held_out_rows, words.integer(metrics.held_out_rows)));
    facts.extend((metrics.skipped_rows > 0).then(|| (m.skipped_rows, words.integer(metrics.skipped_rows))));
    facts.extend(model.trained_secs.map(|secs| (m.took, (m.seconds)(&format::decimal(secs, 1)))));
    facts.push((m.version, model.dataset_version.to_string()));
    facts
}

/// One row per class.
#[component]
fn Classes(
    /// The classes.
    classes: Vec<ClassMetrics>,
) -> impl IntoView {
    let words = words();
    let heads = move || {
        let m = &words.get().models.metrics;
        [(m.class, ""), (m.precision, "end"), (m.recall, "end"), (m.f1, "end"), (m.support, "end")]
            .into_iter()
            .map(|(name, class)| view! { <th scope="col" class=class>{name}</th> })
            .collect_view()
    };
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), format::percent);
    let row = move |class: ClassMetrics| {
        view! {
            <tr>
                <th scope="row" dir="auto">{class.class}</th>
                <td class="end numbers">{share(class.precision)}</td>
                <td class="end numbers">{share(class.recall)}</td>
                <td class="end numbers">{class.f1.map_or_else(|| "–".to_owned(), |f1| format::decimal(f1, 3))}</td>
                <td class="end numbers">{move || words.integer(class.support)}</td>
            </tr>
        }
    };
    view! {
        <section class="panel" aria-labelledby="classes-title">
            <h2 id="classes-title">{move || words.get().models.metrics.classes}</h2>
            <div class="wide" tabindex="0" role="region" aria-labelledby="classes-title">
                <table class="columns" data-testid="classes">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{classes.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
