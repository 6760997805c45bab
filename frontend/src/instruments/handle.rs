//! The handle that `sightline.open` gives: a pool of its own over some columns of a dataset.

use std::cell::RefCell;

use js_sys::{Array, Function, JSON, JsString, Object, Promise, Reflect};
use serde::de::DeserializeOwned;
use shared::wire::dataset::Column;
use shared::wire::problem::{Code, Problem};
use shared::wire::query::QuerySpec;
use shared::worker::protocol::{Urgency, asks_for};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::{brush_handle, js_value, sample_handle};
use crate::js::crypto;
use crate::net::trouble;
use crate::workers::gather::Merged;
use crate::workers::pool::Pool;
use crate::workers::progress::LoadProgress;

thread_local! {
    /// Askers that ask nothing now. A script that asks several questions at once wants all of their answers, so each question under
    /// way is an asker of its own; names are used again, because the pool counts the questions of each.
    static FREE_ASKERS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// Who is told how far a question is, by its asker.
    static LISTENERS: RefCell<Vec<(String, Function)>> = const { RefCell::new(Vec::new()) };
}

/// Of a pool over a dataset that has these columns:
/// `{ query(spec, { onProgress(share) }?) -> Promise<rows>, columns(spec, ...) -> Promise<columns>, index(spec) -> Promise<brush>, sample(spec) -> Promise<sample>, loads(),
/// keep(columns), close() }`. `keep` frees all columns but the ones named, and throws what is wrong with these.
pub(super) fn of_pool(pool: Pool, columns: Vec<Column>) -> JsValue {
    let handle = Object::new();
    set(&handle, "query", &asking(&pool, rows));
    set(&handle, "columns", &asking(&pool, columns_of));
    set(&handle, "index", &brush_handle::index_of(pool.clone(), columns));
    set(&handle, "sample", &sample_handle::sampling(pool.clone()));
    set(&handle, "loads", &loads(&pool));
    set(&handle, "keep", &keeping(&pool));
    let close = Closure::<dyn Fn()>::new(move || pool.close());
    set(&handle, "close", &close.into_js_value());
    handle.into()
}

/// The rows, with how their keys were binned as the property `bins`.
fn rows(merged: &Merged, spec: &QuerySpec) -> Array {
    let rows = js_value::rows(&merged.finish(spec).answer);
    set(&rows, "bins", &js_value::bins(spec, &merged.partial));
    rows
}

/// The columns, with the property `bins` as [`rows`] have it.
fn columns_of(merged: &Merged, spec: &QuerySpec) -> Array {
    let columns = js_value::columns(&merged.partial);
    set(&columns, "bins", &js_value::bins(spec, &merged.partial));
    columns
}

/// A function that tells what each worker has loaded and what that cost, the bytes that it holds of each column too:
/// `() -> [{ rows, sent_bytes, held_bytes, columns: { NAME: held_bytes }, fetch_ms, decode_ms, encode_ms }]`.
fn loads(pool: &Pool) -> JsValue {
    let pool = pool.clone();
    let tell = Closure::<dyn Fn() -> Array>::new(move || {
        let of_worker = |load: LoadProgress| {
            let (told, columns, cost) = (Object::new(), Object::new(), load.cost);
            cost.held_bytes.iter().for_each(|(name, bytes)| set(&columns, name, &JsValue::from_f64(*bytes as f64)));
            set(&told, "columns", &columns);
            let held: u64 = cost.held_bytes.values().sum();
            let numbers = [("rows", load.rows as f64), ("sent_bytes", load.bytes as f64), ("held_bytes", held as f64)];
            let times = [("fetch_ms", cost.fetch_ms), ("decode_ms", cost.decode_ms), ("encode_ms", cost.encode_ms)];
            numbers.into_iter().chain(times).for_each(|(name, x)| set(&told, name, &x.into()));
            JsValue::from(told)
        };
        pool.progress().by_worker().map(of_worker).collect()
    });
    tell.into_js_value()
}

/// A function that frees all columns but some.
fn keeping(pool: &Pool) -> JsValue {
    let pool = pool.clone();
    let keep = Closure::<dyn Fn(Array) -> Result<(), JsValue>>::new(move |columns: Array| {
        let columns = columns.iter().filter_map(|name| name.as_string()).collect();
        pool.keep(columns).map_err(|problem| error_of(&problem))
    });
    keep.into_js_value()
}

/// A function that asks, and gives the answer in a form.
fn asking(pool: &Pool, form: fn(&Merged, &QuerySpec) -> Array) -> JsValue {
    let pool = pool.clone();
    let ask = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |spec: JsValue, options: JsValue| {
        let pool = pool.clone();
        let listener = Reflect::get(&options, &"onProgress".into()).ok().and_then(|listener| listener.dyn_into().ok());
        future_to_promise(async move { query(&pool, &spec, form, listener).await.map_err(|problem| error_of(&problem)) })
    });
    ask.into_js_value()
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

/// An asker that asks nothing else until it is dismissed.
pub(super) fn hire() -> String {
    FREE_ASKERS.with_borrow_mut(|free| free.pop().unwrap_or_else(|| format!("script:{}", crypto::random_uuid())))
}

/// Its question is answered. Nothing of the answer stays in the workers: a handle has no rows that come later, and an answer may be large.
pub(super) fn dismiss(pool: &Pool, asker: String) {
    pool.cancel(&asker);
    LISTENERS.with_borrow_mut(|listeners| listeners.retain(|(own, _)| *own != asker));
    FREE_ASKERS.with_borrow_mut(|free| free.push(asker));
}

/// A question takes long: whoever wanted to hear how much of the rows it has gone through is told.
pub(super) fn gone(asker: &str, share: f64) {
    let own = |(own, _): &&(String, Function)| asks_for(asker, own);
    if let Some(listener) = LISTENERS.with_borrow(|listeners| listeners.iter().find(own).map(|(_, listener)| listener.clone())) {
        // What is wrong with a script's function is the script's.
        let _ = listener.call1(&JsValue::UNDEFINED, &share.into());
    }
}

async fn query(pool: &Pool, spec: &JsValue, form: fn(&Merged, &QuerySpec) -> Array, listener: Option<Function>) -> Result<JsValue, Problem> {
    let spec: QuerySpec = parse(spec)?;
    let asker = hire();
    LISTENERS.with_borrow_mut(|listeners| listeners.extend(listener.map(|listener| (asker.clone(), listener))));
    let answer = answer(pool, &asker, spec).await;
    dismiss(pool, asker);
    answer.map(|(merged, spec)| form(&merged, &spec).into())
}

/// An answer, and the question as it was settled.
async fn answer(pool: &Pool, asker: &str, spec: QuerySpec) -> Result<(Merged, QuerySpec), Problem> {
    // Nothing else asks by that name, so the answer is never somebody else's turn.
    let dropped = || trouble::worker("it dropped a question");
    let spec = pool.settled(asker, spec, Urgency::Shown).await.ok_or_else(dropped)??;
    let merged = pool.merged(asker, spec.clone(), Urgency::Shown).await.ok_or_else(dropped)??;
    Ok((merged, spec))
}

/// Reads a value of a script. Numbers that JSON has not (NaN, ±∞, `BigInt`) are read as text, which bounds and sets may be given as.
pub(super) fn parse<T: DeserializeOwned>(spec: &JsValue) -> Result<T, Problem> {
    let replacer = Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(|_: JsValue, value: JsValue| match value.as_f64() {
        Some(x) if !x.is_finite() => JsValue::from_str(&x.to_string()),
        None if value.is_bigint() => JsString::from(value).into(),
        _ => value,
    });
    let text = JSON::stringify_with_replacer(spec, replacer.as_ref()).ok().and_then(|text: JsString| text.as_string()).unwrap_or_default();
    serde_json::from_str(&text).map_err(|error| {
        let reason = error.to_string();
        trouble::problem(Code::InvalidQuery, format!("The query can't be understood: {reason}."), &[("field", "spec"), ("reason", &reason)])
    })
}
