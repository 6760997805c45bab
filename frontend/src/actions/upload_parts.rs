//! Sending a file in parts, so that it goes on where it stopped: after a broken connection, a restart of the server, or a reload of the page.

use leptos::prelude::*;
use shared::wire::import::ImportOptions;
use shared::wire::problem::{Code, Problem};
use web_sys::File;

use super::upload_queue::{self, Job};
use crate::js::{clock, crypto, xhr};
use crate::net::upload;
use crate::state::upload::UploadPhase;

/// A part is sent again as a whole if its connection breaks.
const PART_BYTES: u64 = 8 << 20;
/// Half a second, then ever longer: some five minutes all together.
const TRIES: u32 = 24;
const FIRST_WAIT_MS: u32 = 500;
const LONGEST_WAIT_MS: u32 = 15_000;

/// An upload and the byte at which it stands.
struct Place {
    upload: String,
    offset: u64,
}

/// Sends what the server has not got of the file; the upload's id, or nothing if the person stopped it.
pub(super) async fn send(job: &Job, file: &File) -> Result<Option<String>, Problem> {
    let (phase, total) = (job.upload.phase, job.upload.total_bytes);
    let mut tries = 0;
    let mut place = loop {
        match find(job, file).await {
            Ok(place) => break place,
            Err(problem) => wait(phase, &problem, &mut tries).await?,
        }
    };
    loop {
        let begun = match place {
            Some(place) => Ok(place),
            None => upload::create(file).await.map(|upload| Place { upload, offset: 0 }),
        };
        let (at, outcome) = match begun {
            Ok(at) if at.offset >= total && phase.get_untracked().is_moving() => return Ok(Some(at.upload)),
            Ok(at) => {
                upload_queue::hold(&job.upload.id, &at.upload);
                let outcome = send_part(job, file, &at).await;
                (Some(at), outcome)
            }
            Err(problem) => (None, Err(problem)),
        };
        place = match outcome {
            Ok(Some(sent)) => {
                tries = 0;
                at.map(|at| Place { offset: at.offset + sent, ..at })
            }
            Ok(None) => {
                if let Some(at) = at {
                    // If that fails too, the server throws it away in time.
                    let _ = upload::give_up(&at.upload).await;
                }
                return Ok(None);
            }
            Err(problem) => {
                wait(phase, &problem, &mut tries).await?;
                after(at, &problem)
            }
        };
        if phase.get_untracked() == UploadPhase::Waiting && tries == 0 {
            phase.set(UploadPhase::Sending);
        }
    }
}

/// Makes the dataset; nothing if the person stopped it. Asking twice makes one dataset, so a lost answer is asked for again.
pub(super) async fn import(job: &Job, upload: &str, options: &ImportOptions) -> Result<Option<shared::wire::dataset::Dataset>, Problem> {
    let mut tries = 0;
    upload_queue::hold(&job.upload.id, upload);
    loop {
        if !job.upload.phase.get_untracked().is_moving() {
            let _ = upload::give_up(upload).await;
            return Ok(None);
        }
        let ended = ended(job, upload::import(upload, &job.upload.id, options)?).await;
        match upload::dataset(ended) {
            // Its bytes are gone, and only sending them again helps.
            Err(problem) if matches!(problem.code, Code::NotFound | Code::UploadExpired) => return Err(problem),
            Err(problem) => wait(job.upload.phase, &problem, &mut tries).await?,
            Ok(None) => {
                let _ = upload::give_up(upload).await;
                return Ok(None);
            }
            made => return made,
        }
    }
}

/// The upload of the same file that stopped halfway.
async fn find(job: &Job, file: &File) -> Result<Option<Place>, Problem> {
    let pending = upload::list().await?;
    let same = pending.into_iter().find(|pending| {
        let is_same = pending.file_name == job.upload.file_name && pending.length_bytes == job.upload.total_bytes;
        is_same && !pending.is_active && !upload_queue::is_held(&pending.id) && pending.modified.as_deref() == Some(&upload::modified(file))
    });
    Ok(same.map(|same| {
        job.upload.sent_bytes.set(same.offset_bytes);
        Place { upload: same.id, offset: same.offset_bytes }
    }))
}

/// Bytes sent; nothing if the person stopped it.
async fn send_part(job: &Job, file: &File, at: &Place) -> Result<Option<u64>, Problem> {
    let (offset, end) = (at.offset, job.upload.total_bytes.min(at.offset + PART_BYTES));
    // Whole numbers of bytes as doubles, exact below 2^53.
    let bytes = file.slice_with_f64_and_f64(offset as f64, end as f64).map_err(|_| upload::interrupted())?;
    let checksum = crypto::checksum(&bytes).await;
    if !job.upload.phase.get_untracked().is_moving() {
        return Ok(None);
    }
    let sent = job.upload.sent_bytes;
    let sending = upload::part(&at.upload, offset, &bytes, checksum.as_deref(), move |bytes| sent.set(offset + bytes))?;
    let arrived = upload::arrived(ended(job, sending).await)?;
    Ok(arrived.map(|()| end - offset))
}

/// How a request of the job ended; until then the person can stop it.
pub(super) async fn ended(job: &Job, (request, ended): upload::Sending) -> xhr::Ended {
    upload_queue::keep_request(&job.upload.id, request);
    ended.await.unwrap_or(xhr::Ended::Aborted)
}

/// Waits before the next try.
///
/// # Errors
/// The problem, if trying again can't help or was tried long enough.
async fn wait(phase: RwSignal<UploadPhase>, problem: &Problem, tries: &mut u32) -> Result<(), Problem> {
    if !is_passing(problem) || *tries >= TRIES || !phase.get_untracked().is_moving() {
        return Err(problem.clone());
    }
    phase.set(UploadPhase::Waiting);
    clock::sleep((FIRST_WAIT_MS << (*tries).min(8)).min(LONGEST_WAIT_MS)).await;
    *tries += 1;
    Ok(())
}

/// Where to go on after a problem.
fn after(at: Option<Place>, problem: &Problem) -> Option<Place> {
    match problem.code {
        Code::NotFound | Code::UploadExpired => None,
        Code::OffsetMismatch => at.map(|at| Place { offset: problem.param("offset").parse().unwrap_or(at.offset), ..at }),
        _ => at,
    }
}

/// Whether the next try may do better.
fn is_passing(problem: &Problem) -> bool {
    match problem.code {
        Code::UploadInterrupted | Code::OffsetMismatch | Code::ChecksumMismatch | Code::UploadExpired | Code::Busy => true,
        Code::NotFound => problem.param("what") == "upload",
        // Nobody answered, or a proxy did.
        Code::Internal => problem.param("kind") == "network" || problem.status >= 502,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::net::trouble;

    fn place() -> Option<Place> {
        Some(Place { upload: "u".into(), offset: 5 })
    }

    #[test]
    fn the_server_s_offset_goes_before_ours() {
        let at = |code, offset: &str| after(place(), &trouble::problem(code, "", &[("offset", offset)])).map(|at| at.offset);
        assert_eq!(at(Code::OffsetMismatch, "3"), Some(3));
        assert_eq!(at(Code::UploadInterrupted, ""), Some(5));
        assert_eq!(at(Code::UploadExpired, ""), None);
    }

    #[test]
    fn only_what_passes_is_tried_again() {
        assert!(is_passing(&trouble::network()));
        assert!(is_passing(&trouble::of_answer(503, "")));
        assert!(!is_passing(&trouble::of_answer(413, "")));
        assert!(!is_passing(&trouble::of_answer(507, "")));
        assert!(!is_passing(&trouble::of_answer(500, "")));
    }
}
