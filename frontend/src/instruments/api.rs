//! `window.sightline`

use futures::StreamExt;
use futures::channel::mpsc;
use js_sys::{Array, Object, Promise};
use shared::wire::problem::Problem;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::future_to_promise;

use super::handle;
use crate::js::navigator;
use crate::net::datasets;
use crate::workers::pool::{Notice, Pool};
use crate::workers::source::Source;

/// Makes `window.sightline = { version, open(datasetId, columns) }`.
pub fn install() {
    let api = Object::new();
    let open = Closure::<dyn Fn(String, Array) -> Promise>::new(|dataset: String, columns: Array| {
        let columns: Vec<String> = columns.iter().filter_map(|name| name.as_string()).collect();
        future_to_promise(async move { open(dataset, columns).await.map(handle::of_pool).map_err(|problem| handle::error_of(&problem)) })
    });
    handle::set(&api, "version", &JsValue::from_str(env!("CARGO_PKG_VERSION")));
    handle::set(&api, "open", &open.into_js_value());
    handle::set(&gloo::utils::window(), "sightline", &api);
}

/// Resolves when all rows of the columns are in the workers.
async fn open(id: String, columns: Vec<String>) -> Result<Pool, Problem> {
    let dataset = datasets::get(&id).await?;
    let source = Source { dataset: id, version: dataset.version, rows: dataset.rows, link: None };
    let workers = source.workers(navigator::cores(), 1);
    let (sender, mut notices) = mpsc::unbounded();
    let pool = Pool::open(source, vec![columns], workers, move |notice| {
        let _ = sender.unbounded_send(notice);
    })?;
    while let Some(notice) = notices.next().await {
        match notice {
            Notice::Failed(problem) => return Err(problem),
            Notice::Progress if pool.progress().is_complete() => break,
            Notice::Progress => {}
        }
    }
    Ok(pool)
}
