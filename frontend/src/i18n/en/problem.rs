//! The English sentence for each problem.

use shared::wire::problem::{Code, Problem};

/// What happened and what to do, in one or two sentences.
pub(super) fn problem(problem: &Problem) -> String {
    let of = |name| problem.param(name);
    match problem.code {
        Code::EmptyFile => "This file is empty.".into(),
        Code::UnknownFormat if of("format").is_empty() => "This isn’t a table that Sightline can read. Use CSV, Parquet, Arrow or NDJSON.".into(),
        Code::UnknownFormat if of("format") == "folder" => "This is a folder. Drop the files that are in it.".into(),
        Code::UnknownFormat => format!("This looks like {}, not a table. Use CSV, Parquet, Arrow or NDJSON.", of("format")),
        Code::DamagedFile => format!("This {} file is damaged or incomplete: {}. Export it again and retry.", of("format"), reason(problem)),
        Code::RaggedRows => {
            format!("Rows have different numbers of fields: {} expected, {} found in line {}.", of("expected"), of("found"), of("rows"))
        }
        Code::UnclosedQuote => format!("A quotation mark opens in line {} and never closes.", of("row")),
        Code::UnknownEncoding => format!("The text encoding couldn’t be recognised (at byte {}). Save the file as UTF-8 and retry.", of("offset")),
        Code::RecordTooLong => format!("Row {} is longer than {} bytes. Check that the line breaks are right.", of("row"), of("limit")),
        Code::InvalidJsonLine => format!("Line {} isn’t valid JSON: {}.", of("row"), reason(problem)),
        Code::TooManyColumns => format!("{} columns are more than the {} that fit.", of("columns"), of("limit")),
        Code::UnsupportedType => format!("Column “{}” has the type {}, which can’t be stored yet.", of("column"), of("type")),
        Code::UnsupportedEndianness => "This Arrow file is big-endian. Write it on a little-endian machine and retry.".into(),
        Code::TooComplex => format!("Reading this file takes more memory or time than one file may use ({}). Split it and retry.", of("limit")),
        Code::PayloadTooLarge => format!("This file is larger than the limit of {} bytes.", of("limit")),
        Code::UploadInterrupted => "The connection was lost before all of the file had arrived. Try again.".into(),
        Code::NoSpace => "The server’s disk is full. Nothing was stored.".into(),
        Code::StorageDamaged => "Stored data can’t be read back. The server’s log says more.".into(),
        Code::NotFound => "It’s not there: it may have been deleted.".into(),
        Code::LinkRevoked => "This link was revoked.".into(),
        Code::InvalidQuery => format!("This can’t be asked ({}): {}.", of("field"), reason(problem)),
        Code::InvalidRequest => format!("The server didn’t understand ({}): {}.", of("field"), reason(problem)),
        Code::PreconditionFailed => "Somebody else saved this dashboard first. Reload to see their change.".into(),
        Code::MethodNotAllowed => "That can’t be done here.".into(),
        Code::Unauthorized => "Sign in to do this.".into(),
        Code::ForbiddenOrigin => "Another web site asked for this, so it was refused.".into(),
        Code::WrongHost => "The server doesn’t know itself under this address.".into(),
        Code::Conflict => "The name is already in use.".into(),
        Code::Internal if of("id").is_empty() => ended(&problem.detail, "Something went wrong. Try again."),
        Code::Internal => format!("Something went wrong on the server. Its log has it as {}.", of("id")),
    }
}

/// Why, in the words of the parser that refused: these exist in English only.
fn reason(problem: &Problem) -> &str {
    let reason = problem.param("reason");
    let reason = if reason.is_empty() { problem.detail.as_str() } else { reason };
    reason.trim_end_matches('.')
}

fn ended(detail: &str, otherwise: &str) -> String {
    if detail.is_empty() { otherwise.into() } else { detail.into() }
}
