//! Equality of answers: exact, but for floating point, which may differ in the last digits.

use shared::engine::value::Value;

/// The relative difference that two sums of the same floating-point numbers may have.
pub const TOLERANCE: f64 = 1e-9;

/// Numbers are not told apart below this share of it: what cancels leaves no digit to compare.
const LEAST: f64 = 1e-3;

/// Checks that both answers have the same rows in the same order.
#[track_caller]
pub fn same_rows(ours: &[Vec<Value>], theirs: &[Vec<Value>], what: &str) {
    same_rows_by(same, ours, theirs, what);
}

/// The same of an answer whose integers and decimals are exact: a float stands for one of them only if it tells all of its digits.
#[track_caller]
pub fn same_exact_rows(ours: &[Vec<Value>], exact: &[Vec<Value>], what: &str) {
    same_rows_by(is_exactly, ours, exact, what);
}

#[track_caller]
fn same_rows_by(same: fn(&Value, &Value) -> bool, ours: &[Vec<Value>], theirs: &[Vec<Value>], what: &str) {
    let same_row = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    let first = ours.iter().zip(theirs).position(|(a, b)| !same_row(a, b));
    if let Some(row) = first {
        panic!("{what}: row {row} differs\n  ours   {:?}\n  theirs {:?}", ours[row], theirs[row]);
    }
    assert_eq!(ours.len(), theirs.len(), "{what}: numbers of rows differ");
}

fn is_exactly(value: &Value, exact: &Value) -> bool {
    match (value, exact) {
        (Value::Float(x), Value::Int(n)) => x.fract() == 0.0 && *x as i128 == *n,
        // A float gives 15 digits back.
        (Value::Float(x), Value::Decimal { unscaled, .. }) => unscaled.unsigned_abs() < 10_u128.pow(15) && Some(*x) == exact.as_f64(),
        (Value::Int(_) | Value::Decimal { .. }, Value::Float(_)) => false,
        _ => same(value, exact),
    }
}

/// Whether two values are the same, whatever type carries them.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Timestamp { .. }, Value::Timestamp { .. })
        | (Value::Time { .. }, Value::Time { .. })
        | (Value::Duration { .. }, Value::Duration { .. }) => nanoseconds(a) == nanoseconds(b),
        (Value::Float(a), Value::Float(b)) if a.is_nan() && b.is_nan() => true,
        (Value::Float(a), Value::Float(b)) => a == b || ((a - b).is_finite() && (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(LEAST)),
        (Value::Int(a), Value::Decimal { unscaled: b, scale: 0 }) | (Value::Decimal { unscaled: b, scale: 0 }, Value::Int(a)) => a == b,
        // What one engine says exactly, another may say in floating point.
        (Value::Float(a), Value::Int(_) | Value::Decimal { .. }) => b.as_f64().is_some_and(|b| same(&Value::Float(*a), &Value::Float(b))),
        (Value::Int(_) | Value::Decimal { .. }, Value::Float(_)) => same(b, a),
        _ => a == b,
    }
}

fn nanoseconds(value: &Value) -> Option<i128> {
    match value {
        Value::Timestamp { ticks, per_second } | Value::Time { ticks, per_second } | Value::Duration { ticks, per_second } => {
            Some(i128::from(*ticks) * i128::from(1_000_000_000 / per_second))
        }
        _ => None,
    }
}
