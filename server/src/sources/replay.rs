//! A shipped sample as if its rows came one by one: the twin of a topic that needs no broker.
//!
//! The rows come in the order of their event time; a row's number is its offset in the one partition. After the last row they come
//! again, moved on by whole spans of the sample, so time never goes back and an offset always means the same message.

use std::sync::Arc;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{ArrayRef, RecordBatch, TimestampMicrosecondArray, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tokio::time::Instant;

use super::{Batch, Gap, Message, Offsets, Source, SourceError};
use crate::imports::samples::{SAMPLES, Shipped};

/// The only partition.
const PARTITION: i32 = 0;
const DAY_MICROS: i64 = 86_400_000_000;

/// A sample's rows in the order of time.
struct Rows {
    batch: RecordBatch,
    /// The position of the event time's column.
    time: usize,
    /// Microseconds from the first row to its repetition: whole days.
    span: i64,
}

/// A sample that is replayed.
pub(crate) struct ReplaySource {
    sample: &'static Shipped,
    rows_per_sec: u32,
    rows: Option<Arc<Rows>>,
    /// The next offset.
    next: i64,
    /// From when on the next offsets count.
    paced: Instant,
    /// The offset that was next then.
    paced_at: i64,
}

/// The samples that have an event time.
pub(crate) fn sample(key: &str) -> Option<&'static Shipped> {
    SAMPLES.iter().find(|sample| sample.key == key && sample.file_name.ends_with(".parquet"))
}

impl ReplaySource {
    /// A source that reads the sample when it is first asked.
    pub(crate) fn new(sample: &'static Shipped, rows_per_sec: u32) -> Self {
        ReplaySource { sample, rows_per_sec, rows: None, next: 0, paced: Instant::now(), paced_at: 0 }
    }

    async fn rows(&mut self) -> Result<Arc<Rows>, SourceError> {
        if let Some(rows) = &self.rows {
            return Ok(Arc::clone(rows));
        }
        let bytes = self.sample.bytes;
        let read = tokio::task::spawn_blocking(move || Rows::read(bytes)).await.map_err(|error| internal(&error))?;
        Ok(Arc::clone(self.rows.insert(Arc::new(read.map_err(|error| internal(&error))?))))
    }

    /// Rows that the clock says are due by now.
    fn due(&self) -> i64 {
        let paced = self.paced.elapsed().as_secs_f64() * f64::from(self.rows_per_sec);
        (self.paced_at + paced as i64 - self.next).max(0)
    }

    fn pace_from_now(&mut self) {
        (self.paced, self.paced_at) = (Instant::now(), self.next);
    }
}

impl Source for ReplaySource {
    async fn partitions(&mut self) -> Result<Vec<i32>, SourceError> {
        Ok(vec![PARTITION])
    }

    async fn start(&mut self) -> Result<Offsets, SourceError> {
        Ok(Offsets::from([(PARTITION, 0)]))
    }

    async fn seek(&mut self, next: &Offsets) -> Result<Vec<Gap>, SourceError> {
        self.rows().await?;
        self.next = next.get(&PARTITION).copied().unwrap_or(0);
        self.pace_from_now();
        Ok(Vec::new())
    }

    async fn poll(&mut self, batch: Batch) -> Result<Vec<Message>, SourceError> {
        let rows = self.rows().await?;
        tokio::time::sleep(batch.wait.min(Duration::from_secs(1))).await;
        let most = i64::try_from(batch.messages).unwrap_or(i64::MAX);
        let (due, first) = (self.due(), self.next);
        self.next += due.min(most);
        if due > most {
            // What can't be stored in time is not owed: a replay has no backlog.
            self.pace_from_now();
        }
        let upto = self.next;
        let made = tokio::task::spawn_blocking(move || rows.messages(first, upto)).await.map_err(|error| internal(&error))?;
        made.map_err(|error| internal(&error))
    }

    async fn lag(&mut self, _: &Offsets) -> Result<u64, SourceError> {
        Ok(self.due().unsigned_abs())
    }

    fn stored(&mut self, _: &Offsets) {}
}

fn internal(error: &dyn std::fmt::Display) -> SourceError {
    SourceError::Internal(error.to_string())
}

impl Rows {
    /// Reads one of our own files.
    fn read(bytes: &'static [u8]) -> Result<Self, ArrowError> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from_static(bytes))?.build()?;
        let batches = reader.collect::<Result<Vec<_>, _>>()?;
        let schema = batches.first().map(RecordBatch::schema).ok_or_else(|| ArrowError::SchemaError("the sample has no rows".into()))?;
        let batch = arrow_select::concat::concat_batches(&schema, &batches)?;
        let is_time = |field: &Arc<Field>| matches!(field.data_type(), DataType::Timestamp(TimeUnit::Microsecond, _));
        let time = schema.fields().iter().position(is_time).ok_or_else(|| ArrowError::SchemaError("the sample has no event time".into()))?;
        let times = batch.column(time).as_primitive::<TimestampMicrosecondType>().values();
        let mut order: Vec<u32> = (0..times.len() as u32).collect();
        order.sort_by_key(|&row| times[row as usize]);
        let ends = order.first().zip(order.last()).map_or(0, |(&first, &last)| times[last as usize] - times[first as usize]);
        let batch = arrow_select::take::take_record_batch(&batch, &UInt32Array::from(order))?;
        Ok(Rows { batch: batch.clone(), time, span: (ends / DAY_MICROS + 1) * DAY_MICROS })
    }

    /// The messages with the offsets `from..upto`.
    fn messages(&self, from: i64, upto: i64) -> Result<Vec<Message>, ArrowError> {
        let count = self.batch.num_rows() as i64;
        let mut messages = Vec::new();
        let mut at = from;
        while at < upto {
            let (round, row) = (at.div_euclid(count), at.rem_euclid(count));
            let rows = (upto - at).min(count - row);
            self.slice(row as usize, rows as usize, round, at, &mut messages)?;
            at += rows;
        }
        Ok(messages)
    }

    fn slice(&self, row: usize, rows: usize, round: i64, offset: i64, messages: &mut Vec<Message>) -> Result<(), ArrowError> {
        let slice = self.batch.slice(row, rows);
        let shift = round.saturating_mul(self.span);
        let times: TimestampMicrosecondArray = slice.column(self.time).as_primitive::<TimestampMicrosecondType>().unary(|t| t.saturating_add(shift));
        let times = times.with_timezone("+00:00");
        let mut columns: Vec<ArrayRef> = slice.columns().to_vec();
        let mut fields: Vec<Field> = slice.schema().fields().iter().map(|field| field.as_ref().clone()).collect();
        fields[self.time] = fields[self.time].clone().with_data_type(DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into())));
        columns[self.time] = Arc::new(times.clone());
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        for (at, line) in crate::sinks::json::lines(&batch)?.into_iter().enumerate() {
            let timestamp_ms = Some(times.value(at) / 1_000);
            messages.push(Message { partition: PARTITION, offset: offset + at as i64, timestamp_ms, key: None, payload: Some(line) });
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        Rows::read(sample("flights").unwrap().bytes).unwrap()
    }

    #[test]
    fn an_offset_always_means_the_same_message() {
        let rows = rows();
        let many = rows.messages(336_770, 336_790).unwrap();
        assert_eq!(many.len(), 20);
        for message in many {
            assert_eq!(rows.messages(message.offset, message.offset + 1).unwrap(), vec![message]);
        }
    }

    #[test]
    fn time_never_goes_back_when_the_sample_begins_again() {
        let messages = rows().messages(336_000, 337_500).unwrap();
        assert!(messages.windows(2).all(|two| two[0].timestamp_ms <= two[1].timestamp_ms && two[0].offset + 1 == two[1].offset));
        let last = String::from_utf8(messages[1_400].payload.clone().unwrap()).unwrap();
        assert!(last.contains("\"departure\":\"2014-01-0"), "{last}");
    }
}
