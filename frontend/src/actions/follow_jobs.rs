//! Follows jobs until they are over.

use std::cell::RefCell;
use std::collections::BTreeSet;

use futures::channel::oneshot;
use leptos::prelude::*;
use shared::wire::job::Job;
use wasm_bindgen_futures::spawn_local;

use super::{load_home, load_jobs, open_dataset_page};
use crate::js::clock;
use crate::net::feed::Next;
use crate::net::jobs;
use crate::queries::jobs::{to_follow, with};
use crate::route::Page;
use crate::state::Store;

/// How long a job may say nothing before one looks whether it is still followed.
const PATIENCE_MS: u32 = 30_000;

/// Before a stream of events that ended too early is opened again.
const RETRY_MS: u32 = 2_000;

thread_local! {
    static FOLLOWED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    static WAITING: RefCell<Vec<(String, oneshot::Sender<Job>)>> = const { RefCell::new(Vec::new()) };
}

/// A job that was just asked for: it is in the list, and followed. `shown` opens the drawer.
pub(super) fn started(store: Store, job: &Job, shown: bool) {
    store.jobs.list.update(|list| with(list.get_or_insert_default(), job.clone()));
    if shown {
        store.jobs.open.set(true);
    }
    follow(store);
    load_jobs::load_names(store);
}

/// The job as it is when it is over; none if it is gone from the server's list.
pub(super) async fn ended(store: Store, job: &Job) -> Option<Job> {
    if job.state.is_over() {
        return Some(job.clone());
    }
    let (sender, receiver) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.push((job.id.clone(), sender)));
    follow(store);
    receiver.await.ok()
}

/// Tells those who wait for a job that is over.
pub(super) fn tell_those_who_wait(job: &Job) {
    let (due, rest) = WAITING.with_borrow_mut(|waiting| waiting.drain(..).partition::<Vec<_>, _>(|(id, _)| *id == job.id));
    WAITING.with_borrow_mut(|waiting| waiting.extend(rest));
    for (_, sender) in due {
        // Whoever waited may have gone.
        let _ = sender.send(job.clone());
    }
}

/// Follows the jobs that are to be followed and are not yet.
pub(super) fn follow(store: Store) {
    for id in wanted(store) {
        if FOLLOWED.with_borrow_mut(|followed| followed.insert(id.clone())) {
            spawn_local(watch(store, id));
        }
    }
}

fn wanted(store: Store) -> Vec<String> {
    let awaited: Vec<String> = WAITING.with_borrow(|waiting| waiting.iter().map(|(id, _)| id.clone()).collect());
    store.jobs.list.with_untracked(|list| to_follow(list.as_deref().unwrap_or_default(), &awaited))
}

/// Takes in every change of one job until it is over or others are more important.
async fn watch(store: Store, id: String) {
    let mut feed = jobs::events(&id);
    while wanted(store).contains(&id) {
        match feed.next(PATIENCE_MS).await {
            Next::Value(job) => changed(store, &job),
            Next::Silence => {}
            Next::End => {
                clock::sleep(RETRY_MS).await;
                break;
            }
        }
    }
    drop(feed);
    FOLLOWED.with_borrow_mut(|followed| followed.remove(&id));
    load_jobs::load(store).await;
}

fn changed(store: Store, job: &Job) {
    store.jobs.list.update(|list| with(list.get_or_insert_default(), job.clone()));
    if job.state.is_over() {
        show_result(store, job);
        tell_those_who_wait(job);
    }
}

/// Shows the page anew if what came out of the job is on it.
fn show_result(store: Store, job: &Job) {
    let Some(dataset) = job.result.as_ref().and_then(|result| result.dataset.clone()) else { return };
    match store.page.get_untracked() {
        Page::Dataset(id) if id == dataset => spawn_local(open_dataset_page::renew(store, id)),
        Page::Home | Page::Sql => load_home::load_datasets(store),
        _ => {}
    }
}
