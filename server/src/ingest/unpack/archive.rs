//! Zip archives: the one table in it, the one that was asked for, or a folder of pictures or texts. Names are only compared and shown, never used as
//! paths.

use std::fs::File;
use std::path::Path;

use chardetng::EncodingDetector;
use shared::wire::dataset::Notice;
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::error::shortened;
use super::super::folder::{self, Entry};
use super::super::{IngestError, ParseRequest};
use super::meter::Meter;

/// Entries of an archive that are looked at.
const MOST_ENTRIES: usize = 100_000;
/// Of an entry's flags: its name is UTF-8.
const UTF8_FLAG: u16 = 1 << 11;
/// Names that an error tells.
const MOST_NAMES: usize = 20;
/// Files beside the one that is read that are told, so that one of them can be chosen.
const MOST_OTHERS: usize = 100;

/// What an archive turned out to be.
pub(super) enum Content {
    /// A workbook, which is read as it is.
    Workbook,
    /// This table, unpacked, and the files beside it.
    Table(String, Option<Notice>),
    /// Files that are rows.
    Folder(folder::Kind),
}

/// Looks at an archive, and unpacks the table into `target` if it is one.
pub(super) fn content(source: File, request: &ParseRequest, target: &mut File) -> Result<Content, IngestError> {
    let mut archive = ZipArchive::new(source).map_err(damaged)?;
    if workbook(&archive).is_some() {
        return Ok(Content::Workbook);
    }
    if archive.has_duplicate_names() {
        // The last of them would be all that is seen.
        return Err(IngestError::DamagedFile { format: "zip".to_owned(), reason: "two of its files have the same name".to_owned() });
    }
    let entries = files(&archive)?;
    if request.options.entry.is_none()
        && request.target.is_none()
        && let Some(kind) = folder::kind(&entries)
    {
        return Ok(Content::Folder(kind));
    }
    let entry = match (&request.options.entry, &entries[..]) {
        (Some(wanted), _) => entries
            .iter()
            .find(|entry| entry.path == *wanted)
            .ok_or_else(|| IngestError::NoSuchEntry { entry: shortened(wanted), entries: told(&entries) })?,
        (None, [entry]) => entry,
        (None, []) => return Err(IngestError::EmptyFile),
        (None, _) => return Err(IngestError::SeveralFiles { entries: told(&entries) }),
    };
    let packed = archive.by_index(entry.index).map_err(damaged)?;
    Meter::new(&request.limits, packed.compressed_size()).fill(packed, target, "zip")?;
    Ok(Content::Table(entry.path.clone(), others(&entries, entry)))
}

fn others(entries: &[Entry], read: &Entry) -> Option<Notice> {
    // A name that is cut could not be chosen.
    let names = entries.iter().filter(|entry| entry.index != read.index && shortened(&entry.path) == entry.path).map(|entry| entry.path.clone());
    let files = entries.len() as u64 - 1;
    (files > 0).then(|| Notice::OtherFiles { files, names: names.take(MOST_OTHERS).collect() })
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
        // Encrypted as a whole, it is one file beside the manifest that says so.
        false if has("META-INF/manifest.xml") && (has("content.xml") || has("encrypted-package")) => Some(Workbooks::OpenDocument),
        _ => None,
    }
}

/// The files of an archive in its order: no folders, and not what file managers leave behind.
///
/// # Errors
/// Too many entries; names that can't be read.
pub(in super::super) fn files(archive: &ZipArchive<File>) -> Result<Vec<Entry>, IngestError> {
    if archive.len() > MOST_ENTRIES {
        return Err(IngestError::TooComplex { limit: format!("{MOST_ENTRIES} entries of an archive") });
    }
    let mut entries = Vec::new();
    for (index, path) in names(archive)?.into_iter().enumerate() {
        if is_file(&path) {
            let is_link = archive.by_index_data(index).map_err(damaged)?.is_symlink();
            entries.push(Entry { index, path, is_link });
        }
    }
    Ok(entries)
}

/// Names are UTF-8 where an entry says so or all of them are. Else they are in the encoding of the machine that packed them: an East Asian one if they look
/// like that, or code page 437, as the format has it.
fn names(archive: &ZipArchive<File>) -> Result<Vec<String>, IngestError> {
    let mut raw = Vec::with_capacity(archive.len());
    let mut detector = EncodingDetector::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(damaged)?;
        let is_old = entry.flags().as_u16() & UTF8_FLAG == 0;
        if is_old {
            detector.feed(entry.name_raw(), false);
            detector.feed(b"\n", false);
        }
        raw.push((entry.name_raw().to_vec(), is_old, entry.name().map_err(damaged)?.into_owned()));
    }
    detector.feed(b"", true);
    let encoding = detector.guess(None, false);
    let is_utf8 = raw.iter().all(|(raw, is_old, _)| !is_old || std::str::from_utf8(raw).is_ok());
    let decoded = |(raw, is_old, name): (Vec<u8>, bool, String)| match is_old && !is_utf8 && !encoding.is_single_byte() {
        true => encoding.decode_without_bom_handling(&raw).0.into_owned(),
        false => name,
    };
    Ok(raw.into_iter().map(decoded).collect())
}

fn is_file(name: &str) -> bool {
    let hidden = name.split(['/', '\\']).any(|part| part == "__MACOSX" || (part.starts_with('.') && !part.trim_matches('.').is_empty()));
    !hidden && !name.ends_with(['/', '\\'])
}

fn told(entries: &[Entry]) -> Vec<String> {
    entries.iter().take(MOST_NAMES).map(|entry| shortened(&entry.path)).collect()
}

pub(in super::super) fn damaged(error: ZipError) -> IngestError {
    match error {
        ZipError::Io(error) => IngestError::damaged("zip", &error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => IngestError::Locked { format: "zip".to_owned() },
        other => IngestError::DamagedFile { format: "zip".to_owned(), reason: shortened(&other.to_string()) },
    }
}
