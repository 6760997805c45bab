//! The edges of bins whose keys are lower edges: those of a width, of a logarithm and of the calendar.

use super::bins::unit;
use super::scalar;
use crate::engine::bin::calendar::Unit;
use crate::engine::bin::linear::Linear;
use crate::engine::bin::local::Local;
use crate::engine::bin::log;
use crate::engine::bin::zone::Zone;
use crate::engine::order::TotalOrder;
use crate::engine::value::{DAY_SECS, Value};
use crate::wire::bin::BinSpec;

/// The least and the greatest edge among the keys that occur; null, NaN and ±∞ are none.
#[derive(Clone, Debug, Default)]
pub struct Ends(Option<[Value; 2]>);

/// More edges than these are not told: bins may be far apart.
const MOST: usize = 10_000;

impl Ends {
    /// Of some keys.
    pub fn of(keys: impl Iterator<Item = Value>) -> Ends {
        let mut ends = Ends::default();
        keys.for_each(|key| ends.take(key));
        ends
    }

    /// Takes a key in.
    pub fn take(&mut self, key: Value) {
        let is_edge = match key {
            Value::Null => false,
            Value::Float(x) => x.is_finite(),
            _ => true,
        };
        match &mut self.0 {
            _ if !is_edge => {}
            None => self.0 = Some([key.clone(), key]),
            Some([least, _]) if key.order(least).is_lt() => *least = key,
            Some([_, greatest]) if key.order(greatest).is_gt() => *greatest = key,
            Some(_) => {}
        }
    }
}

/// Whether a settled bin has keys that are lower edges.
pub fn has(bin: &BinSpec) -> bool {
    bin.width.is_some() || bin.log.is_some() || bin.every.is_some()
}

/// The edges of a settled bin from the least key to the upper edge of the greatest, ascending; none if there are no keys or more than 10,000 edges.
pub(super) fn edges(bin: &BinSpec, ends: &Ends) -> Option<Vec<Value>> {
    let [least, greatest] = ends.0.as_ref()?;
    let next = next(bin, least)?;
    let mut edges = vec![least.clone()];
    while edges.len() < MOST {
        let last = edges.last()?;
        let is_last = last.order(greatest).is_ge();
        edges.push(next(last)?);
        if is_last {
            return Some(edges);
        }
    }
    None
}

/// From an edge to the next one.
type Next = Box<dyn Fn(&Value) -> Option<Value>>;

fn next(bin: &BinSpec, like: &Value) -> Option<Next> {
    if let Some(width) = bin.width {
        let rule = Linear::new(bin.origin.unwrap_or_default(), width);
        return Some(Box::new(move |edge| match edge {
            // What no float holds is whole, and so is the width.
            Value::Int(n) => n.checked_add(width as i128).map(Value::Int),
            // No bin goes beyond its day.
            Value::Time { ticks, per_second } => {
                let next = ticks.checked_add(scalar::ticks(width, *per_second)?)?;
                Some(Value::Time { ticks: next.min(DAY_SECS * per_second), per_second: *per_second })
            }
            Value::Duration { ticks, per_second } => {
                let next = ticks.checked_add(scalar::ticks(width, *per_second)?)?;
                Some(Value::Duration { ticks: next, per_second: *per_second })
            }
            edge => Some(Value::Float(rule.after(edge.as_f64()?))),
        }));
    }
    if let Some(base) = bin.log {
        let powers = log::powers(base);
        return Some(Box::new(move |edge| {
            let x = edge.as_f64()?;
            powers.get(powers.partition_point(|power| *power <= x)).copied().map(Value::Float)
        }));
    }
    let unit = match unit(bin.every?, bin.n.unwrap_or(1)) {
        // A date has no hours.
        Unit::Seconds(secs) if matches!(like, Value::Date(_)) => Unit::Seconds(secs.max(DAY_SECS)),
        unit => unit,
    };
    let zone = bin.offsets.clone().map_or_else(|| Some(Zone::utc()), Zone::new)?;
    let rule = Local { unit, zone };
    Some(Box::new(move |edge| match *edge {
        Value::Date(days) => i32::try_from(rule.next(i64::from(days) * DAY_SECS) / DAY_SECS).ok().map(Value::Date),
        Value::Timestamp { ticks, per_second } => {
            let ticks = rule.next(ticks.div_euclid(per_second)).checked_mul(per_second)?;
            Some(Value::Timestamp { ticks, per_second })
        }
        _ => None,
    }))
}
