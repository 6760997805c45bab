//! What the two processes say to each other.

use serde::{Deserialize, Serialize};

use super::ChildLimits;

/// All that the child gets, on its standard input.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order<W> {
    /// What to do.
    pub(super) work: W,
    /// What it may cost.
    pub(super) limits: ChildLimits,
    /// Who waits for the answer.
    pub(super) parent: u32,
}

/// One line of the child's standard output. `Done` or `Failed` comes once and last.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message<P, O, E> {
    /// How far it is.
    Progress(P),
    /// Whatever was to be written is on stable storage.
    Done(Box<O>),
    /// Nothing that was written is of use.
    Failed(E),
}

/// The longest line that the parent takes; the profile of 5,000 columns with names of 1 KiB is shorter.
pub(super) const MESSAGE_BYTES: u64 = 64 << 20;
