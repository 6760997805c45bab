//! The total order of values: numbers by size, NaN greater than all others, null last.

use std::cmp::Ordering;

use super::value::{Value, decimal_to_f64};

/// The numbers below `len` in an order, those that are equal as they were. One function for all that is sorted seldom: `sort_by` brings one of some kilobytes for
/// each order to the page.
pub fn arranged(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// A total order under which NaN is greater than all other numbers and 0 equals -0.
pub trait TotalOrder {
    /// Compares two values.
    fn order(&self, other: &Self) -> Ordering;
}

impl TotalOrder for i64 {
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl TotalOrder for i128 {
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl TotalOrder for &str {
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl TotalOrder for f64 {
    fn order(&self, other: &Self) -> Ordering {
        self.partial_cmp(other).unwrap_or_else(|| self.is_nan().cmp(&other.is_nan()))
    }
}

impl TotalOrder for Value {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            (Value::Float(a), Value::Float(b)) => a.order(b),
            (Value::Int(a), Value::Float(b)) => whole_and_float(*a, *b),
            (Value::Float(a), Value::Int(b)) => whole_and_float(*b, *a).reverse(),
            (Value::Decimal { unscaled: a, scale: s }, Value::Decimal { unscaled: b, scale: t }) if s == t => a.cmp(b),
            (Value::Decimal { unscaled: a, scale: s }, Value::Decimal { unscaled: b, scale: t }) => {
                decimal_to_f64(*a, *s).order(&decimal_to_f64(*b, *t))
            }
            // Quantiles of decimals are floats where these tell all digits.
            (Value::Decimal { unscaled, scale }, Value::Float(b)) => decimal_to_f64(*unscaled, *scale).order(b),
            (Value::Float(a), Value::Decimal { unscaled, scale }) => a.order(&decimal_to_f64(*unscaled, *scale)),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::Timestamp { ticks: a, per_second: p }, Value::Timestamp { ticks: b, per_second: q })
            | (Value::Time { ticks: a, per_second: p }, Value::Time { ticks: b, per_second: q })
            | (Value::Duration { ticks: a, per_second: p }, Value::Duration { ticks: b, per_second: q }) => {
                (i128::from(*a) * i128::from(*q)).cmp(&(i128::from(*b) * i128::from(*p)))
            }
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

/// An integer against a float, without rounding the integer.
fn whole_and_float(a: i128, b: f64) -> Ordering {
    (a as f64).order(&b).then_with(|| a.cmp(&(b as i128)))
}

/// Where a kind of value stands among the others; values of one column share a kind, so this only puts null last.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Int(_) | Value::Float(_) => 1,
        Value::Decimal { .. } => 2,
        Value::Date(_) => 3,
        Value::Timestamp { .. } => 4,
        Value::Time { .. } => 5,
        Value::Duration { .. } => 6,
        Value::Text(_) => 7,
        Value::Null => 8,
    }
}

/// The bits of a float, the same for 0 and -0 and for every NaN.
pub fn canonical_bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { (x + 0.0).to_bits() }
}
