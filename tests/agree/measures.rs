use shared::wire::query::{GroupKey, Measure, Op, Order, QuerySpec};

use crate::ask::{agrees, is_null, measure};

fn every_measure(column: &str) -> Vec<Measure> {
    let ops = [Op::CountColumn, Op::Sum, Op::Mean, Op::Min, Op::Max];
    [Measure::count()].into_iter().chain(ops.map(|op| measure(op, column))).collect()
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
fn the_least_and_greatest_of_texts_and_times_agree() {
    let columns = ["dest", "departure"];
    let measures = columns.iter().flat_map(|column| [Op::Min, Op::Max].map(|op| measure(op, column))).collect();
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
