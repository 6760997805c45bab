//! A dashboard: a saved spec of tiles over datasets.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::dataset::Dataset;
use super::profile::Profile;
use super::query::{CalendarUnit, FilterSpec, GroupKey, Measure};

/// A saved dashboard. `version` counts its saves from 1 and is its `ETag`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    /// A UUID.
    pub id: String,
    /// Any text.
    pub title: String,
    /// Counts the saves from 1.
    pub version: u64,
    /// In reading order.
    pub tiles: Vec<Tile>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

/// What `POST /api/dashboards` takes: either tiles, or a dataset whose profile suggests them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDashboard {
    /// Any text; the dataset's name if not given.
    #[serde(default)]
    pub title: Option<String>,
    /// The dataset to suggest tiles for.
    #[serde(default)]
    pub dataset: Option<String>,
    /// The version of that dataset to stay at; the latest if not given.
    #[serde(default)]
    pub version: Option<u64>,
    /// The tiles.
    #[serde(default)]
    pub tiles: Option<Vec<Tile>>,
}

/// What `PUT /api/dashboards/{id}` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DashboardEdit {
    /// Any text.
    pub title: String,
    /// The tiles.
    pub tiles: Vec<Tile>,
}

/// One tile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tile {
    /// Unique in its dashboard; letters, digits and `-`.
    pub id: String,
    /// The dataset it draws, by id.
    pub dataset: String,
    /// The version of the dataset that it stays at; the latest if not given. The same on all tiles of a dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Columns of the grid of twelve that it spans.
    pub span: u8,
    /// What it shows.
    pub chart: ChartSpec,
}

/// What a tile shows. Charts count rows unless they name a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
// A dashboard has a dozen of them, so a box for the bins of a heatmap would save nothing.
#[allow(clippy::large_enum_variant)]
pub enum ChartSpec {
    /// Rows used of rows there.
    Number,
    /// Rows per linear bin of a numeric column.
    Histogram {
        /// The column.
        column: String,
        /// The bins' width, in the column's unit.
        width: f64,
        /// An edge of the bins.
        origin: f64,
    },
    /// Rows per value, the most frequent first.
    Bar {
        /// The column.
        column: String,
        /// Bars shown at most.
        top: usize,
        /// What the bars show; rows if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        measure: Option<Measure>,
    },
    /// Rows per calendar unit.
    Line {
        /// The column.
        column: String,
        /// The unit.
        every: CalendarUnit,
        /// What the line shows; rows if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        measure: Option<Measure>,
    },
    /// Rows per pair of keys. Bins that depend on the rows are those of all rows, whatever is brushed.
    Heatmap {
        /// Across.
        x: GroupKey,
        /// Up.
        y: GroupKey,
    },
    /// Where the rows lie by two columns of numbers: rows per cell of a fine grid, in darker or brighter colours the more there are. By longitude
    /// across and latitude up it is a map.
    Scatter {
        /// Across, in bins of a width.
        x: GroupKey,
        /// Up, in bins of a width.
        y: GroupKey,
    },
    /// The values of a column of numbers along another one: a line through the rows in the order of `x`, drawn by the rows that set the same pixels
    /// as all of them.
    Series {
        /// Along: numbers or times, and the bins by which they are brushed, of a width or of calendar units.
        x: GroupKey,
        /// Up: a column of numbers.
        y: String,
    },
    /// Rows, one by one.
    Table {
        /// The columns shown, in order.
        columns: Vec<String>,
    },
    /// Pictures, one per row, as many as the tile holds; more by scrolling.
    Gallery {
        /// The binary column of PNG or JPEG pictures.
        picture: String,
        /// Columns written under each picture.
        captions: Vec<String>,
    },
    /// Texts, one per row, with the words that decided marked.
    Sentences {
        /// The text column.
        text: String,
        /// The text column of words to mark, separated by blanks; nothing is marked without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
        /// Columns written above each text.
        captions: Vec<String>,
    },
}

/// What a viewer has selected: per tile the filters that its brush means. Lives in the page's URL and in links.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Filters by tile id. The brush of a heatmap or a scatter is two filters.
    #[serde(default)]
    pub brushes: BTreeMap<String, Vec<FilterSpec>>,
}

/// A dataset with what the page needs to draw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfiledDataset {
    /// The dataset.
    pub dataset: Dataset,
    /// Its profile.
    pub profile: Profile,
}

/// A list of dashboards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DashboardList {
    /// Newest first.
    pub dashboards: Vec<Dashboard>,
    /// Where there may be more: what the next page is asked for with, as `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl ChartSpec {
    /// The columns that it draws.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            ChartSpec::Number => Vec::new(),
            ChartSpec::Histogram { column, .. } => vec![column],
            ChartSpec::Bar { column, measure, .. } | ChartSpec::Line { column, measure, .. } => {
                let measured = measure.iter().flat_map(|measure| measure.column.iter().chain(&measure.with));
                std::iter::once(column).chain(measured).map(String::as_str).collect()
            }
            ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => vec![&x.column, &y.column],
            ChartSpec::Series { x, y } => vec![&x.column, y],
            ChartSpec::Table { columns } => columns.iter().map(String::as_str).collect(),
            ChartSpec::Gallery { picture, captions } => std::iter::once(picture).chain(captions).map(String::as_str).collect(),
            ChartSpec::Sentences { text, words, captions } => std::iter::once(text).chain(words).chain(captions).map(String::as_str).collect(),
        }
    }
}

impl Dashboard {
    /// The columns of a dataset that its tiles draw.
    pub fn columns(&self, dataset: &str) -> BTreeSet<&str> {
        self.tiles.iter().filter(|tile| tile.dataset == dataset).flat_map(|tile| tile.chart.columns()).collect()
    }

    /// The version that its tiles of a dataset stay at; none if they follow the latest.
    pub fn pinned(&self, dataset: &str) -> Option<u64> {
        self.tiles.iter().find(|tile| tile.dataset == dataset)?.version
    }

    /// The ids of the datasets that its tiles draw, each once, in order of first use.
    pub fn datasets(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for tile in &self.tiles {
            if !ids.contains(&tile.dataset.as_str()) {
                ids.push(&tile.dataset);
            }
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::Op;
    use super::*;

    #[test]
    fn a_series_is_named_by_its_two_columns_and_draws_these() {
        let json = r#"{"kind":"series","x":{"column":"at","bin":{"every":"minute","n":5}},"y":"volts"}"#;
        let chart: ChartSpec = serde_json::from_str(json).unwrap_or(ChartSpec::Number);
        assert_eq!((chart.columns(), serde_json::to_string(&chart).ok().as_deref()), (vec!["at", "volts"], Some(json)));
    }

    #[test]
    fn a_chart_draws_every_column_that_its_measure_reads() {
        let measure = Some(Measure { with: Some("distance".into()), ..Measure::of(Op::Corr, "delay") });
        let bar = ChartSpec::Bar { column: "carrier".into(), top: 5, measure: measure.clone() };
        let line = ChartSpec::Line { column: "at".into(), every: CalendarUnit::Day, measure };
        assert_eq!(bar.columns(), ["carrier", "delay", "distance"]);
        assert_eq!(line.columns(), ["at", "delay", "distance"]);
    }
}
