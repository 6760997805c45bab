//! Uploads that stopped halfway: the same file again goes on where they stopped.

use leptos::prelude::*;
use shared::wire::upload::PendingUpload;

use super::words::words;
use crate::actions;
use crate::format;
use crate::state::Store;
use crate::state::upload::UploadPhase;

/// The list; nothing where there are none.
#[component]
pub fn PendingUploads() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let shown = move || {
        let pending = store.home.pending.get().unwrap_or_default();
        let is_ours = |one: &PendingUpload| {
            store.uploads.with(|all| all.iter().any(|upload| upload.file_name == one.file_name && upload.phase.with(UploadPhase::is_moving)))
        };
        pending.into_iter().filter(|one| !one.is_active && !is_ours(one) && !actions::upload_files::has_card(&one.id)).collect::<Vec<_>>()
    };
    view! {
        <Show when=move || !shown().is_empty()>
            <section class="pending" data-testid="pending" aria-labelledby="pending-title">
                <h2 id="pending-title">{move || words.get().upload.pending}</h2>
                <ul class="list">{move || shown().into_iter().map(|pending| view! { <PendingRow pending/> }).collect_view()}</ul>
            </section>
        </Show>
    }
}

/// One of them.
#[component]
fn PendingRow(
    /// The upload.
    pending: PendingUpload,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (name, kept, gone) = (pending.file_name.clone(), pending.clone(), pending.clone());
    let is_whole = pending.offset_bytes == pending.length_bytes;
    let facts = move || {
        let (language, upload) = (words.language(), &words.get().upload);
        let amount = (upload.sent)(&format::bytes(language, pending.offset_bytes), &format::bytes(language, pending.length_bytes));
        if is_whole { amount } else { format!("{amount} · {}", upload.go_on) }
    };
    view! {
        <li class="row">
            <span class="row-name" dir="auto" title=name.clone()>{name.clone()}</span>
            <span class="row-facts">{facts}</span>
            {is_whole.then(|| view! { <button on:click=move |_| actions::upload_files::load_kept(store, &kept)>{move || words.get().upload.load}</button> })}
            <button class="ghost" on:click=move |_| actions::look_first::give_up_pending(store, &gone)>{move || words.get().upload.discard}</button>
        </li>
    }
}
