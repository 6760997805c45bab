//! Rows that are appended while a session lives.

use arrow_array::{BinaryArray, StringArray};

use super::*;
use crate::wire::problem::Code;
use crate::wire::query::Op;

/// Appended rows as the live stream sends them: text without a dictionary, the columns of both loads.
fn appended(names: Vec<Option<&str>>, numbers: Vec<i64>, x: Vec<f64>) -> RecordBatch {
    let columns: [(&str, ArrayRef, bool); 3] = [
        ("name", Arc::new(StringArray::from(names)), true),
        ("n", Arc::new(Int64Array::from(numbers)), true),
        ("x", Arc::new(Float64Array::from(x)), true),
    ];
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// The stream's bytes without its end marker, which is 8 bytes long: it stays open.
fn open_stream(batches: &[RecordBatch]) -> Vec<u8> {
    let bytes = stream(batches);
    bytes[..bytes.len() - 8].to_vec()
}

fn one() -> RecordBatch {
    appended(vec![Some("ZZ"), Some("UA")], vec![6, 7], vec![0.0, 8.0])
}

fn two() -> RecordBatch {
    appended(vec![None], vec![8], vec![-1.0])
}

fn live_rows(replies: &[Reply]) -> Vec<u64> {
    replies.iter().filter_map(|reply| if let FromWorker::LiveRows { rows, .. } = reply.message { Some(rows) } else { None }).collect()
}

#[test]
fn appended_rows_come_after_the_loads_and_join_their_groups() {
    let mut session = loaded();
    assert_eq!(ask(&mut session, by("name")).1, 5);
    assert_eq!(session.begin_live(1), 0);
    assert_eq!(live_rows(&session.feed_live(1, &open_stream(&[one()]), 0.0)), [2]);
    let (groups, covered, complete) = ask(&mut session, by("name"));
    let names = |rows: &[Vec<Value>]| rows.iter().map(|row| (row[0].clone(), row[1].clone())).collect::<Vec<_>>();
    let expected = [(text("AA"), 1), (text("DL"), 1), (text("UA"), 3), (text("ZZ"), 1), (Value::Null, 1)];
    assert_eq!(names(&groups), expected.map(|(name, n)| (name, Value::Int(n))));
    assert_eq!((covered, complete), (7, true));
    let only = FilterSpec { column: "name".into(), one_of: Some(vec![Some(Scalar::Text("ZZ".into()))]), ..FilterSpec::default() };
    assert_eq!(rows(&mut session, &["name", "x"], vec![only], 0, 9), (1, vec![vec![Some("ZZ".into()), Some("0.0".into())]]));
    assert_eq!(rows(&mut session, &["n"], vec![], 4, 9).1, [[Some("5".to_owned())], [Some("6".into())], [Some("7".into())]]);
}

#[test]
fn only_the_appended_rows_are_counted_for_an_answer_that_stands() {
    let mut session = loaded();
    session.standings.stride(1);
    // How many batches are gone through for the answer, which is the last.
    let mut strides = || {
        session.wait(ToWorker::Query { query: 1, asker: "t1".into(), urgency: Urgency::Shown, spec: by("name") });
        let strides = std::iter::from_fn(|| session.answer_next()).count();
        session.begin_live(1);
        session.feed_live(1, &open_stream(&[one()]), 0.0);
        strides
    };
    assert_eq!([strides(), strides()], [2, 1]);
    let mut whole = loaded();
    whole.begin_live(1);
    whole.feed_live(1, &open_stream(&[one(), one()]), 0.0);
    assert_eq!(ask(&mut session, by("name")), ask(&mut whole, by("name")));
}

#[test]
fn a_sample_that_stands_takes_appended_rows_in() {
    let specs = [
        r#"{"m4":{"x":"n","y":"x","width":3,"x_range":[1,9],"filters":[{"column":"n","between":[2,null]}]}}"#,
        r#"{"density":{"x":"n","y":"n","width":2,"height":2,"x_range":[1,9],"y_range":[1,9]}}"#,
        r#"{"reservoir":{"columns":["n","name"],"rows":3,"seed":5}}"#,
    ];
    for spec in specs {
        let (mut standing, mut anew) = (loaded(), loaded());
        standing.samples.stride(1);
        let strides = |session: &mut WorkerSession| {
            session.wait(ToWorker::Sample {
                query: 3,
                asker: "t1".into(),
                urgency: Urgency::Shown,
                first_row: 0,
                spec: serde_json::from_str(spec).unwrap(),
            });
            let replies: Vec<_> = std::iter::from_fn(|| session.answer_next()).collect();
            (replies.len(), replies.last().unwrap()[0].bytes.clone())
        };
        assert_eq!(strides(&mut standing).0, 2, "{spec}");
        for session in [&mut standing, &mut anew] {
            session.begin_live(1);
            session.feed_live(1, &open_stream(&[one()]), 0.0);
        }
        assert_eq!(strides(&mut standing), (1, strides(&mut anew).1), "{spec}");
    }
}

#[test]
fn rows_of_the_table_are_counted_in_strides_and_the_appended_ones_alone_later() {
    let mut session = loaded();
    session.matches.stride(1);
    let mut strides = || {
        let (columns, filters) = (vec!["n".into()], vec![FilterSpec { column: "n".into(), is_null: Some(false), ..FilterSpec::default() }]);
        session.wait(ToWorker::Rows { query: 2, asker: "t1".into(), urgency: Urgency::Shown, columns, filters, offset: 0, limit: 0, picture: None });
        let replies: Vec<_> = std::iter::from_fn(|| session.answer_next()).collect();
        session.begin_live(1);
        session.feed_live(1, &open_stream(&[one()]), 0.0);
        let FromWorker::Rows { matched, .. } = replies.last().unwrap()[0].message else { panic!("{replies:?}") };
        (replies.len(), matched)
    };
    assert_eq!([strides(), strides()], [(2, 5), (1, 7)]);
}

#[test]
fn every_measure_that_stands_takes_appended_rows_in() {
    let measure = |op: Op| Measure {
        q: matches!(op, Op::Quantile | Op::ApproxQuantile).then_some(0.75),
        with: matches!(op, Op::Corr | Op::Covar).then(|| "n".into()),
        column: (op != Op::Count).then(|| "x".into()),
        ..Measure::count()
    };
    for op in Op::ALL {
        let spec = QuerySpec { measures: vec![Measure { op, ..measure(op) }], ..by("name") };
        let grow = |session: &mut WorkerSession| {
            session.begin_live(1);
            session.feed_live(1, &open_stream(&[one(), two()]), 0.0);
        };
        let (mut standing, mut anew) = (loaded(), loaded());
        // As text, in which NaN is NaN.
        let told = |session: &mut WorkerSession| format!("{:?}", ask(session, spec.clone()));
        let before = told(&mut standing);
        grow(&mut standing);
        grow(&mut anew);
        let grown = told(&mut standing);
        assert_eq!(grown, told(&mut anew), "{op}");
        assert!(grown != before, "{op}");
    }
}

#[test]
fn a_stream_in_pieces_of_any_size_gives_each_row_once() {
    let bytes = open_stream(&[one(), two()]);
    for size in [1, 7, 64, bytes.len()] {
        let mut session = loaded();
        session.begin_live(1);
        let told: Vec<u64> = bytes.chunks(size).flat_map(|chunk| live_rows(&session.feed_live(1, chunk, 0.0))).collect();
        assert_eq!(told.last(), Some(&3), "pieces of {size}");
        assert_eq!(ask(&mut session, QuerySpec::count(vec![])).0, [[Value::Int(8)]], "pieces of {size}");
    }
}

#[test]
fn a_stream_cut_anywhere_goes_on_with_the_rows_that_are_missing() {
    let whole = open_stream(&[one(), two()]);
    for cut in 0..whole.len() {
        let mut session = loaded();
        session.begin_live(1);
        session.feed_live(1, &whole[..cut], 0.0);
        let over = session.end_live(1);
        assert!(matches!(&over[..], [Reply { message: FromWorker::LiveOver { live: 1, problem: Some(_) }, .. }]), "{cut}: {over:?}");
        let skip = session.begin_live(2);
        let rest: &[RecordBatch] = match skip {
            0 => &[one(), two()],
            2 => &[two()],
            3 => &[],
            other => panic!("{other} of batches of 2 and 1 rows"),
        };
        if !rest.is_empty() {
            session.feed_live(2, &open_stream(rest), 0.0);
        }
        assert_eq!(ask(&mut session, by("n")).1, 8, "cut at {cut}");
    }
}

#[test]
fn a_stream_that_ends_in_order_says_that_rows_were_replaced() {
    let mut session = loaded();
    session.begin_live(1);
    session.feed_live(1, &stream(&[one()]), 0.0);
    assert_eq!(session.end_live(1), [Reply::from(FromWorker::LiveOver { live: 1, problem: None })]);
}

#[test]
fn a_stream_that_was_left_adds_nothing() {
    let mut session = loaded();
    session.begin_live(1);
    session.begin_live(2);
    assert_eq!(session.feed_live(1, &open_stream(&[one()]), 0.0), []);
    session.handle(ToWorker::LeaveLive);
    assert_eq!(session.feed_live(2, &open_stream(&[one()]), 0.0), []);
    assert_eq!((session.end_live(1), session.end_live(2)), (vec![], vec![]));
    assert_eq!(ask(&mut session, QuerySpec::count(vec![])).1, 5);
}

#[test]
fn bytes_that_are_no_stream_end_it_and_leave_the_rows_that_are_here() {
    let mut session = loaded();
    session.begin_live(1);
    session.feed_live(1, &open_stream(&[one()]), 0.0);
    // The head of a message of eight bytes, which are no message.
    let over = session.feed_live(1, &[255, 255, 255, 255, 8, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7], 0.0);
    let [Reply { message: FromWorker::LiveOver { live: 1, problem: Some(problem) }, .. }] = &over[..] else { panic!("{over:?}") };
    assert_eq!(problem.code, Code::DamagedFile);
    assert_eq!(ask(&mut session, by("name")).1, 7);
    assert_eq!(session.begin_live(2), 2);
}

#[test]
fn appended_rows_wait_until_the_loads_are_whole() {
    let mut session = WorkerSession::new();
    session.begin(0, 0);
    let base = flights();
    session.feed(0, &base[..base.len() - 8]);
    session.begin_live(1);
    session.feed_live(1, &open_stream(&[one()]), 0.0);
    assert_eq!(ask(&mut session, by("n")).1, 5);
    session.feed(0, &base[base.len() - 8..]);
    session.end(0);
    assert_eq!(ask(&mut session, by("n")).1, 7);
}

#[test]
fn pictures_come_as_addresses_and_other_binary_cells_as_sizes() {
    let pixels: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![Some(b"\x89PNG\r\n\x1a\n"), Some(b"no picture"), None]));
    let batch = RecordBatch::try_from_iter_with_nullable([("image", pixels, true)]).unwrap();
    let mut session = WorkerSession::new();
    session.begin(0, 0);
    session.feed(0, stream(&[batch]));
    let mut cells = |picture: Option<&str>| {
        let (columns, picture) = (vec!["image".to_owned()], picture.map(str::to_owned));
        let replies = session.handle(ToWorker::Rows {
            query: 3,
            asker: "t1".into(),
            urgency: Urgency::Shown,
            columns,
            filters: vec![],
            offset: 0,
            limit: 9,
            picture,
        });
        let [Reply { message: FromWorker::Rows { cells, .. }, .. }] = &replies[..] else { panic!("{replies:?}") };
        cells.iter().map(|row| row[0].clone()).collect::<Vec<_>>()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(cells(Some("image")), [text("data:image/png;base64,iVBORw0KGgo="), text(""), None]);
    assert_eq!(cells(None), [text("8 B"), text("10 B"), None]);
}
