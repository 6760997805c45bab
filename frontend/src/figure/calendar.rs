//! The units of a calendar around an instant.

use shared::engine::bin::local::Local;

use super::clock;

const NANOS: i128 = 1_000_000_000;
const DAY_SECS: i64 = 86_400;

/// Where the unit that holds an instant begins and where it ends, as ISO 8601; none if the instant itself is the beginning, or lies
/// outside the calendar. `nanos` since 1970-01-01T00:00:00.
pub fn around(nanos: i128, rule: &Local) -> Option<[String; 2]> {
    let start = rule.start(i64::try_from(nanos.div_euclid(NANOS)).ok()?);
    let is_start = i128::from(start) * NANOS == nanos;
    (!is_start).then(|| [start, rule.next(start)].map(|secs| clock::written(secs.saturating_mul(1_000), &rule.zone, secs % DAY_SECS == 0)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::engine::bin::zone::Zone;
    use shared::engine::plan::unit;
    use shared::wire::query::CalendarUnit;

    use super::super::time;
    use super::*;

    #[test]
    fn an_instant_lies_between_two_starts_of_units() {
        let at = |text: &str| i128::from(time::parse(text).unwrap()) * 1_000_000;
        let day = |from: &str, to: &str| Some([from.to_owned(), to.to_owned()]);
        let around = |nanos, every| around(nanos, &Local { unit: unit(every, 1), zone: Zone::utc() });
        assert_eq!(around(at("2013-05-10"), CalendarUnit::Quarter), day("2013-04-01", "2013-07-01"));
        assert_eq!(around(at("1969-05-10"), CalendarUnit::Year), day("1969-01-01", "1970-01-01"));
        assert_eq!(around(at("1970-01-05"), CalendarUnit::Week), None);
        assert_eq!(around(at("2013-05-10") + 1, CalendarUnit::Day), day("2013-05-10", "2013-05-11"));
    }

    #[test]
    fn units_of_a_zone_are_told_at_its_offset() {
        let rule = Local { unit: unit(CalendarUnit::Day, 1), zone: Zone::new(vec![[0, 28_800]]).unwrap() };
        let at = |text: &str| i128::from(time::parse(text).unwrap()) * 1_000_000;
        assert_eq!(around(at("2013-05-09T16:00:00Z"), &rule), None);
        assert_eq!(around(at("2013-05-10"), &rule), Some(["2013-05-10T00:00:00+08:00", "2013-05-11T00:00:00+08:00"].map(str::to_owned)));
    }
}
