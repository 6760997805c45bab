//! First and last: the value at `min p` or `max p`, where p is the row's position in the dataset; none for no values.
//!
//! A row's position is the same on every worker and no two rows share one, so replies may come in any order. Nulls are not values: the
//! first is the first that is not null. NaN is a value like any other.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Summary;

/// The value at the least position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct First<T> {
    kept: Option<(u64, T)>,
}

/// The value at the greatest position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Last<T> {
    kept: Option<(u64, T)>,
}

macro_rules! end {
    ($name:ident, $better:expr) => {
        impl<T> Default for $name<T> {
            fn default() -> Self {
                $name { kept: None }
            }
        }

        impl<T> $name<T> {
            /// The same row with its value as another type.
            pub fn map<U>(self, wrap: impl FnOnce(T) -> U) -> $name<U> {
                $name { kept: self.kept.map(|(position, x)| (position, wrap(x))) }
            }

            fn yields_to(&self, position: u64) -> bool {
                self.kept.as_ref().is_none_or(|kept| position.cmp(&kept.0) == $better)
            }
        }

        impl<T: Clone> Summary for $name<T> {
            /// A row's position and its value.
            type Cell = (u64, T);
            type Output = T;

            #[inline]
            fn add(&mut self, cell: (u64, T)) {
                if self.yields_to(cell.0) {
                    self.kept = Some(cell);
                }
            }

            fn merge(&mut self, other: &Self) {
                if other.kept.as_ref().is_some_and(|kept| self.yields_to(kept.0)) {
                    self.kept.clone_from(&other.kept);
                }
            }

            fn value(&self) -> Option<T> {
                self.kept.as_ref().map(|kept| kept.1.clone())
            }
        }
    };
}

end!(First, Ordering::Less);
end!(Last, Ordering::Greater);

#[cfg(test)]
mod tests {
    use super::*;

    fn over<S: Summary>(cells: impl IntoIterator<Item = S::Cell>) -> S {
        let mut summary = S::default();
        cells.into_iter().for_each(|cell| summary.add(cell));
        summary
    }

    #[test]
    fn no_values_have_no_ends() {
        assert_eq!(First::<i64>::default().value(), None);
        assert_eq!(Last::<i64>::default().value(), None);
    }

    #[test]
    fn positions_decide_not_the_order_of_coming() {
        let cells = [(5, "e"), (2, "b"), (9, "i"), (3, "c")];
        assert_eq!(over::<First<_>>(cells).value(), Some("b"));
        assert_eq!(over::<Last<_>>(cells).value(), Some("i"));
    }

    #[test]
    fn late_replies_find_their_place() {
        let (mut early, late) = (over::<First<_>>([(7, 'g')]), over::<First<_>>([(1, 'a')]));
        early.merge(&late);
        assert_eq!(early.map(String::from).value(), Some("a".to_owned()));
    }

    #[test]
    fn nan_is_a_value() {
        assert!(over::<Last<_>>([(0, 1.0), (1, f64::NAN)]).value().is_some_and(f64::is_nan));
    }
}
