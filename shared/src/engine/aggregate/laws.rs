//! The laws of `merge`, for every aggregate: identity, commutativity, associativity, split invariance.

use proptest::collection::vec;
use proptest::prelude::*;

use super::Summary;
use super::count::Count;
use super::mean::{ExactMean, FloatMean};
use super::min_max::{Max, Min};
use super::sum::{ExactSum, FloatSum};
use crate::engine::value::Value;

fn summary<S: Summary<Cell: Clone>>(cells: &[S::Cell]) -> S {
    let mut summary = S::default();
    cells.iter().for_each(|cell| summary.add(cell.clone()));
    summary
}

fn merged<S: Summary>(a: &S, b: &S) -> S {
    let mut a = a.clone();
    a.merge(b);
    a
}

macro_rules! laws {
    ($name:ident: $summary:ty, $cell:expr, $same:expr) => {
        proptest! {
            #[test]
            fn $name(x in vec($cell, 0..40), y in vec($cell, 0..40), z in vec($cell, 0..40)) {
                let (a, b, c): ($summary, $summary, $summary) = (summary(&x), summary(&y), summary(&z));
                let none = <$summary>::default();
                let same = $same;
                prop_assert!(same(&merged(&a, &none).value(), &a.value()), "identity on the right");
                prop_assert!(same(&merged(&none, &a).value(), &a.value()), "identity on the left");
                prop_assert!(same(&merged(&a, &b).value(), &merged(&b, &a).value()), "commutativity");
                let (left, right) = (merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
                prop_assert!(same(&left.value(), &right.value()), "associativity");
                let whole: $summary = summary(&[x, y, z].concat());
                prop_assert!(same(&left.value(), &whole.value()), "split invariance");
            }
        }
    };
}

fn equal<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
    a == b
}

/// NaN is one value.
fn equal_floats(a: &Option<f64>, b: &Option<f64>) -> bool {
    a == b || matches!((a, b), (Some(a), Some(b)) if a.is_nan() && b.is_nan())
}

/// Within the bound that `sum.rs` states, for at most 120 cells below 1e9.
fn close(a: &Option<f64>, b: &Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 4.0 * f64::EPSILON * a.abs().max(b.abs()) + 1e-14,
        _ => a == b,
    }
}

fn any_float() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(0.0), Just(-0.0)]
}

fn text() -> impl Strategy<Value = Value> {
    "[a-c]{0,2}".prop_map(Value::Text)
}

laws!(count: Count, Just(()), equal);
laws!(sum_of_whole_numbers: ExactSum, any::<i128>(), equal);
laws!(sum_of_floats: FloatSum, -1e9..1e9, close);
laws!(mean_of_whole_numbers: ExactMean, any::<i128>(), equal);
laws!(mean_of_floats: FloatMean, -1e9..1e9, close);
laws!(min_of_integers: Min<i64>, any::<i64>(), equal);
laws!(max_of_integers: Max<i64>, any::<i64>(), equal);
laws!(min_of_floats: Min<f64>, any_float(), equal_floats);
laws!(max_of_floats: Max<f64>, any_float(), equal_floats);
laws!(min_of_values: Min<Value>, text(), equal);
laws!(max_of_values: Max<Value>, text(), equal);
