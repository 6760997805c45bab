//! Dropping files on the page, or choosing them.

use leptos::prelude::*;
use shared::wire::problem::Code;
use shared::wire::upload::PendingUpload;
use wasm_bindgen_futures::spawn_local;
use web_sys::FileList;

use super::upload_queue::{self, Job, Source};
use super::upload_run;
use crate::js::{crypto, file};
use crate::net::trouble;
use crate::state::Store;
use crate::state::root::rooted;
use crate::state::upload::{Upload, UploadPhase};

/// Files that are taken at once: each becomes a dataset with a dashboard of its own, and nobody means thousands of these.
const MOST_FILES: u32 = 100;

/// Sends each file and makes a dashboard of it. A file that came alone leads to its dashboard at once; of several, each gets a link.
pub fn upload_files(store: Store, files: FileList) {
    if files.length() > MOST_FILES {
        return too_many(store, &files);
    }
    let files = file::files_of(files);
    let alone = files.len() == 1 && upload_queue::is_empty();
    for file in files {
        // A whole number of bytes as a double.
        let upload = rooted(|| upload_of(file.name(), file.size() as u64, UploadPhase::Queued));
        add(store, upload, Source::File(file), alone);
    }
    start_waiting(store);
}

/// Says in the place of the files why none of them is taken.
fn too_many(store: Store, files: &FileList) {
    let (count, limit) = (files.length().to_string(), MOST_FILES.to_string());
    let problem = trouble::problem(Code::PayloadTooLarge, "", &[("files", &count), ("limit", &limit)]);
    let first = files.item(0).map(|file| file.name()).unwrap_or_default();
    let upload = rooted(|| upload_of(first + " …", 0, UploadPhase::Failed(problem)));
    store.uploads.update(|uploads| uploads.insert(0, upload));
}

/// Loads an upload that is whole on the server.
pub fn load_kept(store: Store, kept: &PendingUpload) {
    let upload = rooted(|| upload_of(kept.file_name.clone(), kept.length_bytes, UploadPhase::Queued));
    upload.sent_bytes.set(kept.offset_bytes);
    add(store, upload, Source::Kept(kept.id.clone()), upload_queue::is_empty());
    start_waiting(store);
}

/// Puts it in the tray and in the queue.
pub(super) fn add(store: Store, upload: Upload, source: Source, opens: bool) {
    store.uploads.update(|uploads| uploads.insert(0, upload.clone()));
    upload_queue::add(Job { upload, source, opens_from: opens.then(|| store.page.get_untracked()), asks: false });
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

/// Whether a card of this page has an upload: then it is not listed a second time.
pub fn has_card(upload: &str) -> bool {
    upload_queue::is_held(upload)
}

/// A file of which nothing was done yet.
pub(super) fn upload_of(file_name: String, total_bytes: u64, phase: UploadPhase) -> Upload {
    Upload {
        id: crypto::random_uuid(),
        file_name,
        total_bytes,
        sent_bytes: RwSignal::new(0),
        bytes_a_second: RwSignal::new(0.0),
        rows: RwSignal::new(0),
        read_share: RwSignal::new(0.0),
        read_ms: RwSignal::new(0.0),
        phase: RwSignal::new(phase),
    }
}
