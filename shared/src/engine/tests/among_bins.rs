//! Bins of some values.

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::*;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::query::Scalar;

fn among(values: Vec<Scalar>) -> QuerySpec {
    by(Some(BinSpec { among: Some(values), ..BinSpec::default() }))
}

/// How many rows each position has, that of null last.
fn counts(values: Vec<Scalar>, x: impl Array + 'static) -> Vec<(String, i128)> {
    groups(&among(values), &column(x)).into_iter().map(|(key, n)| (key.replace("Int(", "").replace(')', ""), n)).collect()
}

fn pairs(pairs: &[(&str, i128)]) -> Vec<(String, i128)> {
    pairs.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

#[test]
fn values_of_every_kind_have_their_position() {
    let expected = pairs(&[("0", 2), ("1", 1), ("2", 1), ("Null", 1)]);
    let texts = ["b", "a"].map(|text| Scalar::Text(text.into())).to_vec();
    let cells = [Some("b"), Some("a"), Some("x"), Some("b"), None];
    assert_eq!(counts(texts.clone(), StringArray::from(cells.to_vec())), expected);
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    cells.into_iter().for_each(|cell| builder.append_option(cell));
    assert_eq!(counts(texts, builder.finish()), expected);
    let numbers = || vec![Scalar::Int(7), Scalar::Float(-1.0)];
    assert_eq!(counts(numbers(), Int64Array::from(vec![Some(7), Some(-1), Some(i64::MAX), Some(7), None])), expected);
    assert_eq!(counts(numbers(), Float64Array::from(vec![Some(7.0), Some(-1.0), Some(f64::NAN), Some(7.0), None])), expected);
    let singles = vec![Scalar::Float(0.1), Scalar::Text("NaN".into())];
    assert_eq!(counts(singles, Float32Array::from(vec![Some(0.1), Some(f32::NAN), Some(2.0), Some(0.1), None])), expected);
    let truths = vec![Scalar::Bool(true), Scalar::Bool(false)];
    assert_eq!(counts(truths, BooleanArray::from(vec![Some(true), Some(false), Some(true), None])), pairs(&[("0", 2), ("1", 1), ("Null", 1)]));
}

#[test]
fn what_no_cell_can_be_keeps_its_position_and_the_first_of_two_counts() {
    let values = [Scalar::Float(0.5), Scalar::Int(3), Scalar::Int(3)].to_vec();
    assert_eq!(counts(values, Int32Array::from(vec![3, 0])), pairs(&[("1", 1), ("3", 1)]));
    assert_eq!(counts(Vec::new(), Int32Array::from(vec![3, 0])), pairs(&[("0", 2)]));
}

proptest! {
    #[test]
    fn every_value_is_in_one_group(x in vec(-20i64..20, 1..60), values in vec(-20i64..20, 0..8)) {
        let rows = answer(&among(values.iter().copied().map(Scalar::Int).collect()), &column(Int64Array::from(x.clone())));
        let place = |x: &i64| values.iter().position(|value| value == x).unwrap_or(values.len());
        for row in rows {
            let n = x.iter().filter(|x| Value::Int(place(x) as i128) == row[0]).count();
            prop_assert_eq!(&row[1], &Value::Int(n as i128));
        }
    }
}
