//! How an upload is read, before it is loaded.

use leptos::html::Dialog;
use leptos::prelude::*;
use shared::wire::dataset::ImportReport;
use shared::wire::import::ImportOptions;

use super::icon::{Glyph, Icon};
use super::reading_form::ReadingForm;
use super::words::words;
use crate::actions;
use crate::actions::preview_reading::{Look, ReadingOf, preview_reading};
use crate::queries::reading_form::unread;
use crate::state::Store;
use crate::state::upload::Looking;

/// A dialog over every page while an upload is looked at. To close it loads nothing and loses nothing.
#[component]
pub fn ReadingDialog() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (store.looking.with(Option::is_some), dialog.open()) {
            // Fails only if it is open already.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let close = move || store.looking.set(None);
    view! {
        <dialog node_ref=dialog class="dialog reading-dialog reading" data-testid="reading-dialog" aria-labelledby="reading-title" on:close=move |_| close()>
            <header class="dialog-head">
                <h2 id="reading-title" dir="auto">{move || store.looking.get().map(|looking| looking.file_name)}</h2>
                <button class="ghost square" type="button" aria-label=move || words.get().sql.close on:click=move |_| close()><Icon glyph=Glyph::Close/></button>
            </header>
            {move || store.looking.get().map(|looking| view! { <LookedAt looking/> })}
        </dialog>
    }
}

/// What is found of the file first, then the form.
#[component]
fn LookedAt(
    /// The upload.
    looking: Looking,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (look, busy) = (Look::default(), RwSignal::new(false));
    let of = ReadingOf::Upload(looking.upload);
    preview_reading(&of, ImportOptions::default(), look);
    let submit = Callback::new(move |options| actions::look_first::load_looked_at(store, options));
    // The form is made of what is told first, also of why the file can't be read as it was found; what is told later shows in it.
    let first = Memo::new(move |first: Option<&Option<ImportReport>>| {
        let told = || look.told.with(|told| told.as_ref().map(|told| told.as_ref().map_or_else(unread, |told| told.import.clone())));
        first.cloned().flatten().or_else(told)
    });
    let form = move || {
        let (of, import) = (of.clone(), first.get()?);
        Some(view! { <ReadingForm of import look is_open=Signal::stored(true) submit button=Signal::derive(move || words.get().upload.load) busy/> })
    };
    view! {
        {move || (first.with(Option::is_none) && look.is_waiting.get()).then(|| view! { <p class="muted" role="status">{move || words.get().reading.busy}</p> })}
        {form}
    }
}
