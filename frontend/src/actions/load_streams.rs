//! The streams page follows its streams.

use std::cell::RefCell;
use std::collections::BTreeSet;

use futures::future::join3;
use leptos::prelude::*;
use shared::wire::model::{Model, ModelState};
use shared::wire::problem::Problem;
use shared::wire::stream::{Stream, StreamState};
use wasm_bindgen_futures::spawn_local;

use crate::js::clock;
use crate::net::feed::Next;
use crate::net::{datasets, models, samples, streams};
use crate::queries::stream_form::REPLAYED;
use crate::state::Store;
use crate::state::epoch::Epoch;
use crate::state::streams::Choices;

/// Between two looks at the whole list.
const LOOK_MS: u32 = 2_000;

/// Streams that are followed event by event. A browser opens six connections to one server, and others need some too; the rest of
/// the list moves with the looks.
const FOLLOWED: usize = 2;

thread_local! {
    static FOLLOWING: RefCell<BTreeSet<(Epoch, String)>> = const { RefCell::new(BTreeSet::new()) };
}

/// Shows the streams for as long as the page is open.
pub(super) fn load_streams(store: Store) {
    let epoch = Epoch::now();
    store.streams.refused.set(None);
    store.streams.problem.set(None);
    spawn_local(async move {
        while epoch.is_current() {
            if let Err(problem) = look(store, epoch).await {
                store.streams.problem.set(Some(problem));
            }
            clock::sleep(LOOK_MS).await;
        }
    });
    load_choices(store);
}

/// Asks once for the list.
pub(super) async fn look(store: Store, epoch: Epoch) -> Result<(), Problem> {
    let list = streams::list().await?;
    if epoch.is_current() {
        let running = list.iter().filter(|stream| stream.state == StreamState::Running).take(FOLLOWED);
        running.for_each(|stream| follow(store, epoch, &stream.id));
        store.streams.keep(list);
    }
    Ok(())
}

/// Asks for what the form can choose from.
pub(super) fn load_choices(store: Store) {
    let epoch = Epoch::now();
    spawn_local(async move {
        let (datasets, models, samples) = join3(datasets::list(), models::list(), samples::list()).await;
        let can_predict = |model: &Model| model.state == ModelState::Ready;
        let models = models.unwrap_or_default().into_iter().filter(can_predict).collect();
        let samples = samples.unwrap_or_default().into_iter().filter(|sample| REPLAYED.contains(&sample.key.as_str())).collect();
        let choices = Choices { datasets: datasets.unwrap_or_default(), models, samples };
        if epoch.is_current() && store.streams.choices.with_untracked(|old| *old != choices) {
            store.streams.choices.set(choices);
        }
    });
}

fn follow(store: Store, epoch: Epoch, id: &str) {
    let key = (epoch, id.to_owned());
    let is_new = FOLLOWING.with_borrow_mut(|following| following.len() < FOLLOWED && following.insert(key.clone()));
    if !is_new {
        return;
    }
    spawn_local(async move {
        let mut feed = streams::events(&key.1);
        while epoch.is_current() {
            match feed.next(LOOK_MS).await {
                Next::Value(stream) if epoch.is_current() => store.streams.keep_one(stream),
                Next::Silence if is_running(store, &key.1) => {}
                _ => break,
            }
        }
        FOLLOWING.with_borrow_mut(|following| following.remove(&key));
    });
}

fn is_running(store: Store, id: &str) -> bool {
    let is_it = |stream: &Stream| stream.id == id && stream.state == StreamState::Running;
    store.streams.list.with_untracked(|list| list.iter().any(is_it))
}
