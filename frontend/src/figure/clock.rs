//! The clock by which an axis of time is read: that of a zone. Places on the axis are instants, so every bin has its own, also where a clock shows an hour twice or
//! leaves one out; what is written at them is what the clock shows.

use shared::engine::bin::local::Local;
use shared::engine::bin::zone::{self, Zone};
use shared::engine::plan;
use shared::wire::query::{CalendarUnit, GroupKey};

use super::time;
use crate::i18n::Language;

/// The zone of a settled key's calendar bins.
pub(super) fn of(key: Option<&GroupKey>) -> Zone {
    let offsets = key.and_then(|key| key.bin.as_ref()?.offsets.clone());
    offsets.and_then(Zone::new).unwrap_or_else(Zone::utc)
}

/// The zones of settled keys as a person reads them; empty for UTC.
pub fn zone_name(keys: &[GroupKey]) -> String {
    let mut names = String::new();
    for key in keys.iter().filter(|key| !of(Some(key)).is_utc()) {
        let Some(zone) = key.bin.as_ref().and_then(|bin| bin.zone.as_deref()).filter(|zone| !names.ends_with(zone)) else { continue };
        if !names.is_empty() {
            names += ", ";
        }
        if zone.starts_with(['+', '-']) {
            names += "UTC";
        }
        names += zone;
    }
    names
}

/// The milliseconds since 1970 that the clock shows at an instant.
pub(super) fn shown(ms: i64, zone: &Zone) -> i64 {
    ms.saturating_add(zone.offset(ms.div_euclid(1_000)) * 1_000)
}

/// An instant as filters take it, so that it tells itself what the clock shows; only the date for a column of dates.
pub(super) fn written(ms: i64, zone: &Zone, dates: bool) -> String {
    if zone.is_utc() {
        return time::iso(ms, dates);
    }
    match zone::mark(zone.offset(ms.div_euclid(1_000))) {
        Some(mark) => time::iso(shown(ms, zone), false) + &mark,
        None => time::iso(ms, false) + "Z",
    }
}

/// What ticks may be apart, and about how many seconds that is.
const STEPS: [(CalendarUnit, u32, i64); 23] = [
    (CalendarUnit::Second, 1, 1),
    (CalendarUnit::Second, 5, 5),
    (CalendarUnit::Second, 15, 15),
    (CalendarUnit::Second, 30, 30),
    (CalendarUnit::Minute, 1, 60),
    (CalendarUnit::Minute, 5, 300),
    (CalendarUnit::Minute, 15, 900),
    (CalendarUnit::Minute, 30, 1_800),
    (CalendarUnit::Hour, 1, 3_600),
    (CalendarUnit::Hour, 3, 10_800),
    (CalendarUnit::Hour, 6, 21_600),
    (CalendarUnit::Hour, 12, 43_200),
    (CalendarUnit::Day, 1, DAY),
    (CalendarUnit::Day, 2, 2 * DAY),
    (CalendarUnit::Week, 1, 7 * DAY),
    (CalendarUnit::Week, 2, 14 * DAY),
    (CalendarUnit::Month, 1, 30 * DAY),
    (CalendarUnit::Month, 3, 92 * DAY),
    (CalendarUnit::Month, 6, 183 * DAY),
    (CalendarUnit::Year, 1, YEAR),
    (CalendarUnit::Year, 2, 2 * YEAR),
    (CalendarUnit::Year, 5, 5 * YEAR),
    (CalendarUnit::Year, 10, 10 * YEAR),
];
const DAY: i64 = 86_400;
const YEAR: i64 = 366 * DAY;

/// At most about so many ticks on whole units of the clock between two instants, and what is written at them: of units below a day the time, and
/// under it the date where that is another than before.
pub(super) fn ticks(zone: &Zone, (lo, hi): (f64, f64), most: usize, language: Language) -> (Vec<f64>, Vec<String>) {
    let (first, last) = ((lo / 1_000.0).ceil() as i64, (hi / 1_000.0).floor() as i64);
    let room = (last - first) / most.max(1) as i64;
    let (unit, n) = STEPS.iter().find(|(.., secs)| *secs >= room).map_or((CalendarUnit::Year, (room / YEAR) as u32 + 1), |(unit, n, _)| (*unit, *n));
    let rule = Local { unit: plan::unit(unit, n), zone: zone.clone() };
    let (mut start, mut date) = (rule.start(first), String::new());
    let (mut places, mut texts) = (Vec::new(), Vec::new());
    // Where a calendar ends, each day is a unit.
    while start <= last && places.len() < 4 * most.max(1) {
        if start >= first {
            places.push(start as f64 * 1_000.0);
            texts.push(text(shown(start * 1_000, zone), unit, &mut date, language));
        }
        start = rule.next(start);
    }
    (places, texts)
}

/// What is written at a tick; `date` is that of the tick before.
fn text(at: i64, unit: CalendarUnit, date: &mut String, language: Language) -> String {
    let digits = match unit {
        CalendarUnit::Second => 11..19,
        CalendarUnit::Minute | CalendarUnit::Hour => 11..16,
        unit => return time::label(at, unit, language),
    };
    let mut clock = time::iso(at, false).get(digits).unwrap_or_default().to_owned();
    let today = time::label(at, CalendarUnit::Day, language);
    if *date != today {
        clock += "<br>";
        clock += &today;
        *date = today;
    }
    clock
}
