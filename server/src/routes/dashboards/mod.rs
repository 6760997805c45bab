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
use shared::wire::column_type::{Role, role};
use shared::wire::dashboard::{ChartSpec, Dashboard, Tile};
use shared::wire::query::{BinSpec, GroupKey};

use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::sql::zones;

const TITLE_BYTES_MAX: usize = 1_000;
const TILES_MAX: usize = 100;

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

/// Refuses charts of measures that are no numbers, such as the least of some times, but for those that are `stored`. Of a dataset that is not there the tile
/// says so.
async fn check_measures(app: &App, tiles: &[Tile], stored: &[Tile]) -> Answer<()> {
    for (position, tile) in tiles.iter().enumerate().filter(|(_, tile)| !stored.iter().any(|stored| stored.chart == tile.chart)) {
        let (ChartSpec::Bar { measure: Some(measure), .. } | ChartSpec::Line { measure: Some(measure), .. }) = &tile.chart else { continue };
        let Some(column) = measure.column.as_ref().filter(|_| measure.op.is_a_value()) else { continue };
        let Ok(known) = app.catalog.dataset(&tile.dataset).await else { continue };
        let own = known.dataset.columns.iter().find(|own| own.name == *column);
        if own.is_some_and(|own| role(&own.r#type) != Role::Number) {
            return Err(Failure::invalid(
                format!("tiles[{position}].chart.measure"),
                format!("a chart shows numbers, and {column} has none; measure a column of numbers"),
            ));
        }
    }
    Ok(())
}

/// Or the field that no chart can be drawn with, and why.
fn drawable(chart: &ChartSpec) -> Result<(), (&'static str, &'static str)> {
    let is_width = |width: f64| width.is_finite() && width > 0.0;
    // The cells of a heatmap are what a brush on it selects; of other bins only their keys are known where it is drawn.
    let is_drawn = |bin: &BinSpec| match bin.rules()[..] {
        ["width"] => bin.width.is_some_and(is_width),
        ["every"] => bin.n.is_none_or(|n| n == 1) && bin.zone.as_deref().is_none_or(zones::is_known) && bin.offsets.is_none(),
        _ => false,
    };
    let bin = |key: &GroupKey| key.bin.as_ref().is_none_or(is_drawn);
    const BIN: &str =
        "a heatmap's bins are of one `width` above 0, or one calendar unit (`every`), of the column's own `zone` or of one that there is";
    let is_fine = |key: &GroupKey| key.bin.as_ref().is_some_and(|bin| bin.width.is_some() && is_drawn(bin));
    const WIDTH: &str = "a scatter's bins are of one `width` above 0";
    match chart {
        ChartSpec::Histogram { width, .. } if !is_width(*width) => Err(("width", "give a width above 0")),
        ChartSpec::Histogram { origin, .. } if !origin.is_finite() => Err(("origin", "give a finite number")),
        ChartSpec::Heatmap { x, .. } if !bin(x) => Err(("x.bin", BIN)),
        ChartSpec::Heatmap { y, .. } if !bin(y) => Err(("y.bin", BIN)),
        ChartSpec::Scatter { x, .. } if !is_fine(x) => Err(("x.bin", WIDTH)),
        ChartSpec::Scatter { y, .. } if !is_fine(y) => Err(("y.bin", WIDTH)),
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
