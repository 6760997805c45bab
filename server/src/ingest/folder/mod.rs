//! An archive of pictures or of texts: a row for each file, in the order of the archive. Its folder is its label.

mod kind;
mod picture;
mod rows;
mod text;

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use arrow_array::RecordBatch;
use shared::wire::dataset::{ImportReport, Notice};
use zip::ZipArchive;

pub(super) use kind::{Entry, Kind, kind};
use rows::Rows;

use super::counted::{self, InSteps};
use super::error::shortened;
use super::table::{BATCH_BYTES, BATCH_ROWS, Table};
use super::unpack::archive::{damaged, files};
use super::unpack::meter::Meter;
use super::{IngestError, ParseLimits};

/// Names that a notice tells.
const MOST_NAMES: usize = 10;
/// The largest file in the archive.
const MOST_FILE_BYTES: u64 = 64 << 20;

/// What is known only when all rows are read; shared with the reader.
pub(super) type Late = Rc<RefCell<Vec<Notice>>>;

/// Opens the archive at `path`, which `kind` was said of.
///
/// # Errors
/// `DamagedFile`, `DecompressedTooLarge` beyond the limits.
pub(super) fn read(path: &Path, kind: Kind, limits: &ParseLimits, late: &Late) -> Result<Table, IngestError> {
    let archive = ZipArchive::new(File::open(path)?).map_err(damaged)?;
    let (taken, others): (Vec<Entry>, Vec<Entry>) = files(&archive)?.into_iter().partition(|entry| kind.takes(entry));
    let mut report = ImportReport::default();
    if !others.is_empty() {
        report
            .notices
            .push(Notice::OtherFiles { files: others.len() as u64, names: others.iter().take(MOST_NAMES).map(|e| shortened(&e.path)).collect() });
    }
    let meter = Meter::new(limits, path.metadata()?.len());
    let count = taken.len() as u64;
    let files = Files { archive, entries: taken.into_iter(), kind, meter, unread: Vec::new(), late: Rc::clone(late) };
    let batches = InSteps::of(path, count, counted::rows, files)?;
    Ok(Table { schema: kind.schema(), batches: Box::new(batches), report })
}

/// The archive on its way to rows.
struct Files {
    archive: ZipArchive<File>,
    entries: std::vec::IntoIter<Entry>,
    kind: Kind,
    meter: Meter,
    /// Files that are kept but could not be made out.
    unread: Vec<String>,
    late: Late,
}

impl Iterator for Files {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut rows = Rows::new(self.kind);
        while rows.len() < BATCH_ROWS
            && rows.bytes() < BATCH_BYTES
            && let Some(entry) = self.entries.next()
        {
            match self.file(&entry).and_then(|bytes| rows.add(&entry.path, bytes)) {
                Ok(true) => {}
                Ok(false) => self.unread.push(entry.path),
                Err(error) => return Some(Err(error)),
            }
        }
        if rows.len() > 0 {
            return Some(rows.finish());
        }
        let unread = std::mem::take(&mut self.unread);
        if !unread.is_empty() {
            let names = unread.iter().take(MOST_NAMES).map(|name| shortened(name)).collect();
            self.late.borrow_mut().push(Notice::Unread { files: unread.len() as u64, names });
        }
        None
    }
}

impl Files {
    fn file(&mut self, entry: &Entry) -> Result<Vec<u8>, IngestError> {
        let packed = self.archive.by_index(entry.index).map_err(damaged)?;
        let mut bytes = Vec::new();
        self.meter.fill(packed.take(MOST_FILE_BYTES + 1), &mut bytes, "zip")?;
        if bytes.len() as u64 > MOST_FILE_BYTES {
            return Err(IngestError::DecompressedTooLarge {
                limit: format!("{MOST_FILE_BYTES} bytes for one file of the archive, \"{}\"", shortened(&entry.path)),
            });
        }
        Ok(bytes)
    }
}
