//! The page of one dataset.

use leptos::prelude::*;
use serde_json::Value;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;
use shared::wire::sql::JsonTable;
use shared::wire::version::Version;

/// Some rows of a version.
#[derive(Clone)]
pub struct SomeRows {
    /// The version.
    pub version: u64,
    /// The number of the first of them, from 1.
    pub from: u64,
    /// The cell that somebody wants to see: its row's number and its column.
    pub marked: Option<(u64, String)>,
    /// The rows.
    pub table: JsonTable,
}

/// What `/datasets/{id}` shows; `None` while it is on its way.
#[derive(Clone, Copy)]
pub struct DatasetPage {
    /// The dataset.
    pub dataset: RwSignal<Option<Dataset>>,
    /// Its profile.
    pub profile: RwSignal<Option<Profile>>,
    /// All that is known of its columns, which comes later: `wire::full_profile` as plain JSON, because reading its many fields into their types would be
    /// 20 kB of program.
    pub full: RwSignal<Option<Value>>,
    /// Its commits, newest first.
    pub versions: RwSignal<Option<Vec<Version>>>,
    /// The rows of a version that somebody looks at.
    pub preview: RwSignal<Option<SomeRows>>,
    /// Why the last thing done with it failed.
    pub problem: RwSignal<Option<Problem>>,
}

impl DatasetPage {
    /// Nothing is known yet.
    pub fn new() -> DatasetPage {
        DatasetPage {
            dataset: RwSignal::new(None),
            profile: RwSignal::new(None),
            full: RwSignal::new(None),
            versions: RwSignal::new(None),
            preview: RwSignal::new(None),
            problem: RwSignal::new(None),
        }
    }
}

impl Default for DatasetPage {
    fn default() -> Self {
        DatasetPage::new()
    }
}
