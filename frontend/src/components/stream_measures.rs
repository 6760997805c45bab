//! What windows compute.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;
use shared::wire::query::{Measure, Op};

use super::icon::{Glyph, Icon};
use super::stream_form::{Filled, wrong};
use super::words::words;
use crate::queries::stream_form::number_columns;

const OPS: [Op; 5] = [Op::Count, Op::Sum, Op::Mean, Op::Min, Op::Max];

/// One line per measure, and a button for one more.
#[component]
pub fn Measures(
    /// What is filled in.
    filled: Filled,
    /// The dataset that is measured.
    dataset: Memo<Option<Dataset>>,
) -> impl IntoView {
    let words = words();
    let columns = Memo::new(move |_| dataset.with(|dataset| dataset.as_ref().map(number_columns).unwrap_or_default()));
    // Another dataset has other columns.
    Effect::new(move |_| {
        let columns = columns.get();
        filled.measures.update(|measures| measures.retain(|m| m.column.as_ref().is_none_or(|column| columns.contains(column))));
    });
    let add = move |_| {
        let column = columns.get_untracked().into_iter().next();
        let op = if column.is_some() { Op::Mean } else { Op::Count };
        filled.measures.update(|measures| measures.push(Measure { op, column, q: None, with: None }));
    };
    let count = Memo::new(move |_| filled.measures.with(Vec::len));
    let problem = wrong(filled, "measures");
    view! {
        <fieldset class="field checks-field" data-field="measures">
            <legend>{move || words.get().streams.form.measures}</legend>
            <div class="measures">
                {move || (0..count.get()).map(|at| view! { <MeasureLine filled at columns/> }).collect_view()}
                <button type="button" class="small" data-testid="add-measure" on:click=add>{move || words.get().streams.form.add_measure}</button>
            </div>
            <div class="field-more">
                {move || problem.get().map(|text| view! { <p class="field-wrong" role="alert" data-testid="field-problem" dir="auto">{text}</p> })}
            </div>
        </fieldset>
    }
}

/// An operation and, for all but the count, its column.
#[component]
fn MeasureLine(
    /// What is filled in.
    filled: Filled,
    /// Its position.
    at: usize,
    /// The columns that can be measured.
    columns: Memo<Vec<String>>,
) -> impl IntoView {
    let words = words();
    let measure = Memo::new(move |_| filled.measures.with(|measures| measures.get(at).cloned().unwrap_or_else(Measure::count)));
    let change = move |edit: &dyn Fn(&mut Measure)| filled.measures.update(|measures| measures.get_mut(at).into_iter().for_each(edit));
    let choose_op = move |event| {
        let op = event_target_value(&event).parse::<usize>().ok().and_then(|at| OPS.get(at).copied()).unwrap_or(Op::Count);
        let first = columns.get_untracked().into_iter().next();
        change(&|measure| {
            measure.op = op;
            measure.column = if op == Op::Count { None } else { measure.column.clone().or_else(|| first.clone()) };
        });
    };
    let choose_column = move |event| {
        let column = event_target_value(&event);
        change(&|measure| measure.column = Some(column.clone()));
    };
    let ops = move || {
        let known = columns.with(Vec::len);
        let offered = OPS.iter().enumerate().filter(|(_, op)| known > 0 || **op == Op::Count);
        offered.map(|(at, op)| view! { <option value=at.to_string() prop:selected=move || measure.get().op == *op>{(words.get().streams.form.op)(*op)}</option> }).collect_view()
    };
    let names = move || {
        let option = |name: String| {
            let own = name.clone();
            view! { <option value=name.clone() prop:selected=move || measure.get().column.as_ref() == Some(&own)>{name.clone()}</option> }
        };
        columns.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="measure">
            <select aria-label=move || words.get().streams.form.op_field on:change=choose_op>{ops}</select>
            <Show when=move || measure.get().op != Op::Count>
                <select aria-label=move || words.get().streams.form.column on:change=choose_column>{names}</select>
            </Show>
            <button
                type="button"
                class="ghost square"
                aria-label=move || words.get().streams.form.remove_measure
                on:click=move |_| filled.measures.update(|measures| if at < measures.len() { drop(measures.remove(at)) })
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </div>
    }
}
