//! Numbers as text for axes and hover, without a browser: English and Chinese share `1,234.5`, not their large units.

use crate::i18n::Language;

/// Groups the digits of a number's text by threes: `1234.5` is `1,234.5`. Below 10,000 nothing is grouped, so that years stay years.
pub fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, rest) = digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()));
    if whole.len() < 5 {
        return text.to_owned();
    }
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A count of rows, always grouped: `1,234`.
pub fn count(n: u64) -> String {
    if n < 1000 {
        return n.to_string();
    }
    format!("{},{:03}", count(n / 1000), n % 1000)
}

/// A number with as many decimals as `step` has, so that neighbours on an axis differ: `label(0.30000000000000004, 0.1)` is `0.3`.
pub fn label(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if value.abs() >= 1e15 || step.abs() < 1e-9 {
        return format!("{value:e}");
    }
    grouped(&trimmed(format!("{value:.*}", decimals(step))))
}

/// A measured value by itself: whole numbers in full, others to five significant digits.
pub fn value(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return grouped(&format!("{value}"));
    }
    let step = 10f64.powi((value.abs().log10().floor() as i32 - 4).clamp(-9, 0));
    label(value, step)
}

/// A number on an axis that reaches to `greatest`, in one unit of the language for the whole axis: `1.2M`, `120万`.
pub fn compact(value: f64, step: f64, greatest: f64, language: Language) -> String {
    let units: &[(f64, &str)] = match language {
        Language::English => &[(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")],
        Language::Chinese => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
    };
    match units.iter().find(|(size, _)| greatest.abs() >= 1e4 && greatest.abs() >= *size) {
        Some((size, unit)) if value != 0.0 && greatest.abs() < 1e18 => format!("{}{unit}", label(value / size, step / size)),
        _ => label(value, step),
    }
}

/// A share in per cent: `12.3%`, and never `0%` for something nor `100%` for less than everything.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0%".into();
    }
    let share = part as f64 / whole as f64 * 100.0;
    match part {
        0 => "0%".into(),
        _ if part == whole => "100%".into(),
        _ if share < 0.1 => "<0.1%".into(),
        _ if share > 99.9 => ">99.9%".into(),
        _ => format!("{share:.1}%"),
    }
}

/// The greatest of 1, 2 and 5 times a power of ten that is not above `limit` (positive).
pub fn nice_floor(limit: f64) -> f64 {
    let power = 10f64.powi(limit.log10().floor() as i32);
    let lead = limit / power;
    let nice = if lead >= 5.0 {
        5.0
    } else if lead >= 2.0 {
        2.0
    } else {
        1.0
    };
    nice * power
}

/// The least of 1, 2 and 5 times a power of ten that is not below `limit` (positive).
pub fn nice_ceil(limit: f64) -> f64 {
    let power = 10f64.powi(limit.log10().floor() as i32);
    let lead = limit / power;
    let nice = if lead <= 1.0 {
        1.0
    } else if lead <= 2.0 {
        2.0
    } else if lead <= 5.0 {
        5.0
    } else {
        10.0
    };
    nice * power
}

/// The multiple of `step` nearest to `value`, without the noise of binary fractions.
pub fn round_to(value: f64, step: f64) -> f64 {
    let rounded = (value / step).round() * step;
    format!("{rounded:.*}", decimals(step)).parse().unwrap_or(rounded)
}

/// Round ticks over `[lo, hi]`, at most `most` of them, and their step.
pub fn ticks(lo: f64, hi: f64, most: usize) -> (Vec<f64>, f64) {
    if hi <= lo || !(hi - lo).is_finite() {
        return (vec![lo], 1.0);
    }
    let step = nice_ceil((hi - lo) / most.max(1) as f64);
    let first = (lo / step - 1e-9).ceil() as i64;
    let last = (hi / step + 1e-9).floor() as i64;
    ((first..=last).map(|k| round_to(k as f64 * step, step)).collect(), step)
}

/// Decimals that a number's shortest text has, at most 12.
fn decimals(step: f64) -> usize {
    let text = format!("{}", step.abs());
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(12)
}

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_from_ten_thousand_on() {
        for (text, shown) in [("2013", "2013"), ("-12345.25", "-12,345.25"), ("1234567", "1,234,567"), ("0.5", "0.5")] {
            assert_eq!(grouped(text), shown);
        }
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(1_004), "1,004");
    }

    #[test]
    fn large_numbers_take_the_units_of_the_language() {
        assert_eq!(compact(25_000.0, 5_000.0, 4e4, Language::English), "25K");
        assert_eq!(compact(5_000.0, 5_000.0, 4e4, Language::English), "5K");
        assert_eq!(compact(25_000.0, 5_000.0, 4e4, Language::Chinese), "2.5万");
        assert_eq!(compact(150_000_000.0, 5e7, 2e8, Language::Chinese), "1.5亿");
        assert_eq!(compact(1_500_000.0, 5e5, 2e6, Language::English), "1.5M");
        assert_eq!(compact(2013.0, 1.0, 2020.0, Language::English), "2013");
        assert_eq!(compact(0.0, 1e6, 5e6, Language::English), "0");
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(-20.0, 61.0, 5).0, [-20.0, 0.0, 20.0, 40.0, 60.0]);
        assert_eq!(ticks(0.0, 0.3, 3).0, [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(ticks(5.0, 5.0, 3).0, [5.0]);
    }

    #[test]
    fn rounding_leaves_no_binary_noise() {
        assert_eq!(round_to(0.299_99, 0.1), 0.3);
        assert_eq!(round_to(137.4, 5.0), 135.0);
        assert_eq!(label(0.1 + 0.2, 0.1), "0.3");
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        assert_eq!(percent(1, 1_000_000), "<0.1%");
        assert_eq!(percent(999_999, 1_000_000), ">99.9%");
        assert_eq!(percent(1, 8), "12.5%");
    }
}
