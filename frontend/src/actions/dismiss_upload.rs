//! Clearing away an upload that is over.

use leptos::prelude::*;

use super::cancel_upload::cancel_upload;
use super::upload_queue;
use crate::state::Store;

/// Takes it off the list; one that is still on its way is stopped first.
pub fn dismiss_upload(store: Store, id: impl Into<String>) {
    let id = id.into();
    cancel_upload(store, id.clone());
    drop(upload_queue::take_failed(&id));
    store.uploads.update(|uploads| uploads.retain(|upload| upload.id != id));
}
