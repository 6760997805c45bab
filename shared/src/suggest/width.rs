//! Nice widths of bins: 1, 2, 2.5 or 5 times a power of ten.

use crate::wire::query::Scalar;

/// The nice width whose number of bins over `span` is nearest to `bins` by ratio; whole for integers. None if there is no such width.
pub(super) fn nice(span: f64, whole: bool, bins: f64) -> Option<f64> {
    if !(span.is_finite() && span > 0.0) {
        return None;
    }
    let exponent = (span / bins).log10().floor() as i32;
    let widths = (exponent - 1..=exponent + 1).flat_map(|power| [1.0, 2.0, 2.5, 5.0].map(|digit| scaled(digit, power)));
    let allowed = widths.filter(|width| width.is_normal() && (!whole || width.fract() == 0.0));
    let distance = |width: &f64| (span / width / bins).ln().abs();
    let best = allowed.min_by(|a, b| distance(a).total_cmp(&distance(b)));
    if whole { Some(best.unwrap_or(1.0)) } else { best }
}

/// `digit · 10^power`, the float nearest to it.
fn scaled(digit: f64, power: i32) -> f64 {
    if power < 0 { digit / 10f64.powi(-power) } else { digit * 10f64.powi(power) }
}

/// A profile's number.
pub(super) fn number(scalar: &Option<Scalar>) -> Option<f64> {
    match scalar.as_ref()? {
        Scalar::Int(n) => Some(*n as f64),
        Scalar::Float(x) => Some(*x),
        Scalar::Text(text) => text.parse().ok(),
        Scalar::Bool(_) => None,
    }
}
