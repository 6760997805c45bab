//! Keys: whole numbers in the order of the cells, so that numbers, decimals, times and floats are compared exactly by one loop.
//!
//! A whole cell is its own key. A float's is its bits, those of negative ones turned round, as `f64::total_cmp` orders them; -0 is 0.

use std::ops::Range;

use crate::engine::kind::Kind;
use crate::engine::store::{Chunk, Column, read};
use crate::engine::value::Value;

/// The key of a cell that can't be drawn: null, NaN, infinite. No column holds it, for decimals end at 38 digits.
pub(super) const MISSING: i128 = i128::MIN;

/// The keys of a block of cells of numbers or times.
pub(super) fn of_cells(column: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [i128]) {
    if column.kind.is_whole() {
        read::wides(chunk, rows.clone(), out);
    } else {
        let mut floats = [0.0; read::BLOCK];
        let floats = &mut floats[..out.len()];
        read::floats(column, chunk, rows.clone(), floats);
        out.iter_mut().zip(floats).for_each(|(out, x)| *out = of_float(*x));
    }
    read::each_null(chunk, rows, |row| out[row] = MISSING);
}

/// The key of a float.
pub(super) fn of_float(x: f64) -> i128 {
    if x.is_finite() { turned((x + 0.0).to_bits() as i64).into() } else { MISSING }
}

/// The value of a key of cells of a kind.
pub(super) fn value(key: i128, kind: Kind) -> Value {
    match kind {
        Kind::Float => Value::Float(float(key)),
        _ => kind.value(key),
    }
}

/// The float of a key.
pub(super) fn float(key: i128) -> f64 {
    f64::from_bits(turned(key as i64) as u64)
}

/// Turns the order of the negative ones round; twice is not at all.
fn turned(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_floats_are_in_their_order_and_come_back() {
        let ascending = [f64::MIN, -1.5, -f64::MIN_POSITIVE, 0.0, 5e-324, 0.1, 3.0, f64::MAX];
        assert!(ascending.map(of_float).is_sorted_by(|a, b| a < b));
        assert!(ascending.iter().all(|x| value(of_float(*x), Kind::Float) == Value::Float(*x)));
        assert_eq!(of_float(-0.0), of_float(0.0));
    }

    #[test]
    fn what_is_not_finite_has_no_place() {
        assert!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].iter().all(|x| of_float(*x) == MISSING));
    }
}
