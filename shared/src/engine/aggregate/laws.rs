//! The laws of `merge`, for every aggregate: identity, commutativity, associativity, split invariance.

use proptest::collection::vec;
use proptest::prelude::*;

use super::Summary;
use super::approx_distinct::ApproxDistinct;
use super::approx_quantile::ApproxQuantile;
use super::corr::Corr;
use super::count::Count;
use super::covar::Covar;
use super::distinct::SortedSet;
use super::first_last::{First, Last};
use super::kurtosis::Kurtosis;
use super::mean::{ExactMean, FloatMean};
use super::min_max::{Max, Min};
use super::multiset::Multiset;
use super::skewness::Skewness;
use super::stddev::StdDev;
use super::sum::{ExactSum, FloatSum};
use super::variance::Variance;
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

/// Within a part in 10^12, which is `n²·ε` with room for 120 cells.
fn close_spread(a: &Option<f64>, b: &Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
        _ => a == b,
    }
}

/// Of results without a unit, where positive and negative terms may cancel.
fn close_shape(a: &Option<f64>, b: &Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9,
        _ => a == b,
    }
}

/// Of cells below 1e9, whose products are below 1e18.
fn close_product(a: &Option<f64>, b: &Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * 1e18,
        _ => a == b,
    }
}

/// Near 1e9 as far as 0, with ties.
fn shifted_float() -> impl Strategy<Value = f64> {
    prop_oneof![-1e9..1e9, (0_i32..4).prop_map(|x| 1e9 + f64::from(x)), Just(0.0)]
}

/// Near 2^60 as far as 0, with ties.
fn shifted_whole() -> impl Strategy<Value = i128> {
    prop_oneof![any::<i64>().prop_map(i128::from), (0_i128..4).prop_map(|x| (1 << 60) + x)]
}

/// A row: no two with one position differ.
fn row() -> impl Strategy<Value = (u64, u64)> {
    (0_u64..200).prop_map(|position| (position, position * 7 % 13))
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
laws!(variance_of_floats: Variance, shifted_float(), close_spread);
laws!(variance_of_whole_numbers: Variance<i128>, shifted_whole(), close_spread);
laws!(stddev_of_floats: StdDev, shifted_float(), close_spread);
laws!(stddev_of_whole_numbers: StdDev<i128>, shifted_whole(), close_spread);
laws!(skewness_of_floats: Skewness, shifted_float(), close_shape);
laws!(skewness_of_whole_numbers: Skewness<i128>, shifted_whole(), close_shape);
laws!(kurtosis_of_floats: Kurtosis, shifted_float(), close_shape);
laws!(kurtosis_of_whole_numbers: Kurtosis<i128>, shifted_whole(), close_shape);
laws!(covar_of_floats: Covar, (shifted_float(), shifted_float()), close_product);
laws!(covar_of_whole_numbers: Covar<i128>, (0_i128..1_000_000_000, 0_i128..1_000_000_000), close_product);
laws!(corr_of_floats: Corr, (shifted_float(), shifted_float()), close_shape);
laws!(corr_of_whole_numbers: Corr<i128>, (shifted_whole(), shifted_whole()), close_shape);
laws!(corr_of_whole_numbers_with_floats: Corr<i128, f64>, (shifted_whole(), shifted_float()), close_shape);
laws!(multiset_of_integers: Multiset<i64>, -9_i64..9, equal);
laws!(multiset_of_values: Multiset<Value>, text(), equal);
laws!(distinct_floats: SortedSet<f64>, any_float(), equal);
laws!(distinct_values: SortedSet<Value>, text(), equal);
laws!(approx_distinct: ApproxDistinct, any::<u64>(), equal);
// So few cells are kept as they are; the laws of more hold within the rank error, see the sketch's own tests.
laws!(approx_quantile: ApproxQuantile, any_float(), equal_floats);
laws!(first: First<u64>, row(), equal);
laws!(last: Last<u64>, row(), equal);
