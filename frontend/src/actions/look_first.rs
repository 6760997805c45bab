//! Looking at how a file is read before it is loaded.

use leptos::prelude::*;
use shared::wire::import::ImportOptions;
use shared::wire::upload::PendingUpload;
use wasm_bindgen_futures::spawn_local;

use super::load_home::load_pending;
use super::upload_files::start_waiting;
use super::upload_queue::{self, Job};
use crate::js::storage;
use crate::net::upload;
use crate::state::Store;
use crate::state::upload::Looking;
use crate::state::upload::{LOOKS_FIRST, Upload, UploadPhase};

/// Whether files are looked at first, from now on.
pub fn look_first(store: Store, looks: bool) {
    store.looks_first.set(looks);
    storage::set(LOOKS_FIRST, looks.then_some("yes"));
}

/// Looks at an upload that waits for choices.
pub fn look_at(store: Store, upload: &Upload) {
    if let UploadPhase::Asking { upload: kept } = upload.phase.get_untracked() {
        store.looking.set(Some(Looking { id: upload.id.clone(), upload: kept, file_name: upload.file_name.clone() }));
    }
}

/// Loads the upload that is looked at with these choices, and looks at the next one that waits.
pub fn load_looked_at(store: Store, options: ImportOptions) {
    let Some(looking) = store.looking.get_untracked() else { return };
    upload_queue::answer(&looking.id, options);
    store.looking.set(None);
    let waits = |upload: &&Upload| upload.id != looking.id && matches!(upload.phase.get_untracked(), UploadPhase::Asking { .. });
    if let Some(next) = store.uploads.with_untracked(|uploads| uploads.iter().rfind(waits).cloned()) {
        look_at(store, &next);
    }
}

/// Has the person choose how a file is read that could not be read as it was found. What the server has of it is not sent again.
pub fn read_otherwise(store: Store, upload: &Upload) {
    let Some(job) = upload_queue::take_failed(&upload.id) else { return };
    upload.phase.set(UploadPhase::Queued);
    upload_queue::add(Job { asks: true, ..job });
    start_waiting(store);
}

/// Throws away an upload that stopped halfway.
pub fn give_up_pending(store: Store, pending: &PendingUpload) {
    let id = pending.id.clone();
    spawn_local(async move {
        // One that is gone already is what was asked for.
        let _ = upload::give_up(&id).await;
        load_pending(store);
    });
}
