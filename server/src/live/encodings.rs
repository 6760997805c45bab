//! Encoded commits, kept for all readers.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_schema::SchemaRef;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use tokio::sync::OnceCell;

use crate::storage::{Appended, Snapshot, Storage};
use crate::stream::StreamError;
use crate::stream::encode::Encoder;
use crate::stream::form::Form;
use crate::stream::part::Part;
use crate::stream::read;
use crate::stream::request::ArrowRequest;

/// A batch as it goes over the wire.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) rows: u64,
    pub(super) bytes: Bytes,
}

/// Rows per batch of the tail: small, because commits are.
const BATCH_ROWS: usize = 16_384;
/// Bytes of encodings that are kept, the newest first: readers follow the newest commit, the slow ones some before it.
const KEPT_BYTES: usize = 64 << 20;
/// Encodings that are kept at most, however small.
const KEPT: usize = 256;
/// A commit whose files are larger is encoded by each reader for itself, batch by batch: kept whole it would fill the memory.
const LARGE_BYTES: u64 = 4 << 20;

/// The encodings, and how often and for how many there were any.
#[derive(Default)]
pub(crate) struct Encodings {
    kept: Mutex<VecDeque<(Key, Encoding)>>,
    made: AtomicU64,
    readers: Arc<AtomicU64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    dataset: String,
    version: u64,
    columns: Vec<usize>,
}

type Encoding = Arc<OnceCell<Arc<[Batch]>>>;

/// A reader that is counted until it is dropped.
pub(super) struct Reader(Arc<AtomicU64>);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Encodings {
    pub(super) fn reader(&self) -> Reader {
        self.readers.fetch_add(1, Ordering::Relaxed);
        Reader(Arc::clone(&self.readers))
    }

    /// Encodings made since the start.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// Readers now.
    pub(crate) fn readers(&self) -> u64 {
        self.readers.load(Ordering::Relaxed)
    }

    /// Whether an append is too large to be kept encoded.
    pub(super) fn is_large(appended: &Appended) -> bool {
        appended.files.iter().map(|file| file.size_bytes).sum::<u64>() > LARGE_BYTES
    }

    /// What an append brought, encoded by whoever asks first.
    pub(super) async fn encoded(
        &self,
        storage: &Storage,
        snapshot: &Arc<Snapshot>,
        appended: &Appended,
        columns: &[usize],
        schema: &SchemaRef,
    ) -> Result<Arc<[Batch]>, StreamError> {
        let key = Key { dataset: snapshot.dataset.clone(), version: appended.version, columns: columns.to_vec() };
        let encoding = self.place(key);
        let batches = encoding.get_or_try_init(|| async {
            self.made.fetch_add(1, Ordering::Relaxed);
            encode(storage, snapshot, appended, columns, schema)?.try_collect::<Vec<_>>().await.map(Arc::from)
        });
        let batches = batches.await.map(Arc::clone);
        self.forget_the_oldest();
        batches
    }

    fn forget_the_oldest(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let size = |encoding: &Encoding| encoding.get().map_or(0, |batches| batches.iter().map(|batch| batch.bytes.len()).sum());
        let mut bytes: usize = kept.iter().map(|(_, encoding)| size(encoding)).sum();
        while bytes > KEPT_BYTES || kept.len() > KEPT {
            let Some((_, oldest)) = kept.pop_back() else { return };
            bytes -= size(&oldest);
        }
    }

    fn place(&self, key: Key) -> Encoding {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, encoding)) = kept.iter().find(|(known, _)| *known == key) {
            return Arc::clone(encoding);
        }
        let encoding = Encoding::default();
        kept.push_front((key, Arc::clone(&encoding)));
        encoding
    }
}

/// What an append brought, batch by batch. The schema is not among the bytes: it went out at the head of each reader's stream.
pub(super) fn encode(
    storage: &Storage,
    snapshot: &Arc<Snapshot>,
    appended: &Appended,
    columns: &[usize],
    schema: &SchemaRef,
) -> Result<BoxStream<'static, Result<Batch, StreamError>>, StreamError> {
    let of_commit =
        Snapshot { dataset: snapshot.dataset.clone(), version: appended.version, fields: snapshot.fields.clone(), files: appended.files.clone() };
    let request = ArrowRequest {
        columns: columns.to_vec(),
        forms: vec![Form::Values; columns.len()],
        batch_rows: BATCH_ROWS,
        version: appended.version,
        part: Part::whole(),
    };
    let mut encoder = Encoder::new(schema)?;
    drop(encoder.take());
    let rows = read::batches(storage, &Arc::new(of_commit), &request);
    Ok(rows.map(move |batch| batch.and_then(|batch| Ok(Batch { rows: batch.num_rows() as u64, bytes: encoder.encode(&batch)? }))).boxed())
}
