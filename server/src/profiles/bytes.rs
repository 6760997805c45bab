//! Binary cells: only how many different ones there are.

use serde::{Deserialize, Serialize};
use shared::engine::aggregate::hash::hash_bytes;
use shared::wire::full_profile::FullColumn;

use super::counts::{Added, Counts};
use super::table::Room;

/// Binary cells by their hashes.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Bytes(Counts<u64>);

impl Bytes {
    /// Takes `n` equal cells in.
    pub(super) fn add(&mut self, bytes: &[u8], n: u64, room: &mut Room) {
        if self.0.add(hash_bytes(bytes), n, room) == Added::Full {
            self.0.spill(room);
        }
    }

    /// What the contract says of them.
    pub(super) fn finish(&self, known: FullColumn) -> FullColumn {
        self.0.finish(known)
    }
}
