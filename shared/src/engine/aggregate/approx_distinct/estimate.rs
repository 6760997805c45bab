//! The estimate of a HyperLogLog, from the numbers `C_k` of registers that hold k, which needs neither tables nor ranges:
//!
//! `d = m² / (2·ln 2) / (m·σ(C_0/m) + Σ_(k=1..q) C_k·2^(-k) + m·τ(1 - C_(q+1)/m)·2^(-q))`
//!
//! O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", arXiv:1702.01284, algorithm 6, with σ and τ as
//! defined below. Only sums, products and roots: the same registers give the same number in every build.

use std::f64::consts::LN_2;

use super::{M, Q};

/// The estimate from `M` registers.
pub(super) fn estimate(registers: &[u8]) -> f64 {
    let mut c = [0_u32; Q + 2];
    registers.iter().for_each(|&k| c[usize::from(k).min(Q + 1)] += 1);
    let m = M as f64;
    let mut z = m * tau(1.0 - f64::from(c[Q + 1]) / m);
    for k in (1..=Q).rev() {
        z = 0.5 * (z + f64::from(c[k]));
    }
    z += m * sigma(f64::from(c[0]) / m);
    m * m / (2.0 * LN_2) / z
}

/// `σ(x) = x + Σ_(k≥1) x^(2^k)·2^(k-1)`.
fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z == before {
            return z;
        }
    }
}

/// `τ(x) = (1 - x - Σ_(k≥1) (1 - x^(2^-k))²·2^(-k)) / 3`.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x) * (1.0 - x) * y;
        if z == before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_registers_have_seen_nothing() {
        assert_eq!(estimate(&[0; M]), 0.0);
    }

    #[test]
    fn a_few_full_registers_have_seen_about_as_many_values() {
        let registers: Vec<u8> = (0..M).map(|i| u8::from(i < 100)).collect();
        assert!((estimate(&registers) - 100.0).abs() < 1.0);
    }

    #[test]
    fn the_series_agree_with_their_first_terms() {
        assert_eq!(sigma(0.0), 0.0);
        assert!((sigma(0.5) - (0.5 + 0.25 + 2.0 / 16.0 + 4.0 / 256.0 + 8.0 / 65_536.0)).abs() < 1e-6);
        assert_eq!((tau(0.0), tau(1.0)), (0.0, 0.0));
    }
}
