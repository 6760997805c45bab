//! Whether a brush from an address fits the tile it names: addresses are typed, mailed and cut, and dashboards change under them.

use shared::engine::kind::Kind;
use shared::engine::plan::scalar;
use shared::wire::column_type::{Role, role};
use shared::wire::dashboard::{ProfiledDataset, Tile};
use shared::wire::query::{FilterSpec, Scalar};

use super::chart_query;

const NANOS: i64 = 1_000_000_000;

/// Whether all filters are on columns of the tile's chart and ask something that these columns can answer.
pub fn fits(tile: &Tile, filters: &[FilterSpec], datasets: &[ProfiledDataset]) -> bool {
    let Some(profiled) = datasets.iter().find(|profiled| profiled.dataset.id == tile.dataset) else { return false };
    let columns = chart_query::columns(&tile.chart);
    !filters.is_empty()
        && filters.iter().all(|filter| {
            let [name] = filter.columns()[..] else { return false };
            let column = profiled.dataset.columns.iter().find(|column| column.name == name);
            columns.contains(&name) && column.is_some_and(|column| asks_rightly(filter, &column.r#type))
        })
}

fn asks_rightly(filter: &FilterSpec, word: &str) -> bool {
    let right = |scalar: &Option<Scalar>| scalar.as_ref().is_none_or(|scalar| is_value_of(scalar, word));
    match (&filter.between, &filter.one_of, &filter.not, filter.is_null) {
        (Some(bounds), None, None, None) => bounds.iter().all(right),
        (None, Some(values), None, None) => values.iter().all(right),
        (None, None, Some(opposite), None) => asks_rightly(opposite, word),
        (None, None, None, Some(_)) => true,
        _ => false,
    }
}

fn is_value_of(value: &Scalar, word: &str) -> bool {
    match (role(word), value) {
        (Role::Number, Scalar::Int(_) | Scalar::Float(_)) => true,
        (Role::Number, Scalar::Text(text)) => text.parse::<f64>().is_ok(),
        (Role::Category, Scalar::Bool(_)) => word == "bool",
        (Role::Category, Scalar::Text(_)) => word == "string",
        (Role::Time, Scalar::Text(text)) => is_iso_date(text),
        (Role::Opaque, _) if word == "time" => scalar::whole(value, Kind::Time { per_second: NANOS }).is_ok(),
        (Role::Opaque, _) if word == "duration" => scalar::whole(value, Kind::Duration { per_second: NANOS }).is_ok(),
        _ => false,
    }
}

/// Whether it begins as `2013-01-31`; years of any number of digits, also before 0.
fn is_iso_date(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = text.splitn(3, '-');
    let digits = |part: Option<&str>, least: usize| part.is_some_and(|p| p.len() >= least && p.bytes().all(|b| b.is_ascii_digit()));
    digits(parts.next(), 4) && digits(parts.next(), 2) && parts.next().is_some_and(|day| digits(day.get(..2), 2))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::samples::{between, dashboard, dataset, one_of};
    use super::*;

    fn check(tile_id: &str, filter: &FilterSpec, expected: bool) {
        let dashboard = dashboard();
        let tile = dashboard.tiles.iter().find(|tile| tile.id == tile_id).unwrap();
        assert_eq!(fits(tile, std::slice::from_ref(filter), &[dataset()]), expected, "{tile_id} {filter:?}");
    }

    fn times(lo: &str) -> FilterSpec {
        FilterSpec { column: "at".into(), between: Some([Some(Scalar::Text(lo.into())), None]), ..FilterSpec::default() }
    }

    #[test]
    fn a_brush_fits_if_its_columns_and_values_are_the_charts() {
        check("t2", &between("delay", 0, 30), true);
        check("t3", &one_of("carrier", &["AA", ""]), true);
        check("t4", &times("2013-01-31T10:00:00Z"), true);
        check("t5", &one_of("origin", &["JFK"]), true);
        check("t5", &FilterSpec { not: Some(Box::new(one_of("origin", &["JFK"]))), ..FilterSpec::default() }, true);
        check("t5", &FilterSpec { not: Some(Box::new(one_of("delay", &["JFK"]))), ..FilterSpec::default() }, false);
    }

    #[test]
    fn times_of_day_and_lengths_of_time_fit_their_columns() {
        let fits = |text: &str, word| is_value_of(&Scalar::Text(text.into()), word);
        assert!(fits("23:30:00", "time") && fits("PT90S", "duration") && is_value_of(&Scalar::Int(90), "duration"));
        assert!(!fits("late", "time") && !fits("late", "duration") && !fits("23:30:00", "list<int64>"));
    }

    #[test]
    fn other_columns_and_other_types_do_not_fit() {
        check("t2", &between("carrier", 0, 30), false);
        check("t2", &one_of("delay", &["late"]), false);
        check("t3", &between("carrier", 0, 30), false);
        check("t4", &times("yesterday"), false);
        check("t1", &between("delay", 0, 30), false);
        check("t2", &FilterSpec { column: "delay".into(), ..FilterSpec::default() }, false);
    }
}
