//! The two functions of `window.Plotly` that the page uses.

use js_sys::{JSON, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::figure::Figure;
use crate::i18n::Language;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Plotly)]
    fn react(host: &HtmlElement, data: &JsValue, layout: &JsValue, config: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Plotly)]
    fn purge(host: &HtmlElement) -> Result<(), JsValue>;
}

/// Draws a figure into an element, or redraws what has changed. False if Plotly refused it.
pub(super) fn paint(host: &HtmlElement, figure: &Figure, language: Language) -> bool {
    let parts = JSON::parse(&figure.to_json().to_string()).and_then(|json| {
        let part = |name: &str| Reflect::get(&json, &JsValue::from_str(name));
        Ok((part("data")?, part("layout")?, JSON::parse(config(language))?))
    });
    parts.and_then(|(data, layout, config)| react(host, &data, &layout, &config)).is_ok()
}

/// Frees what Plotly holds for an element.
pub(super) fn clear(host: &HtmlElement) {
    // Fails only if Plotly never came, and then it holds nothing.
    let _ = purge(host);
}

/// Plotly only draws: no tool bar, no handlers of its own. Its dates follow the language.
fn config(language: Language) -> &'static str {
    match language {
        Language::English => r#"{"staticPlot":true,"displayModeBar":false,"responsive":false}"#,
        Language::Chinese => concat!(
            r#"{"staticPlot":true,"displayModeBar":false,"responsive":false,"locale":"zh-CN","locales":{"zh-CN":{"dictionary":{},"format":{"#,
            r#""days":["星期日","星期一","星期二","星期三","星期四","星期五","星期六"],"#,
            r#""shortDays":["周日","周一","周二","周三","周四","周五","周六"],"#,
            r#""months":["1月","2月","3月","4月","5月","6月","7月","8月","9月","10月","11月","12月"],"#,
            r#""shortMonths":["1月","2月","3月","4月","5月","6月","7月","8月","9月","10月","11月","12月"],"#,
            r#""date":"%Y年%-m月%-d日","year":"%Y年","month":"%Y年%b","dayMonth":"%b%-d日","dayMonthYear":"%Y年%b%-d日"}}}}"#
        ),
    }
}
