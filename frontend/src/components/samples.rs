//! Data sets that ship with the program, one click away.

use leptos::prelude::*;
use shared::wire::dataset::Sample;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions;
use crate::state::Store;

/// The row of samples; nothing while there are none.
#[component]
pub fn Samples() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let samples = move || store.home.samples.get().unwrap_or_default();
    view! {
        <Show when=move || !samples().is_empty()>
            <div class="samples" role="group" aria-labelledby="samples-title">
                <h2 id="samples-title" class="label">{move || words.get().home.samples}</h2>
                <ul class="sample-row">
                    <For each=samples key=|sample| sample.key.clone() children=move |sample| view! { <SampleButton sample/> }/>
                </ul>
            </div>
        </Show>
    }
}

/// One sample, with its licence.
#[component]
fn SampleButton(
    /// The sample.
    sample: Sample,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let opening = RwSignal::new(false);
    let key = sample.key.clone();
    let open = move |_| {
        opening.set(true);
        actions::open_sample::open_sample(store, key.clone());
        set_timeout(
            move || {
                opening.try_set(false);
            },
            std::time::Duration::from_secs(3),
        );
    };
    view! {
        <li>
            <button class="sample" data-testid="sample" data-sample=sample.key.clone() aria-busy=move || opening.get().to_string() on:click=open>
                <span class="sample-name"><Icon glyph=Glyph::Table/><span dir="auto">{sample.key.clone()}</span></span>
                <span class="muted small-text">{move || (words.get().home.rows)(&words.integer(sample.rows))}</span>
            </button>
            <p class="licence" title=sample.licence.clone()>{sample.licence.clone()}</p>
        </li>
    }
}
