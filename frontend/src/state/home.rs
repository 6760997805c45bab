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
    /// Those that were deleted and can be brought back, the last one first.
    pub deleted: RwSignal<Option<Vec<Dataset>>>,
    /// The dataset that was deleted just now: its id and its name.
    pub undo: RwSignal<Option<(String, String)>>,
    /// All dashboards, newest first.
    pub dashboards: RwSignal<Option<Vec<Dashboard>>>,
    /// The data sets that ship with the program.
    pub samples: RwSignal<Option<Vec<Sample>>>,
    /// Uploads that stopped halfway.
    pub pending: RwSignal<Option<Vec<PendingUpload>>>,
}

impl Home {
    pub(super) fn new() -> Home {
        Home {
            datasets: RwSignal::new(None),
            deleted: RwSignal::new(None),
            undo: RwSignal::new(None),
            dashboards: RwSignal::new(None),
            samples: RwSignal::new(None),
            pending: RwSignal::new(None),
        }
    }
}
