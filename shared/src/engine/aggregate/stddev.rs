//! Sample standard deviation: `s = √(M2 / (n - 1))`, none for fewer than two values.
//!
//! The square root of [`super::variance`]; it halves the relative error. For decimals the caller divides by `10^scale`.

use super::moments::Moments;
use super::shift::Shift;
use super::variance::variance;

/// The sample standard deviation.
pub fn stddev<T: Shift>(m: &Moments<T>) -> Option<f64> {
    variance(m).map(f64::sqrt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn over<T: Shift>(cells: impl IntoIterator<Item = T>) -> Option<f64> {
        stddev(&summary(cells))
    }

    #[test]
    fn one_row_has_no_standard_deviation() {
        assert_eq!(over::<f64>([]), None);
        assert_eq!(over([5.0]), None);
    }

    #[test]
    fn it_is_the_root_of_the_variance() {
        assert_eq!(over([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), Some((32.0_f64 / 7.0).sqrt()));
        assert_eq!(over([1_i128 << 60, (1 << 60) + 2]), Some(2.0_f64.sqrt()));
        assert_eq!(over([1e9, 1e9 + 2.0]), Some(2.0_f64.sqrt()));
    }

    #[test]
    fn nan_gives_nan() {
        assert!(over([1.0, f64::NAN]).is_some_and(f64::is_nan));
        assert!(over([f64::NEG_INFINITY, 1.0]).is_some_and(f64::is_nan));
    }
}
