//! The aggregates by their definitions, over lists of values: slow, plain, and nothing of the engine's in them.
//!
//! For what DataFusion has not, or has otherwise: it wraps sums of integers, reads whole numbers as floats before it subtracts their mean,
//! has no mode, and orders NaN and -0 by their bits.

use std::cmp::Ordering;

use arrow_schema::DataType;
use shared::engine::value::Value;
use shared::wire::query::Op;

/// Whether an op is of columns of a type. A count is of rows.
pub fn takes(op: Op, data_type: &DataType) -> bool {
    let is_opaque = matches!(data_type, DataType::Binary | DataType::List(_) | DataType::Struct(_));
    match op {
        Op::Count => false,
        Op::CountColumn => true,
        Op::Min | Op::Max | Op::First | Op::Last | Op::Mode | Op::Distinct | Op::ApproxDistinct => !is_opaque,
        Op::Median | Op::Quantile | Op::ApproxQuantile => data_type.is_numeric() || data_type.is_temporal(),
        Op::Sum | Op::Mean | Op::Variance | Op::Stddev | Op::Skewness | Op::Kurtosis | Op::Corr | Op::Covar => data_type.is_numeric(),
    }
}

/// An aggregate of the rows of a group: of their cells, and of those of the other column if it is of two.
pub fn answer(op: Op, q: f64, cells: &[Value], others: &[Value]) -> Value {
    let mut sorted: Vec<&Value> = cells.iter().filter(|cell| **cell != Value::Null).collect();
    let in_order: Vec<&Value> = sorted.clone();
    sorted.sort_by(|a, b| order(a, b));
    let count = |n: usize| Value::Int(n as i128);
    let value = |value: Option<&&Value>| value.map_or(Value::Null, |value| (*value).clone());
    match op {
        Op::Count => count(cells.len()),
        Op::CountColumn => count(sorted.len()),
        Op::Sum => sum(&sorted),
        Op::Mean => float((!sorted.is_empty()).then(|| mean(&sorted))),
        Op::Min => value(sorted.first()),
        Op::Max => value(sorted.last()),
        Op::Distinct | Op::ApproxDistinct => count(sorted.chunk_by(|a, b| order(a, b).is_eq()).count()),
        Op::First => value(in_order.first()),
        Op::Last => value(in_order.last()),
        Op::Mode => value(sorted.chunk_by(|a, b| order(a, b).is_eq()).rev().max_by_key(|run| run.len()).map(|run| &run[0])),
        Op::ApproxQuantile => about(&sorted, q),
        Op::Median | Op::Quantile if sorted.first().is_some_and(|value| at_tick(value, 0).is_some()) => {
            tick(&sorted, if op == Op::Median { 0.5 } else { q })
        }
        Op::Median => quantile(&sorted, 0.5),
        Op::Quantile => quantile(&sorted, q),
        Op::Variance => float(variance(&sorted)),
        Op::Stddev => float(variance(&sorted).map(f64::sqrt)),
        Op::Skewness => float(shape(&sorted, 3)),
        Op::Kurtosis => float(shape(&sorted, 4).map(|ratio| ratio - 3.0)),
        Op::Corr | Op::Covar => {
            let pairs = cells.iter().zip(others).filter(|(a, b)| **a != Value::Null && **b != Value::Null);
            let (a, b): (Vec<&Value>, Vec<&Value>) = pairs.unzip();
            let (a, b) = (centred(&a), centred(&b));
            let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let spread = (product(&a, &a).sqrt(), product(&b, &b).sqrt());
            float(match op {
                Op::Covar => (a.len() > 1).then(|| product(&a, &b) / (a.len() - 1) as f64),
                _ => (spread.0 != 0.0 && spread.1 != 0.0).then(|| product(&a, &b) / spread.0 / spread.1),
            })
        }
    }
}

/// The order of the contract: NaN is the greatest number, 0 equals -0, null is last.
pub fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Null, _) | (_, Value::Null) => (*a == Value::Null).cmp(&(*b == Value::Null)),
        _ => whole(a).cmp(&whole(b)),
    }
}

fn float(x: Option<f64>) -> Value {
    x.map_or(Value::Null, Value::Float)
}

/// The whole number that a cell is stored as; none for floats.
fn whole(value: &Value) -> Option<i128> {
    match *value {
        Value::Bool(b) => Some(b.into()),
        Value::Int(n) => Some(n),
        Value::Decimal { unscaled, .. } => Some(unscaled),
        Value::Date(days) => Some(days.into()),
        Value::Timestamp { ticks, .. } | Value::Time { ticks, .. } | Value::Duration { ticks, .. } => Some(ticks.into()),
        _ => None,
    }
}

/// What a decimal's whole number is multiplied by.
fn unit(value: &Value) -> f64 {
    if let Value::Decimal { scale, .. } = value { 10f64.powi(-i32::from(*scale)) } else { 1.0 }
}

/// `to - from`, which loses nothing of large whole numbers.
fn distance(from: &Value, to: &Value) -> f64 {
    match (from, to) {
        (Value::Float(a), Value::Float(b)) => b - a,
        _ => (whole(to).unwrap() - whole(from).unwrap()) as f64 * unit(to),
    }
}

fn sum(values: &[&Value]) -> Value {
    match values.first() {
        None => Value::Null,
        Some(Value::Float(_)) => Value::Float(values.iter().map(|value| value.as_f64().unwrap()).sum()),
        Some(Value::Decimal { scale, .. }) => Value::Decimal { unscaled: values.iter().filter_map(|value| whole(value)).sum(), scale: *scale },
        Some(_) => Value::Int(values.iter().filter_map(|value| whole(value)).sum()),
    }
}

fn mean(values: &[&Value]) -> f64 {
    let n = values.len() as f64;
    if let Value::Float(sum) = sum(values)
        && !sum.is_finite()
    {
        return sum / n;
    }
    values[0].as_f64().unwrap() + values.iter().map(|value| distance(values[0], value)).sum::<f64>() / n
}

/// Each value's distance from the mean.
fn centred(values: &[&Value]) -> Vec<f64> {
    let from_first: Vec<f64> = values.iter().map(|value| distance(values[0], value)).collect();
    let mean = from_first.iter().sum::<f64>() / values.len() as f64;
    from_first.into_iter().map(|x| x - mean).collect()
}

fn variance(values: &[&Value]) -> Option<f64> {
    (values.len() > 1).then(|| centred(values).iter().map(|x| x * x).sum::<f64>() / (values.len() - 1) as f64)
}

/// The standardised moment of the population.
fn shape(values: &[&Value], power: i32) -> Option<f64> {
    let centred = centred(values);
    let moment = |power: i32| centred.iter().map(|x| x.powi(power)).sum::<f64>() / centred.len() as f64;
    (!values.is_empty() && order(values[0], values[values.len() - 1]).is_ne()).then(|| moment(power) / moment(2).powf(f64::from(power) / 2.0))
}

/// Another time of the same kind; none where it is no time.
fn at_tick(like: &Value, ticks: i128) -> Option<Value> {
    let small = ticks as i64;
    match *like {
        Value::Date(_) => Some(Value::Date(ticks as i32)),
        Value::Timestamp { per_second, .. } => Some(Value::Timestamp { ticks: small, per_second }),
        Value::Time { per_second, .. } => Some(Value::Time { ticks: small, per_second }),
        Value::Duration { per_second, .. } => Some(Value::Duration { ticks: small, per_second }),
        _ => None,
    }
}

/// The last tick at or before the quantile, of times.
fn tick(sorted: &[&Value], q: f64) -> Value {
    const PARTS: f64 = (1u64 << 62) as f64;
    let h = (sorted.len() - 1) as f64 * q;
    let (lower, upper) = (sorted[h.floor() as usize], sorted[h.ceil() as usize]);
    let (from, to) = (whole(lower).unwrap(), whole(upper).unwrap());
    at_tick(lower, from + ((to - from) * (h.fract() * PARTS) as i128).div_euclid(PARTS as i128)).unwrap()
}

/// Interpolated between the neighbours of `(n - 1) * q`. Whole numbers and decimals that are hit, or lie halfway between two, stay what they are.
fn quantile(sorted: &[&Value], q: f64) -> Value {
    const PARTS: f64 = (1u64 << 30) as f64;
    let Some(last) = sorted.len().checked_sub(1) else { return Value::Null };
    let h = last as f64 * q;
    let (lower, upper) = (sorted[h.floor() as usize], sorted[h.ceil() as usize]);
    let part = h.fract();
    if part == 0.0 || order(lower, upper).is_eq() {
        return lower.clone();
    }
    let parts = part * PARTS;
    if let (Some(from), Some(to), 0.0) = (whole(lower), whole(upper), parts.fract()) {
        let above = (to - from) * parts as i128;
        if above % PARTS as i128 == 0 {
            return at_unit(lower, from + above / PARTS as i128);
        }
    }
    let start = lower.as_f64().unwrap();
    Value::Float(match distance(lower, upper) {
        distance if distance.is_infinite() => (1.0 - part) * start + part * upper.as_f64().unwrap(),
        distance => start + part * distance,
    })
}

/// Another whole number or decimal of the same kind.
fn at_unit(like: &Value, whole: i128) -> Value {
    if let Value::Decimal { scale, .. } = *like { Value::Decimal { unscaled: whole, scale } } else { Value::Int(whole) }
}

/// The quantile of the floats nearest to the values, which is what a sketch of few values has: of times the last tick at or before it.
fn about(sorted: &[&Value], q: f64) -> Value {
    let floats: Vec<Value> = sorted.iter().map(|value| Value::Float(value.as_f64().unwrap_or_else(|| whole(value).unwrap() as f64))).collect();
    let quantile = quantile(&floats.iter().collect::<Vec<_>>(), q);
    match (sorted.first(), &quantile) {
        (Some(like), Value::Float(x)) => at_tick(like, x.floor() as i128).unwrap_or(quantile),
        _ => quantile,
    }
}
