//! Time zones, from the table that comes with chrono-tz.

use arrow_schema::Schema;
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use shared::engine::bin::zone::{self, Zone};
use shared::engine::plan::zones;

/// Whether there is a zone of an IANA name, or it is an offset.
pub(crate) fn is_known(name: &str) -> bool {
    zone::fixed(name).is_some() || name.parse::<Tz>().is_ok()
}

/// The zone that calendar bins of a column go by if they name none, as [`zones::of_column`] has it; UTC where nobody knows the column's.
pub(super) fn own(schema: &Schema, column: &str) -> Option<String> {
    zones::of_column(schema, column).map(|zone| if is_known(&zone) { zone } else { "UTC".to_owned() })
}

/// A zone, between two seconds since 1970; UTC if nobody knows it.
pub(crate) fn between(name: &str, range: [i64; 2]) -> Zone {
    let offsets = zone::fixed(name).map(|offset| vec![[0, offset]]).or_else(|| offsets(name, range));
    offsets.and_then(Zone::new).unwrap_or_else(Zone::utc)
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
