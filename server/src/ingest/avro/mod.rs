//! Apache Avro object container files. The crate's reader takes whatever blocks say for true, so their frame is checked first: where blocks end, their
//! marks, and how many rows they count. <https://avro.apache.org/docs/1.12.0/specification/#object-container-files>

mod frame;
mod uuids;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use arrow_array::RecordBatch;
use arrow_avro::codec::Tz;
use arrow_avro::reader::ReaderBuilder;
use arrow_schema::ArrowError;
use shared::wire::dataset::ImportReport;

use super::IngestError;
use super::counted::Counted;
use super::error::shortened;
use super::table::Table;

const AVRO: &str = "avro";
/// Rows per batch.
const BATCH_ROWS: usize = 8_192;
/// Of the reader's own thread: it recurses into nested types.
const STACK_BYTES: usize = 64 << 20;
/// For one batch. The reader goes round for ever in a block that holds more rows than it counts; nothing but leaving it there ends that.
const MOST_BATCH_SECS: u64 = 30;

/// Opens the Avro file at `path`.
///
/// # Errors
/// `DamagedFile`.
pub(super) fn read(path: &Path) -> Result<Table, IngestError> {
    let damaged = |error| IngestError::damaged(AVRO, &error);
    let counted = frame::count_rows(path)?;
    let builder = ReaderBuilder::new().with_batch_size(BATCH_ROWS).with_tz(Tz::Utc);
    let reader = builder.build(BufReader::with_capacity(128 << 10, Counted::of(File::open(path)?)?)).map_err(damaged)?;
    let schema = uuids::schema(&reader.schema());
    let named = Arc::clone(&schema);
    let (sender, receiver) = sync_channel(1);
    thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        for batch in reader {
            let batch = batch.and_then(|batch| uuids::as_text(&batch, &named));
            let is_last = batch.is_err();
            if sender.send(batch).is_err() || is_last {
                return;
            }
        }
    })?;
    let batches = Batches { receiver, missing: counted, is_over: false };
    Ok(Table { schema, batches: Box::new(batches), report: ImportReport::default() })
}

/// The reader's batches, and an error where they are not all the rows that the blocks count.
struct Batches {
    receiver: Receiver<Result<RecordBatch, ArrowError>>,
    missing: u64,
    is_over: bool,
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let failure = match self.receiver.recv_timeout(Duration::from_secs(MOST_BATCH_SECS)) {
            Ok(Ok(batch)) if batch.num_rows() as u64 <= self.missing => {
                self.missing -= batch.num_rows() as u64;
                return Some(Ok(batch));
            }
            Ok(Err(error)) => IngestError::damaged(AVRO, &error),
            Err(RecvTimeoutError::Disconnected) if self.missing == 0 => return None,
            _ => broken("its blocks hold other rows than they count"),
        };
        self.is_over = true;
        Some(Err(failure))
    }
}

fn broken(reason: &str) -> IngestError {
    IngestError::DamagedFile { format: AVRO.to_owned(), reason: shortened(reason) }
}
