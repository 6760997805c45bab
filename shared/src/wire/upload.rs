//! Uploads under way, as `GET /api/uploads` lists them. The uploads themselves speak tus 1.0: headers, no JSON. A file may also come by its address.

use serde::{Deserialize, Serialize};

/// An upload that is not a dataset yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingUpload {
    /// Its id, which the dataset made of it will have.
    pub id: String,
    /// The file's name as the sender gave it; shown, never used as a path.
    pub file_name: String,
    /// What else the sender tells of the file, to know it again: when it was changed last, as the sender writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Bytes of the whole file.
    pub length_bytes: u64,
    /// Bytes that are here for good.
    pub offset_bytes: u64,
    /// Rows of delimited text that have been looked at while bytes arrive; none if it isn't looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_read: Option<u64>,
    /// Whether somebody is sending bytes, or an import is reading them.
    pub is_active: bool,
    /// When it is thrown away if nothing more arrives: RFC 3339.
    pub expires_at: String,
}

/// A file that the server fetches and keeps as an upload that is whole: `POST /api/uploads/from-url`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UrlUpload {
    /// Its address, http or https, without user name and password.
    pub url: String,
    /// A UUID under which `GET /api/imports/{id}` tells the progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
}
