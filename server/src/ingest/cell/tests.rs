#![allow(clippy::unwrap_used)]
use super::*;

fn check(cell: &str, expected: u8) {
    assert_eq!(classify(cell.as_bytes()), expected, "{cell}");
}

#[test]
fn integers_are_exact_or_text() {
    for cell in ["0", "-1", "42", "9007199254740992"] {
        check(cell, INT | FLOAT);
    }
    for cell in ["9007199254740993", "9223372036854775807", "-9223372036854775808"] {
        check(cell, INT);
        assert_eq!(parse_int(cell.as_bytes()), cell.parse().ok());
    }
    for cell in [
        "007",
        "+1",
        "1_000",
        "1,234",
        "9223372036854775808",
        "0x10",
        "٣",
        "-",
        "--1",
        "1 ",
        " 1",
        "-007",
        "1234567890123456789012345678901234567890",
    ] {
        check(cell, 0);
    }
}

#[test]
fn floats_give_all_their_digits_back_or_are_text() {
    for cell in
        ["1.5", "-0", "-0.0", ".5", "-.5", "1e5", "1E+5", "2.50", "0.30000000000000004", "1e-7", "1.7976931348623157e308", "5e-324", "0.000001"]
    {
        check(cell, FLOAT);
        assert!(parse_float(cell.as_bytes()).unwrap().is_finite());
    }
    for cell in ["1e309", "1e-400", "0.1234567890123456789", "9007199254740993.0", "1.", ".", "01.5", "1.5.2", "1e", "e5", "1e5x", "1,5", "1.234,5"] {
        check(cell, 0);
    }
    for cell in ["NaN", "nan", "inf", "-inf", "Infinity"] {
        check(cell, FLOAT);
        assert!(is_spelled(cell.as_bytes()));
    }
    check("Nancy", 0);
    check("-info", 0);
}

#[test]
fn only_the_words_true_and_false_are_bools() {
    for cell in ["true", "FALSE", "True"] {
        check(cell, BOOL);
    }
    for cell in ["t", "yes", "truth"] {
        check(cell, 0);
    }
}

#[test]
fn dates_exist_and_are_iso() {
    check("2024-02-29", DATE);
    check("0001-01-01", DATE);
    check("9999-12-31", DATE);
    assert_eq!(parse_date(b"1970-01-02"), Some(1));
    assert_eq!(parse_date(b"1969-12-31"), Some(-1));
    for cell in ["2023-02-29", "0000-00-00", "1500-02-29", "01/02/2003", "2024-2-9", "2024-02-30", "20240229"] {
        assert_eq!(classify(cell.as_bytes()) & DATE, 0, "{cell}");
    }
}

#[test]
fn timestamps_keep_their_microseconds_and_their_instant() {
    let at = |cell: &str| parse_timestamp(cell.as_bytes());
    assert_eq!(at("1970-01-01 00:00"), Some((0, None)));
    assert_eq!(at("1970-01-01T00:00:01.5"), Some((1_500_000, None)));
    assert_eq!(at("1970-01-01T00:00:00.000001000"), Some((1, None)));
    assert_eq!(at("1970-01-01T08:00:00+08:00"), Some((0, Some(28_800))));
    assert_eq!(at("1969-12-31T19:00:00-05:00"), Some((0, Some(-18_000))));
    assert_eq!(at("1970-01-01T00:00:00Z"), Some((0, Some(0))));
    check("2024-01-01T10:00:00", LOCAL);
    check("2024-01-01 10:00:00.123Z", INSTANT);
    for cell in [
        "2016-12-31T23:59:60Z",
        "2024-01-01T25:00",
        "2024-01-01T10:00:00.1234567",
        "2024-01-01T10:00:00.",
        "2024-01-01_10:00",
        "2024-01-01T10:00+99:00",
        "2024-01-01T",
    ] {
        check(cell, 0);
    }
}

#[test]
fn times_of_day_keep_their_microseconds() {
    for (cell, micros) in [("00:00", 0), ("23:59:59", 86_399_000_000), ("07:30:00.000001", 27_000_000_001)] {
        check(cell, CLOCK);
        assert_eq!(parse_clock(cell.as_bytes()), Some(micros), "{cell}");
    }
    for cell in ["24:00", "7:30", "23:30+08:00", "00:00Z", "23:59:60", "12:30:00.1234567", "12:", "12:3", "12:30 PM", "1a:30"] {
        check(cell, 0);
    }
}

#[test]
fn numbers_of_any_length_are_read_exactly_or_not_at_all() {
    let scaled = |cell: &str, scale| parse_scaled(cell.as_bytes(), scale);
    assert_eq!(scaled("18446744073709551615", 0), Some(18_446_744_073_709_551_615));
    assert_eq!(scaled("-5", 2), Some(-500));
    assert_eq!(scaled("1.25", 2), Some(125));
    assert_eq!(scaled("1.2500", 2), Some(125));
    assert_eq!(scaled("1e3", 0), Some(1_000));
    assert_eq!(scaled("5.0", 0), Some(5));
    assert_eq!(scaled("0", 3), Some(0));
    for (cell, scale) in [("1.255", 2), ("007", 0), ("+1", 0), ("1e-1", 0), ("", 0), ("x", 0), ("1e100", 0), ("NaN", 0)] {
        assert_eq!(scaled(cell, scale), None, "{cell}");
    }
}

#[test]
fn instants_keep_the_digits_that_their_unit_has() {
    assert_eq!(parse_instant(b"1970-01-01T00:00:00.123456789Z", 9), Some((123_456_789, Some(0))));
    assert_eq!(parse_instant(b"1970-01-01T00:00:00.123456789Z", 6), None);
    assert_eq!(parse_instant(b"9999-12-31T23:59:59.5", 9), Some((253_402_300_799_500_000_000, None)));
}
