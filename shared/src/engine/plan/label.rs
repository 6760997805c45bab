//! Edges and labels of bins whose keys are positions.

use crate::wire::bin::{BinSpec, KeyBins};
use crate::wire::query::{GroupKey, QuerySpec, Scalar};

/// How the keys of a settled query were binned.
pub fn key_bins(spec: &QuerySpec) -> Vec<KeyBins> {
    spec.group_by.iter().map(of_key).collect()
}

fn of_key(key: &GroupKey) -> KeyBins {
    let (edges, labels) = match &key.bin {
        Some(BinSpec { cuts: Some(cuts), .. }) => {
            let edges: Vec<Option<Scalar>> = [None].into_iter().chain(cuts.iter().cloned().map(Some)).chain([None]).collect();
            let labels = edges.windows(2).map(|bin| Some(between(bin[0].as_ref(), bin[1].as_ref()))).collect();
            (Some(edges), Some(labels))
        }
        // What all others are called depends on the reader's language.
        Some(BinSpec { among: Some(values), .. }) => (None, Some(values.iter().map(|value| Some(text(value))).chain([None]).collect())),
        _ => (None, None),
    };
    KeyBins { column: key.column.clone(), bin: key.bin.clone(), edges, labels }
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

    fn labels(bin: &str) -> Vec<String> {
        let key = GroupKey { column: "x".into(), bin: Some(serde_json::from_str(bin).unwrap()) };
        of_key(&key).labels.unwrap().into_iter().map(|label| label.unwrap_or("null".into())).collect()
    }

    #[test]
    fn every_position_has_a_label() {
        assert_eq!(labels(r#"{"cuts":[-0.5,2]}"#), ["< -0.5", "[-0.5, 2)", "≥ 2"]);
        assert_eq!(labels(r#"{"cuts":[]}"#), ["(-∞, ∞)"]);
        assert_eq!(labels(r#"{"among":["JFK",true,1.5]}"#), ["JFK", "true", "1.5", "null"]);
    }

    #[test]
    fn edges_are_open_at_both_ends_and_only_cuts_have_them() {
        let key = |bin: &str| of_key(&GroupKey { column: "x".into(), bin: Some(serde_json::from_str(bin).unwrap()) });
        assert_eq!(key(r#"{"cuts":[1]}"#).edges, Some(vec![None, Some(Scalar::Int(1)), None]));
        assert_eq!((key(r#"{"width":1}"#).edges, key(r#"{"width":1}"#).labels), (None, None));
    }
}
