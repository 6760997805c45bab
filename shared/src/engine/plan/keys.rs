//! Group keys and their bins.

use arrow_schema::Schema;

use super::{Key, PlanError, position};
use crate::engine::bin::Bin;
use crate::engine::bin::calendar::Unit;
use crate::engine::bin::linear::Linear;
use crate::engine::kind::Kind;
use crate::wire::query::{BinSpec, CalendarUnit, GroupKey};

pub(super) fn parse(keys: &[GroupKey], schema: &Schema) -> Result<Vec<Key>, PlanError> {
    keys.iter().enumerate().map(|(i, key)| one(i, key, schema)).collect()
}

fn one(i: usize, key: &GroupKey, schema: &Schema) -> Result<Key, PlanError> {
    let column = position(&key.column, schema, || format!("group_by[{i}].column"))?;
    let kind = Kind::of(schema.field(column).data_type());
    if kind == Kind::Opaque {
        let reason = format!("“{}” has a type that can't be grouped by; choose a column of numbers, text, truth values or times", key.column);
        return Err(PlanError::new(format!("group_by[{i}].column"), reason));
    }
    let bin = match &key.bin {
        None => Bin::Category,
        Some(bin) => parse_bin(bin, kind).map_err(|(part, reason)| PlanError::new(format!("group_by[{i}].bin{part}"), reason))?,
    };
    Ok(Key { column, bin })
}

/// What is wrong with a bin: which part of it, and why.
type Wrong = (&'static str, String);

fn parse_bin(bin: &BinSpec, kind: Kind) -> Result<Bin, Wrong> {
    let wrong = |part, reason: &str| Err((part, reason.to_owned()));
    match (bin.width, bin.every, &bin.cuts) {
        (None, Some(_), None) | (None, None, Some(_)) if bin.origin.is_some() => {
            wrong(".origin", "only bins of a width have an origin; leave it out")
        }
        (Some(width), None, None) => linear(width, bin.origin.unwrap_or(0.0), kind).map(Bin::Linear),
        (None, Some(_), None) if !kind.is_time() => wrong(".every", "only dates and timestamps have calendar bins; give a width instead"),
        (None, Some(every), None) => Ok(Bin::Calendar(unit(every))),
        (None, None, Some(cuts)) => super::filter::cuts(cuts, kind).map(Bin::Cuts).map_err(|reason| (".cuts", reason)),
        (None, None, None) => wrong("", "a bin needs a width, a calendar unit or cuts; give one of them or leave the bin out"),
        _ => wrong("", "a bin has either a width, a calendar unit or cuts; leave the others out"),
    }
}

fn linear(width: f64, origin: f64, kind: Kind) -> Result<Linear, Wrong> {
    let wrong = |part, reason: &str| Err((part, reason.to_owned()));
    if !kind.is_number() {
        wrong(".width", "only numbers have bins of a width; give a calendar unit for times, or leave the bin out")
    } else if !(width.is_finite() && width > 0.0) {
        wrong(".width", "a width is a finite number above 0")
    } else if !origin.is_finite() {
        wrong(".origin", "an origin is a finite number")
    } else {
        Ok(Linear { origin, width })
    }
}

fn unit(every: CalendarUnit) -> Unit {
    match every {
        CalendarUnit::Second => Unit::Seconds(1),
        CalendarUnit::Minute => Unit::Seconds(60),
        CalendarUnit::Hour => Unit::Seconds(3_600),
        CalendarUnit::Day => Unit::Seconds(86_400),
        CalendarUnit::Week => Unit::Week,
        CalendarUnit::Month => Unit::Months(1),
        CalendarUnit::Quarter => Unit::Months(3),
        CalendarUnit::Year => Unit::Months(12),
    }
}
