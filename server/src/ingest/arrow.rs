//! Apache Arrow IPC, as file and as stream. Validation is never skipped.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader, read_footer_length};
use arrow_ipc::{Endianness, root_as_footer, root_as_message};
use arrow_schema::SchemaRef;
use shared::wire::dataset::ImportReport;

use super::IngestError;
use super::counted::{Counted, InSteps};
use super::error::shortened;
use super::table::{Batches, Table};

const FILE: &str = "arrow_file";
const STREAM: &str = "arrow_stream";
/// What each message begins with since Arrow 0.15.
const CONTINUATION: [u8; 4] = [0xFF; 4];
/// The longest schema or footer.
const METADATA_BYTES: u64 = 256 << 20;
/// Length and magic at the end of a file.
const TRAILER_BYTES: usize = 10;

/// Opens the Arrow file at `path`.
///
/// # Errors
/// `DamagedFile`, `UnsupportedEndianness`.
pub(super) fn read_file(path: &Path) -> Result<Table, IngestError> {
    let damaged = |e| IngestError::damaged(FILE, &e);
    let mut file = File::open(path)?;
    check_file_endianness(&mut file)?;
    file.rewind()?;
    let reader = FileReader::try_new(BufReader::new(file), None).map_err(damaged)?;
    let (schema, count) = (reader.schema(), reader.num_batches() as u64);
    Ok(table(schema, Box::new(InSteps::of(path, count, |_| 1, reader.map(move |batch| batch.map_err(damaged)))?)))
}

/// Opens the Arrow stream at `path`.
///
/// # Errors
/// `DamagedFile`, also for a stream without its end marker or with bytes after it; `UnsupportedEndianness`.
pub(super) fn read_stream(path: &Path) -> Result<Table, IngestError> {
    check_stream_endianness(&mut BufReader::new(File::open(path)?))?;
    let mut inner = BufReader::with_capacity(128 << 10, Counted::of(File::open(path)?)?);
    let legacy = !inner.fill_buf()?.starts_with(&CONTINUATION);
    let source = Remembering { inner, last: [0; 8], legacy };
    let reader = StreamReader::try_new(source, None).map_err(|e| IngestError::damaged(STREAM, &e))?;
    Ok(table(reader.schema(), Box::new(WholeStream { reader: Some(reader) })))
}

fn table(schema: SchemaRef, batches: Batches) -> Table {
    Table { schema, batches, report: ImportReport::default() }
}

/// The stream's batches, and an error where its end is missing: a stream that was cut between two batches looks whole to the reader.
struct WholeStream {
    reader: Option<StreamReader<Remembering<BufReader<Counted>>>>,
}

impl Iterator for WholeStream {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = self.reader.as_mut()?;
        match reader.next() {
            Some(batch) => Some(batch.map_err(|e| IngestError::damaged(STREAM, &e))),
            None => {
                let ended = ended_well(reader.get_mut());
                self.reader = None;
                ended.err().map(Err)
            }
        }
    }
}

/// The end marker is a continuation and a length of zero (the length alone before Arrow 0.15), and nothing follows it.
fn ended_well(source: &mut Remembering<BufReader<Counted>>) -> Result<(), IngestError> {
    let [.., a, b, c, d] = source.last;
    if [a, b, c, d] != [0; 4] || (!source.legacy && source.last[..4] != CONTINUATION) {
        return Err(broken(STREAM, "it has no end marker"));
    }
    match source.inner.read(&mut [0])? {
        0 => Ok(()),
        _ => Err(broken(STREAM, "bytes follow its end marker")),
    }
}

/// Remembers the last eight bytes that were read.
struct Remembering<R> {
    inner: R,
    last: [u8; 8],
    /// Whether messages have no continuation marker.
    legacy: bool,
}

impl<R: Read> Read for Remembering<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let fresh = &buffer[count.saturating_sub(self.last.len())..count];
        self.last.rotate_left(fresh.len());
        let start = self.last.len() - fresh.len();
        self.last[start..].copy_from_slice(fresh);
        Ok(count)
    }
}

/// `StreamReader` would read big-endian numbers as little-endian ones, so the schema is asked first.
pub(super) fn check_stream_endianness(source: &mut impl Read) -> Result<(), IngestError> {
    let cut = |error| IngestError::damaged(STREAM, &error);
    let mut length = [0; 4];
    source.read_exact(&mut length).map_err(cut)?;
    if length == CONTINUATION {
        source.read_exact(&mut length).map_err(cut)?;
    }
    let message = read_metadata(source, STREAM, i64::from(i32::from_le_bytes(length)))?;
    let message = root_as_message(&message).map_err(|e| broken(STREAM, &e.to_string()))?;
    check_endianness(message.header_as_schema(), STREAM)
}

/// The same of a file, whose footer has the schema.
pub(super) fn check_file_endianness(file: &mut File) -> Result<(), IngestError> {
    let damaged = || broken(FILE, "it has no footer");
    let length = file.metadata()?.len();
    let trailer_start = length.checked_sub(TRAILER_BYTES as u64).ok_or_else(damaged)?;
    let mut trailer = [0; TRAILER_BYTES];
    file.seek(SeekFrom::Start(trailer_start))?;
    file.read_exact(&mut trailer)?;
    let footer_length = read_footer_length(trailer).map_err(|e| IngestError::damaged(FILE, &e))?;
    file.seek(SeekFrom::Start(trailer_start.checked_sub(footer_length as u64).ok_or_else(damaged)?))?;
    let footer = read_metadata(file, FILE, footer_length as i64)?;
    let footer = root_as_footer(&footer).map_err(|e| broken(FILE, &e.to_string()))?;
    check_endianness(footer.schema(), FILE)
}

fn read_metadata(source: &mut impl Read, format: &str, length: i64) -> Result<Vec<u8>, IngestError> {
    let length = u64::try_from(length).ok().filter(|l| *l <= METADATA_BYTES);
    let length = length.ok_or_else(|| broken(format, "its schema has an impossible length"))?;
    let mut metadata = Vec::new();
    source.take(length).read_to_end(&mut metadata)?;
    if metadata.len() as u64 == length { Ok(metadata) } else { Err(broken(format, "it ends in its schema")) }
}

fn check_endianness(schema: Option<arrow_ipc::Schema<'_>>, format: &str) -> Result<(), IngestError> {
    match schema.map(|s| s.endianness()) {
        Some(Endianness::Little) => Ok(()),
        Some(_) => Err(IngestError::UnsupportedEndianness),
        None => Err(broken(format, "it has no schema")),
    }
}

fn broken(format: &str, reason: &str) -> IngestError {
    IngestError::DamagedFile { format: format.to_owned(), reason: shortened(reason) }
}
