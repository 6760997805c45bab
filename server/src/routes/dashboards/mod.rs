//! `/api/dashboards` and the links of a dashboard

mod create;
mod delete;
mod get;
mod links;
mod list;
mod save;

pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use links::*;
pub(crate) use list::*;
pub(crate) use save::*;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use shared::engine::bin::log::LEAST_BASE;
use shared::engine::plan::settle::{self, Scale};
use shared::wire::column_type::{Role, role};
use shared::wire::dashboard::{ChartSpec, Dashboard, Tile};
use shared::wire::dataset::Column;
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, QuerySpec};

use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::sql::zones;

const TITLE_BYTES_MAX: usize = 1_000;
const TILES_MAX: usize = 100;
/// Calendar units of a bin, as in every question.
const UNITS_MAX: u32 = 10_000;

/// A dashboard with its version as `ETag`.
fn tagged(status: StatusCode, dashboard: Dashboard) -> Response {
    let tag = format!("\"{}\"", dashboard.version);
    (status, [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())], Json(dashboard)).into_response()
}

/// Refuses what could not be drawn, but for charts that are among those `stored`: whoever changes something else can't mend them.
fn check(title: &str, tiles: &[Tile], stored: &[Tile]) -> Answer<()> {
    if title.trim().is_empty() || title.len() > TITLE_BYTES_MAX {
        return Err(Failure::invalid("title", format!("give a title of 1 to {TITLE_BYTES_MAX} bytes")));
    }
    if tiles.len() > TILES_MAX {
        return Err(Failure::invalid("tiles", format!("a dashboard has at most {TILES_MAX} tiles")));
    }
    for (position, tile) in tiles.iter().enumerate() {
        if tile.id.is_empty() || !tile.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Failure::invalid(format!("tiles[{position}].id"), "use letters, digits and `-`"));
        }
        if tiles[..position].iter().any(|before| before.id == tile.id) {
            return Err(Failure::invalid(format!("tiles[{position}].id"), "two tiles have this id; each needs its own"));
        }
        if tiles[..position].iter().any(|before| before.dataset == tile.dataset && before.version != tile.version) {
            return Err(Failure::invalid(format!("tiles[{position}].version"), "all tiles of a dataset show the same version of it"));
        }
        if !(1..=12).contains(&tile.span) {
            return Err(Failure::invalid(format!("tiles[{position}].span"), "give 1 to 12 columns"));
        }
        if let Err((field, reason)) = drawable(&tile.chart)
            && !stored.iter().any(|stored| stored.chart == tile.chart)
        {
            return Err(Failure::invalid(format!("tiles[{position}].chart.{field}"), reason));
        }
    }
    Ok(())
}

/// Refuses versions to stay at that can't be read. What was `stored` before may stay: the tile says what is wrong.
async fn check_pins(app: &App, tiles: &[Tile], stored: &[Tile]) -> Answer<()> {
    let is_new = |tile: &&Tile| !stored.iter().any(|stored| stored.dataset == tile.dataset && stored.version == tile.version);
    for tile in tiles.iter().filter(is_new) {
        if let Some(version) = tile.version {
            commits::available(app, &app.catalog.dataset(&tile.dataset).await?.dataset, version).await?;
        }
    }
    Ok(())
}

/// Refuses charts of columns that have no places on their axes, such as a measure that is the least of some times, but for those that are `stored`. Of a
/// dataset that is not there the tile says so.
async fn check_columns(app: &App, tiles: &[Tile], stored: &[Tile]) -> Answer<()> {
    for (position, tile) in tiles.iter().enumerate().filter(|(_, tile)| !stored.iter().any(|stored| stored.chart == tile.chart)) {
        if !matches!(tile.chart, ChartSpec::Bar { measure: Some(_), .. } | ChartSpec::Line { measure: Some(_), .. } | ChartSpec::Series { .. }) {
            continue;
        }
        let Ok(known) = app.catalog.dataset(&tile.dataset).await else { continue };
        if let Err((field, reason)) = placed(&tile.chart, &known.dataset.columns) {
            return Err(Failure::invalid(format!("tiles[{position}].chart.{field}"), reason));
        }
    }
    Ok(())
}

/// Or the field that names a column of another type than the chart needs, and why. Of a column that is not there the tile says so.
fn placed(chart: &ChartSpec, columns: &[Column]) -> Result<(), (&'static str, String)> {
    let role_of = |name: &String| columns.iter().find(|own| own.name == *name).map(|own| role(&own.r#type));
    let has_no_numbers = |name: &String| role_of(name).is_some_and(|role| role != Role::Number);
    match chart {
        ChartSpec::Bar { measure: Some(measure), .. } | ChartSpec::Line { measure: Some(measure), .. } => {
            match measure.column.as_ref().filter(|column| measure.op.is_a_value() && has_no_numbers(column)) {
                Some(column) => Err(("measure", format!("a chart shows numbers, and {column} has none; measure a column of numbers"))),
                None => Ok(()),
            }
        }
        ChartSpec::Series { y, .. } if has_no_numbers(y) => {
            Err(("y", format!("a series shows numbers, and {y} has none; choose a column of numbers")))
        }
        ChartSpec::Series { x, .. } => match (role_of(&x.column), x.bin.as_ref().is_some_and(|bin| bin.every.is_some())) {
            (Some(Role::Category | Role::Opaque), _) => {
                Err(("x.column", format!("a series goes along numbers or times, and {} has none; choose a column that has", x.column)))
            }
            (Some(Role::Time), true) if has_no_hours(x, columns) => {
                Err(("x.bin", format!("{} holds dates, which have no hours; give bins of days or more", x.column)))
            }
            (Some(Role::Number), true) => Err(("x.bin", format!("{} holds numbers; give bins of one `width`", x.column))),
            (Some(Role::Time), false) => Err(("x.bin", format!("{} holds times; give bins of calendar units (`every`)", x.column))),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether a key bins dates by parts of days.
fn has_no_hours(key: &GroupKey, columns: &[Column]) -> bool {
    let is_part = key.bin.as_ref().is_some_and(|bin| matches!(bin.every, Some(CalendarUnit::Second | CalendarUnit::Minute | CalendarUnit::Hour)));
    is_part && columns.iter().any(|column| column.name == key.column && column.r#type == "date")
}

/// A question that groups by this bin.
fn grouped(bin: &BinSpec) -> QuerySpec {
    QuerySpec { group_by: vec![GroupKey { column: String::new(), bin: Some(bin.clone()) }], ..QuerySpec::default() }
}

/// Or the field that no chart can be drawn with, and why.
fn drawable(chart: &ChartSpec) -> Result<(), (&'static str, &'static str)> {
    let is_width = |width: f64| width.is_finite() && width > 0.0;
    let is_drawn = |bin: &BinSpec| match bin.rules()[..] {
        ["width"] => bin.width.is_some_and(is_width),
        ["every"] => bin.n.is_none_or(|n| n == 1) && bin.zone.as_deref().is_none_or(zones::is_known) && bin.offsets.is_none(),
        _ => false,
    };
    // Bins of several units hold what one of them does.
    let of_one = |bin: &BinSpec| BinSpec { n: bin.n.filter(|n| !(1..=UNITS_MAX).contains(n)), ..bin.clone() };
    let is_bin = |bin: &BinSpec| match bin.rules()[..] {
        ["width" | "every"] => is_drawn(&of_one(bin)),
        ["log"] => bin.log.is_some_and(|base| base.is_finite() && base >= LEAST_BASE),
        ["prefix"] => bin.prefix != Some(0),
        _ => settle::needs(&grouped(bin), |_| Scale::default()).is_ok(),
    };
    let bin = |key: &GroupKey| key.bin.as_ref().is_none_or(is_bin);
    const BIN: &str = "a heatmap's bins have one rule: a `width` above 0, a `count`, `quantiles`, a `log` of 1.1 at least, `every` so many calendar units, of the \
        column's own `zone` or of one that there is, `cuts`, `top`, `among` or a `prefix`";
    let is_fine = |key: &GroupKey| key.bin.as_ref().is_some_and(|bin| bin.width.is_some() && is_drawn(bin));
    const WIDTH: &str = "a scatter's bins are of one `width` above 0";
    let is_brushed = |key: &GroupKey| key.bin.as_ref().is_some_and(|bin| is_drawn(&of_one(bin)));
    const BRUSHED: &str = "a series is brushed by bins of one `width` above 0, or of one or `n` calendar units (`every`), 1 to 10,000";
    match chart {
        ChartSpec::Histogram { width, .. } if !is_width(*width) => Err(("width", "give a width above 0")),
        ChartSpec::Histogram { origin, .. } if !origin.is_finite() => Err(("origin", "give a finite number")),
        ChartSpec::Heatmap { x, .. } if !bin(x) => Err(("x.bin", BIN)),
        ChartSpec::Heatmap { y, .. } if !bin(y) => Err(("y.bin", BIN)),
        ChartSpec::Scatter { x, .. } if !is_fine(x) => Err(("x.bin", WIDTH)),
        ChartSpec::Scatter { y, .. } if !is_fine(y) => Err(("y.bin", WIDTH)),
        ChartSpec::Series { x, .. } if !is_brushed(x) => Err(("x.bin", BRUSHED)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_stored_chart_that_could_not_be_drawn_does_not_keep_a_dashboard_from_a_new_title() {
        let chart = |width| ChartSpec::Histogram { column: "x".into(), width, origin: 0.0 };
        let tile = |width| Tile { id: "t1".into(), dataset: String::new(), version: None, span: 4, chart: chart(width) };
        assert!(check("New", &[tile(0.0)], &[tile(0.0)]).is_ok());
        assert!(check("New", &[tile(-1.0)], &[tile(0.0)]).is_err());
        assert!(check("New", &[tile(0.0)], &[]).is_err());
    }
}
