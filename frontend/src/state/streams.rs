//! The streams page.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::wire::dataset::{Dataset, Sample};
use shared::wire::model::Model;
use shared::wire::problem::Problem;
use shared::wire::stream::Stream;

/// What `/streams` shows; `None` while a list is on its way. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct Streams {
    /// The ids of the streams, newest first.
    pub ids: RwSignal<Option<Vec<String>>>,
    /// The streams, in the same order.
    pub list: RwSignal<Vec<Stream>>,
    /// What the form can choose from.
    pub choices: RwSignal<Choices>,
    /// Streams that are being paused, resumed or deleted.
    pub busy: RwSignal<BTreeSet<String>>,
    /// A new stream is on its way to the server.
    pub making: RwSignal<bool>,
    /// How often one was made: the form closes then.
    pub made: RwSignal<u32>,
    /// Why the new one was refused; shown at the form.
    pub refused: RwSignal<Option<Problem>>,
    /// Why something else failed.
    pub problem: RwSignal<Option<Problem>>,
}

/// What the form can choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// All datasets, newest first.
    pub datasets: Vec<Dataset>,
    /// The models that can predict.
    pub models: Vec<Model>,
    /// The data sets that can be replayed.
    pub samples: Vec<Sample>,
}

impl Streams {
    /// Nothing is known yet.
    pub fn new() -> Streams {
        Streams {
            ids: RwSignal::new(None),
            list: RwSignal::new(Vec::new()),
            choices: RwSignal::new(Choices::default()),
            busy: RwSignal::new(BTreeSet::new()),
            making: RwSignal::new(false),
            made: RwSignal::new(0),
            refused: RwSignal::new(None),
            problem: RwSignal::new(None),
        }
    }

    /// Shows the streams as they are now.
    pub fn keep(self, streams: Vec<Stream>) {
        let ids: Vec<String> = streams.iter().map(|stream| stream.id.clone()).collect();
        self.list.set(streams);
        if self.ids.with_untracked(|old| old.as_ref() != Some(&ids)) {
            self.ids.set(Some(ids));
        }
    }

    /// Shows one stream as it is now.
    pub fn keep_one(self, stream: Stream) {
        self.list.update(|list| {
            if let Some(old) = list.iter_mut().find(|old| old.id == stream.id) {
                *old = stream;
            }
        });
    }
}

impl Default for Streams {
    fn default() -> Self {
        Streams::new()
    }
}
