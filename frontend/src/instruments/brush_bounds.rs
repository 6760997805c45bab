//! Where the ends of a script's brush may lie, and which keys of its index they hold.

use std::cmp::Ordering;

use shared::engine::bin::log;
use shared::engine::value::Value;
use shared::wire::query::{GroupKey, Scalar};

/// The edges of the active column's bins.
pub(super) enum Edges {
    /// Each value is its own bin, or a unit of the calendar: any bound is an edge between some of them.
    Any,
    /// Multiples of the width from the origin.
    Linear {
        /// Of a bin.
        width: f64,
        /// An edge.
        origin: f64,
    },
    /// These.
    Cuts(Vec<Scalar>),
    /// The powers of the base of logarithmic bins.
    Powers(Vec<f64>),
    /// None: bins of values and of texts that begin alike are chosen one by one.
    Nowhere,
}

impl Edges {
    pub(super) fn of(key: &GroupKey) -> Edges {
        match &key.bin {
            Some(bin) => match (&bin.width, &bin.cuts, &bin.log) {
                (Some(width), ..) => Edges::Linear { width: *width, origin: bin.origin.unwrap_or(0.0) },
                (_, Some(cuts), _) => Edges::Cuts(cuts.clone()),
                (.., Some(base)) => Edges::Powers(log::powers(*base)),
                _ if bin.every.is_some() => Edges::Any,
                _ => Edges::Nowhere,
            },
            None => Edges::Any,
        }
    }

    /// Whether a brush may end there.
    pub(super) fn has(&self, end: &Scalar) -> bool {
        match self {
            Edges::Any => true,
            Edges::Linear { width, origin } => number(end).is_some_and(|x| {
                let k = ((x - origin) / width).round();
                (origin + k * width - x).abs() <= width * 1e-9
            }),
            Edges::Cuts(cuts) => cuts.iter().any(|cut| compare(cut, end) == Some(Ordering::Equal)),
            Edges::Powers(powers) => number(end).is_some_and(|x| powers.contains(&x)),
            Edges::Nowhere => false,
        }
    }

    /// The least value that a key's bin may hold; none for the bin below all cuts.
    fn lower(&self, key: &Value) -> Option<Scalar> {
        match (self, key) {
            (Edges::Cuts(cuts), Value::Int(bin)) => cuts.get(usize::try_from(*bin).ok()?.checked_sub(1)?).cloned(),
            _ => key.to_scalar(),
        }
    }
}

/// Whether the bin of a key lies in `[lo, hi)`; null lies nowhere, NaN only where `hi` is open.
pub(super) fn lies_within(edges: &Edges, key: &Value, lo: Option<&Scalar>, hi: Option<&Scalar>) -> bool {
    if *key == Value::Null {
        return false;
    }
    if matches!(key, Value::Float(x) if x.is_nan()) {
        return hi.is_none();
    }
    let Some(lower) = edges.lower(key) else { return lo.is_none() };
    // A bin's edge may differ from a bound in its last digits only.
    let slack = if let Edges::Linear { width, .. } = edges { width * 0.5 } else { 0.0 };
    let (key_lower, below) = (lower, |key: &Scalar, end: &Scalar| match (number(key), number(end)) {
        (Some(key), Some(end)) => key + slack < end || (slack == 0.0 && key < end),
        _ => compare(key, end) == Some(Ordering::Less),
    });
    lo.is_none_or(|lo| !below(&key_lower, lo)) && hi.is_none_or(|hi| below(&key_lower, hi))
}

/// Whether a key is one of some values; none of them is null.
pub(super) fn is_one_of(key: &Value, values: &[Option<Scalar>]) -> bool {
    let key = key.to_scalar();
    values.iter().any(|value| match (&key, value) {
        (None, None) => true,
        (Some(key), Some(value)) => compare(key, value) == Some(Ordering::Equal),
        _ => false,
    })
}

fn number(scalar: &Scalar) -> Option<f64> {
    match scalar {
        Scalar::Int(n) => Some(*n as f64),
        Scalar::Float(x) => Some(*x),
        Scalar::Bool(_) | Scalar::Text(_) => None,
    }
}

fn compare(a: &Scalar, b: &Scalar) -> Option<Ordering> {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => Some(a.cmp(b)),
        (Scalar::Bool(a), Scalar::Bool(b)) => Some(a.cmp(b)),
        // ISO 8601 text is in the order of the times.
        (Scalar::Text(a), Scalar::Text(b)) => Some(a.cmp(b)),
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::wire::query::BinSpec;

    fn edges(bin: BinSpec) -> Edges {
        Edges::of(&GroupKey { column: "x".into(), bin: Some(bin) })
    }

    #[test]
    fn bins_of_a_width_lie_between_their_edges() {
        let edges = edges(BinSpec { width: Some(0.1), origin: Some(0.0), ..BinSpec::default() });
        assert!(edges.has(&Scalar::Float(0.3)) && edges.has(&Scalar::Int(2)) && !edges.has(&Scalar::Float(0.35)));
        let within = |key: f64| lies_within(&edges, &Value::Float(key), Some(&Scalar::Float(0.3)), Some(&Scalar::Float(0.5)));
        assert_eq!([0.2, 0.1 * 3.0, 0.4, 0.5].map(within), [false, true, true, false]);
    }

    #[test]
    fn the_bin_below_all_cuts_passes_an_open_end_only() {
        let edges = edges(BinSpec { cuts: Some(vec![Scalar::Int(1), Scalar::Int(5)]), ..BinSpec::default() });
        assert!(edges.has(&Scalar::Int(5)) && !edges.has(&Scalar::Int(2)));
        let within = |bin: i128, lo: Option<i64>| lies_within(&edges, &Value::Int(bin), lo.map(Scalar::Int).as_ref(), Some(&Scalar::Int(5)));
        assert_eq!([within(0, None), within(0, Some(1)), within(1, Some(1)), within(2, None)], [true, false, true, false]);
        assert!(!lies_within(&edges, &Value::Null, None, None) && lies_within(&edges, &Value::Int(2), None, None));
    }

    #[test]
    fn logarithmic_bins_end_at_powers_and_bins_of_values_nowhere() {
        let powers = edges(BinSpec { log: Some(10.0), ..BinSpec::default() });
        assert!(powers.has(&Scalar::Int(1_000)) && powers.has(&Scalar::Float(0.001)) && !powers.has(&Scalar::Int(500)));
        let among = edges(BinSpec { among: Some(vec![Scalar::Int(1)]), ..BinSpec::default() });
        assert!(!among.has(&Scalar::Int(1)));
    }

    #[test]
    fn times_are_compared_as_text() {
        let at = |ticks| Value::Timestamp { ticks, per_second: 1 };
        let bound = Scalar::Text("1970-01-02".into());
        assert!(!lies_within(&Edges::Any, &at(86_399), Some(&bound), None) && lies_within(&Edges::Any, &at(86_400), Some(&bound), None));
    }

    #[test]
    fn a_set_names_its_values() {
        let set = [Some(Scalar::Text("a".into())), None];
        assert!(is_one_of(&Value::Text("a".into()), &set) && is_one_of(&Value::Null, &set) && !is_one_of(&Value::Text("b".into()), &set));
    }
}
