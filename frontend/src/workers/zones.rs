//! By whose clocks the calendar bins of a dataset go: the zones of its columns, with the offsets that these had while its rows were.

use std::cell::RefCell;

use chrono::{DateTime, NaiveDateTime};
use shared::engine::bin::zone;
use shared::engine::kind::Kind;
use shared::engine::plan::scalar::{self, Position};
use shared::engine::plan::settle::Scale;
use shared::engine::plan::{settle, zones};
use shared::wire::dashboard::ProfiledDataset;
use shared::wire::dataset::Column;
use shared::wire::profile::ColumnProfile;
use shared::wire::query::{QuerySpec, Scalar};

use crate::js::zone::offset_at;

/// The columns of instants, and the names of those of other times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones(Vec<Zoned>, Vec<String>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Zoned {
    column: String,
    /// Its own zone; none if that is UTC.
    own: Option<String>,
    /// The seconds since 1970 between which its rows lie, and those that may come.
    range: [i64; 2],
}

/// Where no row says when it is: from 1970 to 2038.
const ANY: [i64; 2] = [0, i32::MAX as i64];

/// Rows may come while the page is open; before those that there are, or after.
const MORE_SECS: i64 = 2 * YEAR_SECS;

const YEAR_SECS: i64 = 366 * 86_400;

impl Zones {
    /// Of a dataset's columns.
    pub fn of(profiled: &ProfiledDataset) -> Zones {
        let columns = &profiled.dataset.columns;
        let times = columns.iter().filter(|column| ["date", "timestamp", "time", "duration"].contains(&column.r#type.as_str()));
        Zones(columns.iter().zip(&profiled.profile.columns).filter_map(zoned).collect(), times.map(|column| column.name.clone()).collect())
    }

    /// What lies between a column's values.
    pub(super) fn scale(&self, column: &str) -> Scale {
        match self.0.iter().any(|zoned| zoned.column == column) {
            true => Scale::Instants,
            false if self.1.iter().any(|name| name == column) => Scale::Times,
            false => Scale::Numbers,
        }
    }

    /// The question with the offsets of its calendar bins, which are those of their column's own zone where they name none. A zone that the browser doesn't know stays as it is.
    pub fn settled(&self, spec: &QuerySpec) -> QuerySpec {
        let find = |column: &str| self.0.iter().find(|zoned| zoned.column == column);
        let mut spec = zones::named(spec, |column| find(column)?.own.clone());
        for key in &mut spec.group_by {
            let (Some(bin), Some(zoned)) = (&mut key.bin, find(&key.column)) else { continue };
            if let (Some(zone), None) = (&bin.zone, &bin.offsets) {
                bin.offsets = offsets(zone, settle::reach(bin, zoned.range));
            }
        }
        spec
    }

    /// Cells as workers write them, rows times columns: times of zones that have a name, which are in UTC, become what the clocks of their zone showed.
    pub(super) fn told(&self, columns: &[String], cells: &mut [Vec<Option<String>>]) {
        for (at, column) in columns.iter().enumerate() {
            let zone = self.0.iter().find(|zoned| zoned.column == *column).and_then(|zoned| zoned.own.as_deref());
            let Some(offset_at) = zone.filter(|zone| zone::fixed(zone).is_none()).and_then(offset_at) else { continue };
            for cell in cells.iter_mut().filter_map(|row| row.get_mut(at)?.as_mut()) {
                if let Some(local) = local(cell, &offset_at) {
                    *cell = local;
                }
            }
        }
    }
}

/// `2013-11-03 05:30:00.25Z` as a clock told it: `2013-11-03 01:30:00.25-04:00`.
fn local(utc: &str, offset_at: impl Fn(i64) -> i64) -> Option<String> {
    let (whole, fraction) = utc.strip_suffix('Z')?.split_at_checked(19)?;
    let form = "%Y-%m-%d %H:%M:%S";
    let secs = NaiveDateTime::parse_from_str(whole, form).ok()?.and_utc().timestamp();
    // The browser's calendar tells no years before 1 apart from those after.
    let offset = Some(offset_at(secs)).filter(|offset| offset.abs() < DAY_SECS)?;
    Some(format!("{}{fraction}{}", DateTime::from_timestamp(secs + offset, 0)?.format(form), zone::mark(offset)?))
}

fn zoned((column, profile): (&Column, &ColumnProfile)) -> Option<Zoned> {
    let zone = column.r#type.strip_prefix("timestamp(")?.strip_suffix(')')?;
    let is_known = || zone::fixed(zone).is_some() || offset_at(zone).is_some();
    let own = (zone::fixed(zone) != Some(0)).then(|| if is_known() { zone } else { "UTC" }.to_owned());
    let ends = profile.min.as_ref().and_then(secs).zip(profile.max.as_ref().and_then(secs));
    let range = ends.map_or(ANY, |(least, greatest)| [least.saturating_sub(MORE_SECS), greatest.saturating_add(MORE_SECS)]);
    Some(Zoned { column: column.name.clone(), own, range })
}

fn secs(end: &Scalar) -> Option<i64> {
    scalar::whole(end, Kind::Timestamp { per_second: 1 }).map(Position::ceil).ok()?.try_into().ok()
}

const DAY_SECS: i64 = 86_400;

/// A zone, a range, and the offsets that it had there.
type Known = (String, [i64; 2], Vec<[i64; 2]>);

thread_local! {
    /// What was asked before, which is not much: the browser is asked once a week of the range, which takes a while.
    static KNOWN: RefCell<Vec<Known>> = RefCell::default();
}

/// The offsets of a zone, asked of the browser.
pub(super) fn offsets(name: &str, range: [i64; 2]) -> Option<Vec<[i64; 2]>> {
    // Whole years, so that each unit of bins asks for the same.
    let range = [range[0].div_euclid(YEAR_SECS), range[1].div_euclid(YEAR_SECS) + 1].map(|years| years.saturating_mul(YEAR_SECS));
    let find = |known: &Vec<Known>| known.iter().find(|(zone, at, _)| zone == name && *at == range).map(|(.., offsets)| offsets.clone());
    if let Some(known) = KNOWN.with_borrow(find) {
        return Some(known);
    }
    let offsets = zone::offsets(range, offset_at(name)?);
    KNOWN.with_borrow_mut(|known| known.push((name.to_owned(), range, offsets.clone())));
    Some(offsets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_zone_with_a_name_are_told_by_its_clocks() {
        let new_york = |secs: i64| if secs < 1_383_458_400 { -14_400 } else { -18_000 };
        let told = [("2013-11-03 05:30:00.25Z", "2013-11-03 01:30:00.25-04:00"), ("2013-11-03 06:30:00Z", "2013-11-03 01:30:00-05:00")];
        told.into_iter().for_each(|(utc, clock)| assert_eq!(local(utc, new_york).as_deref(), Some(clock)));
        // What is no time in UTC, and what no clock shows in whole minutes, stays as it is.
        assert_eq!([local("2013-11-03 05:30:00", new_york), local("+12013-11-03 05:30:00Z", new_york)], [None, None]);
        assert_eq!(local("1880-01-01 00:00:00Z", |_| -17_762), None);
        assert_eq!(local("0000-06-01 00:00:00Z", |_| 366 * DAY_SECS), None);
    }
}
