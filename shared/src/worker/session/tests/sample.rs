//! Samples of a session's rows.

use super::*;
use crate::engine::sample::Sample;
use crate::wire::problem::Code;

fn ask_for(session: &mut WorkerSession, first_row: u64, spec: &str) -> Sample {
    let replies = session.handle(ToWorker::Sample { query: 3, urgency: Urgency::Shown, first_row, spec: serde_json::from_str(spec).unwrap() });
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
    let spec = serde_json::from_str(r#"{"m4":{"x":"name","y":"n","width":9}}"#).unwrap();
    let replies = loaded().handle(ToWorker::Sample { query: 3, urgency: Urgency::Shown, first_row: 0, spec });
    let [Reply { message: FromWorker::QueryFailed { query: 3, problem }, .. }] = &replies[..] else { panic!("{replies:?}") };
    assert_eq!((problem.code, problem.param("field")), (Code::InvalidQuery, "m4.x"));
}

#[test]
fn before_any_schema_there_is_no_sample() {
    let spec = serde_json::from_str(r#"{"m4":{"x":"n","y":"n","width":9}}"#).unwrap();
    let mut session = WorkerSession::new();
    session.wait(ToWorker::Sample { query: 4, urgency: Urgency::Shown, first_row: 0, spec });
    assert_eq!(session.answer_next(), Some(vec![FromWorker::Sample { query: 4 }.into()]));
    assert_eq!(session.answer_next(), None);
}
