//! Widths that people like: 1, 2, 2.5 or 5 times a power of ten, of which edges are multiples.

use crate::engine::value::Value;

/// The width that gives the number of bins between two numbers that is nearest to `count`, the narrower of two; 1 for a single number. None if these
/// are no numbers. Between integers it is whole.
pub(super) fn width(least: &Value, greatest: &Value, count: u32) -> Option<f64> {
    let is_whole = matches!((least, greatest), (Value::Int(_), Value::Int(_)));
    let (least, greatest) = (least.as_f64()?, greatest.as_f64()?);
    let count = f64::from(count);
    let aim = greatest / count - least / count;
    if !(aim > 0.0 && aim.is_finite()) {
        return Some(1.0);
    }
    let power = aim.log10().floor() as i32;
    let widths = (power - 1..=power + 1).flat_map(|power| ["1", "2", "2.5", "5"].map(|digits| format!("{digits}e{power}")));
    // As text: the nearest float, which a product need not be.
    let widths = widths.filter_map(|text| text.parse::<f64>().ok()).filter(|width| width.is_finite() && *width > 0.0);
    let widths = widths.filter(|width| !is_whole || width.fract() == 0.0);
    let off = |width: f64| ((greatest / width).floor() - (least / width).floor() + 1.0 - count).abs();
    widths.reduce(|best, width| if off(width) < off(best) { width } else { best }).or(Some(1.0))
}
