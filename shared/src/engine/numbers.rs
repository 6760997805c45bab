//! Values as the floating-point numbers that scripts count and draw with.

use super::value::Value;

/// 2^53 - 1: up to here a float tells all integers apart.
pub const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// All values as numbers: times as milliseconds since 1970, NaN for null. None if one of them has no number that is exactly it.
pub fn numbers(values: impl Iterator<Item = Value>) -> Option<Vec<f64>> {
    let mut numbers = Vec::with_capacity(values.size_hint().0);
    for value in values {
        numbers.push(number(&value)?);
    }
    Some(numbers)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(f64::NAN),
        // Of 64 bits, which WebAssembly has conversions for.
        Value::Int(n) => i64::try_from(*n).ok().filter(|n| n.unsigned_abs() <= MAX_SAFE_INTEGER).map(|n| n as f64),
        Value::Float(x) => Some(*x),
        Value::Date(_) | Value::Timestamp { .. } => value.epoch_ms(),
        Value::Time { .. } | Value::Duration { .. } | Value::Bool(_) | Value::Decimal { .. } | Value::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_numbers_as_long_as_numbers_are_exact() {
        let of = |n| numbers([Value::Int(n)].into_iter());
        assert_eq!(of(-9_007_199_254_740_991), Some(vec![-9_007_199_254_740_991.0]));
        assert_eq!((of(9_007_199_254_740_992), of(i128::MIN)), (None, None));
    }

    #[test]
    fn times_are_milliseconds_and_text_is_no_number() {
        let time = Value::Timestamp { ticks: 1_500_000, per_second: 1_000_000 };
        assert_eq!(numbers([Value::Date(1), time].into_iter()), Some(vec![86_400_000.0, 1_500.0]));
        assert_eq!(numbers([Value::Text("1".into())].into_iter()), None);
    }
}
