//! Problems: RFC 9457 on the wire, a closed list of codes that every language of the page translates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `about:blank#` and the code.
    pub r#type: String,
    /// The HTTP reason.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable, for programs.
    pub code: Code,
    /// One English sentence that says what happened and what to do.
    pub detail: String,
    /// The values in that sentence by name (`row`, `column`, `limit`…), for other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// Every way in which a request can fail. The server's `error/code.rs` gives each its status, the page's `i18n` its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The file has no bytes, or nothing but white space.
    EmptyFile,
    /// The bytes are of no known format. params: `format` (what they look like, if known).
    UnknownFormat,
    /// An archive holds several files, or not the one that was asked for. params: `entries`.
    ChooseEntry,
    /// The file ends too early, its structure is broken, or it is an encrypted archive. params: `format`, `reason` (`password` if it is protected by one).
    DamagedFile,
    /// The workbook is protected by a password. params: `format`, `reason` (`password`).
    EncryptedWorkbook,
    /// What a packed file holds ends too early or has another check sum. params: `format`, `reason`.
    CorruptCompression,
    /// A packed file becomes too large, or needs too much memory to become anything. params: `limit`.
    DecompressedTooLarge,
    /// The file has rows, perhaps, but no columns.
    NoColumns,
    /// CSV records have different numbers of fields. params: `rows` (the first lines), `expected`, `found`.
    RaggedRows,
    /// A quote opens and never closes. params: `row` (the line it opens in).
    UnclosedQuote,
    /// The text is in no encoding that fits all of it. params: `offset` (bytes).
    UnknownEncoding,
    /// One record is longer than the limit. params: `row`, `limit` (bytes).
    RecordTooLong,
    /// A line is not JSON. params: `row`, `reason`.
    InvalidJsonLine,
    /// JSON whose values make no table. params: `row`, `found`.
    NotATable,
    /// params: `columns`, `limit`.
    TooManyColumns,
    /// A column has a type that can't be stored. params: `column`, `type`.
    UnsupportedType,
    /// A big-endian Arrow file.
    UnsupportedEndianness,
    /// Reading took more memory or time than a file may. params: `limit`.
    TooComplex,
    /// params: `limit` (bytes).
    PayloadTooLarge,
    /// The body ended before all of it arrived.
    UploadInterrupted,
    /// Not all bytes of an upload are here yet. params: `offset`, `length` (bytes).
    UploadIncomplete,
    /// An upload stands at another byte than the request says. params: `offset` (bytes).
    OffsetMismatch,
    /// The bytes that arrived differ from those that the checksum was made of. params: `offset` (bytes).
    ChecksumMismatch,
    /// Nobody went on with an upload, and its bytes were thrown away.
    UploadExpired,
    /// A resumable upload in a version of tus that is not spoken here. params: `version`.
    UnknownTusVersion,
    /// The host of an address may not be asked for files. params: `host`, `reason` (`off`, `not_named`, `private`, `insecure`).
    UrlRefused,
    /// The file at an address can't be fetched. params: `host`, `reason` (`name`, `connection`, `status`, `redirects`, `slow`, `broke_off`), `status`.
    UrlUnreachable,
    /// The disk is full.
    NoSpace,
    /// The disk is read-only or fails, or its folder may not be written to.
    NotWritable,
    /// Stored data can't be read back.
    StorageDamaged,
    /// No such thing. params: `what`.
    NotFound,
    /// The link was revoked.
    LinkRevoked,
    /// A query that can't be asked. params: `field`, `reason`.
    InvalidQuery,
    /// A request that can't be understood. params: `field`, `reason`.
    InvalidRequest,
    /// Somebody else saved first (`If-Match`).
    PreconditionFailed,
    /// params: `method`
    MethodNotAllowed,
    /// Credentials are missing or wrong.
    Unauthorized,
    /// Another web site asked.
    ForbiddenOrigin,
    /// The `Host` header names another host.
    WrongHost,
    /// The name is taken by something in use. params: `what`.
    Conflict,
    /// The statement isn't SQL, isn't read-only, or names what isn't there. params: `reason`.
    InvalidSql,
    /// A query ran longer than it may and was ended. params: `limit` (seconds).
    QueryTimeout,
    /// A query needs more memory than it may take. params: `limit` (bytes).
    QueryMemory,
    /// A sum or a count left the range of its type. params: `reason`.
    Overflow,
    /// A cell of appended rows does not fit its column. params: `row`, `column`, `type`, `value`.
    RowsDontFit,
    /// Appended rows have a column that the dataset has not, or lack one that must not be null. params: `column`.
    ColumnMismatch,
    /// No broker answers. params: `brokers`, `reason`.
    BrokerUnreachable,
    /// The broker has no such topic. params: `topic`.
    UnknownTopic,
    /// Messages that were never read are gone from the topic. params: `topic`, `partition`, `offset`.
    MessagesLost,
    /// The target column has one class only. params: `column`, `class`.
    OneClass,
    /// There are too few rows with a value in every used column. params: `rows`, `needed`.
    TooFewRows,
    /// The target column has too many classes to learn. params: `column`, `classes`, `limit`.
    TooManyClasses,
    /// A column is of a type that the estimator can't use. params: `column`, `type`, `needed`.
    UnsuitableColumn,
    /// A picture can't be decoded. params: `row` (from 0), `reason`.
    BrokenPicture,
    /// The model is still being trained, or its training failed.
    ModelNotReady,
    /// The dataset, stream or model that the work needs was deleted meanwhile. params: `what`.
    DeletedMeanwhile,
    /// Background work was begun several times and the server ended each time. params: `attempts`.
    GaveUp,
    /// The object store can't be reached or refuses the key. params: `reason`.
    StoreUnreachable,
    /// The dataset's earlier rows were replaced, so a live stream can't go on; load it again.
    RowsReplaced,
    /// The files of an old version were removed after the time that they are kept. params: `version`.
    VersionGone,
    /// A stream fills the dataset, so its rows can't be taken back. params: `stream`.
    StreamFills,
    /// Rows or columns came after the dataset's file was read that have no place in another reading of it. params: `reason`.
    RowsAdded,
    /// The file that a dataset was made of was not kept.
    OriginalMissing,
    /// Too much is waiting already. params: `limit`.
    Busy,
    /// A bug of ours. params: `id` (look for it in the log).
    Internal,
}

impl Problem {
    /// The value of a parameter, or nothing.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }
}
