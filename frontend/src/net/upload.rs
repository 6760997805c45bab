//! Sending files: `POST /api/datasets` for those that are small, `/api/uploads` (tus 1.0) for those that shall go on where they stopped.

use futures::channel::oneshot;
use js_sys::Array;
use shared::wire::dataset::Dataset;
use shared::wire::import::ImportOptions;
use shared::wire::preview::Preview;
use shared::wire::problem::{Code, Problem};
use shared::wire::upload::{PendingUpload, UrlUpload};
use web_sys::{AbortSignal, Blob, File};

use super::fetch::{self, Call};
use super::percent::encode;
use super::trouble;
use crate::js::file::base64_of;
use crate::js::xhr::{Ended, Upload};

const VERSION: (&str, &str) = ("Tus-Resumable", "1.0.0");

/// A request under way, and how it will have ended.
pub type Sending = (Upload, oneshot::Receiver<Ended>);

/// Sends all of `file` as the import `id`; `sent` hears the bytes that left.
pub fn whole(id: &str, file: &File, sent: impl Fn(u64) + 'static) -> Result<Sending, Problem> {
    let url = format!("/api/datasets?file_name={}&import={}", encode(&file.name()), encode(id));
    Upload::send(("POST", &url), &[("Content-Type", "application/octet-stream")], Some(file), sent).map_err(|_| interrupted())
}

/// Has the server fetch a file and keep it; to stop the request ends that too.
pub fn from_url(asked: &UrlUpload) -> Result<Sending, Problem> {
    let json = serde_json::to_string(asked).unwrap_or_default();
    let body = Blob::new_with_str_sequence(&Array::of1(&json.into())).map_err(|_| interrupted())?;
    Upload::send(("POST", "/api/uploads/from-url"), &[("Content-Type", "application/json")], Some(&body), |_| {}).map_err(|_| interrupted())
}

/// Begins an upload of `file`; its id.
pub async fn create(file: &File) -> Result<String, Problem> {
    let written = |text: &str| base64_of(text.as_bytes()).unwrap_or_default();
    let metadata = format!("filename {},modified {}", written(&file.name()), written(&modified(file)));
    let call = Call::post("/api/uploads").header(VERSION.0, VERSION.1);
    let begun = call.header("Upload-Length", file.size().to_string()).header("Upload-Metadata", metadata).send().await?;
    let location = begun.headers().get("Location").ok().flatten().unwrap_or_default();
    Ok(location.rsplit('/').next().unwrap_or_default().to_owned())
}

/// When the file was changed last, as it is told to the server.
pub fn modified(file: &File) -> String {
    file.last_modified().to_string()
}

/// Sends the bytes of an upload that begin at `offset`.
pub fn part(upload: &str, offset: u64, bytes: &Blob, checksum: Option<&str>, sent: impl Fn(u64) + 'static) -> Result<Sending, Problem> {
    let offset = offset.to_string();
    let mut headers = vec![VERSION, ("Content-Type", "application/offset+octet-stream"), ("Upload-Offset", offset.as_str())];
    headers.extend(checksum.map(|checksum| ("Upload-Checksum", checksum)));
    Upload::send(("PATCH", &address(upload)), &headers, Some(bytes), sent).map_err(|_| interrupted())
}

/// Makes a dataset of a whole upload, as the import `id`.
pub fn import(upload: &str, id: &str, options: &ImportOptions) -> Result<Sending, Problem> {
    let url = format!("/api/datasets?upload={}&import={}&options={}", encode(upload), encode(id), written(options));
    Upload::send(("POST", &url), &[], None, |_| {}).map_err(|_| interrupted())
}

/// Looks at what an upload would become, until it is stopped.
pub async fn preview(upload: &str, options: &ImportOptions, stop: &AbortSignal) -> Result<Preview, Problem> {
    Call::post(format!("/api/datasets/preview?upload={}&options={}", encode(upload), written(options))).until(stop).value().await
}

/// Uploads that are no datasets yet.
pub async fn list() -> Result<Vec<PendingUpload>, Problem> {
    Call::get("/api/uploads").value().await
}

/// Gives an upload up.
pub async fn give_up(upload: &str) -> Result<(), Problem> {
    Call::delete(address(upload)).header(VERSION.0, VERSION.1).done().await
}

/// That a part arrived; nothing if the person stopped it.
pub fn arrived(ended: Ended) -> Result<Option<()>, Problem> {
    answer(ended).map(|body| body.map(|_| ()))
}

/// The dataset; nothing if the person stopped it.
pub fn dataset(ended: Ended) -> Result<Option<Dataset>, Problem> {
    answer(ended)?.map(|body| fetch::read(&body)).transpose()
}

/// The upload that is kept; nothing if the person stopped it.
pub fn kept(ended: Ended) -> Result<Option<PendingUpload>, Problem> {
    answer(ended)?.map(|body| fetch::read(&body)).transpose()
}

fn answer(ended: Ended) -> Result<Option<String>, Problem> {
    match ended {
        Ended::Answered(status, body) if (200..300).contains(&status) => Ok(Some(body)),
        Ended::Answered(status, body) => Err(trouble::of_answer(status, &body)),
        Ended::Broken => Err(interrupted()),
        Ended::Aborted => Ok(None),
    }
}

fn address(upload: &str) -> String {
    format!("/api/uploads/{}", encode(upload))
}

fn written(options: &ImportOptions) -> String {
    encode(&serde_json::to_string(options).unwrap_or_default())
}

/// The connection broke.
pub fn interrupted() -> Problem {
    trouble::problem(Code::UploadInterrupted, "The connection broke before the whole file arrived. Check the network and try again.", &[])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_stopped_upload_is_no_problem() {
        assert!(arrived(Ended::Aborted).unwrap().is_none());
        assert_eq!(dataset(Ended::Broken).unwrap_err().code, Code::UploadInterrupted);
    }

    #[test]
    fn choices_stay_inside_their_parameter() {
        let options = ImportOptions { delimiter: Some("&".into()), ..ImportOptions::default() };
        assert!(!written(&options).contains(['&', '"', ' ']), "{}", written(&options));
    }
}
