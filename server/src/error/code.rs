//! The one table of codes and their HTTP status.

use axum::http::StatusCode;
use shared::wire::problem::Code;

/// The HTTP status of a code.
pub(crate) fn status(code: Code) -> StatusCode {
    match code {
        Code::InvalidQuery | Code::InvalidRequest | Code::InvalidSql => StatusCode::BAD_REQUEST,
        Code::UploadInterrupted => StatusCode::REQUEST_TIMEOUT,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::ForbiddenOrigin | Code::UrlRefused => StatusCode::FORBIDDEN,
        Code::NotFound | Code::OriginalMissing => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::Conflict
        | Code::ModelNotReady
        | Code::RowsReplaced
        | Code::RowsAdded
        | Code::StreamFills
        | Code::UploadIncomplete
        | Code::OffsetMismatch => StatusCode::CONFLICT,
        Code::LinkRevoked | Code::DeletedMeanwhile | Code::VersionGone | Code::UploadExpired => StatusCode::GONE,
        Code::PreconditionFailed | Code::UnknownTusVersion => StatusCode::PRECONDITION_FAILED,
        Code::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnknownFormat => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::WrongHost => StatusCode::MISDIRECTED_REQUEST,
        Code::EmptyFile
        | Code::DamagedFile
        | Code::EncryptedWorkbook
        | Code::CorruptCompression
        | Code::DecompressedTooLarge
        | Code::NoColumns
        | Code::ChooseEntry
        | Code::RaggedRows
        | Code::UnclosedQuote
        | Code::UnknownEncoding
        | Code::RecordTooLong
        | Code::InvalidJsonLine
        | Code::NotATable
        | Code::TooManyColumns
        | Code::UnsupportedType
        | Code::UnsupportedEndianness
        | Code::TooComplex
        | Code::QueryTimeout
        | Code::QueryMemory
        | Code::Overflow
        | Code::RowsDontFit
        | Code::ColumnMismatch
        | Code::UnknownTopic
        | Code::MessagesLost
        | Code::OneClass
        | Code::TooFewRows
        | Code::TooManyClasses
        | Code::UnsuitableColumn
        | Code::BrokenPicture => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Busy => StatusCode::TOO_MANY_REQUESTS,
        Code::BrokerUnreachable | Code::StoreUnreachable | Code::UrlUnreachable => StatusCode::BAD_GATEWAY,
        // tus's own number.
        Code::ChecksumMismatch => StatusCode::from_u16(460).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
        Code::Internal | Code::StorageDamaged | Code::GaveUp => StatusCode::INTERNAL_SERVER_ERROR,
        Code::NoSpace | Code::NotWritable => StatusCode::INSUFFICIENT_STORAGE,
    }
}

/// The code as it is written on the wire.
pub(crate) fn word(code: Code) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
