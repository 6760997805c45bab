//! Stopping an upload.

use leptos::prelude::*;

use super::upload_queue;
use crate::state::Store;
use crate::state::upload::UploadPhase;

/// Stops sending a file, or takes it from the queue; the server keeps nothing of it.
pub fn cancel_upload(store: Store, id: impl Into<String>) {
    let id = id.into();
    let Some(upload) = store.uploads.with_untracked(|uploads| uploads.iter().find(|upload| upload.id == id).cloned()) else { return };
    let is_over = upload.phase.with_untracked(|phase| matches!(phase, UploadPhase::Done { .. } | UploadPhase::Failed(_)));
    if !is_over {
        upload.phase.set(UploadPhase::Cancelled);
        if store.looking.with_untracked(|looking| looking.as_ref().is_some_and(|looking| looking.id == id)) {
            store.looking.set(None);
        }
        upload_queue::stop(&id);
    }
}
