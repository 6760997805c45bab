//! What a child keeps of the powers of root, where the server has them: nothing but to pass the permissions of files, because a folder of the server's may lie in
//! somebody else's; which files a reader reaches is the sandbox's. Without the others it can't raise its limits again, nor reach other users' processes; root's own
//! are those of its user.
//! <https://man7.org/linux/man-pages/man7/capabilities.7.html>

use std::io;

use caps::{CapSet, Capability, CapsHashSet};

const KEPT: [Capability; 2] = [Capability::CAP_DAC_OVERRIDE, Capability::CAP_DAC_READ_SEARCH];

/// Gives up all others, for this thread and those that it starts.
///
/// # Errors
/// The system refused to take them.
pub(super) fn give_up() -> io::Result<()> {
    give_up_all_but(&KEPT.into()).map_err(io::Error::other)
}

fn give_up_all_but(kept: &CapsHashSet) -> Result<(), caps::errors::CapsError> {
    let own = caps::read(None, CapSet::Permitted)?;
    if own.is_subset(kept) {
        return Ok(());
    }
    // So that no program that it starts has them again; to take these away is a power itself.
    if caps::has_cap(None, CapSet::Effective, Capability::CAP_SETPCAP)? {
        for other in caps::read(None, CapSet::Bounding)?.difference(kept) {
            caps::drop(None, CapSet::Bounding, *other)?;
        }
    }
    let left: CapsHashSet = own.intersection(kept).copied().collect();
    caps::clear(None, CapSet::Inheritable)?;
    caps::set(None, CapSet::Effective, &left)?;
    caps::set(None, CapSet::Permitted, &left)
}
