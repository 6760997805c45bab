//! The laws of `merge`, for every aggregate: identity, commutativity, associativity, split invariance.

use proptest::collection::vec;
use proptest::prelude::*;

use super::approx_distinct::ApproxDistinct;
use super::approx_quantile::ApproxQuantile;
use super::comoments::Comoments;
use super::corr::corr;
use super::count::Count;
use super::covar::covar;
use super::distinct::{SortedSet, distinct};
use super::first_last::{First, Last};
use super::kurtosis::kurtosis;
use super::mean::{exact_mean, float_mean};
use super::min_max::{Max, Min};
use super::moments::Moments;
use super::multiset::Multiset;
use super::skewness::skewness;
use super::stddev::stddev;
use super::sum::{ExactSum, FloatSum};
use super::variance::variance;
use super::{Summary, summary};
use crate::engine::value::Value;

fn merged<S: Summary>(a: &S, b: &S) -> S {
    let mut a = a.clone();
    a.merge(b);
    a
}

macro_rules! laws {
    ($name:ident: $summary:ty, $cell:expr, $same:expr) => {
        laws!($name: $summary, $cell, $same, Summary::value);
    };
    ($name:ident: $summary:ty, $cell:expr, $same:expr, $value:expr) => {
        proptest! {
            #[test]
            fn $name(x in vec($cell, 0..40), y in vec($cell, 0..40), z in vec($cell, 0..40)) {
                let (a, b, c): ($summary, $summary, $summary) = (summary(x.clone()), summary(y.clone()), summary(z.clone()));
                let none = <$summary>::default();
                let (same, value) = ($same, |summary: &$summary| $value(summary));
                prop_assert!(same(&value(&merged(&a, &none)), &value(&a)), "identity on the right");
                prop_assert!(same(&value(&merged(&none, &a)), &value(&a)), "identity on the left");
                prop_assert!(same(&value(&merged(&a, &b)), &value(&merged(&b, &a))), "commutativity");
                let (left, right) = (merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
                prop_assert!(same(&value(&left), &value(&right)), "associativity");
                let whole: $summary = summary([x, y, z].concat());
                prop_assert!(same(&value(&left), &value(&whole)), "split invariance");
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
laws!(mean_of_whole_numbers: ExactSum, any::<i128>(), equal, exact_mean);
laws!(mean_of_floats: FloatSum, -1e9..1e9, close, float_mean);
laws!(min_of_integers: Min<i64>, any::<i64>(), equal);
laws!(max_of_integers: Max<i64>, any::<i64>(), equal);
laws!(min_of_floats: Min<f64>, any_float(), equal_floats);
laws!(max_of_floats: Max<f64>, any_float(), equal_floats);
laws!(min_of_values: Min<Value>, text(), equal);
laws!(max_of_values: Max<Value>, text(), equal);
laws!(variance_of_floats: Moments, shifted_float(), close_spread, variance);
laws!(variance_of_whole_numbers: Moments<i128>, shifted_whole(), close_spread, variance);
laws!(stddev_of_floats: Moments, shifted_float(), close_spread, stddev);
laws!(stddev_of_whole_numbers: Moments<i128>, shifted_whole(), close_spread, stddev);
laws!(skewness_of_floats: Moments, shifted_float(), close_shape, skewness);
laws!(skewness_of_whole_numbers: Moments<i128>, shifted_whole(), close_shape, skewness);
laws!(kurtosis_of_floats: Moments, shifted_float(), close_shape, kurtosis);
laws!(kurtosis_of_whole_numbers: Moments<i128>, shifted_whole(), close_shape, kurtosis);
laws!(covar_of_floats: Comoments, (shifted_float(), shifted_float()), close_product, covar);
laws!(covar_of_whole_numbers: Comoments<i128>, (0_i128..1_000_000_000, 0_i128..1_000_000_000), close_product, covar);
laws!(corr_of_floats: Comoments, (shifted_float(), shifted_float()), close_shape, corr);
laws!(corr_of_whole_numbers: Comoments<i128>, (shifted_whole(), shifted_whole()), close_shape, corr);
laws!(corr_of_whole_numbers_with_floats: Comoments<i128, f64>, (shifted_whole(), shifted_float()), close_shape, corr);
laws!(multiset_of_integers: Multiset<i64>, -9_i64..9, equal);
laws!(multiset_of_values: Multiset<Value>, text(), equal);
laws!(distinct_floats: SortedSet<f64>, any_float(), equal, |set| Some(distinct(set)));
laws!(distinct_values: SortedSet<Value>, text(), equal, |set| Some(distinct(set)));
laws!(approx_distinct: ApproxDistinct, any::<u64>(), equal);
// So few cells are kept as they are; the laws of more hold within the rank error, see the sketch's own tests.
laws!(approx_quantile: ApproxQuantile, any_float(), equal_floats);
laws!(first: First<u64>, row(), equal);
laws!(last: Last<u64>, row(), equal);
