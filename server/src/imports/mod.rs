//! Imports: bytes from a request or a sample -> staging -> Parquet (in a child process) -> a committed table -> the catalog.

pub(crate) mod again;
pub(crate) mod ahead;
pub(crate) mod append;
pub(crate) mod from_url;
pub(crate) mod preview;
pub(crate) mod progress;
mod receive;
pub(crate) mod rejected;
pub(crate) mod replace;
pub(crate) mod samples;
pub(crate) mod upload;

use arrow_schema::{DataType, TimeUnit};
use axum::body::Body;
use bytes::Bytes;
use chrono::FixedOffset;
use encoding_rs::Encoding;
use futures::Stream;
use shared::wire::column_type::type_of;
use shared::wire::dataset::{Dataset, Source, Writing};
use shared::wire::import::{ImportOptions, ImportPhase};
use tokio::sync::SemaphorePermit;

use crate::app::App;
use crate::commits::{self, NewDataset};
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::ingest::{self, Ahead, AppendedRows, ParseRequest, Parsed};
use crate::pace::{Cut, chunks};
use crate::storage::{Staging, pack_original};
use progress::ProgressHandle;
use replace::Replaces;

/// Words for no value that can be chosen.
const MOST_NULL_WORDS: usize = 100;
const MOST_WORD_BYTES: usize = 100;

/// Records before a table that somebody may choose.
const MOST_PREAMBLE: u64 = 1_000;

/// What is imported, and under which name.
pub(crate) struct Import {
    /// The dataset's name; the file's name without its ending if not given.
    pub(crate) name: Option<String>,
    /// The file's name as the caller gave it; shown, never used as a path.
    pub(crate) file_name: String,
    /// What the dataset will say of its source.
    pub(crate) source: Source,
    /// What is chosen of the file.
    pub(crate) options: ImportOptions,
    /// Where the progress is told.
    pub(crate) progress: ProgressHandle,
    /// The dataset whose rows the file takes the place of; a new one if not given.
    pub(crate) replaces: Option<Replaces>,
}

/// Imports the bytes of a request's body.
pub(crate) async fn from_body(app: &App, import: Import, body: Body) -> Answer<Dataset> {
    import_stream(app, import, chunks(body)).await
}

/// Imports bytes that the program carries.
pub(crate) async fn from_bytes(app: &App, import: Import, bytes: &'static [u8]) -> Answer<Dataset> {
    import_stream(app, import, futures::stream::iter([Ok(Bytes::from_static(bytes))])).await
}

/// Imports any stream of bytes. Ending early (by an error or because the caller is gone) removes everything it has written.
pub(crate) async fn import_stream<S>(app: &App, import: Import, bytes: S) -> Answer<Dataset>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
{
    let staging = receive(app, &import, bytes).await?;
    import_received(app, import, staging).await
}

/// Takes the bytes in, and leaves it at that; dropping the folder removes them.
pub(crate) async fn receive<S>(app: &App, import: &Import, bytes: S) -> Answer<Staging>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
{
    let staging = app.storage.stage()?;
    receive::to_file(bytes, &staging.input(), app.settings.max_upload_bytes, &import.progress).await?;
    Ok(staging)
}

/// Imports what was received.
pub(crate) async fn import_received(app: &App, import: Import, staging: Staging) -> Answer<Dataset> {
    take_in(app, import, None, || {}, staging).await
}

/// Imports the file in staging; `done` is called when the dataset is there, and kept until what was begun of the commit has ended.
async fn take_in(app: &App, import: Import, ahead: Option<Ahead>, done: impl FnOnce() + Send + 'static, staging: Staging) -> Answer<Dataset> {
    let name = import.name.unwrap_or_else(|| stem(&import.file_name));
    let reading = Reading { file_name: &import.file_name, options: &import.options, ahead, appended: Vec::new(), progress: &import.progress };
    let turn = turn(app, &import.progress).await?;
    let packed = async { Ok(pack_original(&staging).await?) };
    let ((parsed, cells), ()) = tokio::try_join!(read(app, reading, &staging), packed)?;
    drop(turn);
    import.progress.phase(ImportPhase::Storing, parsed.rows);
    let (app, source, replaces) = (app.clone(), import.source, import.replaces);
    // A task of its own: a caller who leaves can't leave half of it behind.
    let whole = tokio::spawn(async move {
        let made = match replaces {
            Some(replaces) => replace::store(&app, replaces, source, (staging, parsed, cells)).await,
            None => store(&app, NewDataset { name, source }, (staging, parsed, cells)).await,
        };
        if made.is_ok() {
            done();
        }
        made
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

/// Waits until there is room for one more reader, and says so while there is none.
async fn turn<'a>(app: &'a App, progress: &ProgressHandle) -> Answer<SemaphorePermit<'a>> {
    if let Ok(turn) = app.parses.try_acquire() {
        return Ok(turn);
    }
    progress.phase(ImportPhase::Waiting, 0);
    let turn = app.parses.acquire().await.map_err(|error| Failure::internal(&error))?;
    progress.phase(ImportPhase::Inferring, 0);
    Ok(turn)
}

/// Makes a dataset of what was read.
async fn store(app: &App, new: NewDataset, (staging, mut parsed, cells): (Staging, Parsed, Option<Staging>)) -> Answer<Dataset> {
    app.storage.keep_original(&staging, staging.id()).await?;
    fault::point(Point::ImportOriginal);
    rejected::store(app, cells, (staging.id(), &new.name), &mut parsed).await?;
    let rejected = parsed.import.rejected.clone();
    let made = commits::create(app, new, staging, parsed, Vec::new()).await;
    if made.is_err() {
        rejected::forget(app, rejected.as_deref()).await?;
    }
    made
}

/// How a file in staging is read.
struct Reading<'a> {
    file_name: &'a str,
    options: &'a ImportOptions,
    /// What was found of it while it arrived.
    ahead: Option<Ahead>,
    /// What was appended to it since.
    appended: Vec<AppendedRows>,
    progress: &'a ProgressHandle,
}

/// Reads the file in staging; with the folder of the cells that have no value of their column's type.
async fn read(app: &App, reading: Reading<'_>, staging: &Staging) -> Answer<(Parsed, Option<Staging>)> {
    let cells = app.storage.stage()?;
    let request = ParseRequest {
        options: reading.options.clone(),
        ahead: reading.ahead.map(Box::new),
        appended: reading.appended,
        rejected_cells: Some(cells.table()),
        ..ParseRequest::new(staging.input(), reading.file_name, staging.table(), app.settings.parse)
    };
    let parsed = ingest::parse(&request, |at| reading.progress.read(at)).await?;
    let has_any = parsed.rejected_cells.is_some();
    Ok((parsed, has_any.then_some(cells)))
}

/// Refuses choices that mean nothing, whatever the file.
pub(crate) fn check_options(options: &ImportOptions) -> Answer<()> {
    let wrong = |reason: String| Err(Failure::invalid("options", reason));
    if let Some(label) = &options.encoding
        && Encoding::for_label(label.as_bytes()).is_none()
    {
        return wrong(format!("`encoding`: there is no encoding {label:?}; give a WHATWG label such as gb18030"));
    }
    let is_mark =
        |mark: &str| matches!(mark.as_bytes(), [one] if (one.is_ascii_punctuation() && *one != b'"') || [b'\t', b' ', 1, 0x1f].contains(one));
    if options.delimiter.as_deref().is_some_and(|mark| !is_mark(mark)) {
        return wrong("`delimiter`: give one mark of ASCII, such as a comma or a tab, but no quote".to_owned());
    }
    check_marks(options)?;
    if options.preamble.is_some_and(|records| records > MOST_PREAMBLE) {
        return wrong(format!("`preamble`: give at most {MOST_PREAMBLE} records"));
    }
    for (column, chosen) in &options.columns {
        let is_type = match type_of(&chosen.r#type, Some(TimeUnit::Microsecond)) {
            Some(DataType::Decimal128(precision, scale)) => {
                (1..=38).contains(&precision) && (0..=38).contains(&scale) && scale.unsigned_abs() <= precision
            }
            Some(DataType::Timestamp(_, zone)) => zone.is_none_or(|zone| *zone == *"UTC" || zone.parse::<FixedOffset>().is_ok()),
            Some(of) => {
                matches!(of, DataType::Utf8 | DataType::Boolean | DataType::Int64 | DataType::Float64 | DataType::Date32 | DataType::Time64(_))
            }
            None => false,
        };
        let suits = match chosen.writing {
            Writing::Plain => true,
            Writing::DecimalComma | Writing::ThousandsMark => {
                ["int64", "float64"].contains(&chosen.r#type.as_str()) || chosen.r#type.starts_with("decimal(")
            }
            Writing::DayFirst | Writing::MonthFirst | Writing::YearFirst => chosen.r#type == "date" || chosen.r#type.starts_with("timestamp"),
        };
        if is_type && !suits {
            return wrong(format!("`columns`: {column:?} is {}, which has no such writing", chosen.r#type));
        }
        if !is_type {
            let types = "string, bool, int64, float64, decimal(p,s), date, time, timestamp, timestamp(UTC) and timestamp(±HH:MM)";
            return wrong(format!("`columns`: {column:?} can't be read as {:?}; there are {types}", chosen.r#type));
        }
    }
    Ok(())
}

/// Marks around fields, and words for no value.
fn check_marks(options: &ImportOptions) -> Answer<()> {
    let wrong = |reason: &str| Err(Failure::invalid("options", reason));
    let is_mark = |mark: &str| matches!(mark.as_bytes(), [one] if one.is_ascii_punctuation()) && options.delimiter.as_deref() != Some(mark);
    if options.quote.as_deref().is_some_and(|quote| quote != "none" && !is_mark(quote)) {
        return wrong("`quote`: give one mark of ASCII that is not the delimiter, or none");
    }
    if options.escape.as_deref().is_some_and(|escape| escape != "none" && (!is_mark(escape) || options.quote.as_deref().unwrap_or("\"") == escape)) {
        return wrong("`escape`: give one mark of ASCII, such as a backslash, that is neither the delimiter nor the quote, or none");
    }
    if options.null_words.as_ref().is_some_and(|words| words.len() > MOST_NULL_WORDS || words.iter().any(|word| word.len() > MOST_WORD_BYTES)) {
        return wrong(&format!("`null_words`: give at most {MOST_NULL_WORDS} words of at most {MOST_WORD_BYTES} bytes"));
    }
    Ok(())
}

/// A file's name without folders, without the ending of its packing and without its own.
fn stem(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let inner = ingest::without_packing(name);
    let stem = match inner.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 10 && !ending.contains(' ') => stem,
        _ => inner,
    };
    let shown = [stem, name, file_name].into_iter().find(|text| !text.trim().is_empty());
    shown.unwrap_or("upload").to_owned()
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_dataset_is_named_after_its_file() {
        for (file, name) in [
            ("flights.csv", "flights"),
            ("flights.csv.gz", "flights"),
            ("FLIGHTS.CSV.ZST", "FLIGHTS"),
            ("a.b.parquet", "a.b"),
            ("folder\\a.csv", "a"),
            (".hidden", ".hidden"),
            (".gz", ".gz"),
            ("no ending", "no ending"),
            ("v1. final draft", "v1. final draft"),
        ] {
            assert_eq!(stem(file), name);
        }
    }
}
