//! Bin rules, checked against the kind of their column.

use super::filter;
use crate::engine::bin::Bin;
use crate::engine::bin::calendar::Unit;
use crate::engine::bin::cuts::Cuts;
use crate::engine::bin::linear::Linear;
use crate::engine::bin::log::{self, Log};
use crate::engine::kind::Kind;
use crate::wire::query::{BinSpec, CalendarUnit, Scalar};

/// What is wrong with a bin: which part of it, and why.
pub(super) type Wrong = (&'static str, String);

fn wrong<T>(part: &'static str, reason: &str) -> Result<T, Wrong> {
    Err((part, reason.to_owned()))
}

const ONE_RULE: &str = "a bin has exactly one of width, log, every, cuts and prefix; give one of them, or leave the bin out";

/// The rule of a bin. A part is named with a dot before it.
pub(super) fn parse(bin: &BinSpec, kind: Kind) -> Result<Bin, Wrong> {
    if bin.rules().len() != 1 {
        return wrong("", ONE_RULE);
    }
    if bin.origin.is_some() && bin.width.is_none() {
        return wrong(".origin", "only bins of a width have an origin; leave it out");
    }
    if bin.n.is_some() && bin.every.is_none() {
        return wrong(".n", "only calendar bins are of n units; leave it out");
    }
    if let Some(width) = bin.width {
        linear(width, bin.origin.unwrap_or(0.0), kind).map(Bin::Linear)
    } else if let Some(base) = bin.log {
        logarithmic(base, kind).map(Bin::Log)
    } else if let Some(every) = bin.every {
        calendar(every, bin.n.unwrap_or(1), kind).map(Bin::Calendar)
    } else if let Some(cuts) = &bin.cuts {
        filter::cuts(cuts, kind).map(Bin::Cuts).map_err(|reason| (".cuts", reason))
    } else {
        prefix(bin.prefix.unwrap_or_default(), kind)
    }
}

fn linear(width: f64, origin: f64, kind: Kind) -> Result<Linear, Wrong> {
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

fn logarithmic(base: f64, kind: Kind) -> Result<Log, Wrong> {
    if !kind.is_number() {
        return wrong(".log", "only numbers have logarithmic bins; give a calendar unit for times, or leave the bin out");
    }
    if !(base.is_finite() && base >= log::LEAST_BASE) {
        return wrong(".log", "a base is a finite number, 1.1 at least, such as 10");
    }
    let powers = log::powers(base);
    let cuts = match kind {
        // Above ∞, where a search of cuts puts it, NaN is alone.
        Kind::Float => Cuts::Float(powers.iter().copied().chain([f64::NAN]).collect()),
        _ => {
            let finite: Vec<Scalar> = powers.iter().filter(|power| power.is_finite()).map(|power| Scalar::Float(*power)).collect();
            filter::cuts(&finite, kind).map_err(|reason| (".log", reason))?
        }
    };
    Ok(Log::new(base, powers, cuts))
}

const MOST_UNITS: u32 = 10_000;

fn calendar(every: CalendarUnit, n: u32, kind: Kind) -> Result<Unit, Wrong> {
    if !kind.is_time() {
        return wrong(".every", "only dates and timestamps have calendar bins; give a width instead");
    }
    if !(1..=MOST_UNITS).contains(&n) {
        return wrong(".n", "a bin is of 1 to 10,000 units");
    }
    match unit(every, n) {
        Unit::Seconds(secs) if kind == Kind::Date && DAY_SECS % secs != 0 && secs % DAY_SECS != 0 => {
            wrong(".n", "the column holds dates, which have no hours; give a number of days")
        }
        unit => Ok(unit),
    }
}

const DAY_SECS: i64 = 86_400;

fn unit(every: CalendarUnit, n: u32) -> Unit {
    let secs = |secs: i64| Unit::Seconds(secs * i64::from(n));
    let months = |months: i32| Unit::Months(months * n as i32);
    match every {
        CalendarUnit::Second => secs(1),
        CalendarUnit::Minute => secs(60),
        CalendarUnit::Hour => secs(3_600),
        CalendarUnit::Day => secs(DAY_SECS),
        CalendarUnit::Week => Unit::Weeks(n.into()),
        CalendarUnit::Month => months(1),
        CalendarUnit::Quarter => months(3),
        CalendarUnit::Year => months(12),
    }
}

fn prefix(chars: u32, kind: Kind) -> Result<Bin, Wrong> {
    match chars {
        _ if kind != Kind::Text => wrong(".prefix", "only text has a prefix; give a width for numbers or a calendar unit for times"),
        0 => wrong(".prefix", "a prefix has 1 character at least"),
        chars => Ok(Bin::Prefix(chars as usize)),
    }
}
