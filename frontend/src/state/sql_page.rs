//! The SQL page.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::dataset::Column;
use shared::wire::problem::Problem;

use super::dashboard::RowWindow;
use crate::js::storage;

const KEY: &str = "sightline.sql";

/// What `/sql` shows. It outlives a visit of another page. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct SqlPage {
    /// What is in the editor.
    pub text: RwSignal<String>,
    /// The last run.
    pub phase: RwSignal<SqlPhase>,
    /// How long the last run takes or took, in milliseconds.
    pub elapsed_ms: RwSignal<f64>,
    /// What the last run that went well gave.
    pub result: RwSignal<Option<Arc<SqlResult>>>,
    /// The result on its way into a dataset.
    pub saving: RwSignal<Saving>,
    /// Why saving or downloading failed.
    pub problem: RwSignal<Option<Problem>>,
}

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SqlPhase {
    /// Nothing was run.
    #[default]
    Idle,
    /// The server computes.
    Running,
    /// The result is here.
    Done,
    /// The person stopped it.
    Cancelled,
    /// It can't be run.
    Failed(Problem),
}

/// Where saving stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Saving {
    /// Nothing is being saved.
    #[default]
    None,
    /// A job computes the dataset.
    Dataset,
    /// A job computes the dataset, and its dashboard opens then.
    Chart,
    /// It is there.
    Saved {
        /// Its name.
        name: String,
        /// Its id.
        dataset: String,
    },
}

/// A result, as far as the page holds it.
#[derive(Debug)]
pub struct SqlResult {
    /// The statement that gave it.
    pub sql: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The first rows.
    pub window: RowWindow,
    /// Rows that the statement gave in all.
    pub rows: u64,
}

impl SqlPage {
    /// The page with the text of the last visit in this tab.
    pub fn new() -> SqlPage {
        SqlPage {
            text: RwSignal::new(storage::get_of_tab(KEY).unwrap_or_default()),
            phase: RwSignal::new(SqlPhase::Idle),
            elapsed_ms: RwSignal::new(0.0),
            result: RwSignal::new(None),
            saving: RwSignal::new(Saving::None),
            problem: RwSignal::new(None),
        }
    }
}

impl Default for SqlPage {
    fn default() -> Self {
        SqlPage::new()
    }
}

/// Keeps the editor's text over a reload of this tab.
pub fn keep(text: &str) {
    storage::set_of_tab(KEY, Some(text).filter(|text| !text.is_empty()));
}
