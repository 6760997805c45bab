//! Bin rules, checked against the kind of their column.

use arrow_schema::DataType;

use super::scalar::{self, Position};
use super::{PlanError, filter, settle, zones};
use crate::engine::bin::Bin;
use crate::engine::bin::among::Among;
use crate::engine::bin::calendar::Unit;
use crate::engine::bin::cuts::Cuts;
use crate::engine::bin::linear::Linear;
use crate::engine::bin::local::Local;
use crate::engine::bin::log::{self, Log};
use crate::engine::bin::ticks::Ticks;
use crate::engine::bin::zone::{self, Zone};
use crate::engine::kind::Kind;
use crate::wire::query::{BinSpec, CalendarUnit, Scalar};

/// What is wrong with a bin: which part of it, and why.
pub(super) type Wrong = (&'static str, String);

fn wrong<T>(part: &'static str, reason: &str) -> Result<T, Wrong> {
    Err((part, reason.to_owned()))
}

const ONE_RULE: &str = "a bin has exactly one of width, log, every, cuts, prefix, among, count, quantiles and top; give one of them, or leave the \
    bin out";

/// An error of the `i`th key.
pub(super) fn error(i: usize, (part, reason): Wrong) -> PlanError {
    PlanError::new(format!("group_by[{i}].bin{part}"), reason)
}

/// Checks what can be said without knowing the column: one rule, its own parameters, numbers in their bounds.
pub(super) fn check_shape(bin: &BinSpec) -> Result<(), Wrong> {
    let outside = |given: Option<u32>, least, most| given.is_some_and(|n| !(least..=most).contains(&n));
    if bin.rules().len() != 1 {
        wrong("", ONE_RULE)
    } else if bin.origin.is_some() && bin.width.is_none() {
        wrong(".origin", "only bins of a width have an origin; leave it out")
    } else if bin.n.is_some() && bin.every.is_none() {
        wrong(".n", "only calendar bins are of n units; leave it out")
    } else if bin.zone.is_some() && bin.every.is_none() {
        wrong(".zone", "only calendar bins have a time zone; leave it out")
    } else if bin.offsets.is_some() && bin.zone.is_none() {
        wrong(".offsets", "offsets are those of a zone; name it, or leave them out")
    } else if outside(bin.n, 1, 10_000) {
        wrong(".n", "a bin is of 1 to 10,000 units")
    } else if outside(bin.count, 1, 10_000) {
        wrong(".count", "give a number of bins from 1 to 10,000")
    } else if outside(bin.quantiles, 2, 100) {
        wrong(".quantiles", "there are 2 to 100 bins")
    } else if outside(bin.top, 1, 10_000) {
        wrong(".top", "give a number of values from 1 to 10,000")
    } else {
        Ok(())
    }
}

pub(super) const NO_WIDTH: &str = "only numbers, times of day and lengths of time have such bins; give a calendar unit for other times, or top";

const NO_SCALE: &str = "only numbers and times have such bins; give top, or leave the bin out";

/// Checks a rule that may depend on the rows.
pub(super) fn check(bin: &BinSpec, data_type: &DataType) -> Result<(), Wrong> {
    check_shape(bin)?;
    let kind = Kind::of(data_type);
    match settle::open_rule(bin) {
        Some(".zone") => {
            has_zone(data_type)?;
            parse(&BinSpec { offsets: Some(vec![[0, 0]]), ..bin.clone() }, data_type).map(drop)
        }
        Some(part @ ".count") if !kind.has_width() => wrong(part, NO_WIDTH),
        Some(part @ ".quantiles") if !kind.is_scale() => wrong(part, NO_SCALE),
        Some(_) => Ok(()),
        None => parse(bin, data_type).map(drop),
    }
}

/// The rule of a bin. A part is named with a dot before it.
pub(super) fn parse(bin: &BinSpec, data_type: &DataType) -> Result<Bin, Wrong> {
    check_shape(bin)?;
    match settle::open_rule(bin) {
        Some(".zone") => return wrong(".zone", "time zones are not known here; leave it out"),
        Some(part) => return wrong(part, "it depends on the rows, which are not asked here; give a width, cuts or values"),
        None => {}
    }
    let kind = Kind::of(data_type);
    if let Some(width) = bin.width {
        linear(width, bin.origin.unwrap_or(0.0), kind)
    } else if let Some(base) = bin.log {
        logarithmic(base, kind).map(Bin::Log)
    } else if let Some(every) = bin.every {
        let unit = calendar(every, bin.n.unwrap_or(1), kind)?;
        match (&bin.offsets, zones::own(data_type)) {
            (Some(offsets), _) => local(unit, offsets, data_type).map(Bin::Local),
            (None, None) => Ok(Bin::Calendar(unit)),
            (None, Some(own)) => match zone::fixed(own) {
                Some(offset) => local(unit, &[[0, offset]], data_type).map(Bin::Local),
                None => wrong(".zone", "the time zone of the column is not known here; name it with its offsets"),
            },
        }
    } else if let Some(cuts) = &bin.cuts {
        filter::cuts(cuts, kind).map(Bin::Cuts).map_err(|reason| (".cuts", reason))
    } else if let Some(values) = &bin.among {
        among(values, kind, data_type == &DataType::Float32).map(Bin::Among).map_err(|reason| (".among", reason))
    } else {
        prefix(bin.prefix.unwrap_or_default(), kind)
    }
}

fn linear(width: f64, origin: f64, kind: Kind) -> Result<Bin, Wrong> {
    if !kind.has_width() {
        wrong(".width", NO_WIDTH)
    } else if !(width.is_finite() && width > 0.0) {
        wrong(".width", "a width is a finite number above 0")
    } else if !origin.is_finite() {
        wrong(".origin", "an origin is a finite number")
    } else if kind.is_number() {
        Ok(Bin::Linear(Linear::new(origin, width)))
    } else {
        ticks(width, origin, kind).map(Bin::Ticks)
    }
}

/// Seconds as ticks of a column.
fn ticks(width: f64, origin: f64, kind: Kind) -> Result<Ticks, Wrong> {
    const NO_TICKS: &str = "bins of times are of whole ticks of their column; give seconds of no more digits than its cells have";
    let whole = |secs: f64| scalar::ticks(secs, kind.per_second().unwrap_or(1));
    let Some(width) = whole(width).filter(|width| *width > 0) else { return wrong(".width", NO_TICKS) };
    match whole(origin) {
        Some(origin) if matches!(kind, Kind::Time { .. }) && origin % width != 0 => {
            wrong(".origin", "bins of times of day begin at midnight; leave it out")
        }
        Some(origin) => Ok(Ticks { origin, width }),
        None => wrong(".origin", NO_TICKS),
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
            // Of a float the shortest digits are read, which are those of a power of 10; any other whole power is written out.
            let written =
                |power: &f64| if base == 10.0 || power.fract() != 0.0 { Scalar::Float(*power) } else { Scalar::Text(format!("{power:.0}")) };
            let finite: Vec<Scalar> = powers.iter().filter(|power| power.is_finite()).map(written).collect();
            filter::cuts(&finite, kind).map_err(|reason| (".log", reason))?
        }
    };
    Ok(Log::new(base, powers, cuts))
}

fn calendar(every: CalendarUnit, n: u32, kind: Kind) -> Result<Unit, Wrong> {
    if !kind.is_time() {
        return wrong(".every", "only dates and timestamps have calendar bins; give a width instead");
    }
    match unit(every, n) {
        Unit::Seconds(secs) if kind == Kind::Date && DAY_SECS % secs != 0 && secs % DAY_SECS != 0 => {
            wrong(".n", "the column holds dates, which have no hours; give a number of days")
        }
        unit => Ok(unit),
    }
}

fn local(unit: Unit, offsets: &[[i64; 2]], data_type: &DataType) -> Result<Local, Wrong> {
    has_zone(data_type)?;
    let zone =
        Zone::new(offsets.to_vec()).ok_or_else(|| (".offsets", "offsets ascend in time and are less than a day; leave them out".to_owned()))?;
    Ok(Local { unit, zone })
}

fn has_zone(data_type: &DataType) -> Result<(), Wrong> {
    match data_type {
        DataType::Timestamp(_, Some(_)) => Ok(()),
        _ => wrong(".zone", "the column holds no instants: its times have no zone that another could be seen from; leave the zone out"),
    }
}

const DAY_SECS: i64 = 86_400;

/// The unit of so many units of the calendar.
pub fn unit(every: CalendarUnit, n: u32) -> Unit {
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

/// `single`: cells have 32 bits, so 0.1 means the number that 0.1 is there.
fn among(values: &[Scalar], kind: Kind, single: bool) -> Result<Among, String> {
    let float = |value: &Scalar| scalar::float(value).map(|x| if single { f64::from(x as f32) } else { x });
    match kind {
        Kind::Text => values.iter().map(scalar::text).collect::<Result<_, _>>().map(Among::Text),
        Kind::Float => values.iter().map(float).collect::<Result<_, _>>().map(Among::Float),
        _ => values.iter().map(|value| scalar::whole(value, kind).map(Position::exact)).collect::<Result<_, _>>().map(Among::Whole),
    }
}
