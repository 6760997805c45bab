//! The confusion matrix; its cells lead to their rows in a dashboard.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use shared::wire::dashboard::View;
use shared::wire::model::Metrics;

use super::words::words;
use crate::actions::navigate;
use crate::queries::confusion::{self, Matrix};
use crate::queries::view;
use crate::state::Store;

/// A table: what rows are (down) by what was predicted (across).
#[component]
pub fn ConfusionTable(
    /// The metrics that hold it.
    metrics: Metrics,
) -> impl IntoView {
    let open = expect_context::<Store>().models.open;
    let words = words();
    let matrix = Memo::new(move |_| {
        let spec = open.model.with(|model| model.as_ref().map(|model| model.spec.clone()))?;
        open.dashboards.with(|dashboards| confusion::matrix(&spec, &spec.dataset, dashboards))
    });
    let classes: Vec<String> = metrics.classes.iter().map(|class| class.class.clone()).collect();
    let greatest = metrics.confusion.iter().flatten().copied().max().unwrap_or(0).max(1);
    let heads = classes.iter().cloned().map(|class| view! { <th scope="col" dir="auto">{class}</th> }).collect_view();
    let rows = metrics.confusion.into_iter().zip(classes.clone()).map(|(counts, truth)| {
        let cells = counts.into_iter().zip(classes.clone()).map(|(count, predicted)| {
            let cell = Cell { count, truth: truth.clone(), predicted, greatest };
            view! { <MatrixCell cell matrix/> }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row" dir="auto">{truth}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let hint = move || {
        let m = &words.get().models.metrics;
        if matrix.with(Option::is_some) { m.linked_hint } else { m.unlinked_hint }
    };
    view! {
        <section class="panel" aria-labelledby="confusion-title">
            <h2 id="confusion-title">{move || words.get().models.metrics.confusion}</h2>
            <p class="muted small-text">{move || words.get().models.metrics.confusion_hint}" "{hint}</p>
            <div class="wide" tabindex="0" role="region" aria-labelledby="confusion-title">
                <table class="confusion numbers" data-testid="confusion" data-linked=move || matrix.with(Option::is_some).to_string()>
                    <thead>
                        <tr><td></td><th scope="colgroup" colspan=classes.len().to_string() class="confusion-axis">{move || words.get().models.metrics.predicted}</th></tr>
                        <tr><th scope="col" class="confusion-axis">{move || words.get().models.metrics.truth}</th>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// One cell.
#[derive(Clone)]
struct Cell {
    count: u64,
    truth: String,
    predicted: String,
    greatest: u64,
}

/// Its rows; darker with more of them, in another colour where the model is wrong.
#[component]
fn MatrixCell(
    /// The cell.
    cell: Cell,
    /// The tile that it leads to.
    matrix: Memo<Option<Matrix>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let is_right = cell.truth == cell.predicted;
    // The root brings small cells out: one wrong picture among a thousand is what people look for.
    let shade = (cell.count as f64 / cell.greatest as f64).sqrt() * 100.0;
    let class = if is_right { "cell-right" } else { "cell-wrong" };
    let cell = StoredValue::new(cell);
    let name = move || cell.with_value(|cell| (words.get().models.metrics.cell)(&words.integer(cell.count), &cell.truth, &cell.predicted));
    let target = move || {
        let (matrix, dataset) = (matrix.get()?, store.models.open.dataset.get()?);
        let brushes = cell.with_value(|cell| confusion::brushes(&matrix, &dataset, &cell.truth, &cell.predicted));
        Some((matrix.dashboard, brushes))
    };
    let count = move || words.integer(cell.with_value(|cell| cell.count));
    let inside = move || match target().filter(|_| cell.with_value(|cell| cell.count > 0)) {
        Some((dashboard, brushes)) => {
            let href = format!("/dashboards/{dashboard}{}", view::encode(&brushes));
            let follow = move |event: MouseEvent| {
                if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0) {
                    event.prevent_default();
                    navigate::navigate_to_view(store, dashboard.clone(), &View { brushes: brushes.clone() });
                }
            };
            view! { <a href=href aria-label=name on:click=follow>{count}</a> }.into_any()
        }
        None => view! { <span title=name>{count}</span> }.into_any(),
    };
    view! {
        <td
            class=class
            class:cell-none=cell.with_value(|cell| cell.count == 0)
            style=format!("--shade:{shade:.0}%")
            data-truth=cell.with_value(|cell| cell.truth.clone())
            data-predicted=cell.with_value(|cell| cell.predicted.clone())
        >
            {inside}
        </td>
    }
}
