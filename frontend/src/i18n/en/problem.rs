//! The English sentence for each problem.

use shared::wire::problem::{Code, Problem};

/// What happened and what to do, in one or two sentences.
pub(super) fn problem(problem: &Problem) -> String {
    let of = |name| problem.param(name);
    let format_name = super::DATASET.format_name;
    match problem.code {
        Code::EmptyFile => "This file is empty.".into(),
        Code::UnknownFormat if of("format").is_empty() => {
            "This isn’t a table that Sightline can read. Use CSV, JSON, Excel, Parquet, Arrow or Avro.".into()
        }
        Code::UnknownFormat if of("format") == "folder" => "This is a folder. Drop the files that are in it, or pack it into a zip archive.".into(),
        Code::UnknownFormat => format!("This looks like {}, not a table. Use CSV, JSON, Excel, Parquet, Arrow or Avro.", of("format")),
        Code::ChooseEntry => format!("The archive holds several files: {}. Choose one of them.", of("entries")),
        Code::DamagedFile | Code::EncryptedWorkbook if of("reason") == "password" => {
            "This file is protected by a password. Save it without one and retry.".into()
        }
        Code::DecompressedTooLarge => format!("Unpacked, this takes more than it may ({}). Unpack it and upload it in parts.", of("limit")),
        Code::NoColumns => "This file has no columns.".into(),
        Code::DamagedFile | Code::EncryptedWorkbook | Code::CorruptCompression => {
            format!("This file is damaged or incomplete ({}: {}). Export it again and retry.", format_name(of("format")), reason(problem))
        }
        Code::RaggedRows => {
            format!("Rows have different numbers of fields: {} expected, {} found in line {}.", of("expected"), of("found"), of("rows"))
        }
        Code::UnclosedQuote => format!("A quotation mark opens in line {} and never closes.", of("row")),
        Code::UnknownEncoding => format!("The text encoding couldn’t be recognised (at byte {}). Save the file as UTF-8 and retry.", of("offset")),
        Code::RecordTooLong => format!("Row {} is longer than {} bytes. Check that the line breaks are right.", of("row"), of("limit")),
        Code::InvalidJsonLine => format!("Line {} isn’t valid JSON: {}.", of("row"), reason(problem)),
        Code::NotATable => format!("This is JSON but not a table: row {} isn’t an object ({}).", of("row"), of("found")),
        Code::TooManyColumns => format!("{} columns are more than the {} that fit.", of("columns"), of("limit")),
        Code::UnsupportedType => format!("Column “{}” has the type {}, which can’t be stored yet.", of("column"), of("type")),
        Code::UnsupportedEndianness => "This Arrow file is big-endian. Write it on a little-endian machine and retry.".into(),
        Code::TooComplex => format!(
            "This takes more memory or time than it may use ({}). Retry with less: a part of the file, fewer rows or fewer columns.",
            of("limit")
        ),
        Code::PayloadTooLarge if !of("pending_limit").is_empty() => {
            format!(
                "Unfinished uploads may take {} bytes together, and there is no room for this file. Finish or stop others first.",
                of("pending_limit")
            )
        }
        Code::PayloadTooLarge if !of("files").is_empty() => {
            format!("{} files are too many at once: the limit is {}. Drop fewer, or pack them into a zip archive.", of("files"), of("limit"))
        }
        Code::PayloadTooLarge => format!("This file is larger than the limit of {} bytes.", of("limit")),
        Code::UploadInterrupted => "The connection was lost before all of the file had arrived. Try again.".into(),
        Code::UrlRefused | Code::UrlUnreachable => url(problem),
        Code::NoSpace => "The server’s disk is full. Nothing was stored.".into(),
        Code::NotWritable => {
            "The server can’t write to its disk: it’s read-only or failing. Nothing was stored; what is there can still be read.".into()
        }
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
        Code::UploadIncomplete => "Not all of the file is on the server yet. Let the upload finish first.".into(),
        Code::OffsetMismatch | Code::ChecksumMismatch => {
            "The file didn't arrive as it was sent. Try again; what is here already is not sent twice.".into()
        }
        Code::UploadExpired => "This upload was left alone for too long, and the server threw its part away. Choose the file again.".into(),
        Code::UnknownTusVersion => "The server speaks another version of the upload protocol. Reload the page.".into(),
        Code::RowsAdded => format!("Rows or columns that came since don’t let the file be read so: {}.", reason(problem)),
        Code::VersionGone => format!("Version {} is too old: its files were removed.", of("version")),
        Code::StreamFills => format!("The stream “{}” fills this dataset. Delete the stream first; its dataset stays.", of("stream")),
        Code::OriginalMissing => "The file of this dataset was not kept. Upload it again.".into(),
        Code::Conflict => "The name is already in use.".into(),
        Code::InvalidSql => format!("This SQL can’t be run: {}.", reason(problem)),
        Code::QueryTimeout => format!("The query was ended after {} seconds. Ask for less, or raise the limit.", of("limit")),
        Code::QueryMemory => format!("The query needs more memory than it may use ({} bytes). Ask for less, or raise the limit.", of("limit")),
        Code::Overflow => format!("A number is too large for its type: {}.", reason(problem)),
        Code::RowsDontFit => {
            format!(
                "Row {}: “{}” doesn’t fit column “{}”, which is {}. Nothing was added. Change it, or the column’s type first.",
                of("row"),
                of("value"),
                of("column"),
                of("type")
            )
        }
        Code::ColumnMismatch => format!("Column “{}” isn’t in both the rows and the dataset. Nothing was added.", of("column")),
        Code::BrokerUnreachable => format!("No broker answers at {}: {}.", of("brokers"), reason(problem)),
        Code::UnknownTopic => format!("The broker has no topic “{}”.", of("topic")),
        Code::MessagesLost => {
            format!(
                "Topic “{}”, partition {}: messages from {} on are gone from the broker and were never read.",
                of("topic"),
                of("partition"),
                of("offset")
            )
        }
        Code::OneClass => format!("Column “{}” has only one class, “{}”. There is nothing to tell apart.", of("column"), of("class")),
        Code::TooFewRows => format!("{} usable rows are too few; {} are needed.", of("rows"), of("needed")),
        Code::TooManyClasses => format!("Column “{}” has {} classes; at most {} can be learned.", of("column"), of("classes"), of("limit")),
        Code::UnsuitableColumn => format!("Column “{}” is {}; {} is needed.", of("column"), of("type"), of("needed")),
        Code::BrokenPicture if of("row").is_empty() => format!("The picture can’t be read: {}.", reason(problem)),
        Code::BrokenPicture => format!("The picture in row {} can’t be read: {}.", of("row"), reason(problem)),
        Code::ModelNotReady => "This model isn’t ready: it is being trained, or its training failed.".into(),
        Code::DeletedMeanwhile => format!("The {} was deleted meanwhile.", of("what")),
        Code::GaveUp => format!("The server ended while this ran, {} times. It was given up; start it again.", of("attempts")),
        Code::StoreUnreachable => format!("The object store can’t be used: {}.", reason(problem)),
        Code::RowsReplaced => "The rows were replaced meanwhile. They are being loaded again.".into(),
        Code::Busy => "Too much is waiting already. Try again in a moment.".into(),
        Code::Internal if of("id").is_empty() => ended(&problem.detail, "Something went wrong. Try again."),
        Code::Internal => format!("Something went wrong on the server. Its log has it as {}.", of("id")),
    }
}

/// Why a file can't be fetched by its address.
fn url(problem: &Problem) -> String {
    let host = problem.param("host");
    match problem.param("reason") {
        "off" => "This server doesn’t fetch links. Download the file and drop it here.".into(),
        "not_named" => format!("This server doesn’t fetch from {host}. Download the file and drop it here."),
        "private" => format!("{host} is in a private network, where this server fetches nothing. Download the file and drop it here."),
        "insecure" => format!("This safe link (https) leads to an unsafe one at {host} (http)."),
        "name" => format!("{host} can’t be found. Check the link."),
        "status" => format!("{host} answers with status {} instead of a file. Check the link.", problem.param("status")),
        "redirects" => format!("{host} sends on too often or to nowhere. Use the link of the file itself."),
        "slow" => format!("{host} is too slow. Try again later."),
        "broke_off" => format!("The connection to {host} broke before all of the file was here. Try again."),
        _ => format!("{host} can’t be reached safely. Check the link or try again."),
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
