//! Intervals, sets and nulls over the flights, one and several together: three workers' merged answer beside DataFusion's. Every condition over every type,
//! texts and nestings are in `conditions`.

use shared::wire::query::{FilterSpec, GroupKey, QuerySpec, Scalar};

use crate::ask::{agrees, between, counts, is_null, one_of, text};

#[track_caller]
fn check(filters: Vec<FilterSpec>) {
    agrees(&QuerySpec { filters, ..counts(vec![GroupKey::plain("carrier")]) });
}

#[test]
fn an_interval_is_closed_below_and_open_above() {
    check(vec![between("distance", Some(Scalar::Int(200)), Some(Scalar::Int(1_400)))]);
}

#[test]
fn a_bound_may_lie_between_whole_numbers() {
    check(vec![between("dep_delay", Some(Scalar::Float(-0.5)), Some(Scalar::Float(14.000_001)))]);
}

#[test]
fn an_interval_may_be_open_at_either_end_and_never_holds_null() {
    check(vec![between("air_time", None, Some(Scalar::Int(60)))]);
    check(vec![between("air_time", Some(Scalar::Int(300)), None)]);
    check(vec![between("air_time", None, None)]);
}

#[test]
fn an_interval_upside_down_holds_nothing() {
    check(vec![between("distance", Some(Scalar::Int(900)), Some(Scalar::Int(100)))]);
}

#[test]
fn instants_bound_an_interval_of_times() {
    check(vec![between("departure", text("2013-03-01T05:00:00Z"), text("2013-03-02T11:00:00Z"))]);
    check(vec![between("departure", text("2013-11-01"), None)]);
}

#[test]
fn texts_bound_an_interval_of_texts() {
    check(vec![between("dest", text("B"), text("MIA"))]);
}

#[test]
fn a_set_holds_its_values_and_null_only_if_it_is_named() {
    check(vec![one_of("origin", vec![text("JFK"), text("nowhere")])]);
    check(vec![one_of("tailnum", vec![text("N14228"), None])]);
    check(vec![one_of("tailnum", vec![text("N14228")])]);
    check(vec![one_of("air_time", vec![None])]);
    check(vec![one_of("distance", vec![Some(Scalar::Int(1_400)), Some(Scalar::Int(733))])]);
    check(vec![one_of("carrier", Vec::new())]);
}

#[test]
fn null_can_be_asked_for_and_left_out() {
    check(vec![is_null("dep_delay", true)]);
    check(vec![is_null("dep_delay", false)]);
}

#[test]
fn filters_hold_all_together() {
    let busy = between("dep_delay", Some(Scalar::Int(15)), None);
    check(vec![busy, one_of("origin", vec![text("EWR"), text("LGA")]), is_null("arr_delay", false)]);
}
