//! Failures on their way out: one table of codes, one place that builds `problem+json`.

pub(crate) mod code;

use std::collections::BTreeMap;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::wire::problem::{Code, Problem};

use crate::catalog::CatalogError;
use crate::ingest::IngestError;
use crate::pace::Cut;
use crate::storage::StorageError;

/// Why a request failed. Handled once: whoever makes an `Internal` one logs it with its id.
#[derive(Debug)]
pub(crate) struct Failure {
    code: Code,
    detail: String,
    params: Vec<(&'static str, String)>,
}

/// What a handler answers with.
pub(crate) type Answer<T> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(code: Code, detail: impl Into<String>, params: Vec<(&'static str, String)>) -> Self {
        Failure { code, detail: detail.into(), params }
    }

    /// `what` is a noun such as `dataset`.
    pub(crate) fn not_found(what: &'static str) -> Self {
        Failure::new(Code::NotFound, format!("There is no such {what}. It may have been deleted."), vec![("what", what.into())])
    }

    /// A request that can't be understood: which field, why, and what to do.
    pub(crate) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        let (field, reason) = (field.into(), reason.into());
        Failure::new(Code::InvalidRequest, format!("`{field}`: {reason}"), vec![("field", field), ("reason", reason)])
    }

    /// The body is larger than the setting allows.
    pub(crate) fn too_large(limit_bytes: u64) -> Self {
        let detail = format!("The file is larger than {limit_bytes} bytes, the most that this server takes (SIGHTLINE_MAX_UPLOAD_BYTES).");
        Failure::new(Code::PayloadTooLarge, detail, vec![("limit", limit_bytes.to_string())])
    }

    /// The body is longer than JSON may be, which is no setting.
    pub(crate) fn long_json(limit_bytes: usize) -> Self {
        let detail = format!("The JSON of the request is longer than {limit_bytes} bytes, the most that this server takes; send less of it at once.");
        Failure::new(Code::PayloadTooLarge, detail, vec![("limit", limit_bytes.to_string())])
    }

    /// A bug or a broken machine: the cause goes to the log, the id to the person.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        let id = uuid::Uuid::new_v4().to_string();
        tracing::error!(failure_id = id, "a request failed: {cause}");
        Failure::new(Code::Internal, format!("Something went wrong inside the server; its log has the reason under {id}."), vec![("id", id)])
    }

    /// Whether it is of that code.
    pub(crate) fn is(&self, code: Code) -> bool {
        self.code == code
    }

    /// Whether its sentence has these words.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.detail.contains(words)
    }

    /// The failure as RFC 9457 has it.
    pub(crate) fn problem(self) -> Problem {
        let status = code::status(self.code);
        let word = code::word(self.code);
        Problem {
            r#type: format!("about:blank#{word}"),
            title: status.canonical_reason().unwrap_or("Error").into(),
            status: status.as_u16(),
            code: self.code,
            detail: self.detail,
            params: self.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Basic realm=\"Sightline\", charset=\"UTF-8\""));
        }
        response
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::NotFound(what) => Failure::not_found(what),
            CatalogError::Revoked => Failure::new(Code::LinkRevoked, "This link was revoked by its owner. Ask them for a new one.", vec![]),
            CatalogError::SavedMeanwhile => {
                Failure::new(Code::PreconditionFailed, "Somebody else saved this dashboard first. Load it again, then repeat your change.", vec![])
            }
            CatalogError::Database(cause) if cause.to_string().contains("disk is full") => no_space(),
            CatalogError::Database(cause) if FILE_TROUBLE.iter().any(|words| cause.to_string().contains(words)) => not_writable(&cause),
            error if error.is_unreachable() => {
                tracing::warn!("the catalog does not answer: {error}");
                Failure::new(
                    Code::StoreUnreachable,
                    "The catalog's database does not answer, so nothing was done. Try again in a moment.",
                    vec![("reason", "the catalog's database does not answer".into())],
                )
            }
            CatalogError::Database(cause) => Failure::internal(&cause),
            cause @ (CatalogError::Address | CatalogError::Newer(_) | CatalogError::Damaged(_)) => Failure::internal(&cause),
            CatalogError::Stored(cause) => Failure::internal(&cause),
        }
    }
}

impl From<Cut> for Failure {
    fn from(cut: Cut) -> Self {
        let detail = match cut {
            Cut::BrokeOff => "The request broke off before all of it was here; nothing was stored. Send it again.",
            Cut::Slow => {
                "The request came more slowly than this server waits for (SIGHTLINE_MIN_UPLOAD_BYTES_PER_SEC, SIGHTLINE_SLOW_UPLOAD_SECS), so it was cut \
                 off; nothing was stored. Send it again."
            }
        };
        Failure::new(Code::UploadInterrupted, detail, vec![])
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        if let Some(reason) = error.store_trouble() {
            return store_unreachable(&error, &reason);
        }
        if error.is_not_writable() {
            return not_writable(&error);
        }
        match error {
            StorageError::NoSpace => no_space(),
            StorageError::NoVersion(version) => {
                Failure::new(Code::NotFound, format!("This dataset has no version {version}."), vec![("what", "version".into())])
            }
            StorageError::Damaged(cause) => {
                tracing::error!("stored data can't be read: {cause}");
                Failure::new(
                    Code::StorageDamaged,
                    "A data file of this dataset is damaged or missing. Restore it from a backup, or import the file again.",
                    vec![],
                )
            }
            StorageError::DamagedFile { dataset, file, reason } => {
                tracing::error!(dataset, file, "a data file is damaged: {reason}");
                let detail = format!(
                    "The data file {file} of dataset {dataset} is damaged: {reason}. Nothing else is. Restore that file from a backup, or import the \
                     dataset's file again."
                );
                Failure::new(Code::StorageDamaged, detail, vec![("dataset", dataset), ("file", file), ("reason", reason)])
            }
            StorageError::DamagedLog { dataset, reason } => {
                tracing::error!(dataset, "a log is damaged: {reason}");
                let detail = format!(
                    "The log of dataset {dataset} is damaged: an entry is missing or can't be read. Other datasets are not affected. Restore its folder \
                     _delta_log from a backup, or import the dataset's file anew; the server's log says more."
                );
                Failure::new(Code::StorageDamaged, detail, vec![("dataset", dataset), ("file", "_delta_log".into())])
            }
            StorageError::Overtaken => Failure::new(
                Code::Busy,
                "Another request or server has just stored the same; look again and repeat what is missing.",
                vec![("limit", "1".into())],
            ),
            StorageError::RowsReplaced => {
                Failure::new(Code::RowsReplaced, "The rows of this dataset were replaced meanwhile. Load its latest version from the start.", vec![])
            }
            StorageError::Store(_) | StorageError::Delta(deltalake_core::DeltaTableError::ObjectStore { .. }) => {
                store_unreachable(&error, "a file is missing, or it doesn't answer as it should")
            }
            StorageError::Io(cause) => Failure::internal(&cause),
            StorageError::Delta(cause) => Failure::internal(&cause),
        }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        Failure::new(error.code(), error.to_string(), error.params())
    }
}

fn store_unreachable(cause: &StorageError, reason: &str) -> Failure {
    tracing::error!("{cause}");
    let detail = format!("The object store can't be used ({reason}). Check its settings and try again; the server's log says more.");
    Failure::new(Code::StoreUnreachable, detail, vec![("reason", reason.into())])
}

/// SQLite's words for a file that can't be written to.
const FILE_TROUBLE: [&str; 3] = ["readonly database", "disk I/O error", "unable to open database file"];

fn not_writable(cause: &dyn std::fmt::Display) -> Failure {
    tracing::error!("the disk can't be written to: {cause}");
    let detail = "The server can't write to its disk, which is read-only or fails, so nothing was stored. What is there can be read. \
                  Have the folder writable and try again; the server's log says more.";
    Failure::new(Code::NotWritable, detail, vec![])
}

fn no_space() -> Failure {
    Failure::new(Code::NoSpace, "The server's disk is full, so nothing was stored. Free some space and try again.", vec![])
}
