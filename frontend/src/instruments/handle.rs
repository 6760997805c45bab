//! The handle that `sightline.open` gives: a pool of its own over some columns of a dataset.

use std::cell::RefCell;

use js_sys::{JSON, JsString, Object, Promise, Reflect};
use shared::wire::problem::{Code, Problem};
use shared::wire::query::QuerySpec;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::future_to_promise;

use super::js_value;
use crate::js::crypto;
use crate::net::trouble;
use crate::workers::pool::Pool;

thread_local! {
    /// Askers that ask nothing now. A script that asks several questions at once wants all of their answers, so each question under
    /// way is an asker of its own; names are used again, because workers keep the last result of each.
    static FREE_ASKERS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// `{ query(spec) -> Promise<rows>, close() }`
pub(super) fn of_pool(pool: Pool) -> JsValue {
    let handle = Object::new();
    let asked = pool.clone();
    let query = Closure::<dyn Fn(JsValue) -> Promise>::new(move |spec: JsValue| {
        let pool = asked.clone();
        future_to_promise(async move { query(&pool, &spec).await.map_err(|problem| error_of(&problem)) })
    });
    let close = Closure::<dyn Fn()>::new(move || pool.close());
    set(&handle, "query", &query.into_js_value());
    set(&handle, "close", &close.into_js_value());
    handle.into()
}

/// A JavaScript `Error` with the problem's code beside its sentence.
pub(super) fn error_of(problem: &Problem) -> JsValue {
    let error = js_sys::Error::new(&problem.detail);
    let code = serde_json::to_value(problem.code).ok().and_then(|code| code.as_str().map(JsValue::from_str));
    set(&error, "code", &code.unwrap_or(JsValue::NULL));
    error.into()
}

/// Sets a property of an object of ours.
pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

async fn query(pool: &Pool, spec: &JsValue) -> Result<JsValue, Problem> {
    let spec = parse(spec)?;
    let asker = FREE_ASKERS.with_borrow_mut(|free| free.pop().unwrap_or_else(|| format!("script:{}", crypto::random_uuid())));
    let answer = pool.query(&asker, spec).await;
    FREE_ASKERS.with_borrow_mut(|free| free.push(asker));
    // Nothing else asks by that name, so the answer is never somebody else's turn.
    let answer = answer.unwrap_or_else(|| Err(trouble::worker("it dropped a question")));
    answer.map(|gathered| js_value::rows(&gathered.answer).into())
}

fn parse(spec: &JsValue) -> Result<QuerySpec, Problem> {
    let text = JSON::stringify(spec).ok().and_then(|text: JsString| text.as_string()).unwrap_or_default();
    serde_json::from_str(&text).map_err(|error| {
        let reason = error.to_string();
        trouble::problem(Code::InvalidQuery, format!("The query can't be understood: {reason}."), &[("field", "spec"), ("reason", &reason)])
    })
}
