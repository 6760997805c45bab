//! Bringing an old version's rows back: its files are named again, those that it has not are taken out, in one commit. No byte is copied.

use std::collections::HashSet;

use deltalake_core::kernel::Action;

use super::commit::{added, remove};
use super::data_file::DataFile;

/// What turns a table of the files `now` into one of the files `then`. Names are never used twice, so the same name is the same file.
pub(super) fn exchange(now: &[DataFile], then: &[DataFile]) -> Vec<Action> {
    let names = |files: &[DataFile]| files.iter().map(|file| file.name().to_owned()).collect::<HashSet<_>>();
    let (has, had) = (names(now), names(then));
    let gone = now.iter().filter(|file| !had.contains(file.name())).map(|file| Action::Remove(remove(file.name(), file.size_bytes, true)));
    let back = then.iter().filter(|file| !has.contains(file.name()));
    gone.chain(back.map(|file| Action::Add(added(file, true)))).collect()
}
