//! Workbooks in .xlsb: `calamine` reads a cell that holds an error (`BrtCellError`) and passes over one whose formula gives an error (`BrtFmlaError`), a null
//! that nobody would hear of. The two records begin alike, so in a copy of the workbook the one is called the other.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The first record of a sheet (`BrtBeginSheet`).
const BEGIN_SHEET: [u8; 2] = [0x81, 0x01];
const CELL_ERROR: u8 = 0x03;
const FORMULA_ERROR: u8 = 0x0b;
/// A workbook of as many sheets as there can be has less; what is cut off is refused as damaged.
const MOST_RELATIONSHIPS_BYTES: u64 = 16 << 20;

/// The workbook as it can be read; the copy lies without a name where a child may have files of its own.
///
/// # Errors
/// The archive is damaged, or the disk is full.
pub(super) fn readable(path: &Path) -> Result<File, ZipError> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut copy = ZipWriter::new(tempfile::tempfile()?);
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        let options = SimpleFileOptions::default().compression_level(Some(1)).large_file(true);
        if is_sheet(&name) {
            copy.start_file(name, options)?;
            let mut records = BufReader::new(entry);
            // Whatever else lies there is copied as it is.
            if records.fill_buf()?.starts_with(&BEGIN_SHEET) {
                renamed(records, &mut copy)?;
            } else {
                io::copy(&mut records, &mut copy)?;
            }
        } else if as_read(&name) == "xl/_rels/workbook.bin.rels" {
            copy.start_file(name, options)?;
            relative(entry, &mut copy)?;
        } else {
            copy.raw_copy_file(entry)?;
        }
    }
    let mut copy = copy.finish()?;
    copy.rewind()?;
    Ok(copy)
}

/// A name as `calamine` looks for it.
fn as_read(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

/// Whether `calamine` may read cells there: it takes no sheet that lies elsewhere.
fn is_sheet(name: &str) -> bool {
    as_read(name).strip_prefix("xl/worksheets/").is_some_and(|rest| !rest.starts_with("_rels/"))
}

/// Copies where the sheets are: paths from the root of the archive, which `calamine` takes for others, become relative ones.
fn relative(from: impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    from.take(MOST_RELATIONSHIPS_BYTES).read_to_end(&mut bytes)?;
    match str::from_utf8(&bytes) {
        Ok(text) => to.write_all(text.replace("=\"/xl/", "=\"").replace("='/xl/", "='").as_bytes()),
        // In another encoding it is read as it is.
        Err(_) => to.write_all(&bytes),
    }
}

/// Copies records: a kind of one or two bytes, the length of the rest in one to four bytes of seven bits, the rest.
fn renamed(mut from: impl BufRead, to: &mut impl Write) -> io::Result<()> {
    while !from.fill_buf()?.is_empty() {
        match byte(&mut from)? {
            FORMULA_ERROR => to.write_all(&[CELL_ERROR])?,
            long @ 0x80.. => to.write_all(&[long, byte(&mut from)?])?,
            kind => to.write_all(&[kind])?,
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let part = byte(&mut from)?;
            to.write_all(&[part])?;
            length |= u64::from(part & 0x7f) << shift;
            if part & 0x80 == 0 {
                break;
            }
        }
        io::copy(&mut from.by_ref().take(length), to)?;
    }
    Ok(())
}

fn byte(from: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    from.read_exact(&mut byte)?;
    Ok(byte[0])
}
