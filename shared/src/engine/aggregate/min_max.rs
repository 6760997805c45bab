//! Minimum and maximum under the total order of [`crate::engine::order`], none for no values.
//!
//! NaN is greater than all other numbers: a maximum is NaN if any value is, a minimum only if all are.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Summary;
use crate::engine::order::TotalOrder;

/// The least of the cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Min<T> {
    best: Option<T>,
}

/// The greatest of the cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Max<T> {
    best: Option<T>,
}

macro_rules! extreme {
    ($name:ident, $better:expr) => {
        impl<T> Default for $name<T> {
            fn default() -> Self {
                $name { best: None }
            }
        }

        impl<T: TotalOrder + Clone> Summary for $name<T> {
            type Cell = T;
            type Output = T;

            #[inline]
            fn add(&mut self, cell: T) {
                if self.best.as_ref().is_none_or(|best| cell.order(best) == $better) {
                    self.best = Some(cell);
                }
            }

            fn merge(&mut self, other: &Self) {
                if let Some(cell) = &other.best {
                    self.add(cell.clone());
                }
            }

            fn value(&self) -> Option<T> {
                self.best.clone()
            }
        }
    };
}

extreme!(Min, Ordering::Less);
extreme!(Max, Ordering::Greater);

#[cfg(test)]
mod tests {
    use super::*;

    fn over<S: Summary>(cells: impl IntoIterator<Item = S::Cell>) -> Option<S::Output> {
        let mut extreme = S::default();
        cells.into_iter().for_each(|x| extreme.add(x));
        extreme.value()
    }

    #[test]
    fn no_values_have_no_extremes() {
        assert_eq!(over::<Min<i64>>([]), None);
        assert_eq!(over::<Max<&str>>([]), None);
    }

    #[test]
    fn nan_is_the_greatest_number() {
        assert!(over::<Max<f64>>([1.0, f64::NAN, f64::INFINITY]).is_some_and(f64::is_nan));
        assert_eq!(over::<Min<f64>>([f64::NAN, 1.0, f64::INFINITY]), Some(1.0));
        assert!(over::<Min<f64>>([f64::NAN, f64::NAN]).is_some_and(f64::is_nan));
    }

    #[test]
    fn text_is_compared_by_code_points() {
        assert_eq!(over::<Min<&str>>(["b", "Z", "é"]), Some("Z"));
        assert_eq!(over::<Max<&str>>(["b", "Z", "é"]), Some("é"));
    }
}
