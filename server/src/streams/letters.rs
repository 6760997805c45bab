//! The dead-letter dataset: messages that don't fit, each once, with where they were and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, TimeUnit};

use super::context::Context;
use super::fill::{Fill, count};
use super::lines::{Letter, shown};
use super::memory::Memory;
use crate::catalog::Fills;
use crate::error::{Answer, Failure};
use crate::ingest::{IngestError, Parsed, TableWriter};
use crate::sources::Offsets;
use crate::storage::field::StoredField;
use crate::storage::{Staging, Txn};

/// The dead letters of a stream.
pub(super) struct Letters {
    fill: Fill,
    topic: String,
    /// The last offset, by partition, up to which all dead letters are stored.
    upto: Offsets,
    stored: u64,
    /// How often each partition began anew.
    epochs: BTreeMap<i32, u32>,
}

impl Letters {
    /// Reads back how far they are.
    pub(super) async fn open(ctx: &Context, topic: &str, partitions: &[i32]) -> Answer<Letters> {
        let fill = Fill::open(ctx, Fills::DeadLetters, format!("{} (dead letters)", ctx.name)).await?;
        let mut letters = Letters { fill, topic: topic.to_owned(), upto: Offsets::new(), stored: 0, epochs: Memory::of(ctx).await?.epochs };
        for &partition in partitions {
            let app = letters.app(ctx, partition);
            if let Some(offset) = letters.fill.counter(ctx, &app).await? {
                letters.upto.insert(partition, offset);
            }
        }
        letters.stored = letters.fill.counter(ctx, &counter(ctx)).await?.unwrap_or_default().unsigned_abs();
        ctx.status(|status| status.dead_letters = letters.stored);
        Ok(letters)
    }

    fn app(&self, ctx: &Context, partition: i32) -> String {
        match self.epochs.get(&partition) {
            None => format!("dead/{}/{}/{partition}", ctx.id, self.topic),
            Some(epoch) => format!("dead/{}/{}/{partition}/{epoch}", ctx.id, self.topic),
        }
    }

    /// A partition begins anew: its offsets mean other messages, so how far the old ones went counts no more, also after a restart.
    pub(super) async fn begin_anew(&mut self, ctx: &Context, partition: i32) -> Answer<()> {
        let mut memory = Memory::of(ctx).await?;
        *memory.epochs.entry(partition).or_default() += 1;
        memory.save(ctx).await?;
        self.epochs = memory.epochs;
        self.upto.remove(&partition);
        Ok(())
    }

    /// Stores those that are not stored yet. `last` are the last offsets, by partition, that were decided on.
    pub(super) async fn put(&mut self, ctx: &Context, letters: &[Letter<'_>], last: &Offsets) -> Answer<()> {
        let known = |letter: &Letter<'_>| self.upto.get(&letter.message.partition).is_some_and(|&upto| letter.message.offset <= upto);
        let fresh: Vec<&Letter<'_>> = letters.iter().filter(|letter| !known(letter)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let batch = batch(&fresh).map_err(|error| Failure::internal(&error))?;
        let staging = ctx.app.storage.stage()?;
        let (staging, parsed) = write(staging, batch).await?;
        let stored = self.stored + parsed.rows;
        let partitions = last.iter().filter(|(partition, _)| fresh.iter().any(|letter| letter.message.partition == **partition));
        let mut txns: Vec<Txn> = partitions.map(|(&partition, &offset)| Txn::new(self.app(ctx, partition), offset)).collect();
        txns.push(count(counter(ctx), stored));
        self.fill.put(ctx, staging, parsed, txns).await?;
        self.stored = stored;
        for letter in &fresh {
            let partition = letter.message.partition;
            self.upto.insert(partition, last.get(&partition).copied().unwrap_or(letter.message.offset));
        }
        ctx.status(|status| status.dead_letters = stored);
        Ok(())
    }
}

fn counter(ctx: &Context) -> String {
    format!("dead/{}", ctx.id)
}

async fn write(staging: Staging, batch: RecordBatch) -> Answer<(Staging, Parsed)> {
    let write = move || {
        let columns = batch.schema().fields().iter().map(|f| (f.name().clone(), f.data_type().clone(), true)).collect::<Vec<_>>();
        let fields = StoredField::plan(&columns).map_err(|(_, error)| IngestError::Internal { reason: error.to_string() })?;
        let mut writer = TableWriter::new(&staging.table(), fields);
        writer.write(&batch)?;
        Ok((staging, writer.finish()?))
    };
    let done: Result<_, IngestError> = tokio::task::spawn_blocking(write).await.map_err(|error| Failure::internal(&error))?;
    Ok(done?)
}

fn batch(letters: &[&Letter<'_>]) -> Result<RecordBatch, ArrowError> {
    let (mut partitions, mut offsets) = (Int64Builder::new(), Int64Builder::new());
    let zoned = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let mut timestamps = TimestampMicrosecondBuilder::new().with_data_type(zoned);
    let (mut keys, mut payloads, mut reasons) = (StringBuilder::new(), StringBuilder::new(), StringBuilder::new());
    for Letter { message, reason } in letters {
        partitions.append_value(i64::from(message.partition));
        offsets.append_value(message.offset);
        timestamps.append_option(message.timestamp_ms.and_then(|ms| ms.checked_mul(1_000)));
        keys.append_option(message.key.as_deref().map(shown));
        payloads.append_option(message.payload.as_deref().map(shown));
        reasons.append_value(reason);
    }
    RecordBatch::try_from_iter_with_nullable([
        ("partition", Arc::new(partitions.finish()) as ArrayRef, true),
        ("offset", Arc::new(offsets.finish()), true),
        ("timestamp", Arc::new(timestamps.finish()), true),
        ("key", Arc::new(keys.finish()), true),
        ("payload", Arc::new(payloads.finish()), true),
        ("reason", Arc::new(reasons.finish()), true),
    ])
}
