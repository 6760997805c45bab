//! Samples of a session's rows.

use super::*;
use crate::engine::sample::Sample;
use crate::wire::problem::Code;

fn sample(query: u64, first_row: u64, spec: &str) -> ToWorker {
    ToWorker::Sample { query, asker: "t1:line".into(), urgency: Urgency::Shown, first_row, spec: serde_json::from_str(spec).unwrap() }
}

fn ask_for(session: &mut WorkerSession, first_row: u64, spec: &str) -> Sample {
    let replies = session.handle(sample(3, first_row, spec));
    let [Reply { message: FromWorker::Sample { query: 3 }, bytes: Some(bytes) }] = &replies[..] else { panic!("{replies:?}") };
    Sample::from_bytes(bytes).unwrap()
}

/// A session that holds the batches of some streams as one load.
fn holding(batches: &[RecordBatch]) -> WorkerSession {
    let mut session = WorkerSession::new();
    session.begin(0, 0);
    session.feed(0, stream(batches));
    session.end(0);
    session
}

fn numbers(from: i64, rows: i64) -> RecordBatch {
    RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from_iter_values(from..from + rows)) as ArrayRef)]).unwrap()
}

#[test]
fn a_line_goes_through_the_rows_of_all_loads_that_pass() {
    let spec = r#"{"m4":{"x":"n","y":"x","width":2,"x_range":[1,4],"filters":[{"column":"n","between":[2,null]}]}}"#;
    let Sample::M4(line) = ask_for(&mut loaded(), 0, spec) else { panic!() };
    let point = |n: i128, x: f64| [Value::Int(n), Value::Float(x)];
    assert_eq!(line.points(), [point(2, 1.0), point(3, 2.25), point(4, 1e21)]);
    assert_eq!((line.rows, line.outside, line.missing), (3, 0, 1));
}

#[test]
fn a_grid_counts_the_rows_of_every_batch() {
    let spec = r#"{"density":{"x":"n","y":"n","width":2,"height":1,"x_range":[1,5],"y_range":[1,4]}}"#;
    let Sample::Density(grid) = ask_for(&mut loaded(), 0, spec) else { panic!() };
    assert_eq!((grid.counts, grid.outside, grid.missing), (vec![2, 2], 1, 0));
}

#[test]
fn the_same_rows_are_drawn_by_one_worker_and_by_two() {
    let batches = [numbers(0, 700), numbers(700, 800), numbers(1_500, 900)];
    let spec = r#"{"reservoir":{"columns":["n"],"rows":40,"seed":5}}"#;
    let mut merged = ask_for(&mut holding(&batches[2..]), 1_500, spec);
    merged.merge(&ask_for(&mut holding(&batches[..2]), 0, spec));
    assert_eq!(merged, ask_for(&mut holding(&batches), 0, spec));
    let Sample::Reservoir(drawn) = merged else { panic!() };
    assert_eq!((drawn.rows().len(), drawn.of), (40, 2_400));
}

#[test]
fn what_makes_no_sense_is_a_problem_that_names_the_field() {
    let replies = loaded().handle(sample(3, 0, r#"{"m4":{"x":"name","y":"n","width":9}}"#));
    let [Reply { message: FromWorker::QueryFailed { query: 3, problem }, .. }] = &replies[..] else { panic!("{replies:?}") };
    assert_eq!((problem.code, problem.param("field")), (Code::InvalidQuery, "m4.x"));
}

#[test]
fn before_any_schema_there_is_no_sample() {
    let mut session = WorkerSession::new();
    session.wait(sample(4, 0, r#"{"m4":{"x":"n","y":"n","width":9}}"#));
    assert_eq!(session.answer_next(), Some(vec![FromWorker::Sample { query: 4 }.into()]));
    assert_eq!(session.answer_next(), None);
}

const LINE: &str = r#"{"m4":{"x":"n","y":"x","width":2,"x_range":[1,4]}}"#;

#[test]
fn a_sample_gives_way_between_its_strides_and_is_taken_back() {
    let mut session = loaded();
    session.samples.stride(1);
    session.wait(sample(4, 0, LINE));
    assert_eq!(session.answer_next(), Some(vec![]));
    session.wait(ToWorker::Query { query: 5, asker: "t2".into(), urgency: Urgency::Shown, spec: QuerySpec::count(vec![]) });
    assert_eq!(session.samples.standing(), 1);
    session.handle(ToWorker::Cancel { asker: "t1".into() });
    let answered = session.answer_next().unwrap();
    assert!(matches!(answered[0].message, FromWorker::Answer { query: 5, .. }), "{answered:?}");
    assert_eq!((session.answer_next(), session.samples.standing()), (None, 0));
}

#[test]
fn a_sample_of_another_range_is_taken_anew() {
    let mut session = loaded();
    ask_for(&mut session, 0, LINE);
    let other = LINE.replace("[1,4]", "[2,3]");
    assert_eq!(ask_for(&mut session, 0, &other), ask_for(&mut loaded(), 0, &other));
}

#[test]
fn a_worker_holds_nothing_of_an_answer_that_was_taken_back_or_is_large() {
    let mut session = loaded();
    ask(&mut session, by("name"));
    ask_for(&mut session, 0, LINE);
    assert_eq!((session.standings.standing(), session.samples.standing()), (1, 1));
    session.handle(ToWorker::Cancel { asker: "t1".into() });
    assert_eq!((session.standings.standing(), session.samples.standing()), (0, 0));
    session.standings.most_bytes(8);
    let answer = ask(&mut session, by("name"));
    assert_eq!((session.standings.standing(), answer), (0, ask(&mut loaded(), by("name"))));
}
