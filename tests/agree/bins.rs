//! Every rule of bins over the flights: three workers' merged answer beside DataFusion's, and for most the server's beside them; bins that depend on the rows are
//! settled as DataFusion's own numbers say.

use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, QuerySpec, Scalar};

use crate::ask::{agrees, between, counts, is_null, settled, text, with_oracle};
use crate::executor::server_agrees;

fn key(column: &str, bin: BinSpec) -> GroupKey {
    GroupKey { column: column.into(), bin: Some(bin) }
}

/// Engine, server and SQL give the same.
#[track_caller]
fn all_agree(spec: &QuerySpec) {
    agrees(spec);
    server_agrees(spec);
}

fn linear(column: &str, width: f64, origin: f64) -> GroupKey {
    GroupKey { column: column.into(), bin: Some(BinSpec { width: Some(width), origin: Some(origin), ..BinSpec::default() }) }
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

fn cut<const N: usize>(column: &str, cuts: &[Scalar; N]) -> GroupKey {
    GroupKey { column: column.into(), bin: Some(BinSpec { cuts: Some(cuts.to_vec()), ..BinSpec::default() }) }
}

#[test]
fn bins_between_cuts_agree_for_numbers_texts_and_times() {
    agrees(&counts(vec![cut("dep_delay", &[-5.5, 0.0, 15.0, 60.25, 1e6].map(Scalar::Float))]));
    agrees(&counts(vec![cut("dest", &["B", "MIA", "MIA2"].map(|text| Scalar::Text(text.into())))]));
    let days = ["2013-02-28", "2013-06-30T12:00:00"].map(|text| Scalar::Text(text.into()));
    agrees(&counts(vec![GroupKey::plain("carrier"), cut("departure", &days)]));
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

#[test]
fn logarithmic_bins_agree_with_values_that_are_not_positive() {
    for (column, base) in [("distance", 10.0), ("dep_delay", 2.0), ("dep_delay", 1.5)] {
        all_agree(&counts(vec![key(column, BinSpec { log: Some(base), ..BinSpec::default() })]));
    }
}

#[test]
fn bins_of_several_calendar_units_agree() {
    use CalendarUnit::{Day, Hour, Minute, Month, Quarter, Week, Year};
    for (every, n) in [(Minute, 15), (Minute, 7), (Hour, 6), (Hour, 36), (Day, 10), (Week, 2), (Month, 5), (Quarter, 2), (Year, 10)] {
        all_agree(&counts(vec![key("departure", BinSpec { every: Some(every), n: Some(n), ..BinSpec::default() })]));
    }
}

#[test]
fn prefixes_agree() {
    for chars in [1, 2, 9] {
        all_agree(&counts(vec![key("tailnum", BinSpec { prefix: Some(chars), ..BinSpec::default() })]));
    }
}

/// The bin that a question about a column settles as; all give the same answer to it and to the question.
fn settles(column: &str, bin: BinSpec) -> BinSpec {
    let filters = vec![between("departure", text("2013-03-01"), text("2013-09-01"))];
    let spec = QuerySpec { filters, ..counts(vec![key(column, bin), GroupKey::plain("origin")]) };
    server_agrees(&spec);
    let spec = settled(&spec);
    agrees(&spec);
    spec.group_by[0].bin.clone().unwrap()
}

const ROWS: &str = "FROM t WHERE departure >= '2013-03-01T00:00:00Z' AND departure < '2013-09-01T00:00:00Z'";

#[test]
fn a_number_of_bins_settles_as_a_nice_width_and_agrees() {
    let bin = settles("distance", BinSpec { count: Some(20), ..BinSpec::default() });
    let range = with_oracle(|oracle| oracle.int(&format!("SELECT max(distance) - min(distance) {ROWS}"))) as f64;
    assert!((10.0..=30.0).contains(&(range / bin.width.unwrap())), "{bin:?} of {range}");
}

#[test]
fn quantile_bins_are_cut_at_the_quantiles_and_agree() {
    let bin = settles("dep_delay", BinSpec { quantiles: Some(4), ..BinSpec::default() });
    let quantile = |q: f64| format!("percentile_cont({q:?}) WITHIN GROUP (ORDER BY CAST(dep_delay AS DOUBLE))");
    let rows = with_oracle(|oracle| oracle.rows(&format!("SELECT {}, {}, {} {ROWS}", quantile(0.25), quantile(0.5), quantile(0.75))));
    // Delays are whole minutes, and so are these quantiles of them.
    let cuts: Vec<Scalar> = rows[0].iter().map(|value| Scalar::Int(value.as_f64().unwrap() as i64)).collect();
    assert_eq!(bin.cuts, Some(cuts));
}

#[test]
fn the_most_frequent_values_agree_with_others_after_them() {
    let bin = settles("dest", BinSpec { top: Some(5), ..BinSpec::default() });
    let rows = with_oracle(|oracle| oracle.rows(&format!("SELECT dest {ROWS} GROUP BY dest ORDER BY count(*) DESC, dest LIMIT 5")));
    assert_eq!(bin.among, Some(rows.iter().map(|row| row[0].to_scalar().unwrap()).collect()));
    settles("tailnum", BinSpec { top: Some(3), ..BinSpec::default() });
    settles("dep_delay", BinSpec { top: Some(7), ..BinSpec::default() });
}

#[test]
fn calendar_units_in_a_zone_agree_over_changes_of_the_clocks() {
    use CalendarUnit::{Day, Hour, Month, Quarter, Week, Year};
    for zone in ["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"] {
        for every in [Hour, Day, Week, Month, Quarter, Year] {
            let bin = BinSpec { every: Some(every), zone: Some(zone.into()), ..BinSpec::default() };
            let spec = counts(vec![key("departure", bin)]);
            server_agrees(&spec);
            if every != Hour {
                agrees(&spec);
            }
        }
    }
}
