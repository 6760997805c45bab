//! One file from the page to its dashboard.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;
use shared::wire::import::{ImportOptions, ImportPhase, ImportProgress};
use shared::wire::problem::{Code, Problem};
use shared::wire::upload::UrlUpload;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::load_home::{load_home, load_pending};
use super::navigate::navigate;
use super::upload_files::start_waiting;
use super::upload_parts::{self, ended};
use super::upload_queue::{self, Job, Source};
use crate::js::{clock, file};
use crate::net::{dashboards, imports, trouble, upload};
use crate::queries::reading_form::may_be_read_otherwise;
use crate::route::Page;
use crate::state::Store;
use crate::state::upload::{Looking, Upload, UploadPhase};

/// Between two looks at how far the server is.
const POLL_MS: u32 = 250;
/// Smaller files are sent in one request: to send them again costs less than to ask where they stand.
const SMALL_BYTES: u64 = 4 << 20;
/// The share of the newest measure in the speed that is shown.
const NEWEST: f64 = 0.15;

/// Sends the file and makes its dashboard; ends with the phase that tells how it went.
pub(super) async fn run(store: Store, mut job: Job) {
    let is_link = matches!(job.source, Source::Link(_));
    job.upload.phase.set(match job.source {
        Source::Link(_) => UploadPhase::Fetching,
        Source::File(_) => UploadPhase::Sending,
        Source::Kept(_) => UploadPhase::Inferring,
    });
    let outcome = match send(store, &mut job).await {
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
        Err(problem) => {
            if may_be_read_otherwise(&problem) {
                upload_queue::keep_failed(job);
            } else if let (true, Source::Kept(upload)) = (is_link, &job.source) {
                // What can't be read in any way is fetched again by its address, if somebody wants that.
                let _ = upload::give_up(upload).await;
            }
            phase.set(UploadPhase::Failed(problem));
        }
    }
    load_pending(store);
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
async fn send(store: Store, job: &mut Job) -> Result<Option<Dataset>, Problem> {
    spawn_local(watch(job.upload.clone()));
    let mut asks = job.asks || store.looks_first.get_untracked();
    if let Source::Link(url) = &job.source {
        let asked = UrlUpload { url: url.clone(), import: Some(job.upload.id.clone()) };
        let Some(kept) = upload::kept(ended(job, upload::from_url(&asked)?).await)? else { return Ok(None) };
        // The server has it, however often it is read.
        job.source = Source::Kept(kept.id);
    }
    let upload = match &job.source {
        Source::Kept(upload) => {
            upload_queue::hold(&job.upload.id, upload);
            upload.clone()
        }
        // It has been fetched above.
        Source::Link(_) => return Ok(None),
        Source::File(file) if !file::is_readable(file).await => return Err(unreadable(&job.upload.file_name)),
        Source::File(_) if !job.upload.phase.get_untracked().is_moving() => return Ok(None),
        Source::File(file) if job.upload.total_bytes <= SMALL_BYTES && !asks && !leaves_a_choice(&job.upload.file_name) => {
            return send_whole(job, file).await;
        }
        Source::File(file) => match upload_parts::send(job, file).await? {
            Some(upload) => upload,
            None => return Ok(None),
        },
    };
    job.source = Source::Kept(upload.clone());
    loop {
        let options = if asks { ask(store, &job.upload, &upload).await } else { Some(ImportOptions::default()) };
        let Some(options) = options else {
            let _ = upload::give_up(&upload).await;
            return Ok(None);
        };
        match upload_parts::import(job, &upload, &options).await {
            // The file stays on the server, so the person can say which of its tables it shall be.
            Err(problem) if problem.code == Code::ChooseEntry && !asks => asks = true,
            outcome => return outcome,
        }
    }
}

/// Whether a file may turn out to need a choice, so that it must not have to be sent again.
fn leaves_a_choice(file_name: &str) -> bool {
    file_name.len().checked_sub(4).and_then(|at| file_name.get(at..)).is_some_and(|ending| ending.eq_ignore_ascii_case(".zip"))
}

async fn send_whole(job: &Job, file: &File) -> Result<Option<Dataset>, Problem> {
    let Upload { id, sent_bytes, .. } = job.upload.clone();
    let sending = upload::whole(&id, file, move |bytes| sent_bytes.set(bytes))?;
    upload::dataset(ended(job, sending).await)
}

/// What the person chooses of the file; nothing if they don't want it.
async fn ask(store: Store, of: &Upload, upload: &str) -> Option<ImportOptions> {
    if !of.phase.get_untracked().is_moving() {
        return None;
    }
    let chosen = upload_queue::ask(&of.id);
    of.phase.set(UploadPhase::Asking { upload: upload.to_owned() });
    start_waiting(store);
    if store.looking.with_untracked(Option::is_none) {
        store.looking.set(Some(Looking { id: of.id.clone(), upload: upload.to_owned(), file_name: of.file_name.clone() }));
    }
    let chosen = chosen.await.ok();
    if chosen.is_some() {
        of.phase.set(UploadPhase::Inferring);
    }
    chosen
}

/// Tells how fast bytes leave, and how far the server is with the file once all have left.
async fn watch(upload: Upload) {
    let mut before = upload.sent_bytes.get_untracked();
    loop {
        clock::sleep(POLL_MS).await;
        if !upload_queue::is_running(&upload.id) {
            return;
        }
        let sent = upload.sent_bytes.get_untracked();
        upload.bytes_a_second.update(|speed| *speed = faster(*speed, sent.saturating_sub(before)));
        before = sent;
        if sent < upload.total_bytes
            && let Some(rows) = looked_at(&upload.id).await
            && upload.sent_bytes.get_untracked() < upload.total_bytes
        {
            upload.rows.set(rows);
        }
        let is_asking = upload.phase.with_untracked(|phase| matches!(phase, UploadPhase::Asking { .. }));
        if sent >= upload.total_bytes
            && !is_asking
            && let Ok(Some(progress)) = imports::get(&upload.id).await
            && upload_queue::is_running(&upload.id)
        {
            tell(&upload, progress);
        }
    }
}

/// The rows that the server has looked at while bytes leave.
async fn looked_at(id: &str) -> Option<u64> {
    let held = upload_queue::held(id)?;
    upload::list().await.ok()?.into_iter().find(|pending| pending.id == held)?.rows_read
}

/// The speed with one more measure in it.
fn faster(speed: f64, bytes: u64) -> f64 {
    let now = bytes as f64 * 1_000.0 / f64::from(POLL_MS);
    if speed == 0.0 { now } else { speed + NEWEST * (now - speed) }
}

fn tell(upload: &Upload, progress: ImportProgress) {
    upload.rows.set(progress.rows);
    let share = if progress.total_bytes == 0 { 0.0 } else { progress.read_bytes as f64 / progress.total_bytes as f64 };
    upload.read_ms.update(|ms| *ms = if share > 0.0 { *ms + f64::from(POLL_MS) } else { 0.0 });
    upload.read_share.set(share);
    let phase = match progress.phase {
        ImportPhase::Receiving if upload.phase.get_untracked() == UploadPhase::Fetching => return upload.sent_bytes.set(progress.received_bytes),
        ImportPhase::Receiving => return,
        ImportPhase::Waiting => UploadPhase::Queued,
        ImportPhase::Inferring => UploadPhase::Inferring,
        ImportPhase::Reading => UploadPhase::Reading,
        ImportPhase::Storing => UploadPhase::Storing,
    };
    // What the person has done since it was asked for is newer.
    if upload.phase.with_untracked(|old| *old != phase && !matches!(old, UploadPhase::Cancelled | UploadPhase::Asking { .. })) {
        upload.phase.set(phase);
    }
}

fn unreadable(file_name: &str) -> Problem {
    let detail = format!("“{file_name}” can't be read. If it is a folder, drop the files in it.");
    trouble::problem(Code::UnknownFormat, detail, &[("format", "folder")])
}
