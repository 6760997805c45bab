//! The title, edited in its place by its owner.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::words::words;
use crate::actions;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// A heading; for the owner also a button that turns into a field.
#[component]
pub fn DashboardTitle(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let words = words();
    let editing = RwSignal::new(false);
    let title = move || match open.dashboard.with(|d| d.title.clone()) {
        title if title.trim().is_empty() => words.get().board.untitled.to_owned(),
        title => title,
    };
    if open.link.with_value(Option::is_some) {
        return view! { <h1 class="title" data-testid="title" dir="auto" title=title>{title}</h1> }.into_any();
    }
    let heading = move || {
        view! {
            <h1 class="title">
                <button
                    class="title-button"
                    data-testid="title"
                    dir="auto"
                    title=move || words.get().board.rename
                    on:click=move |_| editing.set(true)
                >
                    {title}
                </button>
            </h1>
        }
    };
    view! { {move || if editing.get() { view! { <TitleField open editing/> }.into_any() } else { heading().into_any() }} }.into_any()
}

/// The field: Enter and leaving it keep the text, Escape doesn't.
#[component]
fn TitleField(
    /// The dashboard.
    open: OpenDashboard,
    /// Whether the field is shown.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let input = NodeRef::<Input>::new();
    let before = open.dashboard.with_untracked(|d| d.title.clone());
    let initial = before.clone();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Set here and not as a property, which would come after the selection and undo it.
            input.set_value(&initial);
            // The element is in the page by then; focus fails for none that is.
            let _ = input.focus();
            input.select();
        }
    });
    let keep = move || {
        if !editing.get_untracked() {
            return;
        }
        let text = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        editing.set(false);
        if text.trim() != before.trim() && !text.trim().is_empty() {
            actions::rename_dashboard::rename_dashboard(store, text.trim().to_owned());
        }
    };
    let keep_on_enter = keep.clone();
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        // While an input method composes, Enter belongs to it.
        "Enter" if !event.is_composing() => keep_on_enter(),
        "Escape" => editing.set(false),
        _ => {}
    };
    view! {
        <input
            node_ref=input
            class="title-input"
            data-testid="title-input"
            type="text"
            dir="auto"
            maxlength="300"
            aria-label=move || words.get().board.title
            on:keydown=key
            on:blur=move |_| keep()
        />
    }
}
