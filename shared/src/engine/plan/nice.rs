//! Widths that people like: 1, 2, 2.5 or 5 times a power of ten, of which edges are multiples. Of times: what clocks and calendars have.

use super::scalar;
use crate::engine::value::{DAY_SECS, Value};

/// Seconds to a day, as clocks are divided.
const CLOCK: [u32; 17] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];

/// The width that gives the number of bins between two numbers that is nearest to `count`, the narrower of two; 1 for a single number. None if these
/// are no numbers, times of day or lengths of time, of which it is in seconds. Between integers it is whole, and of times it is whole ticks.
pub fn width(least: &Value, greatest: &Value, count: u32) -> Option<f64> {
    let is_whole = matches!((least, greatest), (Value::Int(_), Value::Int(_)));
    let (per_second, least, greatest) = (per_second(least), least.on_scale()?, greatest.on_scale()?);
    let count = f64::from(count);
    let aim = greatest / count - least / count;
    if !(aim > 0.0 && aim.is_finite()) {
        return Some(1.0);
    }
    let off = |width: f64| ((greatest / width).floor() - (least / width).floor() + 1.0 - count).abs();
    let nearest = |best: f64, width: f64| if off(width) < off(best) { width } else { best };
    let mut widths = decimal(aim);
    match per_second {
        None => widths.retain(|width| !is_whole || width.fract() == 0.0),
        Some(per_second) => {
            widths.retain(|width| *width < 1.0 && scalar::ticks(*width, per_second).is_some());
            widths.extend(CLOCK.map(f64::from));
            let day = DAY_SECS as f64;
            widths.push(day);
            widths.extend(decimal(aim / day).into_iter().filter(|days| days.fract() == 0.0).map(|days| days * day));
            widths.retain(|width| scalar::ticks(*width, per_second).is_some());
        }
    }
    widths.into_iter().reduce(nearest).or(Some(1.0))
}

/// The widths about an aim, ascending.
fn decimal(aim: f64) -> Vec<f64> {
    let power = aim.log10().floor() as i32;
    let widths = (power - 1..=power + 1).flat_map(|power| ["1", "2", "2.5", "5"].map(|digits| format!("{digits}e{power}")));
    // As text: the nearest float, which a product need not be.
    widths.filter_map(|text| text.parse::<f64>().ok()).filter(|width| width.is_finite() && *width > 0.0).collect()
}

fn per_second(value: &Value) -> Option<i64> {
    if let Value::Time { per_second, .. } | Value::Duration { per_second, .. } = value { Some(*per_second) } else { None }
}
