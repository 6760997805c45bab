//! Workbooks in .xlsb: `calamine` reads a cell that holds an error (`BrtCellError`) and passes over one whose formula gives an error (`BrtFmlaError`), a null
//! that nobody would hear of. The two records begin alike, so in a copy of the workbook the one is called the other.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const CELL_ERROR: u8 = 0x03;
const FORMULA_ERROR: u8 = 0x0b;

/// The workbook as it can be read; the copy lies beside it without a name.
///
/// # Errors
/// The archive is damaged, or the disk is full.
pub(super) fn readable(path: &Path) -> Result<File, ZipError> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut copy = ZipWriter::new(tempfile::tempfile_in(path.parent().unwrap_or(Path::new(".")))?);
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        if name.starts_with("xl/worksheets/") && name.ends_with(".bin") {
            copy.start_file(name, SimpleFileOptions::default().compression_level(Some(1)).large_file(true))?;
            renamed(BufReader::new(entry), &mut copy)?;
        } else {
            copy.raw_copy_file(entry)?;
        }
    }
    let mut copy = copy.finish()?;
    copy.rewind()?;
    Ok(copy)
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
