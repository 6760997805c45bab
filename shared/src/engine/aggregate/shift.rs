//! Shifted data: moments are taken of the distances `d = x - o` from an origin `o`, the first value seen.
//!
//! T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for Computing the Sample Variance: Analysis and Recommendations", The American
//! Statistician 37(3), 1983: the digits lost grow with the condition number `κ = √(1 + n·x̄²/M2)`. As `(x̄ - o)² ≤ M2` for every `o`
//! among the values, shifted data have `κ ≤ √(1 + n)` wherever they lie: near 1e9, or near 2^60 where an `f64` holds no units.

/// A number that can be shifted.
pub trait Shift: Copy + Default {
    /// `self - origin`, rounded once; NaN where that is not finite.
    fn distance(self, origin: Self) -> f64;
}

impl Shift for f64 {
    #[inline]
    fn distance(self, origin: f64) -> f64 {
        let d = self - origin;
        if d.is_finite() { d } else { f64::NAN }
    }
}

impl Shift for i128 {
    #[inline]
    fn distance(self, origin: i128) -> f64 {
        match self.checked_sub(origin) {
            // Converting 64 bits is one instruction, converting 128 a call.
            Some(d) => i64::try_from(d).map_or(d as f64, |d| d as f64),
            // Decimals of 38 digits and opposite signs: nothing cancels, so nothing is lost.
            None => self as f64 - origin as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_beyond_2_to_the_53_keep_their_units() {
        assert_eq!(((1_i128 << 60) + 1).distance(1 << 60), 1.0);
        assert_eq!((-(1_i128 << 100) - 3).distance(-(1 << 100)), -3.0);
    }

    #[test]
    fn a_distance_of_more_than_127_bits_is_rounded_not_wrapped() {
        assert_eq!(i128::MAX.distance(i128::MIN), 2f64.powi(128));
        assert_eq!(i128::MIN.distance(i128::MAX), -(2f64.powi(128)));
    }

    #[test]
    fn to_and_from_infinity_there_is_no_distance() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(x.distance(x).is_nan() && x.distance(1.0).is_nan() && 1.0.distance(x).is_nan());
        }
    }
}
