//! `window.sightline`

use futures::StreamExt;
use futures::channel::mpsc;
use js_sys::{Array, Object, Promise, Reflect};
use shared::wire::dashboard::ProfiledDataset;
use shared::wire::dataset::Column;
use shared::wire::problem::Problem;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::future_to_promise;

use super::handle;
use crate::js::{address, navigator};
use crate::net::{datasets, links, trouble};
use crate::queries::budget;
use crate::route::Page;
use crate::workers::notice::Notice;
use crate::workers::pool::Pool;
use crate::workers::source::Source;
use crate::workers::zones::Zones;

/// Makes `window.sightline = { version, budgetBytes, open(datasetId, columns) }`; a script may set `workers`.
pub fn install() {
    let api = Object::new();
    let open = Closure::<dyn Fn(String, Array) -> Promise>::new(|dataset: String, columns: Array| {
        let columns: Vec<String> = columns.iter().filter_map(|name| name.as_string()).collect();
        future_to_promise(async move {
            open(dataset, columns).await.map(|(pool, columns)| handle::of_pool(pool, columns)).map_err(|problem| handle::error_of(&problem))
        })
    });
    handle::set(&api, "version", &JsValue::from_str(env!("CARGO_PKG_VERSION")));
    handle::set(&api, "budgetBytes", &JsValue::from_f64(budget::BUDGET_BYTES as f64));
    handle::set(&api, "open", &open.into_js_value());
    handle::set(&gloo::utils::window(), "sightline", &api);
}

/// Bytes of columns that a dashboard or a handle may load into the tab: what the address names, or else what a script has set.
pub fn budget_bytes() -> u64 {
    // A number of bytes, as scripts write it.
    budget::of_address(&address::query()).or_else(|| set_by_script("budgetBytes").map(|bytes| bytes as u64)).unwrap_or(budget::BUDGET_BYTES)
}

/// A number that a script has set on `window.sightline`.
fn set_by_script(name: &str) -> Option<f64> {
    let api = Reflect::get(&gloo::utils::window(), &"sightline".into()).ok()?;
    Reflect::get(&api, &name.into()).ok()?.as_f64().filter(|number| *number >= 0.0)
}

/// The token of the link that the page was opened by: its holder's scripts see what the link shows, and by the link.
fn link_of_page() -> Option<String> {
    if let Page::Link(token) = Page::of_path(&address::path()) { Some(token) } else { None }
}

/// The dataset as its owner sees it, or as the link shows it.
async fn profiled(id: &str, link: Option<&str>) -> Result<ProfiledDataset, Problem> {
    let Some(token) = link else { return datasets::profiled(id, None).await };
    let shown = links::open(token).await?.datasets;
    shown.into_iter().find(|profiled| profiled.dataset.id == id).ok_or_else(trouble::not_shown)
}

/// Resolves when all rows of the columns are in the workers; with the columns of the dataset. Refuses at once what does not fit the tab.
async fn open(id: String, mut columns: Vec<String>) -> Result<(Pool, Vec<Column>), Problem> {
    let link = link_of_page();
    let profiled = profiled(&id, link.as_deref()).await?;
    if columns.is_empty() {
        // The server sends all of them then.
        columns.extend(profiled.dataset.columns.iter().map(|column| column.name.clone()));
    }
    budget::check_fit(&profiled, &columns, budget_bytes())?;
    let zones = Zones::of(&profiled);
    let dataset = profiled.dataset;
    let source = Source { dataset: id, version: dataset.version, rows: dataset.rows, link, zones };
    // As many as a script has set in `sightline.workers`, to measure with, say.
    let workers = set_by_script("workers").map_or_else(|| source.workers(navigator::cores(), 1), |workers| (workers as usize).clamp(1, 16));
    let (sender, mut notices) = mpsc::unbounded();
    let pool = Pool::open(source, vec![columns], workers, move |notice| match notice {
        Notice::Gone { asker, share } => handle::gone(&asker, share),
        notice => _ = sender.unbounded_send(notice),
    })?;
    while let Some(notice) = notices.next().await {
        match notice {
            Notice::Failed(problem) => return Err(problem),
            Notice::Progress if pool.progress().is_complete() => break,
            Notice::Progress | Notice::Live(_) | Notice::Gone { .. } => {}
        }
    }
    Ok((pool, dataset.columns))
}
