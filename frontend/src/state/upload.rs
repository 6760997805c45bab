//! A file on its way.

use leptos::prelude::*;
use shared::wire::problem::Problem;

/// One file being uploaded.
#[derive(Clone)]
pub struct Upload {
    /// The import's id, chosen by the page.
    pub id: String,
    /// The file's name.
    pub file_name: String,
    /// The file's size.
    pub total_bytes: u64,
    /// Bytes sent so far.
    pub sent_bytes: RwSignal<u64>,
    /// Rows read so far.
    pub rows: RwSignal<u64>,
    /// Where it is.
    pub phase: RwSignal<UploadPhase>,
}

/// The steps of an upload.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadPhase {
    /// Bytes are leaving.
    Sending,
    /// The server infers the types of all rows.
    Inferring,
    /// The server reads rows.
    Reading,
    /// The server commits the table.
    Storing,
    /// Stored; its dashboard is there.
    Done {
        /// The dashboard's id.
        dashboard: String,
    },
    /// Refused.
    Failed(Problem),
    /// Cancelled by the person.
    Cancelled,
}
