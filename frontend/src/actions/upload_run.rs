//! One file from the page to its dashboard.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;
use shared::wire::import::{ImportPhase, ImportProgress};
use shared::wire::problem::{Code, Problem};
use wasm_bindgen_futures::spawn_local;

use super::load_home::load_home;
use super::navigate::navigate;
use super::upload_queue::{self, Job};
use crate::js::{clock, file, xhr};
use crate::net::{dashboards, imports, trouble, upload};
use crate::route::Page;
use crate::state::Store;
use crate::state::upload::{Upload, UploadPhase};

/// Between two looks at how far the server is.
const POLL_MS: u32 = 250;

/// Sends the file and makes its dashboard; ends with the phase that tells how it went.
pub(super) async fn run(store: Store, job: Job) {
    let outcome = match send(&job).await {
        Ok(Some(dataset)) => {
            job.upload.rows.set(dataset.rows);
            dashboards::suggest(&dataset.id).await.map(Some)
        }
        Ok(None) => Ok(None),
        Err(problem) => Err(problem),
    };
    upload_queue::remove(&job.upload.id);
    let phase = job.upload.phase;
    match outcome {
        Ok(Some(dashboard)) => {
            phase.set(UploadPhase::Done { dashboard: dashboard.id.clone() });
            arrived(store, &job, dashboard.id);
        }
        Ok(None) => phase.set(UploadPhase::Cancelled),
        Err(problem) => phase.set(UploadPhase::Failed(problem)),
    }
}

/// Opens the dashboard if the file came alone and the person has not gone elsewhere; else the lists show it.
fn arrived(store: Store, job: &Job, dashboard: String) {
    let page = store.page.get_untracked();
    if job.opens_from.as_ref() == Some(&page) && upload_queue::is_empty() {
        navigate(store, Page::Dashboard(dashboard));
    } else if page == Page::Home {
        load_home(store);
    }
}

/// The stored dataset, or nothing if the person stopped it.
async fn send(job: &Job) -> Result<Option<Dataset>, Problem> {
    let Upload { id, sent_bytes, phase, .. } = job.upload.clone();
    if !file::is_readable(&job.file).await {
        return Err(unreadable(&job.upload.file_name));
    }
    if phase.get_untracked() == UploadPhase::Cancelled {
        return Ok(None);
    }
    let (request, ended) = upload::begin(&id, &job.file, move |bytes| sent_bytes.set(bytes))?;
    upload_queue::keep_request(&id, request);
    spawn_local(watch(job.upload.clone()));
    upload::outcome(ended.await.unwrap_or(xhr::Ended::Aborted))
}

/// Tells how far the server is with the file, once all of it has left.
async fn watch(upload: Upload) {
    loop {
        clock::sleep(POLL_MS).await;
        if !upload_queue::is_running(&upload.id) {
            return;
        }
        let has_left = upload.sent_bytes.get_untracked() >= upload.total_bytes;
        if has_left
            && let Ok(Some(progress)) = imports::get(&upload.id).await
            && upload_queue::is_running(&upload.id)
        {
            tell(&upload, progress);
        }
    }
}

fn tell(upload: &Upload, progress: ImportProgress) {
    upload.rows.set(progress.rows);
    let phase = match progress.phase {
        ImportPhase::Receiving => UploadPhase::Sending,
        ImportPhase::Inferring => UploadPhase::Inferring,
        ImportPhase::Reading => UploadPhase::Reading,
        ImportPhase::Storing => UploadPhase::Storing,
    };
    if upload.phase.with_untracked(|old| *old != phase && *old != UploadPhase::Cancelled) {
        upload.phase.set(phase);
    }
}

fn unreadable(file_name: &str) -> Problem {
    let detail = format!("“{file_name}” can't be read. If it is a folder, drop the files in it.");
    trouble::problem(Code::UnknownFormat, detail, &[("format", "folder")])
}
