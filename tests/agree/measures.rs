//! Measures over the flights, by carriers, by keys that are null and where no values are left: three workers' merged answer beside DataFusion's. The
//! sketches beside the exact answers, within the errors that they state.

use arrow_schema::DataType;
use shared::engine::aggregate::approx_quantile::RANK_ERROR;
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, GroupKey, Measure, Op, Order, QuerySpec, Scalar};
use tests::naive;

use crate::ask::{agrees, between, is_null, measure, ours};

/// The ops that are exact, of columns of a type.
fn exact_ops(data_type: &DataType) -> impl Iterator<Item = Op> {
    Op::ALL.into_iter().filter(|op| naive::takes(*op, data_type) && !matches!(op, Op::ApproxDistinct | Op::ApproxQuantile))
}

/// Every exact measure of a numeric column. The shares are those whose neighbours DataFusion interpolates exactly.
pub(crate) fn every_measure(column: &str) -> Vec<Measure> {
    let forms = |op: Op| match op {
        Op::Quantile => [0.0, 0.25, 0.9375, 1.0].map(|q| Measure { q: Some(q), ..measure(op, column) }).to_vec(),
        Op::Corr | Op::Covar => vec![Measure { with: Some("distance".into()), ..measure(op, column) }],
        _ => vec![measure(op, column)],
    };
    [Measure::count()].into_iter().chain(exact_ops(&DataType::Int64).flat_map(forms)).collect()
}

/// Every exact measure of texts, which times have too.
pub(crate) fn every_measure_of_texts(columns: &[&str]) -> Vec<Measure> {
    columns.iter().flat_map(|column| exact_ops(&DataType::Utf8).map(move |op| measure(op, column))).collect()
}

#[test]
fn every_measure_of_a_column_with_nulls_agrees_over_all_rows() {
    agrees(&QuerySpec { measures: every_measure("dep_delay"), ..QuerySpec::default() });
}

#[test]
fn every_measure_agrees_per_carrier() {
    agrees(&QuerySpec { group_by: vec![GroupKey::plain("carrier")], measures: every_measure("arr_delay"), ..QuerySpec::default() });
}

#[test]
fn every_measure_agrees_where_a_group_key_is_null() {
    agrees(&QuerySpec { group_by: vec![GroupKey::plain("tailnum")], measures: every_measure("air_time"), ..QuerySpec::default() });
}

#[test]
fn every_measure_of_no_values_agrees() {
    let filters = vec![is_null("air_time", true)];
    agrees(&QuerySpec { group_by: vec![GroupKey::plain("origin")], measures: every_measure("air_time"), filters, ..QuerySpec::default() });
}

#[test]
fn every_measure_of_texts_and_times_agrees() {
    let measures = every_measure_of_texts(&["dest", "departure", "tailnum"]);
    agrees(&QuerySpec { group_by: vec![GroupKey::plain("origin")], measures, ..QuerySpec::default() });
}

#[test]
fn the_ten_most_frequent_destinations_agree_in_order() {
    let order_by = vec![Order { measure: Some(0), key: None, descending: true }];
    agrees(&QuerySpec {
        group_by: vec![GroupKey::plain("dest")],
        measures: vec![Measure::count()],
        order_by,
        limit: Some(10),
        ..QuerySpec::default()
    });
}

#[test]
fn a_key_can_be_ordered_downwards() {
    let order_by = vec![Order { measure: None, key: Some(0), descending: true }];
    agrees(&QuerySpec {
        group_by: vec![GroupKey::plain("distance")],
        measures: every_measure("flight"),
        order_by,
        limit: Some(50),
        ..QuerySpec::default()
    });
}

fn only(spec: &QuerySpec) -> Value {
    ours(spec)[0][0].clone()
}

fn of_all(measure: Measure, filters: Vec<FilterSpec>) -> QuerySpec {
    QuerySpec { measures: vec![measure], filters, ..QuerySpec::default() }
}

#[test]
fn an_approximate_number_of_values_is_within_three_standard_errors() {
    for column in ["tailnum", "departure", "distance"] {
        let [exact, about] = [Op::Distinct, Op::ApproxDistinct].map(|op| only(&of_all(measure(op, column), Vec::new())).as_f64().unwrap());
        assert!((about / exact - 1.0).abs() < 3.0 * 1.04 / 128.0, "{about} for {exact} of {column}");
    }
}

#[test]
fn the_rank_of_an_approximate_quantile_is_within_its_error() {
    for (column, q) in [("dep_delay", 0.05), ("dep_delay", 0.5), ("arr_delay", 0.95), ("distance", 0.3), ("flight", 0.999)] {
        let about = only(&of_all(Measure { q: Some(q), ..measure(Op::ApproxQuantile, column) }, Vec::new())).as_f64().unwrap();
        // Ties share a rank: of them, one side is at or below the quantile, the other at or above it.
        let share = |hi: f64| {
            let counted = |filters| only(&of_all(measure(Op::CountColumn, column), filters)).as_f64().unwrap();
            counted(vec![between(column, None, Some(Scalar::Float(hi)))]) / counted(Vec::new())
        };
        let (below, not_above) = (share(about.ceil()), share(about.floor() + 1.0));
        assert!(below - RANK_ERROR <= q && q <= not_above + RANK_ERROR, "{about}: {below}..{not_above} of {column} for {q}");
    }
}
