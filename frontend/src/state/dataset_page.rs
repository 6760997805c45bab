//! The page of one dataset.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;
use shared::wire::sql::JsonTable;
use shared::wire::version::Version;

/// What `/datasets/{id}` shows; `None` while it is on its way.
#[derive(Clone, Copy)]
pub struct DatasetPage {
    /// The dataset.
    pub dataset: RwSignal<Option<Dataset>>,
    /// Its profile.
    pub profile: RwSignal<Option<Profile>>,
    /// Its commits, newest first.
    pub versions: RwSignal<Option<Vec<Version>>>,
    /// The first rows of a version that somebody looks at.
    pub preview: RwSignal<Option<(u64, JsonTable)>>,
    /// Why the last thing done with it failed.
    pub problem: RwSignal<Option<Problem>>,
}

impl DatasetPage {
    /// Nothing is known yet.
    pub fn new() -> DatasetPage {
        DatasetPage {
            dataset: RwSignal::new(None),
            profile: RwSignal::new(None),
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
