//! Which page load an answer belongs to: what arrives for a page that was left is dropped.

use std::cell::Cell;

thread_local! {
    static NOW: Cell<u64> = const { Cell::new(0) };
}

/// One load of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(u64);

impl Epoch {
    /// Begins a new load; all older ones are over.
    pub fn begin() -> Epoch {
        NOW.with(|now| now.set(now.get() + 1));
        Epoch::now()
    }

    /// The load that is on.
    pub fn now() -> Epoch {
        Epoch(NOW.with(Cell::get))
    }

    /// Whether no other page was loaded since.
    pub fn is_current(self) -> bool {
        self == Epoch::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_load_is_over_when_a_new_one_begins() {
        let first = Epoch::begin();
        assert!(first.is_current());
        let second = Epoch::begin();
        assert!(!first.is_current());
        assert!(second.is_current());
    }
}
