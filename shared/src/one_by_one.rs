//! A collection that is filled one by one.

/// What `collect` makes of some entries. For ordered maps and sets `collect` sorts them before, by a function of its own for each type of entry, some kilobytes of
/// the page for each; the maps of a page are small.
pub fn one_by_one<C: Default + Extend<T>, T>(entries: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(entries);
    all
}
