use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, QuerySpec};

use crate::ask::{agrees, counts, is_null};

fn linear(column: &str, width: f64, origin: f64) -> GroupKey {
    GroupKey { column: column.into(), bin: Some(BinSpec { width: Some(width), origin: Some(origin), every: None }) }
}

fn calendar(every: CalendarUnit) -> GroupKey {
    GroupKey { column: "departure".into(), bin: Some(BinSpec { every: Some(every), ..BinSpec::default() }) }
}

#[test]
fn linear_bins_agree_below_zero_and_with_nulls() {
    agrees(&counts(vec![linear("dep_delay", 10.0, 0.0)]));
}

#[test]
fn linear_bins_of_a_fraction_and_another_origin_agree() {
    agrees(&counts(vec![linear("distance", 12.5, 17.25)]));
}

#[test]
fn every_calendar_unit_agrees() {
    use CalendarUnit::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
    for unit in [Second, Minute, Hour, Day, Week, Month, Quarter, Year] {
        agrees(&counts(vec![calendar(unit)]));
    }
}

#[test]
fn pairs_of_texts_agree() {
    agrees(&counts(vec![GroupKey::plain("carrier"), GroupKey::plain("dest")]));
}

#[test]
fn a_bin_beside_a_month_agrees() {
    agrees(&counts(vec![linear("arr_delay", 25.0, 0.0), calendar(CalendarUnit::Month)]));
}

#[test]
fn a_bin_beside_a_text_agrees_where_only_nulls_are_left() {
    let group_by = vec![linear("arr_delay", 25.0, 0.0), GroupKey::plain("carrier")];
    agrees(&QuerySpec { filters: vec![is_null("arr_delay", true)], ..counts(group_by) });
}
