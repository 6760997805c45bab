//! `SampleSpec`: fewer points, cells or rows that stand for all rows, for drawing and for tables.

use serde::{Deserialize, Serialize};

use super::query::{FilterSpec, Scalar};

/// What is asked for: `{"m4": {…}}`, `{"density": {…}}` or `{"reservoir": {…}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleSpec {
    /// The points of a line that set the same pixels as all of its points.
    M4(M4Spec),
    /// Rows per cell of a grid, for scatters of many rows.
    Density(DensitySpec),
    /// Rows drawn by lot, for tables.
    Reservoir(ReservoirSpec),
}

/// A line through the rows in the order of `x`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct M4Spec {
    /// The column along the line: numbers or times.
    pub x: String,
    /// The column up: numbers or times.
    pub y: String,
    /// Pixels that the range of `x` is wide, 1 to 16,384.
    pub width: usize,
    /// `[lo, hi]`, both closed: the values of `x` at the left and at the right edge of the picture; times as ISO 8601 text. The
    /// least and the greatest value of the rows if none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_range: Option<[Scalar; 2]>,
    /// All of them must hold for a row to count.
    #[serde(default)]
    pub filters: Vec<FilterSpec>,
}

/// Counts of `(x, y)` on a grid of cells of the same size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DensitySpec {
    /// The column across: numbers or times.
    pub x: String,
    /// The column up: numbers or times.
    pub y: String,
    /// Cells across, 1 to 4,096.
    pub width: usize,
    /// Cells up, 1 to 4,096.
    pub height: usize,
    /// `[lo, hi]`, both closed, as in [`M4Spec`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_range: Option<[Scalar; 2]>,
    /// `[lo, hi]`, both closed, of `y`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y_range: Option<[Scalar; 2]>,
    /// All of them must hold for a row to count.
    #[serde(default)]
    pub filters: Vec<FilterSpec>,
    /// How counts become colours.
    #[serde(default)]
    pub scale: ColorScale,
    /// Colours like `#26379c`, few rows first; the page's own if none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<Vec<String>>,
}

/// How counts become places on a ramp of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColorScale {
    /// By rank: each colour has about as many cells.
    #[default]
    EqualHist,
    /// By the logarithm.
    Log,
}

/// Rows of which each is as likely as any other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReservoirSpec {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// Rows wanted at most, 1 to 100,000.
    pub rows: usize,
    /// The same seed draws the same rows of the same dataset version.
    pub seed: u64,
    /// All of them must hold for a row to take part.
    #[serde(default)]
    pub filters: Vec<FilterSpec>,
}

impl SampleSpec {
    /// All of them must hold for a row to count.
    pub fn filters(&self) -> &[FilterSpec] {
        match self {
            SampleSpec::M4(spec) => &spec.filters,
            SampleSpec::Density(spec) => &spec.filters,
            SampleSpec::Reservoir(spec) => &spec.filters,
        }
    }

    /// The columns that it reads, those of the filters too.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let own = match self {
            SampleSpec::M4(spec) => vec![spec.x.as_str(), &spec.y],
            SampleSpec::Density(spec) => vec![spec.x.as_str(), &spec.y],
            SampleSpec::Reservoir(spec) => spec.columns.iter().map(String::as_str).collect(),
        };
        own.into_iter().chain(self.filters().iter().flat_map(FilterSpec::columns))
    }
}
