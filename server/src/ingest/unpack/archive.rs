//! Zip archives: the one table in it, or the one that was asked for. Names are only compared and shown, never used as paths.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::error::shortened;
use super::super::{IngestError, ParseRequest};
use super::meter::Meter;

/// Entries of an archive that are looked at.
const MOST_ENTRIES: usize = 100_000;
/// Names that an error tells.
const MOST_NAMES: usize = 20;

/// Unpacks the table into `target` and gives its name; none if the archive is a workbook.
pub(super) fn table(source: File, request: &ParseRequest, target: &mut File) -> Result<Option<String>, IngestError> {
    let mut archive = ZipArchive::new(source).map_err(damaged)?;
    if workbook(&archive).is_some() {
        return Ok(None);
    }
    if archive.len() > MOST_ENTRIES {
        return Err(IngestError::TooComplex { limit: format!("{MOST_ENTRIES} entries of an archive") });
    }
    let names = archive.file_names().map(|name| name.map(Cow::into_owned)).collect::<Result<Vec<String>, _>>().map_err(damaged)?;
    let names: Vec<String> = names.into_iter().filter(|name| is_file(name)).collect();
    let name = match (&request.options.entry, &names[..]) {
        (Some(wanted), _) => {
            names.iter().find(|name| *name == wanted).ok_or_else(|| IngestError::NoSuchEntry { entry: shortened(wanted), entries: told(&names) })?
        }
        (None, [name]) => name,
        (None, []) => return Err(IngestError::EmptyFile),
        (None, _) => return Err(IngestError::SeveralFiles { entries: told(&names) }),
    };
    let entry = archive.by_name(name).map_err(damaged)?;
    let packed = entry.compressed_size();
    Meter::new(target, &request.limits, packed).fill(entry, "zip")?;
    Ok(Some(name.clone()))
}

/// The kinds of workbooks that are zip archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Workbooks {
    /// .xlsx
    Xml,
    /// .xlsb
    Binary,
    /// .ods
    OpenDocument,
}

/// Which workbook the file at `path` is, if it is one in a zip archive.
pub(in super::super) fn kind(path: &Path) -> Option<Workbooks> {
    workbook(&ZipArchive::new(File::open(path).ok()?).ok()?)
}

fn workbook(archive: &ZipArchive<File>) -> Option<Workbooks> {
    let has = |name| archive.index_for_name(name).is_some();
    match has("[Content_Types].xml") {
        true if has("xl/workbook.xml") => Some(Workbooks::Xml),
        true if has("xl/workbook.bin") => Some(Workbooks::Binary),
        false if has("content.xml") && has("META-INF/manifest.xml") => Some(Workbooks::OpenDocument),
        _ => None,
    }
}

/// Neither a folder nor what file managers leave behind.
fn is_file(name: &str) -> bool {
    let hidden = name.split(['/', '\\']).any(|part| part == "__MACOSX" || (part.starts_with('.') && !part.trim_matches('.').is_empty()));
    !hidden && !name.ends_with(['/', '\\'])
}

fn told(names: &[String]) -> Vec<String> {
    names.iter().take(MOST_NAMES).map(|name| shortened(name)).collect()
}

fn damaged(error: ZipError) -> IngestError {
    match error {
        ZipError::Io(error) => IngestError::damaged("zip", &error),
        other => IngestError::DamagedFile { format: "zip".to_owned(), reason: shortened(&other.to_string()) },
    }
}
