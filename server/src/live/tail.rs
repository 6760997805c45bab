//! One reader's place in the tail of a dataset.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow_schema::SchemaRef;
use bytes::Bytes;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use tokio::sync::broadcast::Receiver;

use super::encodings::{Batch, Encodings, Reader, encode};
use super::{LiveRequest, Permit};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::notices::{Notice, news};
use crate::storage::{Appended, Snapshot, StorageError};
use crate::stream::StreamError;

pub(super) struct Tail {
    app: App,
    snapshot: Arc<Snapshot>,
    request: LiveRequest,
    permit: Permit,
    schema: SchemaRef,
    /// The last version that was taken in.
    version: u64,
    /// Taken in, not sent yet.
    waiting: VecDeque<Batch>,
    /// A commit that is too large to be kept, as it is read.
    reading: Option<BoxStream<'static, Result<Batch, StreamError>>>,
    /// Appends that were found, not encoded yet.
    found: VecDeque<Appended>,
    notices: Receiver<Notice>,
    _counted: Reader,
}

impl Tail {
    pub(super) fn new(app: &App, snapshot: &Arc<Snapshot>, request: LiveRequest, permit: Permit, schema: SchemaRef) -> Self {
        Tail {
            app: app.clone(),
            snapshot: Arc::clone(snapshot),
            version: request.after,
            request,
            permit,
            schema,
            waiting: VecDeque::new(),
            reading: None,
            found: VecDeque::new(),
            notices: app.notices.subscribe(),
            _counted: app.live.reader(),
        }
    }

    /// The next bytes, as soon as there are some; none when the tail has ended.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, StreamError> {
        loop {
            if let Some(batch) = self.waiting.pop_front() {
                return Ok(Some(batch.bytes));
            }
            if let Some(reading) = &mut self.reading {
                match reading.try_next().await? {
                    Some(batch) => self.send(&batch)?,
                    None => self.reading = None,
                }
                continue;
            }
            if let Some(appended) = self.found.pop_front() {
                self.take_in(&appended).await?;
                continue;
            }
            let Some(newest) = self.newest().await? else { return Ok(None) };
            if newest > self.version {
                match self.app.storage.appended(&self.snapshot.dataset, self.version, newest).await {
                    Ok(appended) => self.found.extend(appended),
                    Err(StorageError::RowsReplaced | StorageError::NoVersion(_)) => return Ok(None),
                    Err(error) => return Err(error.into()),
                }
                self.version = newest;
            } else if !news(&mut self.notices, |notice| matches!(notice, Notice::Dataset { id } if *id == self.snapshot.dataset)).await {
                return Ok(None);
            }
        }
    }

    async fn newest(&mut self) -> Result<Option<u64>, StreamError> {
        if !self.permit.holds(&self.app, &self.snapshot.dataset).await {
            return Ok(None);
        }
        match self.app.catalog.dataset_version(&self.snapshot.dataset).await {
            Ok(version) => Ok(Some(version)),
            Err(CatalogError::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn take_in(&mut self, appended: &Appended) -> Result<(), StreamError> {
        if appended.rows() <= self.request.skip {
            self.request.skip -= appended.rows();
            return Ok(());
        }
        let (storage, columns) = (&self.app.storage, &self.request.columns);
        if Encodings::is_large(appended) {
            self.reading = Some(encode(storage, &self.snapshot, appended, columns, &self.schema)?);
            return Ok(());
        }
        let batches = self.app.live.encoded(storage, &self.snapshot, appended, columns, &self.schema).await?;
        batches.iter().try_for_each(|batch| self.send(batch))
    }

    /// Puts a batch into the queue, unless the reader has it.
    fn send(&mut self, batch: &Batch) -> Result<(), StreamError> {
        if self.request.skip >= batch.rows {
            self.request.skip -= batch.rows;
        } else if self.request.skip > 0 {
            return Err(StreamError::NotAligned);
        } else {
            self.waiting.push_back(batch.clone());
        }
        Ok(())
    }
}
