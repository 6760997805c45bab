//! The lists of the home page.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;
use shared::wire::dataset::{Dataset, Sample};
use shared::wire::upload::PendingUpload;

/// `None` while a list is on its way.
#[derive(Clone, Copy)]
pub struct Home {
    /// All datasets, newest first.
    pub datasets: RwSignal<Option<Vec<Dataset>>>,
    /// All dashboards, newest first.
    pub dashboards: RwSignal<Option<Vec<Dashboard>>>,
    /// The data sets that ship with the program.
    pub samples: RwSignal<Option<Vec<Sample>>>,
    /// Uploads that stopped halfway.
    pub pending: RwSignal<Option<Vec<PendingUpload>>>,
}
