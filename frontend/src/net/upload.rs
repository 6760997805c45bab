//! `POST /api/datasets`, with progress.

use futures::channel::oneshot;
use shared::wire::dataset::Dataset;
use shared::wire::problem::{Code, Problem};
use web_sys::File;

use super::percent::encode;
use super::{fetch, trouble};
use crate::js::xhr::{Ended, Upload};

/// Begins to send `file` as the import `id`; `sent` hears the bytes that left.
pub fn begin(id: &str, file: &File, sent: impl Fn(u64) + 'static) -> Result<(Upload, oneshot::Receiver<Ended>), Problem> {
    let file_name = file.name();
    Upload::post(&address(id, &file_name), file, sent).map_err(|_| interrupted())
}

/// What became of it: the dataset, a problem, or nothing if the person stopped it.
pub fn outcome(ended: Ended) -> Result<Option<Dataset>, Problem> {
    match ended {
        Ended::Answered(status, body) if (200..300).contains(&status) => fetch::read(&body).map(Some),
        Ended::Answered(status, body) => Err(trouble::of_answer(status, &body)),
        Ended::Broken => Err(interrupted()),
        Ended::Aborted => Ok(None),
    }
}

fn address(id: &str, file_name: &str) -> String {
    format!("/api/datasets?file_name={}&import={}", encode(file_name), encode(id))
}

fn interrupted() -> Problem {
    trouble::problem(Code::UploadInterrupted, "The connection broke before the whole file arrived. Check the network and try again.", &[])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hostile_names_stay_inside_their_parameter() {
        assert_eq!(address("u", "a&b=#.csv"), "/api/datasets?file_name=a%26b%3D%23.csv&import=u");
    }

    #[test]
    fn a_stopped_upload_is_no_problem() {
        assert!(outcome(Ended::Aborted).unwrap().is_none());
        assert_eq!(outcome(Ended::Broken).unwrap_err().code, Code::UploadInterrupted);
    }
}
