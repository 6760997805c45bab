//! Asks before something is deleted.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::words::words;

/// A modal question; the browser keeps the focus inside and closes it on Escape.
#[component]
pub fn Confirm(
    /// Whether it is open.
    asked: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    question: Signal<String>,
    /// Called when the person agrees.
    agreed: Callback<()>,
) -> impl IntoView {
    let words = words();
    let dialog = NodeRef::<Dialog>::new();
    open_with(dialog, asked);
    let agree = move |_| {
        asked.set(false);
        agreed.run(());
    };
    view! {
        <dialog node_ref=dialog class="dialog" aria-label=question on:close=move |_| asked.set(false)>
            <p dir="auto">{question}</p>
            <div class="dialog-end">
                <button autofocus on:click=move |_| asked.set(false)>{move || words.get().home.keep}</button>
                <button class="danger" data-testid="confirm" on:click=agree>{move || words.get().home.confirm}</button>
            </div>
        </dialog>
    }
}

/// Opens and closes a modal dialog with a signal.
pub fn open_with(dialog: NodeRef<Dialog>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // Fails only if it is open already.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
}
