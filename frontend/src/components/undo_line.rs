//! A line that says what was done, with the way back.

use leptos::html::Button;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;

/// Says it until it is undone or dismissed.
#[component]
pub fn UndoLine(
    /// Its name for tests.
    name: &'static str,
    /// What was done; nothing shows no line.
    #[prop(into)]
    said: Signal<Option<String>>,
    /// Takes it back.
    #[prop(into)]
    undo: Callback<()>,
    /// Leaves it as it is.
    #[prop(into)]
    dismiss: Callback<()>,
) -> impl IntoView {
    let words = words();
    // What had the focus may be gone with what was done.
    let button = NodeRef::<Button>::new();
    button.on_load(|button| {
        let _ = button.focus();
    });
    let line = move || {
        said.get().map(|said| {
            view! {
                <div class="banner plain" data-testid=name>
                    <span dir="auto">{said}</span>
                    <button class="small" node_ref=button data-testid="undo" on:click=move |_| undo.run(())>{move || words.get().trouble.undo}</button>
                    <button class="ghost square" aria-label=move || words.get().trouble.dismiss on:click=move |_| dismiss.run(())>
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            }
        })
    };
    view! { <div role="status">{line}</div> }
}
