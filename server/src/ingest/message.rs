//! What the child tells the parent: JSON lines on its standard output.

use serde::{Deserialize, Serialize};
use shared::wire::import::ImportPhase;

use super::{IngestError, Parsed};

/// One line. `Parsed` or `Failed` comes once and last.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// How far it is.
    Progress {
        /// What is being done.
        phase: ImportPhase,
        /// Rows so far in this phase.
        rows: u64,
    },
    /// All files are on stable storage.
    Parsed(Box<Parsed>),
    /// Nothing in the output folder is of use.
    Failed(IngestError),
}

/// The longest line that the parent takes; the profile of 5,000 columns with names of 1 KiB is shorter.
pub(super) const MESSAGE_BYTES: u64 = 64 << 20;
