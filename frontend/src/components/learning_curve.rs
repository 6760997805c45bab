//! A learning curve: the loss falls, the share of right ones rises.

use leptos::prelude::*;
use shared::wire::model::CurvePoint;

use super::words::words;
use crate::figure::curve::{SIZE, curve};
use crate::format;

/// The curve with its last numbers; grows while points come.
#[component]
pub fn LearningCurve(
    /// The points so far.
    #[prop(into)]
    points: Signal<Vec<CurvePoint>>,
    /// The last step that will come, where known.
    #[prop(into, default = Signal::stored(None))]
    steps: Signal<Option<u64>>,
) -> impl IntoView {
    let words = words();
    let drawn = Memo::new(move |_| points.with(|points| curve(points, steps.get())));
    let loss = move || points.with(|points| points.last().map(|point| format::decimal(point.loss, 4)));
    let accuracy = move || points.with(|points| points.iter().rev().find_map(|point| point.accuracy).map(format::percent));
    let name = move || (words.get().models.curve)(&loss().unwrap_or_else(|| "–".into()));
    view! {
        <figure class="learning" data-testid="curve" data-points=move || points.with(Vec::len).to_string()>
            <svg viewBox=format!("0 0 {} {}", SIZE.0, SIZE.1) preserveAspectRatio="none" role="img" aria-label=name>
                <polyline class="learning-accuracy" points=move || drawn.with(|drawn| drawn.accuracy.clone()) fill="none" vector-effect="non-scaling-stroke"/>
                <polyline class="learning-loss" points=move || drawn.with(|drawn| drawn.loss.clone()) fill="none" vector-effect="non-scaling-stroke"/>
            </svg>
            <figcaption class="numbers">
                <span class="learning-key learning-key-loss">{move || loss().map(|loss| format!("{} {loss}", words.get().models.loss))}</span>
                <span class="learning-key learning-key-accuracy">
                    {move || accuracy().map(|share| format!("{} {share}", words.get().models.accuracy))}
                </span>
            </figcaption>
        </figure>
    }
}
