#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, TimestampMicrosecondArray, TimestampNanosecondArray};
use arrow_ipc::writer::{DictionaryHandling, IpcWriteOptions, StreamWriter};

use super::*;
use crate::engine::partial::Partial;
use crate::engine::value::Value;
use crate::wire::query::{GroupKey, Measure, Scalar};
use crate::worker::protocol::Urgency;

mod live;
mod sample;

/// An IPC stream with delta dictionaries.
fn stream(batches: &[RecordBatch]) -> Vec<u8> {
    let options = IpcWriteOptions::default().with_dictionary_handling(DictionaryHandling::Delta);
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new_with_options(&mut bytes, &batches[0].schema(), options).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    bytes
}

/// Two batches of `name` and `n`; the second batch's dictionary continues the first's.
fn flights() -> Vec<u8> {
    let mut names = StringDictionaryBuilder::<Int32Type>::new();
    let mut batch = |texts: &[Option<&str>], numbers: Vec<i64>| {
        texts.iter().for_each(|text| names.append_option(*text));
        let names: ArrayRef = Arc::new(names.finish_preserve_values());
        RecordBatch::try_from_iter_with_nullable([("name", names, true), ("n", Arc::new(Int64Array::from(numbers)), true)]).unwrap()
    };
    let first = batch(&[Some("AA"), Some("UA"), None], vec![1, 2, 3]);
    let second = batch(&[Some("UA"), Some("DL")], vec![4, 5]);
    stream(&[first, second])
}

/// The same rows in the same batches, another column.
fn distances() -> Vec<u8> {
    let batch = |x: Vec<f64>| RecordBatch::try_from_iter([("x", Arc::new(Float64Array::from(x)) as ArrayRef)]).unwrap();
    stream(&[batch(vec![0.5, 1.0, 2.25]), batch(vec![1e21, f64::NAN])])
}

fn loaded() -> WorkerSession {
    let mut session = WorkerSession::new();
    for (load, bytes) in [(0, flights()), (1, distances())] {
        session.begin(load, 0);
        session.feed(load, &bytes[..]);
        session.end(load);
    }
    session
}

fn by(column: &str) -> QuerySpec {
    QuerySpec { group_by: vec![GroupKey::plain(column)], measures: vec![Measure::count()], ..QuerySpec::default() }
}

/// The answer's rows, the rows covered, and whether they are all.
fn ask(session: &mut WorkerSession, spec: QuerySpec) -> (Vec<Vec<Value>>, u64, bool) {
    let replies = session.handle(ToWorker::Query { query: 1, asker: "t1".into(), urgency: Urgency::Shown, spec });
    let [Reply { message: FromWorker::Answer { query: 1, rows, complete }, bytes: Some(bytes) }] = &replies[..] else { panic!("{replies:?}") };
    (Partial::from_bytes(bytes).unwrap().finish(&[], None).rows, *rows, *complete)
}

fn rows(session: &mut WorkerSession, columns: &[&str], filters: Vec<FilterSpec>, offset: u64, limit: u64) -> (u64, Vec<Vec<Option<String>>>) {
    let columns = columns.iter().map(|&column| column.into()).collect();
    let replies =
        session.handle(ToWorker::Rows { query: 2, asker: "t1".into(), urgency: Urgency::Shown, columns, filters, offset, limit, picture: None });
    let [Reply { message: FromWorker::Rows { query: 2, matched, cells }, bytes: None }] = &replies[..] else { panic!("{replies:?}") };
    (*matched, cells.clone())
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn a_stream_in_chunks_of_any_size_gives_the_same_answer() {
    let bytes = flights();
    for size in (1..40).chain([bytes.len()]) {
        let mut session = WorkerSession::new();
        session.begin(0, 0);
        let mut replies: Vec<Reply> = bytes.chunks(size).flat_map(|chunk| session.feed(0, chunk)).collect();
        replies.extend(session.end(0));
        let complete: Vec<(u64, bool)> = replies
            .iter()
            .map(|reply| match reply.message {
                FromWorker::Progress { load: 0, rows, complete, .. } => (rows, complete),
                ref other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(complete, [(3, false), (5, false), (5, true)], "chunks of {size}");
        let groups = vec![vec![text("AA"), Value::Int(1)], vec![text("DL"), Value::Int(1)], vec![text("UA"), Value::Int(2)]];
        let groups = [groups, vec![vec![Value::Null, Value::Int(1)]]].concat();
        assert_eq!(ask(&mut session, by("name")), (groups, 5, true), "chunks of {size}");
    }
}

#[test]
fn a_stream_cut_anywhere_is_never_complete() {
    let bytes = flights();
    for length in 0..bytes.len() {
        let mut session = WorkerSession::new();
        session.begin(0, 0);
        session.feed(0, &bytes[..length]);
        let replies = session.end(0);
        let [Reply { message: FromWorker::LoadFailed { load: 0, problem }, .. }] = &replies[..] else { panic!("{length}: {replies:?}") };
        assert_eq!(problem.code, crate::wire::problem::Code::DamagedFile);
        assert!(!ask(&mut session, QuerySpec::count(vec![])).2, "{length}");
    }
}

#[test]
fn bytes_that_are_no_stream_fail_the_load_once() {
    let mut session = WorkerSession::new();
    session.begin(0, 0);
    let replies = session.feed(0, [&flights()[..], &[1]].concat());
    assert!(matches!(replies.last().unwrap().message, FromWorker::LoadFailed { load: 0, .. }));
    assert_eq!(session.feed(0, [1u8, 2, 3]), []);
    assert_eq!(session.end(0), []);
}

#[test]
fn before_any_schema_a_query_covers_no_rows() {
    let mut session = WorkerSession::new();
    assert_eq!(ask(&mut session, by("name")), (vec![], 0, false));
    session.begin(0, 0);
    assert_eq!(ask(&mut session, by("name")), (vec![], 0, false));
    assert_eq!(rows(&mut session, &["name"], vec![], 0, 10), (0, vec![]));
}

#[test]
fn a_query_over_two_loads_covers_the_batches_that_both_have() {
    let (first, second) = (flights(), distances());
    let mut session = WorkerSession::new();
    session.begin(0, 0);
    session.feed(0, &first[..]);
    session.end(0);
    session.begin(1, 0);
    let mut spec = by("name");
    spec.measures = vec![Measure::of(crate::wire::query::Op::Max, "x")];
    assert_eq!(ask(&mut session, spec.clone()).1, 0);
    let mut covered = Vec::new();
    for byte in &second {
        session.feed(1, [*byte]);
        let (_, rows, complete) = ask(&mut session, spec.clone());
        assert!(!complete);
        covered.push(rows);
    }
    covered.dedup();
    assert_eq!(covered, [0, 3, 5]);
    session.end(1);
    let (groups, rows, complete) = ask(&mut session, spec);
    assert_eq!((groups[0].clone(), rows, complete), (vec![text("AA"), Value::Float(0.5)], 5, true));
}

#[test]
fn a_standing_result_gives_way_to_another_question() {
    let mut session = loaded();
    let groups = ask(&mut session, by("name")).0.len();
    assert_eq!(groups, 4);
    assert_eq!(ask(&mut session, by("name")).0.len(), groups);
    assert_eq!(ask(&mut session, QuerySpec::count(vec![])).0, [[Value::Int(5)]]);
    let filter = FilterSpec { column: "n".into(), between: Some([Some(Scalar::Float(1.5)), Some(Scalar::Int(5))]), ..FilterSpec::default() };
    assert_eq!(ask(&mut session, QuerySpec::count(vec![filter])).0, [[Value::Int(3)]]);
}

#[test]
fn a_load_begun_again_starts_over() {
    let mut session = loaded();
    assert_eq!(ask(&mut session, QuerySpec::count(vec![])).1, 5);
    session.begin(0, 0);
    assert_eq!(ask(&mut session, by("name")), (vec![], 0, false));
    session.feed(0, flights());
    assert_eq!(ask(&mut session, by("name")).1, 5);
}

#[test]
fn an_unknown_column_fails_the_query() {
    let mut session = loaded();
    for message in [
        ToWorker::Query { query: 7, asker: "t".into(), urgency: Urgency::Shown, spec: by("nome") },
        ToWorker::Rows {
            query: 7,
            asker: "t1".into(),
            urgency: Urgency::Shown,
            columns: vec!["nome".into()],
            filters: vec![],
            offset: 0,
            limit: 1,
            picture: None,
        },
    ] {
        let replies = session.handle(message);
        let [Reply { message: FromWorker::QueryFailed { query: 7, problem }, .. }] = &replies[..] else { panic!("{replies:?}") };
        assert_eq!(problem.code, crate::wire::problem::Code::InvalidQuery);
        assert!(problem.param("reason").contains("nome"));
    }
}

#[test]
fn rows_are_windows_of_those_that_pass() {
    let mut session = loaded();
    let cells = |rows: &[[Option<&str>; 2]]| rows.iter().map(|row| row.map(|cell| cell.map(str::to_owned)).to_vec()).collect::<Vec<_>>();
    let (matched, all) = rows(&mut session, &["x", "name"], vec![], 1, 3);
    assert_eq!(matched, 5);
    assert_eq!(all, cells(&[[Some("1.0"), Some("UA")], [Some("2.25"), None], [Some("1e21"), Some("UA")]]));
    let named = vec![FilterSpec { column: "name".into(), is_null: Some(false), ..FilterSpec::default() }];
    assert_eq!(rows(&mut session, &["n", "x"], named.clone(), 2, 9), (4, cells(&[[Some("4"), Some("1e21")], [Some("5"), Some("NaN")]])));
    assert_eq!(rows(&mut session, &["n", "x"], named, 4, 9), (4, vec![]));
    let null = vec![FilterSpec { column: "name".into(), is_null: Some(true), ..FilterSpec::default() }];
    assert_eq!(rows(&mut session, &["n", "name"], null, 0, u64::MAX), (1, cells(&[[Some("3"), None]])));
}

#[test]
fn instants_are_shown_at_the_offset_of_their_column_and_else_in_utc() {
    let at = TimestampMicrosecondArray::from(vec![1_359_626_400_000_000, 1_359_626_400_250_000]);
    let zoned = |zone: &str| Arc::new(at.clone().with_timezone(zone)) as ArrayRef;
    let columns =
        [("local", Arc::new(at.clone()) as ArrayRef), ("named", zoned("Asia/Shanghai")), ("utc", zoned("+00:00")), ("west", zoned("-05:30"))];
    let cells = cells_of(&RecordBatch::try_from_iter(columns).unwrap());
    assert_eq!(cells[0], ["2013-01-31 10:00:00", "2013-01-31 10:00:00Z", "2013-01-31 10:00:00Z", "2013-01-31 04:30:00-05:30"]);
    assert_eq!(cells[1], ["2013-01-31 10:00:00.250", "2013-01-31 10:00:00.250Z", "2013-01-31 10:00:00.250Z", "2013-01-31 04:30:00.250-05:30"]);
}

#[test]
fn an_instant_that_no_64_bits_hold_at_its_offset_is_shown_in_utc() {
    let last: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![i64::MAX]).with_timezone("+08:00"));
    assert_eq!(cells_of(&RecordBatch::try_from_iter([("at", last)]).unwrap())[0], ["2262-04-11 23:47:16.854775807Z"]);
}

fn cells_of(batch: &RecordBatch) -> Vec<Vec<String>> {
    let positions: Vec<usize> = (0..batch.num_columns()).collect();
    let rows: Vec<usize> = (0..batch.num_rows()).collect();
    let column = |position: usize| {
        let column = crate::engine::store::Column::of(batch.column(position));
        crate::worker::cells::format(&column, &column.chunks[0], &rows, false)
    };
    let columns: Vec<Vec<Option<String>>> = positions.into_iter().map(column).collect();
    rows.iter().map(|&row| columns.iter().map(|column| column[row].clone().unwrap()).collect()).collect()
}

#[test]
fn a_long_way_is_gone_in_strides_between_which_others_are_heard() {
    let long = |asker: &str, urgency| ToWorker::Query { query: 7, asker: asker.into(), urgency, spec: by("n") };
    let quick = |query| ToWorker::Query { query, asker: "t2".into(), urgency: Urgency::Shown, spec: by("name") };
    let numbers = |replies: Vec<Reply>| {
        replies.iter().filter_map(|reply| if let FromWorker::Answer { query, .. } = reply.message { Some(query) } else { None }).collect::<Vec<_>>()
    };
    let mut session = loaded();
    session.standings.stride(1);
    session.wait(long("t1:index", Urgency::Index));
    assert_eq!(session.answer_next().map(numbers), Some(vec![]), "one of two batches");
    session.wait(quick(8));
    assert_eq!([session.answer_next().map(numbers), session.answer_next().map(numbers)], [Some(vec![]), Some(vec![8])], "what is urgent comes first");
    assert_eq!(session.answer_next().map(numbers), Some(vec![7]));
    session.wait(long("t1:index:bins0", Urgency::Index));
    assert_eq!(session.answer_next().map(numbers), Some(vec![]));
    session.handle(ToWorker::Cancel { asker: "t1:index".into() });
    assert_eq!(session.answer_next(), None, "it was taken back half way");
    let whole = ask(&mut loaded(), by("name"));
    assert_eq!(ask(&mut session, by("name")), whole, "strides don't change an answer");
}

#[test]
fn between_strides_it_is_said_how_far_a_question_is_and_of_a_quick_one_nothing() {
    let mut session = loaded();
    let question = |query| ToWorker::Query { query, asker: "t1".into(), urgency: Urgency::Shown, spec: by("n") };
    session.wait(question(7));
    assert!(matches!(&session.answer_next().unwrap()[..], [Reply { message: FromWorker::Answer { query: 7, .. }, .. }]));
    session.standings.clear();
    session.standings.stride(1);
    session.wait(question(8));
    let replies = session.answer_next().unwrap();
    let [Reply { message: FromWorker::Gone { query: 8, rows }, bytes: None }] = &replies[..] else { panic!("{replies:?}") };
    assert!((1..5).contains(rows), "{rows} of 5 rows");
    assert!(matches!(&session.answer_next().unwrap()[..], [Reply { message: FromWorker::Answer { query: 8, rows: 5, .. }, .. }]));
}

#[test]
fn freed_columns_are_gone_and_the_others_answer_as_before() {
    let mut session = loaded();
    let before = (ask(&mut session, by("name")), rows(&mut session, &["name", "n"], vec![], 0, 9));
    ask(&mut session, by("x"));
    assert_eq!(session.handle(ToWorker::Free { columns: vec!["x".into(), "unknown".into()] }), []);
    assert_eq!((ask(&mut session, by("name")), rows(&mut session, &["name", "n"], vec![], 0, 9)), before);
    let replies = session.handle(ToWorker::Query { query: 1, asker: "t1".into(), urgency: Urgency::Shown, spec: by("x") });
    let [Reply { message: FromWorker::QueryFailed { problem, .. }, .. }] = &replies[..] else { panic!("{replies:?}") };
    assert!(problem.detail.contains('x'), "{problem:?}");
    assert_eq!(session.loads.bytes(1).len(), 0);
}

#[test]
fn columns_that_are_still_on_their_way_are_not_freed() {
    let (mut session, bytes) = (WorkerSession::new(), flights());
    session.begin(0, 0);
    session.feed(0, &bytes[..bytes.len() - 9]);
    session.handle(ToWorker::Free { columns: vec!["name".into(), "n".into()] });
    session.feed(0, &bytes[bytes.len() - 9..]);
    session.end(0);
    assert_eq!(ask(&mut session, by("name")), ask(&mut loaded(), by("name")));
}
