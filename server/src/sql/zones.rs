//! Time zones, from the table that comes with chrono-tz.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use shared::engine::bin::zone;

/// Whether there is a zone of an IANA name.
pub(super) fn is_known(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// The offsets of a zone between two seconds since 1970; none if there is no such zone.
pub(super) fn offsets(name: &str, range: [i64; 2]) -> Option<Vec<[i64; 2]>> {
    let zone: Tz = name.parse().ok()?;
    let offset_at = |secs: i64| {
        let utc = DateTime::from_timestamp(secs, 0).unwrap_or_default().naive_utc();
        i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc())
    };
    Some(zone::offsets(range, offset_at))
}
