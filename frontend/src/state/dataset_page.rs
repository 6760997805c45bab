//! The page of one dataset.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;
use shared::wire::profile::Profile;

/// What `/datasets/{id}` shows; `None` while it is on its way.
#[derive(Clone, Copy)]
pub struct DatasetPage {
    /// The dataset.
    pub dataset: RwSignal<Option<Dataset>>,
    /// Its profile.
    pub profile: RwSignal<Option<Profile>>,
}
