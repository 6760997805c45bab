//! Files on their way, on every page.

use leptos::prelude::*;

use super::upload_card::UploadCard;
use super::words::words;
use crate::state::Store;

/// The tray; nothing while no file is in it.
#[component]
pub fn UploadTray() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    view! {
        <section class="tray" class:tray-empty=move || store.uploads.with(Vec::is_empty) aria-label=move || words.get().upload.tray aria-live="polite">
            <For each=move || store.uploads.get() key=|upload| upload.id.clone() children=move |upload| view! { <UploadCard upload/> }/>
        </section>
    }
}
