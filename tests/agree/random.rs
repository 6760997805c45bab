//! Random questions over the flights: keys, bins, measures and conditions of all kinds; the engine's answer beside DataFusion's and the server's.

use proptest::prelude::*;
use proptest::sample::select;
use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};

use crate::ask::{agrees, between, is_null, measure, one_of, text};
use crate::executor::server_agrees;
use crate::masks::not;

const NUMBERS: [&str; 5] = ["flight", "dep_delay", "arr_delay", "air_time", "distance"];
const TEXTS: [&str; 4] = ["carrier", "tailnum", "origin", "dest"];

fn bound() -> impl Strategy<Value = Option<Scalar>> {
    prop_oneof![Just(None), (-60_i64..3_000).prop_map(|n| Some(Scalar::Int(n))), (-60.0_f64..3_000.0).prop_map(|x| Some(Scalar::Float(x))),]
}

fn instant() -> impl Strategy<Value = Option<Scalar>> {
    let parts = (1_u32..=12, 1_u32..=28, 0_u32..24);
    prop_oneof![Just(None), parts.prop_map(|(month, day, hour)| text(&format!("2013-{month:02}-{day:02}T{hour:02}:00:00Z")))]
}

fn words() -> impl Strategy<Value = Vec<Option<Scalar>>> {
    let word = select(vec!["UA", "AA", "DL", "JFK", "LGA", "EWR", "ATL", "ORD", "LAX", "N14228", "N725MQ"]);
    prop::collection::vec(prop_oneof![1 => Just(None), 5 => word.prop_map(text)], 0..5)
}

fn text_filter() -> impl Strategy<Value = FilterSpec> + Clone {
    let part = select(vec!["A", "N1", "JFK", "K", "1_", "%", ""]).prop_map(String::from);
    (select(&TEXTS[..]), part, 0..3, any::<bool>()).prop_map(|(column, part, op, ignore_case)| {
        let filter = FilterSpec { column: column.into(), ignore_case, ..FilterSpec::default() };
        match op {
            0 => FilterSpec { contains: Some(part), ..filter },
            1 => FilterSpec { starts_with: Some(part), ..filter },
            _ => FilterSpec { matches: Some(format!("[{part}0-4]$")), ..filter },
        }
    })
}

fn filter() -> impl Strategy<Value = FilterSpec> {
    let two = (leaf(), leaf(), any::<bool>()).prop_map(|(a, b, all)| match all {
        true => FilterSpec { all: Some(vec![a, b]), ..FilterSpec::default() },
        false => FilterSpec { any: Some(vec![a, b]), ..FilterSpec::default() },
    });
    prop_oneof![6 => leaf(), 2 => leaf().prop_map(not), 1 => two.clone(), 1 => two.prop_map(not)]
}

fn leaf() -> impl Strategy<Value = FilterSpec> + Clone {
    prop_oneof![
        text_filter(),
        (select(&NUMBERS[..]), bound(), bound()).prop_map(|(column, lo, hi)| between(column, lo, hi)),
        (instant(), instant()).prop_map(|(lo, hi)| between("departure", lo, hi)),
        (select(&TEXTS[..]), words()).prop_map(|(column, values)| one_of(column, values)),
        (select(&NUMBERS[..]), any::<bool>()).prop_map(|(column, null)| is_null(column, null)),
        Just(is_null("tailnum", true)),
    ]
}

fn key() -> impl Strategy<Value = GroupKey> {
    let bin = |column: &str, bin: BinSpec| GroupKey { column: column.into(), bin: Some(bin) };
    let units = vec![CalendarUnit::Hour, CalendarUnit::Day, CalendarUnit::Week, CalendarUnit::Month, CalendarUnit::Quarter];
    let widths = vec![1.0, 2.5, 10.0, 64.0, 500.0];
    prop_oneof![
        select(&["carrier", "origin", "dest"][..]).prop_map(GroupKey::plain),
        (select(&NUMBERS[..]), select(widths)).prop_map(move |(c, w)| bin(c, BinSpec { width: Some(w), ..BinSpec::default() })),
        select(units).prop_map(move |unit| bin("departure", BinSpec { every: Some(unit), ..BinSpec::default() })),
    ]
}

fn measures() -> impl Strategy<Value = Vec<Measure>> {
    use Op::{CountColumn, Distinct, Last, Max, Mean, Median, Min, Mode, Sum, Variance};
    let ops = vec![CountColumn, Sum, Mean, Min, Max, Variance, Median, Distinct, Last, Mode];
    let one = (select(ops), select(&NUMBERS[..])).prop_map(|(op, column)| measure(op, column));
    prop::collection::vec(one, 0..3).prop_map(|more| [Measure::count()].into_iter().chain(more).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_question_agrees(
        group_by in prop::collection::vec(key(), 0..3),
        measures in measures(),
        filters in prop::collection::vec(filter(), 0..4),
    ) {
        let spec = QuerySpec { group_by, measures, filters, ..QuerySpec::default() };
        agrees(&spec);
        server_agrees(&spec);
    }
}
