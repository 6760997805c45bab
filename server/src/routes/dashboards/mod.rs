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
use shared::wire::dashboard::{Dashboard, Tile};

use crate::error::{Answer, Failure};

const TITLE_BYTES_MAX: usize = 1_000;
const TILES_MAX: usize = 100;

/// A dashboard with its version as `ETag`.
fn tagged(status: StatusCode, dashboard: Dashboard) -> Response {
    let tag = format!("\"{}\"", dashboard.version);
    (status, [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())], Json(dashboard)).into_response()
}

/// Refuses what could not be drawn.
fn check(title: &str, tiles: &[Tile]) -> Answer<()> {
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
        if !(1..=12).contains(&tile.span) {
            return Err(Failure::invalid(format!("tiles[{position}].span"), "give 1 to 12 columns"));
        }
    }
    Ok(())
}
