//! The cells of a file that don't fit the types that somebody chose.

use leptos::prelude::*;
use shared::wire::query::{FilterSpec, GroupKey, Measure, QuerySpec, Scalar};
use shared::wire::sql::JsonTable;
use wasm_bindgen_futures::spawn_local;

use crate::net::datasets;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Cells that are shown at once.
const MOST: usize = 100;

/// Tells the columns that have such cells, and how many; `rejected` is the dataset that keeps them.
pub fn count_rejected(store: Store, rejected: String, told: RwSignal<Option<JsonTable>>) {
    ask(store, rejected, &["column"], None, told);
}

/// Tells the first of these cells: row, column, text; of one column or of all.
pub fn list_rejected(store: Store, rejected: String, column: Option<String>, told: RwSignal<Option<JsonTable>>) {
    ask(store, rejected, &["row", "column", "cell"], column, told);
}

fn ask(store: Store, rejected: String, keys: &[&str], column: Option<String>, told: RwSignal<Option<JsonTable>>) {
    let of = |column| FilterSpec { column: "column".into(), one_of: Some(vec![Some(Scalar::Text(column))]), ..FilterSpec::default() };
    let spec = QuerySpec {
        group_by: keys.iter().map(|key| GroupKey::plain(*key)).collect(),
        measures: vec![Measure::count()],
        filters: column.map(of).into_iter().collect(),
        limit: Some(MOST),
        ..QuerySpec::default()
    };
    let epoch = Epoch::now();
    spawn_local(async move {
        let answer = datasets::aggregate(&rejected, None, &spec).await;
        if epoch.is_current() {
            match answer {
                Ok(table) => drop(told.try_set(Some(table))),
                Err(problem) => store.dataset_page.problem.set(Some(problem)),
            }
        }
    });
}
