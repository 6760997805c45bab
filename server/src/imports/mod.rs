//! Imports: bytes from a request or a sample -> staging -> Parquet (in a child process) -> a committed table -> the catalog.

pub(crate) mod append;
pub(crate) mod progress;
mod receive;
pub(crate) mod samples;

use axum::body::BodyDataStream;
use bytes::Bytes;
use futures::Stream;
use shared::wire::dataset::{Dataset, Source};
use shared::wire::import::{ImportOptions, ImportPhase};

use crate::app::App;
use crate::commits::{self, NewDataset};
use crate::error::{Answer, Failure};
use crate::ingest::{self, ParseLimits, ParseRequest, Parsed};
use crate::storage::Staging;
use progress::ProgressHandle;

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
}

/// Imports the bytes of a request's body.
pub(crate) async fn from_body(app: &App, import: Import, body: BodyDataStream) -> Answer<Dataset> {
    import_stream(app, import, body).await
}

/// Imports bytes that the program carries.
pub(crate) async fn from_bytes(app: &App, import: Import, bytes: &'static [u8]) -> Answer<Dataset> {
    import_stream(app, import, futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(bytes))])).await
}

/// Imports any stream of bytes. Ending early (by an error or because the caller is gone) removes everything it has written.
pub(crate) async fn import_stream<S, E>(app: &App, import: Import, bytes: S) -> Answer<Dataset>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let staging = app.storage.stage()?;
    receive::to_file(bytes, &staging.input(), app.settings.max_upload_bytes, &import.progress).await?;
    let parsed = parse(app, &import, &staging).await?;
    import.progress.phase(ImportPhase::Storing, parsed.rows);
    let new = NewDataset { name: import.name.unwrap_or_else(|| stem(&import.file_name)), source: import.source };
    commits::create(app, new, staging, parsed, Vec::new()).await
}

async fn parse(app: &App, import: &Import, staging: &Staging) -> Answer<Parsed> {
    let _turn = app.parses.acquire().await.map_err(|error| Failure::internal(&error))?;
    let limits = ParseLimits { memory_bytes: app.settings.parse_memory_bytes, ..ParseLimits::default() };
    let ImportOptions { entry, sheet } = import.options.clone();
    let request = ParseRequest { entry, sheet, ..ParseRequest::new(staging.input(), &import.file_name, staging.table(), limits) };
    Ok(ingest::parse(&request, |phase, rows| import.progress.phase(phase, rows)).await?)
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
