//! The models page and the page of one model.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;
use shared::wire::dataset::Dataset;
use shared::wire::job::Job;
use shared::wire::model::{Model, Prediction};
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;

/// What `/models` and `/models/{id}` show; `None` while something is on its way. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct Models {
    /// All models, newest first.
    pub list: RwSignal<Option<Vec<Model>>>,
    /// All datasets, newest first.
    pub datasets: RwSignal<Vec<Dataset>>,
    /// The profile of the dataset that is chosen for training, with its id.
    pub profile: RwSignal<Option<(String, Profile)>>,
    /// A new model is on its way to the server.
    pub asking: RwSignal<bool>,
    /// Why training was refused; shown at the form.
    pub refused: RwSignal<Option<Problem>>,
    /// The jobs of models that are being trained, as they go.
    pub jobs: RwSignal<Vec<Job>>,
    /// The page of one model.
    pub open: OpenModel,
    /// Why something else failed.
    pub problem: RwSignal<Option<Problem>>,
}

/// The page of one model.
#[derive(Clone, Copy)]
pub struct OpenModel {
    /// The model.
    pub model: RwSignal<Option<Model>>,
    /// The dataset that it was trained on; none if it was deleted.
    pub dataset: RwSignal<Option<Dataset>>,
    /// The dashboards there are, for links into them.
    pub dashboards: RwSignal<Vec<Dashboard>>,
    /// The job that writes predictions.
    pub apply: RwSignal<Option<Job>>,
    /// What it said of the last row, text or picture.
    pub prediction: RwSignal<Option<Prediction>>,
    /// A prediction is on its way.
    pub predicting: RwSignal<bool>,
    /// Why it could not predict; shown at the form.
    pub refused: RwSignal<Option<Problem>>,
}

impl Models {
    /// Nothing is known yet.
    pub fn new() -> Models {
        Models {
            list: RwSignal::new(None),
            datasets: RwSignal::new(Vec::new()),
            profile: RwSignal::new(None),
            asking: RwSignal::new(false),
            refused: RwSignal::new(None),
            jobs: RwSignal::new(Vec::new()),
            open: OpenModel {
                model: RwSignal::new(None),
                dataset: RwSignal::new(None),
                dashboards: RwSignal::new(Vec::new()),
                apply: RwSignal::new(None),
                prediction: RwSignal::new(None),
                predicting: RwSignal::new(false),
                refused: RwSignal::new(None),
            },
            problem: RwSignal::new(None),
        }
    }

    /// Keeps a job as it is now, instead of what was known of it.
    pub fn keep_job(self, job: Job) {
        self.jobs.update(|jobs| {
            jobs.retain(|old| old.id != job.id);
            jobs.push(job);
        });
    }
}

impl OpenModel {
    /// Forgets the model that was shown before.
    pub fn clear(self) {
        self.model.set(None);
        self.dataset.set(None);
        self.apply.set(None);
        self.prediction.set(None);
        self.predicting.set(false);
        self.refused.set(None);
    }
}

impl Default for Models {
    fn default() -> Self {
        Models::new()
    }
}
