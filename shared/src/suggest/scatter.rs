//! Two columns of many numbers, as a scatter.

use super::chart::is_integer;
use super::{geo, width};
use crate::wire::column_type::{Role, role};
use crate::wire::dashboard::ChartSpec;
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;
use crate::wire::query::{BinSpec, GroupKey};

/// Cells across, roughly: some pixels each in a tile of half the page.
const ACROSS: f64 = 80.0;
/// Cells up, roughly.
const UP: f64 = 50.0;
/// With fewer values a heatmap shows more.
const LEAST_VALUES: u64 = 30;

/// A longitude and its latitude, if there are such; else the two columns with the most values, the one that comes first across.
pub(super) fn of(columns: &[(&Column, &ColumnProfile)]) -> Option<ChartSpec> {
    let is_fine = |(column, profile): &&(&Column, &ColumnProfile)| role(&column.r#type) == Role::Number && profile.distinct > LEAST_VALUES;
    let fine: Vec<_> = columns.iter().filter(is_fine).copied().collect();
    let (x, y) = place(&fine).or_else(|| finest(&fine))?;
    Some(ChartSpec::Scatter { x: key(x, ACROSS)?, y: key(y, UP)? })
}

type Profiled<'a> = (&'a Column, &'a ColumnProfile);

fn place<'a>(columns: &[Profiled<'a>]) -> Option<(Profiled<'a>, Profiled<'a>)> {
    let of = |x: &Profiled<'a>| columns.iter().find(|y| geo::is_map(&x.0.name, &y.0.name) && geo::stem(&y.0.name) == geo::stem(&x.0.name)).copied();
    columns.iter().find_map(|x| Some((*x, of(x)?)))
}

fn finest<'a>(columns: &[Profiled<'a>]) -> Option<(Profiled<'a>, Profiled<'a>)> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(columns[*at].1.distinct));
    let [a, b, ..] = order[..] else { return None };
    Some((columns[a.min(b)], columns[a.max(b)]))
}

/// A column in about so many bins.
fn key((column, profile): Profiled<'_>, bins: f64) -> Option<GroupKey> {
    let (min, max) = (width::number(&profile.min)?, width::number(&profile.max)?);
    let width = width::nice(max - min, is_integer(column), bins)?;
    let bin = BinSpec { width: Some(width), origin: Some(0.0), ..BinSpec::default() };
    Some(GroupKey { column: column.name.clone(), bin: Some(bin) })
}
