//! The cells of a file that don't fit the types that somebody chose.

use leptos::prelude::*;
use shared::wire::query::{FilterSpec, GroupKey, Measure, QuerySpec, Scalar};
use shared::wire::sql::JsonTable;
use wasm_bindgen_futures::spawn_local;

use crate::net::datasets;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Cells that are shown at once.
pub const MOST: usize = 100;

/// Where a page of cells begins: a row, and how many of its cells come before.
pub type Start = (u64, usize);

/// Tells the columns that have such cells, and how many; `rejected` is the dataset that keeps them.
pub fn count_rejected(store: Store, rejected: String, told: RwSignal<Option<JsonTable>>) {
    ask(store, rejected, &["column"], Vec::new(), MOST, move |table| drop(told.try_set(Some(table))));
}

/// Tells a page of these cells: row, column, text; of one column or of all. Unless another page is wanted by then.
pub fn list_rejected(
    store: Store,
    rejected: String,
    (column, (row, before)): (Option<String>, Start),
    is_wanted: impl Fn() -> bool + 'static,
    told: RwSignal<Option<JsonTable>>,
) {
    let of = |column| FilterSpec { column: "column".into(), one_of: Some(vec![Some(Scalar::Text(column))]), ..FilterSpec::default() };
    let from = FilterSpec { column: "row".into(), between: Some([i64::try_from(row).ok().map(Scalar::Int), None]), ..FilterSpec::default() };
    told.set(None);
    ask(store, rejected, &["row", "column", "cell"], column.map(of).into_iter().chain([from]).collect(), MOST + before, move |mut table| {
        if is_wanted() {
            table.rows.drain(..before.min(table.rows.len()));
            told.try_set(Some(table));
        }
    });
}

fn ask(store: Store, rejected: String, keys: &[&str], filters: Vec<FilterSpec>, most: usize, tell: impl FnOnce(JsonTable) + 'static) {
    let spec = QuerySpec {
        group_by: keys.iter().map(|key| GroupKey::plain(*key)).collect(),
        measures: vec![Measure::count()],
        filters,
        limit: Some(most),
        ..QuerySpec::default()
    };
    let epoch = Epoch::now();
    spawn_local(async move {
        let answer = datasets::aggregate(&rejected, None, &spec).await;
        if epoch.is_current() {
            match answer {
                Ok(table) => tell(table),
                Err(problem) => store.dataset_page.problem.set(Some(problem)),
            }
        }
    });
}
