//! Values of the engine as parts of DataFusion's functions.

use std::fmt;
use std::hash::{Hash, Hasher};

/// Compared by its text: the engine's types have floats in them.
pub(in super::super) struct ByText<T>(pub(in super::super) T);

impl<T: fmt::Debug> fmt::Debug for ByText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Debug> PartialEq for ByText<T> {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl<T: fmt::Debug> Eq for ByText<T> {}

impl<T: fmt::Debug> Hash for ByText<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        format!("{self:?}").hash(state);
    }
}
