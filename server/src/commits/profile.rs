//! The profile of a dataset after an append, from the profiles of what was there and of what came.

use std::cmp::Ordering;

use shared::engine::kind::Kind;
use shared::engine::plan::scalar::{Position, whole};
use shared::wire::dataset::Column;
use shared::wire::profile::{ColumnProfile, DISTINCT_LIMIT, Profile};
use shared::wire::query::Scalar;

/// A batch has at most this many rows,
const BATCH_ROWS_MAX: u64 = 65_536;
/// and about this many bytes, judged by the mean row of the first version.
const BATCH_BYTES: u64 = 8 << 20;

/// Rows per batch of the dataset's streams.
pub(super) fn batch_rows(profile: &Profile) -> u64 {
    let bytes: u64 = profile.columns.iter().map(|column| column.bytes).sum();
    let row_bytes = (bytes / profile.rows.max(1)).max(1);
    (BATCH_BYTES / row_bytes).clamp(1, BATCH_ROWS_MAX)
}

/// The profile of both. Counts of distinct values can't be added, so what is left are bounds: at least the larger one, at most
/// the sum.
pub(super) fn merge(before: &Profile, added: &Profile, columns: &[Column]) -> Profile {
    let merged = before.columns.iter().zip(&added.columns).zip(columns).map(|((old, new), column)| {
        let span = match (old.nulls == before.rows, new.nulls == added.rows) {
            (true, _) => new.span,
            (_, true) => old.span,
            _ => old.span.zip(new.span).map(|(a, b)| a.with(b)),
        };
        let merged = ColumnProfile { span, ..merge_column(old, new, &column.r#type) };
        // Ends of these were not told once, and those of a part alone are none of the whole.
        let is_told = |one: &ColumnProfile, rows| one.min.is_some() || one.nulls == rows;
        if ["time", "duration"].contains(&column.r#type.as_str()) && !(is_told(old, before.rows) && is_told(new, added.rows)) {
            return ColumnProfile { min: None, max: None, ..merged };
        }
        merged
    });
    Profile { rows: before.rows + added.rows, columns: merged.collect(), batch_rows: before.batch_rows }
}

fn merge_column(before: &ColumnProfile, added: &ColumnProfile, r#type: &str) -> ColumnProfile {
    let at_most = |column: &ColumnProfile| column.distinct_at_most.or(column.distinct_exact.then_some(column.distinct));
    let bound = at_most(before).zip(at_most(added)).map(|(a, b)| a + b).filter(|&sum| sum <= DISTINCT_LIMIT);
    let distinct = before.distinct.max(added.distinct);
    ColumnProfile {
        name: before.name.clone(),
        nulls: before.nulls + added.nulls,
        distinct,
        distinct_exact: bound == Some(distinct),
        distinct_at_most: bound,
        bytes: before.bytes + added.bytes,
        min: end(before.min.as_ref(), added.min.as_ref(), r#type, Ordering::Less),
        max: end(before.max.as_ref(), added.max.as_ref(), r#type, Ordering::Greater),
        span: None,
    }
}

/// Of two ends the one that lies `farther`; of one the one.
fn end(a: Option<&Scalar>, b: Option<&Scalar>, r#type: &str, farther: Ordering) -> Option<Scalar> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if compare(b, a, r#type) == farther { b.clone() } else { a.clone() }),
        (one, other) => one.or(other).cloned(),
    }
}

fn compare(a: &Scalar, b: &Scalar, r#type: &str) -> Ordering {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => a.cmp(b),
        (Scalar::Float(a), Scalar::Float(b)) => a.total_cmp(b),
        (a, b) if r#type == "duration" => length(a).cmp(&length(b)),
        (a, b) if ["date", "time"].iter().any(|word| r#type.starts_with(word)) => instant(a).cmp(&instant(b)),
        (a, b) => digits(&plain(a)).cmp(&digits(&plain(b))),
    }
}

fn length(scalar: &Scalar) -> Option<i128> {
    whole(scalar, Kind::Duration { per_second: 1_000_000_000 }).ok().map(Position::ceil)
}

/// Nanoseconds since 1970; profiles of old tell instants in UTC, those of today at their column's offset. Times of day sort as texts.
fn instant(scalar: &Scalar) -> (Option<i128>, String) {
    let nanos = whole(scalar, Kind::Timestamp { per_second: 1_000_000_000 }).ok().map(Position::ceil);
    (nanos, nanos.map_or_else(|| plain(scalar), |_| String::new()))
}

fn plain(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}

/// Plain digits, as decimals and large integers are written, in an order that is that of the numbers.
fn digits(text: &str) -> (bool, std::cmp::Reverse<Magnitude>, Magnitude) {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let magnitude = (whole.len(), whole.to_owned(), fraction.to_owned());
    let none = || (0, String::new(), String::new());
    if negative { (false, std::cmp::Reverse(magnitude), none()) } else { (true, std::cmp::Reverse(none()), magnitude) }
}

type Magnitude = (usize, String, String);

#[cfg(test)]
mod tests {
    use shared::span::Span;

    use super::*;

    fn check(r#type: &str, low: Scalar, high: Scalar) {
        assert_eq!(compare(&low, &high, r#type), Ordering::Less, "{low:?} < {high:?}");
        assert_eq!(end(Some(&high), Some(&low), r#type, Ordering::Less), Some(low.clone()));
        assert_eq!(end(Some(&low), Some(&high), r#type, Ordering::Greater), Some(high));
        assert_eq!(end(None, Some(&low), r#type, Ordering::Greater), Some(low));
    }

    #[test]
    fn ends_are_compared_as_their_column_means_them() {
        let text = |text: &str| Scalar::Text(text.to_owned());
        check("int64", Scalar::Int(-2), Scalar::Int(10));
        check("float64", Scalar::Float(-2.5), Scalar::Float(1e300));
        check("decimal(10,2)", text("-10.50"), text("-9.75"));
        check("decimal(10,2)", text("9.75"), text("10.50"));
        check("uint64", Scalar::Int(7), text("18446744073709551615"));
        check("timestamp(UTC)", text("2026-01-01T10:00:00Z"), text("2026-01-01T10:00:00.5Z"));
        check("timestamp(+08:00)", text("2026-01-01T17:00:00+08:00"), text("2026-01-01T10:00:00Z"));
        check("timestamp(+08:00)", text("2026-01-01T10:00:00Z"), text("2026-01-01T18:00:00.5+08:00"));
        check("time", text("09:30:00"), text("10:00:00.5"));
        check("duration", text("PT9S"), text("PT10.5S"));
        check("duration", text("-PT10S"), text("P0D"));
        check("date", text("2025-12-31"), text("2026-01-01"));
    }

    fn column(nulls: u64, distinct: u64, span: Option<Span>) -> ColumnProfile {
        let (distinct_exact, distinct_at_most, min, max) = (true, None, None, None);
        ColumnProfile { name: "x".into(), nulls, distinct, distinct_exact, distinct_at_most, bytes: 8, min, max, span }
    }

    #[test]
    fn lengths_of_time_of_which_a_part_tells_no_ends_have_none() {
        let told = |end: Option<&str>, nulls| {
            let end = end.map(|end| Scalar::Text(end.to_owned()));
            Profile { rows: 2, columns: vec![ColumnProfile { min: end.clone(), max: end, ..column(nulls, 1, None) }], batch_rows: 1 }
        };
        let ends = |before: (Option<&str>, u64)| {
            let columns = [Column { name: "x".into(), r#type: "duration".into(), nullable: true }];
            merge(&told(before.0, before.1), &told(Some("PT50S"), 0), &columns).columns[0].max.clone()
        };
        assert_eq!(ends((None, 0)), None, "there are values before");
        assert_eq!(ends((None, 2)), Some(Scalar::Text("PT50S".into())));
        assert_eq!(ends((Some("PT60S"), 1)), Some(Scalar::Text("PT60S".into())));
    }

    #[test]
    fn distinct_values_of_two_parts_are_bounded_from_both_sides() {
        let merged = merge_column(&column(1, 3, None), &column(1, 2, None), "string");
        assert_eq!((merged.distinct, merged.distinct_exact, merged.distinct_at_most), (3, false, Some(5)));
        assert_eq!((merged.nulls, merged.bytes), (2, 16));
        let same = merge_column(&column(1, 3, None), &column(1, 0, None), "string");
        assert!(same.distinct_exact);
        let many = merge_column(&column(1, DISTINCT_LIMIT, None), &column(1, 1, None), "string");
        assert_eq!((many.distinct_exact, many.distinct_at_most), (false, None));
    }

    #[test]
    fn the_span_covers_both_parts_and_is_not_known_if_one_is_not() {
        let span = |least, greatest, step| Some(Span { least, greatest, step });
        let part = |rows, nulls, span| {
            let column = column(nulls, rows - nulls, span);
            Profile { rows, columns: vec![column], batch_rows: 0 }
        };
        let columns = [Column { name: "x".into(), r#type: "timestamp".into(), nullable: true }];
        let merged = |a: &Profile, b: &Profile| merge(a, b, &columns).columns[0].span;
        let hours = part(3, 0, span(0, 7_200, 3_600));
        assert_eq!(merged(&hours, &part(3, 1, span(60, 9_000, 60))), span(0, 9_000, 60));
        assert_eq!(merged(&hours, &part(2, 2, None)), hours.columns[0].span);
        assert_eq!(merged(&part(0, 0, None), &hours), hours.columns[0].span);
        assert_eq!(merged(&hours, &part(2, 1, None)), None);
    }
}
