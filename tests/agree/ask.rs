//! How a question is put: to three workers that hold a third of the flights each, and to DataFusion.

use std::sync::{Mutex, OnceLock};

use arrow_array::RecordBatch;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::Schema;
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use shared::engine::answer::Answer;
use shared::engine::bin::zone;
use shared::engine::partial::Partial;
use shared::engine::plan::settle::{self, Scale};
use shared::engine::plan::zones::{named, of_column};
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};
use shared::worker::protocol::{FromWorker, ToWorker, Urgency};
use shared::worker::session::WorkerSession;
use tests::compare::same_rows;
use tests::flights;
use tests::oracle::Oracle;

/// Rows of a batch, small enough that every answer is a merge of many.
const BATCH_ROWS: usize = 20_000;

/// Checks that three workers' merged answer is the oracle's.
#[track_caller]
pub(crate) fn agrees(spec: &QuerySpec) {
    let theirs = with_oracle(|oracle| oracle.answer(spec));
    same_rows(&ours(spec), &theirs, &serde_json::to_string(spec).unwrap());
}

pub(crate) fn with_oracle<T>(ask: impl FnOnce(&Oracle) -> T) -> T {
    static ORACLE: OnceLock<Mutex<Oracle>> = OnceLock::new();
    let oracle = ORACLE.get_or_init(|| Mutex::new(Oracle::of_parquet(&flights::path())));
    ask(&oracle.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// The question with every bin settled, as the page does it.
pub(crate) fn settled(spec: &QuerySpec) -> QuerySpec {
    settled_over(flights::table().schema().as_ref(), spec, settled_answer)
}

/// The same by the answers of any rows.
pub(crate) fn settled_over(schema: &Schema, spec: &QuerySpec, mut answer: impl FnMut(&QuerySpec) -> Vec<Vec<Value>>) -> QuerySpec {
    let spec = &named(spec, |column| of_column(schema, column));
    let needs = settle::needs(spec, |column| Scale::of_column(schema, column)).unwrap();
    let answers: Vec<Answer> = needs.iter().map(|need| Answer { keys: need.question.group_by.len(), rows: answer(&need.question) }).collect();
    settle::settle(spec, &needs, &answers, offsets).unwrap()
}

pub(crate) fn offsets(name: &str, range: [i64; 2]) -> Option<Vec<[i64; 2]>> {
    let zone: Tz = name.parse().ok()?;
    let offset = |secs| zone.offset_from_utc_datetime(&DateTime::from_timestamp(secs, 0).unwrap().naive_utc()).fix();
    Some(zone::offsets(range, |secs| offset(secs).local_minus_utc().into()))
}

/// The answer of three workers, each with its own share of the rows, merged in the order in which nobody expects them.
pub(crate) fn ours(spec: &QuerySpec) -> Vec<Vec<Value>> {
    settled_answer(&settled(spec))
}

fn settled_answer(spec: &QuerySpec) -> Vec<Vec<Value>> {
    static WORKERS: OnceLock<Mutex<Vec<WorkerSession>>> = OnceLock::new();
    let workers = WORKERS.get_or_init(|| Mutex::new((0..3).map(worker).collect()));
    let mut workers = workers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut merged = Partial::default();
    for worker in [2, 0, 1] {
        merged.merge(partial(&mut workers[worker], spec));
    }
    merged.finish(&spec.order_by, spec.limit).rows
}

pub(crate) fn partial(worker: &mut WorkerSession, spec: &QuerySpec) -> Partial {
    let replies = worker.handle(ToWorker::Query { query: 1, asker: "test".into(), urgency: Urgency::Shown, spec: spec.clone() });
    assert_eq!(replies.len(), 1, "{replies:?}");
    assert!(matches!(replies[0].message, FromWorker::Answer { complete: true, .. }), "{:?}", replies[0].message);
    Partial::from_bytes(replies[0].bytes.as_ref().unwrap()).unwrap()
}

/// A worker that holds the `part`th third of the rows.
fn worker(part: usize) -> WorkerSession {
    let batches = flights::batches(flights::table(), BATCH_ROWS);
    loaded(part as u32, &batches[batches.len() * part / 3..batches.len() * (part + 1) / 3])
}

/// A worker that holds a part of the rows.
pub(crate) fn loaded(part: u32, batches: &[RecordBatch]) -> WorkerSession {
    loaded_from(part, &stream(batches))
}

/// A worker that has read a stream.
pub(crate) fn loaded_from(part: u32, stream: &[u8]) -> WorkerSession {
    let mut worker = WorkerSession::default();
    worker.begin(0, part);
    for chunk in stream.chunks(65_537) {
        worker.feed(0, chunk);
    }
    let replies = worker.end(0);
    assert!(replies.iter().all(|reply| !matches!(reply.message, FromWorker::LoadFailed { .. })), "{replies:?}");
    worker
}

pub(crate) fn stream(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

pub(crate) fn measure(op: Op, column: &str) -> Measure {
    Measure::of(op, column)
}

/// Rows per key.
pub(crate) fn counts(group_by: Vec<GroupKey>) -> QuerySpec {
    QuerySpec { group_by, measures: vec![Measure::count()], ..QuerySpec::default() }
}

pub(crate) fn between(column: &str, lo: Option<Scalar>, hi: Option<Scalar>) -> FilterSpec {
    FilterSpec { column: column.into(), between: Some([lo, hi]), ..FilterSpec::default() }
}

pub(crate) fn one_of(column: &str, values: Vec<Option<Scalar>>) -> FilterSpec {
    FilterSpec { column: column.into(), one_of: Some(values), ..FilterSpec::default() }
}

pub(crate) fn is_null(column: &str, is_null: bool) -> FilterSpec {
    FilterSpec { column: column.into(), is_null: Some(is_null), ..FilterSpec::default() }
}

pub(crate) fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.into()))
}
