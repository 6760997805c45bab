//! Encoded commits, kept for all readers.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_schema::SchemaRef;
use bytes::Bytes;
use futures::TryStreamExt;
use tokio::sync::OnceCell;

use crate::storage::{Appended, Snapshot, Storage};
use crate::stream::StreamError;
use crate::stream::encode::Encoder;
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
/// Encodings that are kept, newest first: readers follow the newest commit, the slow ones some before it.
const KEPT: usize = 64;

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
            encode(storage, snapshot, appended, columns, schema).await
        });
        batches.await.map(Arc::clone)
    }

    fn place(&self, key: Key) -> Encoding {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, encoding)) = kept.iter().find(|(known, _)| *known == key) {
            return Arc::clone(encoding);
        }
        let encoding = Encoding::default();
        kept.push_front((key, Arc::clone(&encoding)));
        kept.truncate(KEPT);
        encoding
    }
}

async fn encode(
    storage: &Storage,
    snapshot: &Arc<Snapshot>,
    appended: &Appended,
    columns: &[usize],
    schema: &SchemaRef,
) -> Result<Arc<[Batch]>, StreamError> {
    let of_commit =
        Snapshot { dataset: snapshot.dataset.clone(), version: appended.version, fields: snapshot.fields.clone(), files: appended.files.clone() };
    let request = ArrowRequest {
        columns: columns.to_vec(),
        dictionary: vec![false; columns.len()],
        batch_rows: BATCH_ROWS,
        version: appended.version,
        part: Part::whole(),
    };
    let mut encoder = Encoder::new(schema)?;
    // The schema went out at the head of each reader's stream.
    drop(encoder.take());
    let mut rows = read::batches(storage, &Arc::new(of_commit), &request);
    let mut batches = Vec::new();
    while let Some(batch) = rows.try_next().await? {
        batches.push(Batch { rows: batch.num_rows() as u64, bytes: encoder.encode(&batch)? });
    }
    Ok(batches.into())
}
