//! The home page: the drop zone, the samples, what there is.

use leptos::html::Input;
use leptos::prelude::*;

use super::cases::Cases;
use super::dashboard_list::DashboardList;
use super::dataset_list::DatasetList;
use super::deleted_datasets::DeletedDatasets;
use super::icon::{Glyph, Icon};
use super::link_field::LinkField;
use super::paste_target::PasteTarget;
use super::pending_uploads::PendingUploads;
use super::samples::Samples;
use super::words::words;
use crate::actions;
use crate::state::Store;

/// The home page.
#[component]
pub fn Home() -> impl IntoView {
    let words = words();
    view! {
        <div class="home">
            <section class="hero">
                <h1>{move || words.get().home.headline}</h1>
                <p class="lead">{move || words.get().home.promise}</p>
                <DropZone/>
                <PendingUploads/>
                <PasteTarget/>
                <Samples/>
                <Cases/>
            </section>
            <DashboardList/>
            <DatasetList/>
            <DeletedDatasets/>
        </div>
    }
}

/// Where to drop files, and the button for those who can't drag.
#[component]
fn DropZone() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(files) = input.files().filter(|files| files.length() > 0) {
            actions::upload_files::upload_files(store, files);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let browse = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="drop-zone" data-testid="drop-zone" role="group" aria-label=move || words.get().home.drop_zone>
            <span class="drop-icon"><Icon glyph=Glyph::Upload/></span>
            <p class="drop-line">{move || words.get().home.drop_here}</p>
            <button class="primary" on:click=browse>{move || words.get().home.choose}</button>
            <LinkField/>
            <p class="muted small-text">{move || words.get().home.formats}</p>
            <label class="look-first small-text">
                <input
                    type="checkbox"
                    data-testid="look-first"
                    prop:checked=move || store.looks_first.get()
                    on:change=move |event| actions::look_first::look_first(store, event_target_checked(&event))
                />
                {move || words.get().upload.look_first}
            </label>
            <input
                node_ref=input
                class="visually-hidden"
                data-testid="file-input"
                type="file"
                multiple
                tabindex="-1"
                aria-label=move || words.get().home.choose
                on:change=chosen
            />
        </div>
    }
}
