//! A workbook before its cells are read: which kind it is, whether a password keeps it closed, and that its parts don't become larger than a file may.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, Write};
use std::path::Path;

use calamine::{Ods, OdsError, Reader, Sheets, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError};
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::shortened;
use super::unpack::archive::{self, Workbooks};
use super::unpack::meter::Meter;
use super::{IngestError, ParseLimits, xlsb};

/// A workbook that is open.
pub(super) struct Workbook {
    /// Its sheets.
    pub(super) sheets: Sheets<BufReader<File>>,
    /// Whether there may be formulas, of which a workbook keeps the values beside.
    pub(super) may_have_formulas: bool,
}

/// Opens the workbook at `path`: by the bytes, as everything is; the ending may say anything.
///
/// # Errors
/// `DamagedFile`, `Locked`, `DecompressedTooLarge` for parts that become too large.
pub(super) fn open(path: &Path, limits: &ParseLimits) -> Result<Workbook, IngestError> {
    let mut head = [0; 2];
    let mut file = File::open(path)?;
    file.read_exact(&mut head)?;
    file.rewind()?;
    let file = BufReader::new(file);
    if head != *b"PK" {
        return Ok(Workbook { sheets: old(path, file)?, may_have_formulas: false });
    }
    let has_ends = measured(path, limits)?;
    let kind = archive::kind(path);
    let opened = match kind {
        Some(Workbooks::Binary) => {
            let file = xlsb::readable(path).map_err(|error| unreadable(&error))?;
            Xlsb::new(BufReader::new(file)).map(Sheets::Xlsb).map_err(calamine::Error::Xlsb)
        }
        Some(Workbooks::OpenDocument) => Ods::new(file).map(Sheets::Ods).map_err(calamine::Error::Ods),
        _ => Xlsx::new(file).map(Sheets::Xlsx).map_err(calamine::Error::Xlsx),
    };
    // An open document has formulas as attributes, and what they are is known once it is open.
    let may_have_formulas = has_ends || kind == Some(Workbooks::OpenDocument);
    Ok(Workbook { sheets: opened.map_err(|error| damaged(&error))?, may_have_formulas })
}

/// What `calamine` says of a workbook.
pub(super) fn damaged(error: &calamine::Error) -> IngestError {
    use calamine::Error;
    let format = "excel".to_owned();
    match error {
        Error::Xls(XlsError::Password) | Error::Xlsx(XlsxError::Password) | Error::Xlsb(XlsbError::Password) | Error::Ods(OdsError::Password) => {
            IngestError::Locked { format }
        }
        error => IngestError::DamagedFile { format, reason: shortened(&error.to_string()) },
    }
}

/// One that is no zip archive: .xls, or a new one behind a password, which lies in a container as .xls does.
fn old(path: &Path, file: BufReader<File>) -> Result<Sheets<BufReader<File>>, IngestError> {
    if is_obfuscated(path)? {
        return Err(IngestError::Locked { format: "excel".to_owned() });
    }
    Xls::new(file).map(Sheets::Xls).map_err(|error| match File::open(path).map(|file| Xlsx::new(BufReader::new(file))) {
        Ok(Err(locked @ XlsxError::Password)) => damaged(&calamine::Error::Xlsx(locked)),
        _ => damaged(&calamine::Error::Xls(error)),
    })
}

/// Where the stream of an .xls is looked for; it begins with a sector of 512 bytes.
const FIRST_BYTES: u64 = 4 << 20;
const SECTOR_BYTES: usize = 512;
/// The record that a stream begins with (`BOF` of Excel 97 and later), and the one that says that what follows is encrypted (`FilePass`).
const BEGINNING: [u8; 6] = [0x09, 0x08, 0x10, 0x00, 0x00, 0x06];
const FILE_PASS: u16 = 0x2F;
/// Records before it that are never encrypted.
const BEFORE: usize = 3;

/// Whether an .xls has a password of the old kind, which `calamine` reads as if there were none.
/// <https://learn.microsoft.com/en-us/openspecs/office_file_formats/ms-xls/cf9ae8d5-4e8c-40a2-95f1-3b31f16b5529>
fn is_obfuscated(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FIRST_BYTES).read_to_end(&mut bytes)?;
    let mut begun = bytes.chunks(SECTOR_BYTES).filter(|sector| sector.starts_with(&BEGINNING));
    Ok(begun.any(|sector| {
        let mut rest = sector;
        (0..BEFORE).any(|_| {
            let [kind, kind_high, length, length_high, ..] = *rest else { return false };
            rest = rest.get(4 + usize::from(u16::from_le_bytes([length, length_high]))..).unwrap_or_default();
            u16::from_le_bytes([kind, kind_high]) == FILE_PASS
        })
    }))
}

/// Of an archive; its copy may not fit on the disk.
fn unreadable(error: &ZipError) -> IngestError {
    match error {
        ZipError::Io(error) if error.kind() == ErrorKind::StorageFull => IngestError::NoSpace,
        error => IngestError::DamagedFile { format: "excel".to_owned(), reason: shortened(&error.to_string()) },
    }
}

/// Unpacks what will be read, to nowhere: that it stays within the limits. Tells whether there may be formulas.
fn measured(path: &Path, limits: &ParseLimits) -> Result<bool, IngestError> {
    let mut archive = ZipArchive::new(File::open(path)?).map_err(archive::damaged)?;
    let mut meter = Meter::new(limits, path.metadata()?.len());
    let mut marks = Marks::default();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(archive::damaged)?;
        let name = entry.name().map_err(archive::damaged)?.to_ascii_lowercase();
        if [".xml", ".bin", ".rels"].iter().any(|ending| name.ends_with(ending)) {
            meter.fill(entry, &mut marks, "excel")?;
        }
    }
    Ok(marks.found)
}

/// Looks for the end of a formula in XML: `</f>`, or `</x:f>` where names have a prefix.
#[derive(Default)]
struct Marks {
    found: bool,
    last: u8,
}

impl Write for Marks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let ends = |end: usize| bytes.get(end + 1) == Some(&b'>') && matches!(if end == 0 { self.last } else { bytes[end - 1] }, b'/' | b':');
        // A mark over the edge of two buffers counts as one: to look twice costs time, nothing else.
        let over = |end: usize| end + 1 == bytes.len();
        self.found = self.found || memchr::memchr_iter(b'f', bytes).any(|end| ends(end) || over(end));
        self.last = bytes.last().copied().unwrap_or(self.last);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_end_of_a_formula_is_found_wherever_it_lies() {
        let found = |parts: &[&[u8]]| {
            let mut marks = Marks::default();
            parts.iter().for_each(|part| marks.write_all(part).unwrap());
            marks.found
        };
        assert!(found(&[b"<c><f>A1</f></c>"]));
        assert!(found(&[b"<x:f>A1</x:f>"]));
        assert!(found(&[b"<f>A1</", b"f></c>"]) && found(&[b"<f>A1</f", b"></c>"]));
        assert!(!found(&[b"<sheetPr/><v>1</v>", b"<brief>of</brief>"]));
    }
}
