//! A link in place of a file: the server fetches it.

use super::upload_files::{add, start_waiting, upload_of};
use super::upload_queue::{self, Source};
use crate::state::Store;
use crate::state::root::rooted;
use crate::state::upload::UploadPhase;

/// Has the server fetch the file at `link` and makes a dashboard of it, which is opened if it comes alone and the person is still here.
pub fn import_link(store: Store, link: &str) {
    let url = if link.contains("://") { link.to_owned() } else { format!("https://{link}") };
    // Named by the end of its path, without a query: that may hold a secret.
    let path = link.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let upload = rooted(|| upload_of(path.rsplit('/').next().unwrap_or(path).to_owned(), 0, UploadPhase::Queued));
    add(store, upload, Source::Link(url), upload_queue::is_empty());
    start_waiting(store);
}
