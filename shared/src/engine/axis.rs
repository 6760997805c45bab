//! The values of a group key that occur: ascending, each once, null last.
//!
//! Numbers, dates and times are kept as the bare whole numbers that they differ by, so that the 200,000 minutes of half a year are merged and
//! sent as a list of numbers.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::numbers::numbers;
use super::order::{TotalOrder, arranged};
use super::value::Value;

/// The places on an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Axis {
    /// What 64 bits tell apart.
    Whole {
        /// Any of the values; the others differ from it by their whole number.
        like: Value,
        /// The whole numbers, ascending.
        #[serde(with = "super::packed")]
        wholes: Vec<i64>,
        /// Whether null comes after them.
        null: bool,
    },
    /// Anything else.
    Any(Vec<Value>),
}

impl Default for Axis {
    fn default() -> Self {
        Axis::Any(Vec::new())
    }
}

impl Axis {
    /// The axis of values in any order, and the place of each of them.
    pub(super) fn of(values: Vec<Value>) -> (Axis, Vec<u32>) {
        if values.windows(2).all(|pair| pair[0].order(&pair[1]).is_lt()) {
            let places = (0..values.len() as u32).collect();
            return (Axis::ascending(values), places);
        }
        let order = arranged(values.len(), &|a, b| values[a].order(&values[b]));
        let mut places = vec![0; values.len()];
        let mut kept: Vec<Value> = Vec::with_capacity(values.len());
        for code in order {
            let value = &values[code];
            if kept.last().is_none_or(|last| last.order(value).is_ne()) {
                kept.push(value.clone());
            }
            places[code] = kept.len() as u32 - 1;
        }
        (Axis::ascending(kept), places)
    }

    /// The axis of whole numbers that ascend already, each once, of values like `like`, which whole numbers tell apart; then null.
    pub(super) fn of_wholes(like: Value, wholes: Vec<i64>, null: bool) -> Axis {
        Axis::Whole { like, wholes, null }
    }

    /// Whether whole numbers tell values like this one apart.
    pub(super) fn is_whole(like: &Value) -> bool {
        whole(like, like).is_some()
    }

    fn ascending(values: Vec<Value>) -> Axis {
        let null = values.last() == Some(&Value::Null);
        let bare = &values[..values.len() - usize::from(null)];
        let like = bare.first().map_or(Value::Null, |first| valued(first, 0));
        match bare.iter().map(|value| whole(&like, value)).collect() {
            Some(wholes) if !bare.is_empty() => Axis::Whole { like, wholes, null },
            _ => Axis::Any(values),
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        match self {
            Axis::Whole { wholes, null, .. } => wholes.len() + usize::from(*null),
            Axis::Any(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a place.
    pub fn value(&self, place: usize) -> Value {
        match self {
            Axis::Whole { like, wholes, .. } => wholes.get(place).map_or(Value::Null, |whole| valued(like, *whole)),
            Axis::Any(values) => values.get(place).cloned().unwrap_or(Value::Null),
        }
    }

    /// All of them, in order.
    pub fn values(&self) -> impl Iterator<Item = Value> + '_ {
        (0..self.len()).map(|place| self.value(place))
    }

    /// All of them as numbers, as [`numbers`] makes them.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        match self {
            Axis::Whole { like: Value::Timestamp { per_second, .. }, wholes, null } => {
                let ticks = wholes.iter().map(|ticks| Value::Timestamp { ticks: *ticks, per_second: *per_second });
                numbers(ticks.chain(null.then_some(Value::Null)))
            }
            _ => numbers(self.values()),
        }
    }

    /// Both axes as one; and where the places of each are on it.
    pub(super) fn merged(self, other: &Axis) -> (Axis, Vec<u32>, Vec<u32>) {
        match (self, other) {
            (Axis::Whole { like, wholes, null }, Axis::Whole { like: other_like, wholes: others, null: other_null })
                if is_like(&like, other_like) =>
            {
                let (wholes, mut own, mut their) = merged(wholes, others, i64::cmp);
                let last = wholes.len() as u32;
                own.extend(null.then_some(last));
                their.extend(other_null.then_some(last));
                (Axis::Whole { like, wholes, null: null || *other_null }, own, their)
            }
            (own, other) => {
                let (own, other): (Vec<Value>, Vec<Value>) = (own.values().collect(), other.values().collect());
                let (values, own, their) = merged(own, &other, Value::order);
                (Axis::ascending(values), own, their)
            }
        }
    }
}

/// Whether two values differ by a whole number only.
fn is_like(a: &Value, b: &Value) -> bool {
    whole(a, b).is_some()
}

/// The whole number of `value`, which is like `like`; none if it has none of 64 bits.
fn whole(like: &Value, value: &Value) -> Option<i64> {
    match (like, value) {
        (Value::Int(_), Value::Int(n)) => i64::try_from(*n).ok(),
        (Value::Decimal { scale: s, .. }, Value::Decimal { unscaled, scale }) if s == scale => i64::try_from(*unscaled).ok(),
        (Value::Date(_), Value::Date(days)) => Some(i64::from(*days)),
        (Value::Timestamp { per_second: p, .. }, Value::Timestamp { ticks, per_second })
        | (Value::Time { per_second: p, .. }, Value::Time { ticks, per_second })
        | (Value::Duration { per_second: p, .. }, Value::Duration { ticks, per_second })
            if p == per_second =>
        {
            Some(*ticks)
        }
        _ => None,
    }
}

/// The value like `like` of a whole number.
fn valued(like: &Value, whole: i64) -> Value {
    match *like {
        Value::Decimal { scale, .. } => Value::Decimal { unscaled: whole.into(), scale },
        Value::Date(_) => Value::Date(whole as i32),
        Value::Timestamp { per_second, .. } => Value::Timestamp { ticks: whole, per_second },
        Value::Time { per_second, .. } => Value::Time { ticks: whole, per_second },
        Value::Duration { per_second, .. } => Value::Duration { ticks: whole, per_second },
        _ => Value::Int(whole.into()),
    }
}

/// Two ascending lists as one; and where the values of each are in it.
fn merged<T: Clone + PartialEq>(own: Vec<T>, other: &[T], order: impl Fn(&T, &T) -> Ordering) -> (Vec<T>, Vec<u32>, Vec<u32>) {
    if own == other {
        let places: Vec<u32> = (0..own.len() as u32).collect();
        return (own, places.clone(), places);
    }
    // Workers have the rows one after the other, so what ascends in them mostly goes on where the other ends.
    let ahead = other.first().map_or(own.len(), |first| own.partition_point(|value| order(value, first).is_lt()));
    let (mut all, mut their_places) = (own, Vec::with_capacity(other.len()));
    let own = all.split_off(ahead);
    let mut own_places: Vec<u32> = (0..ahead as u32).collect();
    own_places.reserve(own.len());
    all.reserve(own.len().max(other.len()));
    let mut theirs = other;
    for value in own {
        while let Some((first, rest)) = theirs.split_first()
            && order(first, &value).is_lt()
        {
            their_places.push(all.len() as u32);
            all.push(first.clone());
            theirs = rest;
        }
        if let Some((first, rest)) = theirs.split_first()
            && order(first, &value).is_eq()
        {
            their_places.push(all.len() as u32);
            theirs = rest;
        }
        own_places.push(all.len() as u32);
        all.push(value);
    }
    their_places.extend((all.len() as u32..).take(theirs.len()));
    all.extend_from_slice(theirs);
    (all, own_places, their_places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(ticks: &[i64]) -> Vec<Value> {
        ticks.iter().map(|&ticks| Value::Timestamp { ticks, per_second: 1_000 }).collect()
    }

    #[test]
    fn times_are_bare_numbers_and_come_back_as_times() {
        let values = [times(&[3, 1, 3]), vec![Value::Null]].concat();
        let (axis, places) = Axis::of(values);
        assert!(matches!(&axis, Axis::Whole { wholes, null: true, .. } if wholes == &[1, 3]));
        assert_eq!(axis.values().collect::<Vec<_>>(), [times(&[1, 3]), vec![Value::Null]].concat());
        assert_eq!(places, [1, 0, 1, 2]);
    }

    #[test]
    fn null_stays_last_on_a_merged_axis() {
        let (own, other) = (Axis::of([times(&[5]), vec![Value::Null]].concat()).0, Axis::of(times(&[2, 5, 9])).0);
        let (axis, own, their) = own.merged(&other);
        assert_eq!(axis.values().collect::<Vec<_>>(), [times(&[2, 5, 9]), vec![Value::Null]].concat());
        assert_eq!((own, their), (vec![1, 3], vec![0, 1, 2]));
    }

    #[test]
    fn numbers_beyond_64_bits_and_texts_are_kept_as_they_are() {
        let large = Value::Int(1 << 80);
        let (axis, _) = Axis::of(vec![large.clone(), Value::Int(7)]);
        assert_eq!(axis.values().collect::<Vec<_>>(), [Value::Int(7), large]);
        let (axis, own, their) = axis.merged(&Axis::of(vec![Value::Int(8)]).0);
        assert_eq!((axis.len(), own, their), (3, vec![0, 2], vec![1]));
        assert_eq!(Axis::of(vec![Value::Text("b".into()), Value::Text("a".into())]).1, [1, 0]);
    }

    #[test]
    fn only_nulls_are_an_axis_too() {
        let (axis, own, their) = Axis::of(vec![Value::Null]).0.merged(&Axis::of(times(&[4])).0);
        assert_eq!(axis.values().collect::<Vec<_>>(), [times(&[4]), vec![Value::Null]].concat());
        assert_eq!((own, their), (vec![1], vec![0]));
    }
}
