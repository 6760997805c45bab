//! A line that says what went wrong with something the person did.

use leptos::prelude::*;
use shared::wire::problem::{Code, Problem};

use super::icon::{Glyph, Icon};
use super::words::words;

/// Shows a problem until it is dismissed.
#[component]
pub fn Banner(
    /// The problem.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let words = words();
    let line = move || {
        problem.get().map(|shown| {
            let stale = shown.code == Code::PreconditionFailed;
            view! {
                <div class="banner" role="alert" data-testid="problem">
                    <span dir="auto">{move || (words.get().trouble.problem)(&shown)}</span>
                    <Show when=move || stale>
                        <button class="small" on:click=move |_| reload()>{move || words.get().trouble.reload}</button>
                    </Show>
                    <button
                        class="ghost square"
                        aria-label=move || words.get().trouble.dismiss
                        on:click=move |_| problem.set(None)
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            }
        })
    };
    view! { {line} }
}

/// Loads the page anew.
pub fn reload() {
    // Fails only where the browser forbids it, and then nothing is lost.
    let _ = window().location().reload();
}
