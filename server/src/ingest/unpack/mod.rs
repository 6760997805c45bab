//! Packed files: one that is compressed (gzip, zstd, bzip2, xz), or one table in a zip archive, is unpacked beside the output, within limits; what
//! comes out is read like any other file. One layer is taken off, no more.

pub(super) mod archive;
pub(super) mod meter;
mod packing;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use shared::wire::dataset::Notice;
use tempfile::NamedTempFile;

use super::folder::Kind;
use super::sniff::HEAD_BYTES;
use super::{IngestError, ParseRequest};
use archive::Content;
use meter::Meter;
use packing::Packing;
pub(super) use packing::most_memory_bytes;
pub(crate) use packing::without_packing;

/// A file that is not packed, or no longer.
pub(super) struct Unpacked {
    /// Its name without the ending of the packing, or its name in the archive.
    pub(super) file_name: String,
    /// What it was packed as.
    pub(super) packing: Option<&'static str>,
    /// Of a table in an archive its name there, and the files beside it.
    pub(super) entry: Option<(String, Option<Notice>)>,
    /// What its files are, where it is an archive of rows and stays packed.
    pub(super) folder: Option<Kind>,
    /// Its first bytes.
    pub(super) head: Vec<u8>,
    input: PathBuf,
    /// Taken away when this is dropped.
    unpacked: Option<NamedTempFile>,
}

impl Unpacked {
    /// Takes the packing off the file of a request, if it has one.
    ///
    /// # Errors
    /// `DamagedFile`, `CorruptCompression`, `DecompressedTooLarge` beyond the limits, `SeveralFiles`, `NoSuchEntry`, `UnknownFormat` where packed files are packed.
    pub(super) fn of(request: &ParseRequest) -> Result<Unpacked, IngestError> {
        let head = head_of(&request.input)?;
        let (file_name, input) = (request.file_name.clone(), request.input.clone());
        let plain = Unpacked { file_name, packing: None, entry: None, folder: None, head, input, unpacked: None };
        let Some(packing) = Packing::of(&plain.head) else { return Ok(plain) };
        let mut target = NamedTempFile::new_in(&request.output)?;
        let source = File::open(&request.input)?;
        let mut entry = None;
        let file_name = match packing {
            Packing::Zip => match archive::content(source, request, target.as_file_mut())? {
                Content::Table(name, others) => {
                    entry = Some((name.clone(), others));
                    name
                }
                Content::Workbook => return Ok(plain),
                Content::Folder(kind) => return Ok(Unpacked { packing: Some(packing.word()), folder: Some(kind), ..plain }),
            },
            packing => {
                let mut meter = Meter::new(&request.limits, source.metadata()?.len());
                let reader = packing.reader(source).map_err(|error| IngestError::unpacking(packing.word(), &error))?;
                meter.fill(reader, target.as_file_mut(), packing.word())?;
                without_packing(&request.file_name).to_owned()
            }
        };
        let head = head_of(target.path())?;
        match Packing::of(&head) {
            Some(inner) if !(inner == Packing::Zip && archive::kind(target.path()).is_some()) => {
                Err(IngestError::UnknownFormat { format: format!("{} in {}", inner.word(), packing.word()) })
            }
            _ => Ok(Unpacked { file_name, packing: Some(packing.word()), entry, head, unpacked: Some(target), ..plain }),
        }
    }

    /// Where its bytes are.
    pub(super) fn path(&self) -> &Path {
        self.unpacked.as_ref().map_or(&self.input, NamedTempFile::path)
    }
}

fn head_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}
