//! Files on their way, on every page.

use leptos::prelude::*;

use super::upload_card::UploadCard;
use super::words::words;
use crate::route::Page;
use crate::state::Store;
use crate::state::upload::{Upload, UploadPhase};

/// The tray; nothing while no file is in it.
#[component]
pub fn UploadTray() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    // A file that is done is no news where its dashboard is open, and would only cover it.
    let is_open = move |upload: &Upload| {
        upload
            .phase
            .with(|phase| matches!(phase, UploadPhase::Done { dashboard } if store.page.with(|page| *page == Page::Dashboard(dashboard.clone()))))
    };
    let shown = move || store.uploads.get().into_iter().filter(|upload| !is_open(upload)).collect::<Vec<_>>();
    view! {
        <section class="tray" class:tray-empty=move || shown().is_empty() aria-label=move || words.get().upload.tray aria-live="polite">
            <For each=shown key=|upload| upload.id.clone() children=move |upload| view! { <UploadCard upload/> }/>
        </section>
    }
}
