//! `sightline export DATASET`: a dataset as a file or on standard output. It changes nothing of the data, and a server may run meanwhile.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bytes::Bytes;
use clap::{Args, ValueEnum};
use futures::{Stream, StreamExt};
use shared::wire::dataset::Dataset;

use super::{ExportError, ExportFormat, open, whole};
use crate::catalog::{Catalog, CatalogError};
use crate::commits::vacuum::check_kept;
use crate::error::Failure;
use crate::serve::told_to_stop;
use crate::settings::Flags;
use crate::start::to_read::{self, Readable};
use crate::storage::{Storage, StorageError};
use crate::stream::StreamError;

/// Datasets that are named where the right one isn't found.
const CANDIDATES: usize = 20;

/// What `sightline export` can be told.
#[derive(Args)]
pub(crate) struct ExportFlags {
    /// The dataset: its id, or its name if no other dataset has it.
    dataset: String,

    /// What the file shall be [default: by the ending of --out, csv without].
    #[arg(long)]
    format: Option<ExportFormat>,

    /// A version of the dataset [default: the latest].
    #[arg(long)]
    version: Option<u64>,

    /// Where the file shall be; it is there once it is whole, and one that is there before is replaced then [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    settings: Flags,
}

/// Exports; 0 if the file is whole.
pub(crate) async fn export(flags: ExportFlags) -> ExitCode {
    match run(flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("sightline: {reason}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: ExportFlags) -> Result<(), String> {
    let ExportFlags { dataset, format, version, out, settings } = flags;
    let format = format.map_or_else(|| format_of(out.as_deref()), Ok)?;
    let target = out.as_deref().map(Target::of).transpose()?;
    let Readable { storage, catalog, .. } = to_read::open(settings).await?;
    let id = found(&catalog, &dataset).await?;
    let scratch = target.as_ref().map_or_else(std::env::temp_dir, |target| target.folder.clone());
    let bytes = begun((&storage, &scratch), &catalog, &id, version, format).await?;
    match target {
        None => write_all(bytes, &mut std::io::stdout().lock(), "standard output").await,
        Some(target) => tokio::select! {
            done = target.fill(bytes) => done,
            // What is written beside is removed on the way out.
            () = told_to_stop() => Err("stopped before the file was whole".to_owned()),
        },
    }
}

/// The bytes of the file, once it is sure that there is such a version. What fails is told in its own words: no log has them.
async fn begun(
    (storage, scratch): (&Storage, &Path),
    catalog: &Catalog,
    id: &str,
    version: Option<u64>,
    format: ExportFormat,
) -> Result<impl Stream<Item = Result<Bytes, StreamError>> + Unpin + use<>, String> {
    let told = |failure: Failure| failure.problem().detail;
    let mut stored = catalog.dataset(id).await.map_err(|error| error.to_string())?;
    let latest = stored.dataset.version;
    let version = version.unwrap_or(latest);
    if version > latest {
        return Err(told(StorageError::NoVersion(version).into()));
    }
    if version < latest {
        check_kept(catalog, id, version).await.map_err(told)?;
        // The rows of another version may lie elsewhere.
        stored.profile.columns.clear();
    }
    let snapshot = storage.snapshot(id, version).await.map_err(|error| error.to_string())?;
    let request = whole(&stored, &snapshot).map_err(told)?;
    open((storage, scratch), &snapshot, &request, format, false).await.map_err(|error| error.to_string())
}

/// The id of the dataset of that id, or of the only one of that name.
async fn found(catalog: &Catalog, wanted: &str) -> Result<String, String> {
    match catalog.dataset(wanted).await {
        Ok(_) => return Ok(wanted.to_owned()),
        Err(CatalogError::NotFound(_)) => {}
        Err(error) => return Err(error.to_string()),
    }
    let all = catalog.datasets().await.map_err(|error| error.to_string())?;
    let named: Vec<&Dataset> = all.iter().filter(|dataset| dataset.name == wanted).collect();
    match named[..] {
        [dataset] => Ok(dataset.id.clone()),
        [] => Err(unknown(wanted, &all)),
        _ => Err(format!("{} datasets are named {wanted:?}; give the id of one:{}", named.len(), listed(&named))),
    }
}

/// Names those that are like it, or else any.
fn unknown(wanted: &str, all: &[Dataset]) -> String {
    let is_like = |dataset: &&Dataset| dataset.name.to_lowercase().contains(&wanted.to_lowercase());
    let like: Vec<&Dataset> = all.iter().filter(is_like).collect();
    let shown = if like.is_empty() { all.iter().collect() } else { like };
    let candidates = if shown.is_empty() { " either of any name".to_owned() } else { format!("; there are:{}", listed(&shown)) };
    format!("there is no dataset with the id or name {wanted:?}{candidates}")
}

fn listed(datasets: &[&Dataset]) -> String {
    let line = |dataset: &&Dataset| format!("\n  {}  {:?}, {} rows, made {}", dataset.id, dataset.name, dataset.rows, dataset.created_at);
    let more = datasets.len().saturating_sub(CANDIDATES);
    let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    datasets.iter().take(CANDIDATES).map(line).collect::<String>() + &more
}

/// As the file's ending says.
fn format_of(out: Option<&Path>) -> Result<ExportFormat, String> {
    let Some(out) = out else { return Ok(ExportFormat::Csv) };
    let ending = out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let formats = ExportFormat::value_variants();
    formats.iter().copied().find(|format| format.ending() == ending).ok_or_else(|| {
        let endings: Vec<&str> = formats.iter().map(|format| format.ending()).collect();
        format!("the ending of {} names no format; give --format, or one of the endings {}", out.display(), endings.join(", "))
    })
}

/// A file to be.
struct Target {
    path: PathBuf,
    folder: PathBuf,
}

impl Target {
    /// Something else than a file, such as a folder or a device, is not replaced.
    fn of(path: &Path) -> Result<Self, String> {
        let is_replaceable = std::fs::metadata(path).map_or(true, |there| there.is_file());
        let name = path.file_name().filter(|_| is_replaceable).ok_or_else(|| format!("{} is no place for a file", path.display()))?;
        // Where a link leads to a file, that one is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.with_file_name(name));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        Ok(Target { path, folder })
    }

    /// Writes beside the final name and takes that once all is there. A file that is replaced leaves its rights.
    async fn fill(&self, bytes: impl Stream<Item = Result<Bytes, StreamError>> + Unpin) -> Result<(), String> {
        let told = |error: &dyn std::fmt::Display| format!("{} can't be written: {error}", self.path.display());
        let mut beside = beside(&self.folder).map_err(|error| told(&error))?;
        write_all(bytes, beside.as_file_mut(), &self.path.display().to_string()).await?;
        if let Ok(there) = std::fs::metadata(&self.path) {
            beside.as_file().set_permissions(there.permissions()).map_err(|error| told(&error))?;
        }
        beside.as_file().sync_all().map_err(|error| told(&error))?;
        beside.persist(&self.path).map_err(|error| told(&error.error))?;
        Ok(())
    }
}

/// A file that is gone unless it gets another name, with the rights of any new file.
fn beside(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new().prefix(".sightline-export-").permissions(std::fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

async fn write_all(mut bytes: impl Stream<Item = Result<Bytes, StreamError>> + Unpin, out: &mut impl Write, name: &str) -> Result<(), String> {
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| ExportError::from(error).to_string())?;
        out.write_all(&chunk).map_err(|error| format!("{name} can't be written: {error}"))?;
    }
    out.flush().map_err(|error| format!("{name} can't be written: {error}"))
}
