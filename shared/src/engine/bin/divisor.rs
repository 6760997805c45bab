//! Division of many numbers by one, as a multiplication (T. Granlund, P. Montgomery, "Division by invariant integers using multiplication",
//! PLDI 1994): `⌊n / d⌋ = ⌊n·m / 2^s⌋`, with `s = 31 + ⌈log₂(d + 1)⌉` and `m = ⌊2^s / d⌋ + 1`.
//!
//! For `m·d = 2^s + e` with `0 < e ≤ d`, so `n·m / 2^s = n/d + (n·e / 2^s) / d`, and what is added is less than `1/d`, too little to reach the next
//! whole number, as long as `n·d < 2^s`; that holds for `n < 2^31`. Then `n·m` also fits 64 bits, as `m ≤ 2^32 + 1`.

/// A number that others are divided by.
#[derive(Clone, Copy, Debug)]
pub struct Divisor {
    m: u64,
    s: u32,
}

impl Divisor {
    /// Of `d > 0`.
    pub fn new(d: u32) -> Divisor {
        let s = 31 + (u32::BITS - d.leading_zeros());
        Divisor { m: (1 << s) / u64::from(d) + 1, s }
    }

    /// `⌊n / d⌋` for `n < 2^31`; any number for others.
    #[inline]
    pub fn divide(self, n: u32) -> u32 {
        (u64::from(n).wrapping_mul(self.m) >> self.s) as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn is_the_division(n in 0u32..1 << 31, d in prop_oneof![1u32..100_000, 1u32..=u32::MAX]) {
            let around = (n / d).wrapping_mul(d);
            for n in [n, around, around.saturating_sub(1), (1 << 31) - 1] {
                prop_assert_eq!(Divisor::new(d).divide(n), n / d);
            }
        }
    }
}
