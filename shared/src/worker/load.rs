//! One Arrow IPC stream on its way in.

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_schema::SchemaRef;

use super::cost::{Cost, Stopwatch};
use crate::one_by_one::one_by_one;
use crate::wire::problem::{Code, Problem};

/// A stream, and how far it is.
#[derive(Debug, Default)]
pub struct Load {
    decoder: StreamDecoder,
    batches: usize,
    rows: u64,
    bytes: u64,
    end: End,
    stopwatch: Stopwatch,
    cost: Cost,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum End {
    #[default]
    NotYet,
    Whole,
    Failed,
}

impl Load {
    /// A load that begins now.
    pub fn timed_by(stopwatch: Stopwatch) -> Load {
        Load { stopwatch, ..Load::default() }
    }

    /// Takes bytes of any length in. Calls `on_batch` for each batch that they complete.
    pub fn feed(&mut self, bytes: impl Into<Buffer>, mut on_batch: impl FnMut(&Load, RecordBatch) -> Result<(), Problem>) -> Result<(), Problem> {
        let mut buffer = bytes.into();
        self.bytes += buffer.len() as u64;
        self.cost.fetch_ms += self.stopwatch.lap();
        while !buffer.is_empty() {
            let decoded = self.decoder.decode(&mut buffer).map_err(|error| damaged(&error.to_string()))?;
            self.cost.decode_ms += self.stopwatch.lap();
            if let Some(batch) = decoded {
                self.rows += batch.num_rows() as u64;
                self.batches += 1;
                on_batch(self, batch)?;
                self.cost.encode_ms += self.stopwatch.lap();
            }
        }
        Ok(())
    }

    /// Says that no more bytes come. A stream without its end marker was cut off.
    pub fn finish(&mut self) -> Result<(), Problem> {
        self.decoder.finish().map_err(|_| cut_off())?;
        // At the boundary of two messages the decoder is content with either; only after the end marker does it refuse more bytes.
        match self.decoder.decode(&mut Buffer::from(&[0u8])) {
            Ok(_) => Err(cut_off()),
            Err(_) => {
                self.end = End::Whole;
                Ok(())
            }
        }
    }

    /// Says that the stream failed.
    pub fn fail(&mut self) {
        self.end = End::Failed;
    }

    /// Whether bytes may still come.
    pub fn is_open(&self) -> bool {
        self.end == End::NotYet
    }

    /// Whether all rows are here.
    pub fn is_complete(&self) -> bool {
        self.end == End::Whole
    }

    /// The columns, once they are known.
    pub fn schema(&self) -> Option<SchemaRef> {
        self.decoder.schema()
    }

    /// Batches so far.
    pub fn batches(&self) -> usize {
        self.batches
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What it has cost so far, but for the memory.
    pub fn cost(&self) -> Cost {
        self.cost.clone()
    }
}

fn cut_off() -> Problem {
    damaged("it ended before its end marker")
}

/// A stream that can't be read.
pub fn damaged(reason: &str) -> Problem {
    Problem {
        r#type: "about:blank#damaged_file".into(),
        title: "Unprocessable Content".into(),
        status: 422,
        code: Code::DamagedFile,
        detail: format!("The data stream is damaged: {reason}. Load the page again."),
        params: one_by_one([("format".into(), "arrow_stream".into()), ("reason".into(), reason.into())]),
    }
}

/// Loads of one worker whose batches don't hold the same rows.
pub fn misaligned(batch: usize) -> Problem {
    Problem {
        r#type: "about:blank#storage_damaged".into(),
        title: "Internal Server Error".into(),
        status: 500,
        code: Code::StorageDamaged,
        detail: format!("Columns that were loaded one after the other don't fit together: batch {batch} has another length. Load the page again."),
        params: one_by_one([]),
    }
}
