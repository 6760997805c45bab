//! `Intl.DateTimeFormat`: what local clocks show, without a table of time zones in the page.

use chrono::NaiveDate;
use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locales: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method, js_name = formatToParts)]
    fn format_to_parts(this: &DateTimeFormat, date: &Date) -> Array;
}

/// The offset of a zone from UTC, in seconds, as a function of the second since 1970; none if the browser knows no such zone.
pub fn offset_at(zone: &str) -> Option<impl Fn(i64) -> i64> {
    let options = Object::new();
    let parts = ["year", "month", "day", "hour", "minute", "second"].map(|part| (part, "numeric"));
    for (name, value) in parts.into_iter().chain([("timeZone", zone), ("hourCycle", "h23")]) {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    let format = DateTimeFormat::new("en-US", &options).ok()?;
    Some(move |secs: i64| {
        let date = Date::new(&JsValue::from_f64(secs as f64 * 1_000.0));
        local(&format.format_to_parts(&date)).map_or(0, |local| local - secs)
    })
}

/// The second since 1970 that a local time would be in UTC.
fn local(parts: &Array) -> Option<i64> {
    let part = |wanted: &str| -> Option<u32> {
        let part = parts.iter().find(|part| text(part, "type").as_deref() == Some(wanted))?;
        text(&part, "value")?.parse().ok()
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(part("year")?).ok()?, part("month")?, part("day")?)?;
    Some(date.and_hms_opt(part("hour")?, part("minute")?, part("second")?)?.and_utc().timestamp())
}

fn text(part: &JsValue, name: &str) -> Option<String> {
    Reflect::get(part.unchecked_ref(), &name.into()).ok()?.as_string()
}
