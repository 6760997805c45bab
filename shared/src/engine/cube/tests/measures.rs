//! What the law measures: every op of a column of each kind that takes it.

use super::rows;
use crate::engine::plan::Plan;
use crate::wire::query::{Measure, Op, QuerySpec};

const COLUMNS: [&str; 9] = ["m", "f", "d", "t", "day", "time", "length", "g", "b"];

pub(super) fn measures() -> Vec<Measure> {
    let schema = rows::batch(&[], false).schema();
    let takes = |measure: &Measure| Plan::parse(&QuerySpec { measures: vec![measure.clone()], ..QuerySpec::default() }, &schema).is_ok();
    let of = |op: Op, column: &str| forms(op, column).into_iter().find(takes);
    let all = Op::ALL.into_iter().flat_map(|op| COLUMNS.into_iter().filter_map(move |column| of(op, column)));
    [Measure::count()].into_iter().chain(all).collect()
}

/// An op of a column as it may be asked: by itself, with a share, with another column.
fn forms(op: Op, column: &str) -> [Measure; 3] {
    // Whole numbers with decimals, decimals with floats, floats with themselves: the three kinds of pairs.
    let other = if column == "m" { "d" } else { "f" };
    let plain = Measure::of(op, column);
    [plain.clone(), Measure { q: Some(0.3), ..plain.clone() }, Measure { with: Some(other.into()), ..plain }]
}

#[test]
fn every_op_is_measured() {
    let measured = measures();
    assert!(Op::ALL.iter().all(|op| measured.iter().any(|measure| measure.op == *op)), "{measured:?}");
}
