//! Grey shapes where something will be.

use leptos::prelude::*;

use super::words::words;

/// A dashboard on its way.
#[component]
pub fn BoardSkeleton() -> impl IntoView {
    let words = words();
    view! {
        <section class="board" data-state="loading" aria-busy="true" aria-label=move || words.get().board.loading>
            <div class="board-head"><div class="bone bone-title"></div></div>
            <div class="grid" aria-hidden="true">
                {[3u8, 9, 4, 4, 4, 6, 6]
                    .into_iter()
                    .map(|span| view! { <div class="tile" style=format!("--span:{span}")><div class="bone bone-chart"></div></div> })
                    .collect_view()}
            </div>
        </section>
    }
}

/// Lines of a list on its way.
#[component]
pub fn ListSkeleton() -> impl IntoView {
    let words = words();
    view! {
        <ul class="list" aria-busy="true" aria-label=move || words.get().home.loading>
            {(0..3).map(|_| view! { <li class="row"><div class="bone bone-line"></div></li> }).collect_view()}
        </ul>
    }
}
