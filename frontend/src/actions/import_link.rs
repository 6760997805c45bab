//! A link in place of a file: the server fetches it.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;
use shared::wire::import::{ImportPhase, ImportProgress, UrlImport};
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use super::load_home::load_home;
use super::navigate::navigate;
use crate::js::{clock, crypto};
use crate::net::{dashboards, imports};
use crate::route::Page;
use crate::state::Store;
use crate::state::root::rooted;
use crate::state::upload::{Upload, UploadPhase};

/// Between two looks at how far the server is.
const POLL_MS: u32 = 250;

/// Has the server fetch the file at `link` and makes a dashboard of it, which is opened if the person is still here.
pub fn import_link(store: Store, link: &str) {
    let Ok(stop) = AbortController::new() else { return };
    let url = if link.contains("://") { link.to_owned() } else { format!("https://{link}") };
    let upload = rooted(|| upload_of(link));
    store.uploads.update(|uploads| uploads.insert(0, upload.clone()));
    let from = store.page.get_untracked();
    let signal = stop.signal();
    spawn_local(watch(upload.clone(), stop));
    spawn_local(async move {
        let phase = upload.phase;
        match dashboard_of(UrlImport { url, import: Some(upload.id), ..UrlImport::default() }, &signal).await {
            Ok(dashboard) => {
                phase.set(UploadPhase::Done { dashboard: dashboard.id.clone() });
                arrived(store, &from, dashboard.id);
            }
            Err(_) if phase.get_untracked() == UploadPhase::Cancelled => {}
            Err(problem) => phase.set(UploadPhase::Failed(problem)),
        }
    });
}

fn arrived(store: Store, from: &Page, dashboard: String) {
    let page = store.page.get_untracked();
    if page == *from {
        navigate(store, Page::Dashboard(dashboard));
    } else if page == Page::Home {
        load_home(store);
    }
}

async fn dashboard_of(asked: UrlImport, stop: &AbortSignal) -> Result<Dashboard, Problem> {
    let dataset = imports::from_url(&asked, stop).await?;
    dashboards::suggest(&dataset.id).await
}

/// Tells how far the server is, until it is over or the person stops it.
async fn watch(upload: Upload, stop: AbortController) {
    loop {
        clock::sleep(POLL_MS).await;
        match upload.phase.get_untracked() {
            UploadPhase::Cancelled => return stop.abort(),
            UploadPhase::Done { .. } | UploadPhase::Failed(_) => return,
            _ => {}
        }
        if let Ok(Some(progress)) = imports::get(&upload.id).await {
            tell(&upload, progress);
        }
    }
}

fn tell(upload: &Upload, progress: ImportProgress) {
    upload.sent_bytes.set(progress.received_bytes);
    upload.rows.set(progress.rows);
    let now = match progress.phase {
        ImportPhase::Receiving => UploadPhase::Fetching,
        ImportPhase::Inferring => UploadPhase::Inferring,
        ImportPhase::Reading => UploadPhase::Reading,
        ImportPhase::Storing => UploadPhase::Storing,
    };
    let is_over = |phase: &UploadPhase| matches!(phase, UploadPhase::Done { .. } | UploadPhase::Failed(_) | UploadPhase::Cancelled);
    if upload.phase.with_untracked(|old| *old != now && !is_over(old)) {
        upload.phase.set(now);
    }
}

/// Named by the end of its path, without a query: that may hold a secret.
fn upload_of(link: &str) -> Upload {
    let path = link.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    Upload {
        id: crypto::random_uuid(),
        file_name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        total_bytes: 0,
        sent_bytes: RwSignal::new(0),
        bytes_a_second: RwSignal::new(0.0),
        rows: RwSignal::new(0),
        phase: RwSignal::new(UploadPhase::Fetching),
    }
}
