//! A file on its way.

use leptos::prelude::*;
use shared::wire::problem::Problem;

/// Where it is kept that the person looks first.
pub const LOOKS_FIRST: &str = "looks-first";

/// An upload that the person looks at before it is loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Looking {
    /// The import's id.
    pub id: String,
    /// The server's id of the upload.
    pub upload: String,
    /// The file's name.
    pub file_name: String,
}

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
    /// Bytes that leave in a second, lately; 0 if that can't be told.
    pub bytes_a_second: RwSignal<f64>,
    /// Rows read so far.
    pub rows: RwSignal<u64>,
    /// The share of the file that the server has read; 0 if that can't be told.
    pub read_share: RwSignal<f64>,
    /// How long the server has read it, in milliseconds.
    pub read_ms: RwSignal<f64>,
    /// Where it is.
    pub phase: RwSignal<UploadPhase>,
}

impl UploadPhase {
    /// Whether something is still to come.
    pub fn is_moving(&self) -> bool {
        !matches!(self, UploadPhase::Done { .. } | UploadPhase::Failed(_) | UploadPhase::Cancelled)
    }
}

/// The steps of an upload.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadPhase {
    /// Other files go before it, on their way or on the server.
    Queued,
    /// Bytes are leaving.
    Sending,
    /// The connection broke; soon it is tried again.
    Waiting,
    /// All bytes are on the server, and the person chooses how they are read.
    Asking {
        /// The server's id of the upload.
        upload: String,
    },
    /// The server fetches the file.
    Fetching,
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
