//! Dropping files on the page, or choosing them.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, FileList};

use super::upload_queue::{self, Job};
use super::upload_run;
use crate::js::{crypto, file};
use crate::state::Store;
use crate::state::root::rooted;
use crate::state::upload::{Upload, UploadPhase};

/// Sends each file and makes a dashboard of it. A file that came alone leads to its dashboard at once; of several, each gets a link.
pub fn upload_files(store: Store, files: FileList) {
    let files = file::files_of(files);
    let alone = files.len() == 1 && upload_queue::is_empty();
    for file in files {
        let upload = rooted(|| upload_of(&file));
        store.uploads.update(|uploads| uploads.insert(0, upload.clone()));
        upload_queue::add(Job { upload, file, opens_from: alone.then(|| store.page.get_untracked()) });
    }
    start_waiting(store);
}

/// Starts what waits, as far as there is room.
pub(super) fn start_waiting(store: Store) {
    while let Some(job) = upload_queue::next() {
        spawn_local(async move {
            upload_run::run(store, job).await;
            start_waiting(store);
        });
    }
}

fn upload_of(file: &File) -> Upload {
    Upload {
        id: crypto::random_uuid(),
        file_name: file.name(),
        // A whole number of bytes as a double.
        total_bytes: file.size() as u64,
        sent_bytes: RwSignal::new(0),
        rows: RwSignal::new(0),
        phase: RwSignal::new(UploadPhase::Sending),
    }
}
