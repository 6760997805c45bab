//! How people write numbers and dates, and the same cell in the one form that [`cell`] reads.
//!
//! | writing | cells | become |
//! | --- | --- | --- |
//! | decimal comma | `1,5` `1.234,5` `1 234,5` | `1.5` `1234.5` `1234.5` |
//! | thousands mark | `1,234` `1,234.5` `1'234.5` | `1234` `1234.5` … |
//! | day first | `3/5/2024` `03.05.2024 7:30` | `2024-05-03` `2024-05-03 07:30` |
//! | month first | `5/3/2024 7:30 PM` | `2024-05-03 19:30` |
//! | year first | `2024/5/3` `2024年5月3日` | `2024-05-03` |
//!
//! Dots part dates with the day first only: `2024.5.3` is a version as well. Blanks part thousands only beside a decimal comma: without one they are
//! as well a phone number's.
//!
//! Cells that are plain already stay what they are in the writings of numbers, and are refused in those of dates.

use arrow_schema::DataType;
use shared::wire::dataset::Writing;

use super::super::cell;

/// All writings but the plain one.
pub(super) const ALL: [Writing; 5] = [Writing::DecimalComma, Writing::ThousandsMark, Writing::DayFirst, Writing::MonthFirst, Writing::YearFirst];

/// Words that stand for no value in columns of numbers, times or truth values. In columns of text they are text.
pub(super) const NULL_WORDS: [&str; 12] = ["NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "\\N", "-", "--", "—", "?"];

/// Whether a cell is the word for no value.
pub(in super::super) fn null_word(cell: &[u8]) -> Option<&'static str> {
    NULL_WORDS.iter().find(|word| word.as_bytes() == cell).copied()
}

/// Whether a cell is a number or a date in some writing.
pub(super) fn is_value(cell: &[u8]) -> bool {
    let mut plain = String::new();
    ALL.iter().any(|writing| self::plain(*writing, cell, &mut plain) && cell::classify(plain.as_bytes()) != 0)
}

/// Whether a cell is a date with a year of two digits, of which nobody can tell where it is: `01/02/03`. Points part versions, too.
pub(super) fn is_short_date(cell: &[u8]) -> bool {
    let Some([a, b, c]) = std::str::from_utf8(cell).ok().and_then(|text| parts(text, &['/', '-'])) else { return false };
    let number = |part: &str| if part.len() <= 2 { part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit())) } else { None };
    let (Some(a), Some(b), Some(_)) = (number(a), number(b), number(c).filter(|_: &u8| c.len() == 2)) else { return false };
    matches!((a, b), (1..=31, 1..=12) | (1..=12, 1..=31))
}

/// Puts the plain form of a cell into `plain`; false if it is not written so.
pub(in super::super) fn plain(writing: Writing, cell: &[u8], plain: &mut String) -> bool {
    plain.clear();
    let Ok(text) = std::str::from_utf8(cell) else { return false };
    match writing {
        Writing::Plain => plain.push_str(text),
        Writing::DecimalComma => return number(text, ',', &['.', ' ', '\u{a0}', '\u{202f}', '\''], plain),
        Writing::ThousandsMark => return number(text, '.', &[',', '\u{a0}', '\u{202f}', '\''], plain),
        Writing::DayFirst | Writing::MonthFirst | Writing::YearFirst => return date(text, writing, plain).is_some(),
    }
    true
}

/// Puts a cell that means a value of a type for people into the form that [`cell`] reads; where a type was chosen, `007` is a number, too.
pub(in super::super) fn meant(data_type: &DataType, plain: &mut String) {
    match data_type {
        DataType::Boolean => {
            let said = |words: &[&str]| words.iter().any(|word| plain.trim().eq_ignore_ascii_case(word));
            if said(&["1", "yes", "y", "t", "on", "是", "对", "真"]) {
                "true".clone_into(plain);
            } else if said(&["0", "no", "n", "f", "off", "否", "错", "假"]) {
                "false".clone_into(plain);
            }
        }
        DataType::Int64 | DataType::Float64 | DataType::Decimal128(..) => {
            let trimmed = plain.trim();
            let (sign, digits) = trimmed.strip_prefix('-').map_or(("", trimmed.strip_prefix('+').unwrap_or(trimmed)), |rest| ("-", rest));
            let zeros = digits.bytes().take_while(|b| *b == b'0').count();
            let kept = if digits[zeros..].starts_with(|c: char| c.is_ascii_digit()) { zeros } else { zeros.saturating_sub(1) };
            let digits = &digits[kept..];
            *plain = if digits == "0" { digits.to_owned() } else { format!("{sign}{digits}") };
        }
        _ => {
            let trimmed = plain.trim().len();
            if trimmed < plain.len() {
                *plain = plain.trim().to_owned();
            }
            match data_type {
                // A day means its beginning, and a day's beginning the day.
                DataType::Timestamp(_, None) if cell::parse_date(plain.as_bytes()).is_some() => plain.push_str(" 00:00:00"),
                DataType::Time64(_) if plain.as_bytes().get(1) == Some(&b':') => plain.insert(0, '0'),
                DataType::Date32 => {
                    if let Some((day, "00:00" | "00:00:00")) = plain.split_once(['T', ' ']) {
                        *plain = day.to_owned();
                    }
                }
                _ => {}
            }
        }
    }
}

/// A number with a decimal mark and groups of three before it, all groups by one mark.
fn number(text: &str, decimal: char, groups: &[char], plain: &mut String) -> bool {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once(decimal).map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    plain.push_str(sign);
    match whole.chars().find(|c| groups.contains(c)) {
        None => plain.push_str(whole),
        Some(mark) => {
            let mut parts = whole.split(mark);
            let first = parts.next().unwrap_or_default();
            if first.is_empty() || first.len() > 3 || first.starts_with('0') {
                return false;
            }
            plain.push_str(first);
            for part in parts {
                if part.len() != 3 {
                    return false;
                }
                plain.push_str(part);
            }
        }
    }
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    plain.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.') && whole.starts_with(|c: char| c.is_ascii_digit())
}

/// A date, or a date and a time of day.
fn date(text: &str, order: Writing, plain: &mut String) -> Option<()> {
    let (day, time) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let [a, b, c] = parts(day, if order == Writing::DayFirst { &['/', '-', '.'] } else { &['/', '-'] })?;
    let (year, month, day) = match order {
        Writing::DayFirst => (c, b, a),
        Writing::MonthFirst => (c, a, b),
        _ => (a, b, c),
    };
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) || !short(month) || !short(day) {
        return None;
    }
    plain.push_str(&format!("{year}-{month:0>2}-{day:0>2}"));
    let Some(time) = time else { return Some(()) };
    let (time, half) = match time.rsplit_once(' ') {
        Some((time, half)) if half.eq_ignore_ascii_case("am") => (time, Some(0)),
        Some((time, half)) if half.eq_ignore_ascii_case("pm") => (time, Some(12)),
        _ => (time, None),
    };
    let (hour, rest) = time.split_once(':')?;
    let mut hour: u32 = short(hour).then(|| hour.parse().ok())??;
    if let Some(half) = half {
        hour = (1..=12).contains(&hour).then(|| hour % 12 + half)?;
    }
    plain.push_str(&format!(" {hour:02}:{rest}"));
    Some(())
}

/// The three numbers of a date, parted by one of the marks or by 年, 月 and 日.
fn parts<'a>(day: &'a str, marks: &[char]) -> Option<[&'a str; 3]> {
    if let Some(rest) = day.strip_suffix('日') {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        return Some([year, month, day]);
    }
    let mark = day.chars().find(|c| marks.contains(c))?;
    let mut parts = day.split(mark);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(writing: Writing, cells: &[(&str, &str)], refused: &[&str]) {
        let mut out = String::new();
        for (text, expected) in cells {
            assert!(plain(writing, text.as_bytes(), &mut out) && out == *expected, "{text}: {out}");
        }
        for text in refused {
            assert!(!plain(writing, text.as_bytes(), &mut out) || cell::classify(out.as_bytes()) == 0, "{text}: {out}");
        }
    }

    #[test]
    fn a_decimal_comma_becomes_a_point() {
        let cells = [("1,5", "1.5"), ("-0,25", "-0.25"), ("1.234,5", "1234.5"), ("1 234 567,5", "1234567.5"), ("12", "12"), ("1.234", "1234")];
        check(Writing::DecimalComma, &cells, &["1,5,0", "1.23,5", "1.5", ",5", "1,", "0.123,5", "1.234 567,5", "1,5 €", "007,5", "a,b"]);
    }

    #[test]
    fn thousands_marks_go() {
        let cells = [("1,234", "1234"), ("-1,234,567.25", "-1234567.25"), ("1'234.5", "1234.5"), ("999", "999"), ("1.5", "1.5")];
        check(Writing::ThousandsMark, &cells, &["1,23", "1 234", "1234,567", "0,123", ",123", "1,234'567", "1,234.", "$1,234"]);
    }

    #[test]
    fn where_a_type_is_chosen_what_people_mean_by_it_fits() {
        let meant = |data_type: DataType, text: &str| {
            let mut plain = text.to_owned();
            super::meant(&data_type, &mut plain);
            plain
        };
        for (text, expected) in [("007", "7"), ("+1", "1"), (" 12 ", "12"), ("000", "0"), ("-0", "0"), ("-05", "-5"), ("x", "x"), ("", "")] {
            assert_eq!(meant(DataType::Int64, text), expected, "{text}");
        }
        assert_eq!(meant(DataType::Float64, "00.50"), "0.50");
        for (text, expected) in [("1", "true"), ("NO", "false"), ("是", "true"), ("maybe", "maybe")] {
            assert_eq!(meant(DataType::Boolean, text), expected, "{text}");
        }
        assert_eq!(meant(DataType::Date32, " 2024-01-01"), "2024-01-01");
        assert_eq!(meant(DataType::Time64(arrow_schema::TimeUnit::Microsecond), "7:30 "), "07:30");
    }

    #[test]
    fn a_date_of_three_short_numbers_is_known_as_one() {
        for (text, is_date) in
            [("01/02/03", true), ("3-5-24", true), ("31/12/99", true), ("13/13/24", false), ("1.2.30", false), ("1/2/3", false), ("1/2", false)]
        {
            assert_eq!(is_short_date(text.as_bytes()), is_date, "{text}");
        }
    }

    #[test]
    fn dates_are_put_in_iso_order() {
        let day = [("3/5/2024", "2024-05-03"), ("03.05.2024 7:30", "2024-05-03 07:30"), ("3-5-2024 07:30:01.5", "2024-05-03 07:30:01.5")];
        check(Writing::DayFirst, &day, &["2024-05-03", "13/13/2024", "3/5/24", "3/5.2024", "30/02/2024", "3/5/2024 x", "3/5/2024 25:00"]);
        let month = [("5/3/2024", "2024-05-03"), ("5/3/2024 7:30 PM", "2024-05-03 19:30"), ("5/3/2024 12:05 am", "2024-05-03 00:05")];
        check(Writing::MonthFirst, &month, &["13/3/2024", "5.3.2024", "5/3/2024 13:00 PM", "5/3/2024 0:00 AM"]);
        let year = [("2024/5/3", "2024-05-03"), ("2024年5月3日", "2024-05-03"), ("2024/05/03T7:30Z", "2024-05-03 07:30Z")];
        check(Writing::YearFirst, &year, &["2024/13/3", "24/5/3", "2024年5月", "20240503", "2024.5.3"]);
    }
}
