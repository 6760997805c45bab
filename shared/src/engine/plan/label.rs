//! Edges and labels of bins.

use super::edges::{self, Ends};
use crate::engine::bin::zone::{self, Zone};
use crate::engine::value::{Value, timestamp_text};
use crate::wire::bin::{BinSpec, KeyBins};
use crate::wire::query::{GroupKey, QuerySpec, Scalar};

/// How the keys of a settled query were binned. `ends` gives the keys that occur between which a bin has edges.
pub fn key_bins(spec: &QuerySpec, mut ends: impl FnMut(usize) -> Ends) -> Vec<KeyBins> {
    spec.group_by.iter().enumerate().map(|(at, key)| of_key(key, || ends(at))).collect()
}

fn of_key(key: &GroupKey, ends: impl FnOnce() -> Ends) -> KeyBins {
    let (edges, labels) = match &key.bin {
        Some(BinSpec { cuts: Some(cuts), .. }) => {
            let edges: Vec<Option<Scalar>> = [None].into_iter().chain(cuts.iter().cloned().map(Some)).chain([None]).collect();
            let labels = edges.windows(2).map(|bin| Some(between(bin[0].as_ref(), bin[1].as_ref()))).collect();
            (Some(edges), Some(labels))
        }
        // What all others are called depends on the reader's language.
        Some(BinSpec { among: Some(values), .. }) => (None, Some(values.iter().map(|value| Some(text(value))).chain([None]).collect())),
        Some(bin) if edges::has(bin) => {
            let zone = bin.offsets.clone().and_then(Zone::new);
            let edges: Option<Vec<Scalar>> =
                edges::edges(bin, &ends()).and_then(|edges| edges.iter().map(|edge| told(edge, zone.as_ref())).collect());
            let label = |bin: &[Scalar]| Some(between(Some(&bin[0]), Some(&bin[1])));
            let labels = edges.as_ref().map(|edges| edges.windows(2).map(label).collect());
            (edges.map(|edges| edges.into_iter().map(Some).collect()), labels)
        }
        _ => (None, None),
    };
    KeyBins { column: key.column.clone(), bin: key.bin.clone(), edges, labels }
}

/// An edge; an instant as the clock of a zone told it, with its offset, or in UTC where the zone had none of whole minutes.
fn told(edge: &Value, zone: Option<&Zone>) -> Option<Scalar> {
    let (Value::Timestamp { ticks, per_second }, Some(zone)) = (edge, zone) else { return edge.to_scalar() };
    let offset = zone.offset(ticks.div_euclid(*per_second));
    let mark = zone::mark(offset).filter(|_| offset != 0);
    let local = mark.as_ref().map_or(Some(*ticks), |_| ticks.checked_add(offset.checked_mul(*per_second)?));
    Some(Scalar::Text(timestamp_text(local?, *per_second)? + mark.as_deref().unwrap_or("Z")))
}

/// A bin in the signs of mathematics, which all languages share.
fn between(lo: Option<&Scalar>, hi: Option<&Scalar>) -> String {
    match (lo, hi) {
        (Some(lo), Some(hi)) => format!("[{}, {})", text(lo), text(hi)),
        (None, Some(hi)) => format!("< {}", text(hi)),
        (Some(lo), None) => format!("≥ {}", text(lo)),
        (None, None) => "(-∞, ∞)".to_owned(),
    }
}

fn text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(truth) => truth.to_string(),
        Scalar::Int(n) => n.to_string(),
        Scalar::Float(x) => x.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn told(bin: &str, keys: &[Value]) -> KeyBins {
        let key = GroupKey { column: "x".into(), bin: Some(serde_json::from_str(bin).unwrap()) };
        of_key(&key, || Ends::of(keys.iter().cloned()))
    }

    fn labels(bin: &str) -> Vec<String> {
        told(bin, &[]).labels.unwrap().into_iter().map(|label| label.unwrap_or("null".into())).collect()
    }

    /// The edges as JSON.
    fn edges(bin: &str, keys: &[Value]) -> String {
        serde_json::to_string(&told(bin, keys).edges).unwrap()
    }

    #[test]
    fn every_position_has_a_label() {
        assert_eq!(labels(r#"{"cuts":[-0.5,2]}"#), ["< -0.5", "[-0.5, 2)", "≥ 2"]);
        assert_eq!(labels(r#"{"cuts":[]}"#), ["(-∞, ∞)"]);
        assert_eq!(labels(r#"{"among":["JFK",true,1.5]}"#), ["JFK", "true", "1.5", "null"]);
    }

    #[test]
    fn the_edges_of_cuts_are_open_at_both_ends() {
        assert_eq!(edges(r#"{"cuts":[1]}"#, &[]), "[null,1,null]");
    }

    #[test]
    fn edges_go_from_the_least_key_to_the_end_of_the_greatest_bin_and_over_those_without_rows() {
        let keys = [Value::Float(f64::NAN), Value::Float(20.5), Value::Null, Value::Float(0.5), Value::Float(f64::INFINITY)];
        assert_eq!(edges(r#"{"width":10,"origin":0.5}"#, &keys), "[0.5,10.5,20.5,30.5]");
        assert_eq!(told(r#"{"width":10,"origin":0.5}"#, &keys).labels.unwrap()[0].as_deref(), Some("[0.5, 10.5)"));
        assert_eq!(edges(r#"{"log":10}"#, &[Value::Float(1.0), Value::Float(100.0)]), "[1.0,10.0,100.0,1000.0]");
        let beyond = 1i128 << 60;
        assert_eq!(edges(r#"{"width":1}"#, &[Value::Int(beyond + 1)]), format!("[{},{}]", beyond + 1, beyond + 2));
    }

    #[test]
    fn edges_of_times_follow_the_calendar_and_the_zone() {
        assert_eq!(edges(r#"{"every":"month"}"#, &[Value::Date(0), Value::Date(59)]), r#"["1970-01-01","1970-02-01","1970-03-01","1970-04-01"]"#);
        let hour = |hours: i64| Value::Timestamp { ticks: hours * 3_600_000, per_second: 1_000 };
        let zoned = r#"{"every":"day","zone":"Asia/Shanghai","offsets":[[0,28800]]}"#;
        assert_eq!(edges(zoned, &[hour(16), hour(40)]), r#"["1970-01-02T00:00:00+08:00","1970-01-03T00:00:00+08:00","1970-01-04T00:00:00+08:00"]"#);
        assert_eq!(told(zoned, &[hour(16)]).labels.unwrap(), [Some("[1970-01-02T00:00:00+08:00, 1970-01-03T00:00:00+08:00)".to_owned())]);
        // An hour that the clock shows twice is told by its offsets.
        let twice = r#"{"every":"hour","zone":"A/B","offsets":[[0,7200],[36000,3600]]}"#;
        assert_eq!(edges(twice, &[hour(9), hour(10)]), r#"["1970-01-01T11:00:00+02:00","1970-01-01T11:00:00+01:00","1970-01-01T12:00:00+01:00"]"#);
        let mean = r#"{"every":"day","zone":"A/C","offsets":[[0,-17762]]}"#;
        assert_eq!(edges(mean, &[Value::Timestamp { ticks: 17_762, per_second: 1 }]), r#"["1970-01-01T04:56:02Z","1970-01-02T04:56:02Z"]"#);
        let utc = r#"{"every":"day","zone":"UTC","offsets":[[0,0]]}"#;
        assert_eq!(edges(utc, &[hour(0)]), r#"["1970-01-01T00:00:00Z","1970-01-02T00:00:00Z"]"#);
    }

    #[test]
    fn edges_of_times_of_day_end_with_the_day() {
        let at = |ticks: i64| Value::Time { ticks, per_second: 1_000_000 };
        assert_eq!(edges(r#"{"width":43200}"#, &[at(0), at(43_200_000_000)]), r#"["00:00:00","12:00:00","24:00:00"]"#);
        assert_eq!(told(r#"{"width":50000}"#, &[at(50_000_000_000)]).labels.unwrap(), [Some("[13:53:20, 24:00:00)".to_owned())]);
        let long = |ticks: i64| Value::Duration { ticks, per_second: 1_000 };
        assert_eq!(edges(r#"{"width":0.5}"#, &[long(-500), long(500)]), r#"["-PT0.5S","P0D","PT0.5S","PT1S"]"#);
    }

    #[test]
    fn without_keys_or_with_too_many_edges_there_are_none() {
        assert_eq!(edges(r#"{"width":1}"#, &[]), "null");
        assert_eq!(edges(r#"{"width":1}"#, &[Value::Float(0.0), Value::Float(1e9)]), "null");
    }
}
