//! Numbers and dates by the language, through the browser's `Intl`.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::figure::number;
use crate::i18n::Language;

thread_local! {
    /// Formatters are costly to make and cheap to use.
    static FORMATS: RefCell<HashMap<(Language, Style), Function>> = RefCell::new(HashMap::new());
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Style {
    Integer,
    Date,
    Moment,
}

/// A whole number, grouped: `1,234,567`.
pub fn integer(language: Language, n: u64) -> String {
    apply(language, Style::Integer, &JsValue::from_f64(n as f64))
}

/// Bytes in the unit that suits: `1.4 MB`.
pub fn bytes(language: Language, n: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut size = n as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = if unit == 0 || size >= 100.0 { 0 } else { 1 };
    // Both languages write the decimal point; only grouping below 1,000 would differ, and there is none.
    let _ = language;
    format!("{size:.digits$} {}", UNITS[unit])
}

/// A number with so many digits after the point, grouped; both languages write it alike.
pub fn decimal(x: f64, digits: usize) -> String {
    number::grouped(&format!("{x:.digits$}"))
}

/// A share in per cent: `97.3%`; nothing for a share that is not defined.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1}%", share * 100.0) } else { "–".into() }
}

/// The day of an RFC 3339 instant, in the person's time zone: `22 Nov 2026`.
pub fn date(language: Language, rfc3339: &str) -> String {
    moment(language, Style::Date, rfc3339)
}

/// Day and time of an RFC 3339 instant, in the person's time zone.
pub fn date_time(language: Language, rfc3339: &str) -> String {
    moment(language, Style::Moment, rfc3339)
}

fn moment(language: Language, style: Style, rfc3339: &str) -> String {
    let date = Date::new(&JsValue::from_str(rfc3339));
    if date.get_time().is_nan() { rfc3339.to_owned() } else { apply(language, style, &date) }
}

fn apply(language: Language, style: Style, value: &JsValue) -> String {
    FORMATS.with_borrow_mut(|formats| {
        let format = formats.entry((language, style)).or_insert_with(|| formatter(language, style));
        format.call1(&JsValue::NULL, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
    })
}

fn formatter(language: Language, style: Style) -> Function {
    let locales = Array::of1(&JsValue::from_str(language.tag()));
    match style {
        Style::Integer => Intl::NumberFormat::new(&locales, &options(&[("maximumFractionDigits", JsValue::from_f64(0.0))])).format(),
        Style::Date => Intl::DateTimeFormat::new(&locales, &options(&[("dateStyle", "medium".into())])).format(),
        Style::Moment => Intl::DateTimeFormat::new(&locales, &options(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())])).format(),
    }
}

fn options(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh object can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// Milliseconds from one RFC 3339 instant to another, or to `now` (milliseconds since 1970) while there is no other.
pub fn millis_between(from: Option<&str>, to: Option<&str>, now: impl Fn() -> f64) -> Option<u64> {
    let begun = Date::parse(from?);
    let ended = to.map_or_else(now, Date::parse);
    // The clocks of server and browser may differ; a job never took less than nothing.
    (ended - begun).is_finite().then_some((ended - begun).max(0.0) as u64)
}
