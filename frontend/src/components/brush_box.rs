//! What is laid over a chart: the brush while it moves, and the tip.

use leptos::prelude::*;

use crate::figure::{PixelBox, Tip};

/// The tip's greatest width, as in the style sheet.
const TIP_WIDTH: f64 = 240.0;

/// A tip and where it points.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedTip {
    /// Its words.
    pub tip: Tip,
    /// The cell that they are about.
    pub cell: (usize, usize),
    /// From the chart's upper left corner.
    pub at: (f64, f64),
    /// The chart's width.
    pub width: f64,
}

/// The brush while it is dragged: moves with the pointer, without Plotly.
#[component]
pub fn BrushBoxes(
    /// The boxes.
    boxes: RwSignal<Vec<PixelBox>>,
) -> impl IntoView {
    let style = |b: PixelBox| format!("left:{:.1}px;top:{:.1}px;width:{:.1}px;height:{:.1}px", b.left, b.top, b.width, b.height);
    view! {
        <div class="brush-boxes" aria-hidden="true">
            {move || boxes.get().into_iter().map(|b| view! { <div class="brush-box" style=style(b)></div> }).collect_view()}
        </div>
    }
}

/// The cell under the pointer or the cursor, also said to screen readers.
#[component]
pub fn ChartTip(
    /// The tip.
    tip: RwSignal<Option<PlacedTip>>,
) -> impl IntoView {
    let style = move || {
        tip.get().map_or_else(String::new, |placed| {
            // Beside the pointer, on the side with more room.
            let (x, y) = placed.at;
            let side = if x > placed.width / 2.0 { format!("right:{:.0}px", placed.width - x + 12.0) } else { format!("left:{:.0}px", x + 12.0) };
            format!("{side};top:{:.0}px;max-width:{TIP_WIDTH}px", (y - 12.0).max(0.0))
        })
    };
    let title = move || tip.get().map(|placed| placed.tip.title);
    let text = move || tip.get().map(|placed| placed.tip.text);
    view! {
        <div class="tip" class:tip-shown=move || tip.with(Option::is_some) style=style role="status">
            <span class="tip-title" dir="auto">{title}</span>
            <span class="tip-text numbers">{text}</span>
        </div>
    }
}
