#![allow(clippy::unwrap_used)]

mod filters;
mod measures;
mod rows;

use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::*;
use crate::engine::aggregate::approx_quantile::RANK_ERROR;
use crate::engine::execute::{Rows, columns_of, execute};
use crate::engine::order::TotalOrder;
use crate::engine::plan::Plan;
use crate::wire::query::{FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};
use filters::{Side, filter, side};
use measures::measures;
use rows::row;

/// The partial of some rows that begin at `first_row`.
fn partial(spec: &QuerySpec, batch: &RecordBatch, first_row: usize) -> Partial {
    let plan = Plan::parse(spec, &batch.schema()).unwrap();
    let (columns, chunk_rows) = (columns_of(batch), [batch.num_rows()]);
    let columns: Vec<_> = columns.iter().collect();
    let mask = plan.filters.iter().map(|filter| filter.mask(&columns, 0)).reduce(|all, mask| &all & &mask);
    execute(&plan, &Rows { columns, chunk_rows: &chunk_rows, chunks: 0..1, masks: vec![mask], first_row: first_row as u64 })
}

#[track_caller]
fn same(ours: &[Vec<Value>], theirs: &[Vec<Value>]) {
    let close = |a: &Value, b: &Value| match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.order(b).is_eq() || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        _ => a.order(b).is_eq(),
    };
    let rows = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| close(a, b)));
    assert!(rows, "{ours:?}\n{theirs:?}");
}

/// Whatever room there is, for none of the tables and trees, for some or for all: an answer is that of a recount, and the room is kept to.
#[track_caller]
fn check(partial: &Partial, axes: usize, passes: impl Fn(usize, &Value) -> bool, recount: &[Vec<Value>]) {
    let least = Cube::within(partial, axes, 0).bytes();
    for most_bytes in [0, 10_000, 100_000, MOST_BYTES] {
        let cube = Cube::within(partial, axes, most_bytes);
        same(&cube.answer(&cube.select(&passes)).unwrap().rows, recount);
        assert!(cube.bytes() <= least + most_bytes, "{} of {least} and {most_bytes} bytes", cube.bytes());
    }
}

/// A question to a view, a brush of one or two axes, and how the rows come.
#[derive(Clone, Debug)]
struct Case {
    view: Vec<&'static str>,
    measures: Vec<Measure>,
    filters: Vec<FilterSpec>,
    brush: Vec<Side>,
    /// Where rows are cut into batches, in which order these are, and how many are the first worker's.
    pieces: Vec<Index>,
    order: Vec<usize>,
    first_share: usize,
}

fn case() -> impl Strategy<Value = Case> {
    let question = (select(vec![vec![], vec!["g"], vec!["y"], vec!["b", "y"], vec!["day"]]), subsequence(measures(), 1..8));
    let orders = Just((0..5).collect::<Vec<_>>()).prop_shuffle();
    let rows = (vec(any::<Index>(), 4), orders, 0..6usize);
    (question, vec(filter(), 0..3), vec(side(), 1..3), rows).prop_map(|((view, measures), filters, brush, (pieces, order, first_share))| Case {
        view,
        measures,
        filters,
        brush,
        pieces,
        order,
        first_share,
    })
}

impl Case {
    fn spec(&self, axes: Vec<GroupKey>, measures: Vec<Measure>, brush: Vec<FilterSpec>) -> QuerySpec {
        let group_by = axes.into_iter().chain(self.view.iter().map(|column| GroupKey::plain(*column))).collect();
        QuerySpec { group_by, measures, filters: [self.filters.clone(), brush].concat(), ..QuerySpec::default() }
    }

    /// The index: each batch's partial, merged to those of two workers, merged to one.
    fn index(&self, batch: &RecordBatch) -> Partial {
        let spec = self.spec(self.brush.iter().map(Side::key).collect(), [vec![Measure::count()], self.measures.clone()].concat(), vec![]);
        let mut ends: Vec<usize> = self.pieces.iter().map(|end| end.index(batch.num_rows() + 1)).chain([0, batch.num_rows()]).collect();
        ends.sort_unstable();
        let piece = |at: &usize| partial(&spec, &batch.slice(ends[*at], ends[at + 1] - ends[*at]), ends[*at]);
        let merged = |partials: Vec<Partial>| {
            let mut merged = Partial::default();
            partials.into_iter().for_each(|partial| merged.merge(partial));
            merged
        };
        let (first, second) = self.order.split_at(self.first_share);
        merged([first, second].map(|share| merged(share.iter().map(piece).collect())).to_vec())
    }
}

proptest! {
    #[test]
    fn a_step_is_what_a_recount_says(rows in vec(row(), 0..60), wide in any::<bool>(), case in case()) {
        let batch = rows::batch(&rows, wide);
        let recount = partial(&case.spec(vec![], case.measures.clone(), case.brush.iter().map(Side::filter).collect()), &batch, 0);
        check(&case.index(&batch), case.brush.len(), |axis, value| case.brush[axis].passes(value), &recount.answer().rows);
    }
}

/// Rows of the whole numbers `x`, `y` and `m` and the float `f`.
fn numbers(rows: &[(i64, i64, i64, f64)]) -> RecordBatch {
    let wholes = |of: fn(&(i64, i64, i64, f64)) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(rows.iter().map(of))) };
    let floats: ArrayRef = Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.3)));
    RecordBatch::try_from_iter([("x", wholes(|row| row.0)), ("y", wholes(|row| row.1)), ("m", wholes(|row| row.2)), ("f", floats)]).unwrap()
}

/// A count and a measure by `keys`.
fn counted(keys: &[&str], measure: Measure, filters: Vec<FilterSpec>, batch: &RecordBatch) -> Partial {
    let group_by = keys.iter().map(|key| GroupKey::plain(*key)).collect();
    partial(&QuerySpec { group_by, measures: vec![Measure::count(), measure], filters, ..QuerySpec::default() }, batch, 0)
}

#[test]
fn a_view_without_keys_has_one_group_even_where_no_row_passes() {
    let none = FilterSpec { column: "y".into(), is_null: Some(true), ..FilterSpec::default() };
    let of = [(Measure::count(), Value::Int(0)), (Measure::of(Op::Distinct, "m"), Value::Int(0)), (Measure::of(Op::Sum, "f"), Value::Null)];
    for (measure, value) in of {
        for keys in [&["x"][..], &["x", "y"]] {
            let cube = Cube::of(&counted(keys, measure.clone(), vec![none.clone()], &numbers(&[(1, 0, 0, 1.0)])), keys.len());
            assert_eq!(cube.answer(&cube.select(|_, _| true)).unwrap().rows, [[value.clone()]], "{measure:?} by {keys:?}");
        }
    }
}

#[test]
fn floats_whose_sum_over_all_positions_is_infinite_have_a_sum_over_each() {
    let rows = numbers(&[(1, 0, 0, f64::MAX), (2, 1, 0, f64::MAX), (3, 1, 0, 1.5)]);
    for keys in [&["x"][..], &["x", "y"]] {
        let cube = Cube::of(&counted(keys, Measure::of(Op::Sum, "f"), vec![], &rows), keys.len());
        for (x, sum) in [(1, f64::MAX), (2, f64::MAX), (3, 1.5)] {
            let answer = cube.answer(&cube.select(|axis, value| axis > 0 || *value == Value::Int(x))).unwrap();
            assert_eq!(answer.rows, [[Value::Float(sum)]], "{x} by {keys:?}");
        }
    }
}

#[test]
fn summaries_of_places_without_rows_take_nothing() {
    // A HyperLogLog of each of 2,000 positions for one of 500 groups; all groups at all positions and above them would be two million. The rows
    // are counted in a table.
    let rows: Vec<_> = (0..2_000).map(|i| (i, i % 500, i, 0.0)).collect();
    let cube = Cube::of(&counted(&["x", "y"], Measure::of(Op::ApproxDistinct, "m"), vec![], &numbers(&rows)), 1);
    let table = 2_001 * 2 * 500 * 8;
    assert!(cube.bytes() < table + 2_000 * 12 * 100, "{} bytes", cube.bytes());
    let answer = cube.answer(&cube.select(|_, value| matches!(value, Value::Int(x) if (0..1_000).contains(x)))).unwrap();
    assert!(answer.rows.len() == 500 && answer.rows.iter().all(|row| row[1] == Value::Int(2)));
}

#[test]
fn sketches_that_outgrow_their_lists_keep_to_the_room_and_to_their_errors() {
    // 1,000 and 30 values by turns at 12 positions: two of them have more hashes than are kept as they are, one of them more clusters.
    let rows: Vec<_> = (0..6_180).map(|i| (i / 1_030 * 2 + i64::from(i % 1_030 >= 1_000), 0, i, (i * 7_919 % 6_180) as f64)).collect();
    let batch = numbers(&rows);
    let selected: Vec<f64> = rows.iter().filter(|row| (1..10).contains(&row.0)).map(|row| row.3).collect();
    let rank = |x: f64| selected.iter().filter(|other| **other < x).count() as f64 / selected.len() as f64;
    let quantile = Measure { q: Some(0.3), ..Measure::of(Op::ApproxQuantile, "f") };
    let within = FilterSpec { column: "x".into(), between: Some([Some(Scalar::Int(1)), Some(Scalar::Int(10))]), ..FilterSpec::default() };
    for measure in [Measure::of(Op::ApproxDistinct, "m"), quantile] {
        let (partial, recount) = (counted(&["x"], measure.clone(), vec![], &batch), counted(&[], measure.clone(), vec![within.clone()], &batch));
        let least = Cube::within(&partial, 1, 0).bytes();
        for most_bytes in (0..1_000_000).step_by(20_000) {
            let cube = Cube::within(&partial, 1, most_bytes);
            assert!(cube.bytes() <= least + most_bytes, "{measure:?}: {} of {least} and {most_bytes} bytes", cube.bytes());
            let answer = cube.answer(&cube.select(|_, value| matches!(value, Value::Int(1..10)))).unwrap();
            match (&answer.rows[0][0], recount.states().value(1, 0)) {
                (Value::Float(x), _) => assert!((rank(*x) - 0.3).abs() <= RANK_ERROR, "{x} of {most_bytes} bytes"),
                (n, recount) => assert_eq!(*n, recount),
            }
        }
    }
}

#[test]
fn texts_that_every_level_has_again_count() {
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..16).map(|i| format!("{i:01000}"))));
    let batch = RecordBatch::try_from_iter([("x", Arc::new(Int64Array::from_iter_values(0..16)) as ArrayRef), ("text", texts)]).unwrap();
    for op in [Op::Min, Op::Max, Op::First, Op::Last] {
        let bytes = Cube::of(&counted(&["x"], Measure::of(op, "text"), vec![], &batch), 1).bytes();
        assert!((16_000 + 8_000 + 4_000 + 2_000 + 1_000..40_000).contains(&bytes), "{op:?}: {bytes} bytes");
    }
    for op in [Op::Mode, Op::Distinct] {
        let bytes = Cube::of(&counted(&["x"], Measure::of(op, "text"), vec![], &batch), 1).bytes();
        assert!((5 * 16_000..100_000).contains(&bytes), "{op:?}: {bytes} bytes");
    }
}

#[test]
fn a_brush_over_cells_whose_sum_is_beyond_38_digits_has_no_answer_but_each_of_them_has_one() {
    let most = 10i128.pow(38) - 1;
    let at: ArrayRef = Arc::new(Int64Array::from(vec![0, 1]));
    let x: ArrayRef = Arc::new(Decimal128Array::from(vec![most, 1]).with_precision_and_scale(38, 0).unwrap());
    let batch = RecordBatch::try_from_iter([("at", at), ("x", x)]).unwrap();
    let measures = vec![Measure::count(), Measure::of(Op::Sum, "x")];
    let spec = QuerySpec { group_by: vec![GroupKey::plain("at")], measures, ..QuerySpec::default() };
    let cube = Cube::of(&partial(&spec, &batch, 0), 1);
    assert!(cube.answer(&cube.select(|_, _| true)).is_none());
    assert!((0..2).all(|at| cube.answer(&cube.select(|_, value| *value == Value::Int(at))).is_some()));
}
