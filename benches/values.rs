//! Aggregates that look at values one by one: sums of floats, extremes, ends, modes, distinct values, quantiles, moments, sketches; and at pairs of them.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table, query};
use shared::wire::query::{GroupKey, Measure, Op};

fn with(op: Op, column: &str, other: &str) -> Measure {
    Measure { with: Some(other.into()), ..Measure::of(op, column) }
}

/// Two ops of a column.
fn both(ops: [Op; 2], column: &str) -> Vec<Measure> {
    ops.map(|op| Measure::of(op, column)).to_vec()
}

fn values(c: &mut Criterion) {
    let (table, readings) = (Table::flights(), Table::readings());
    let quantile = Measure { q: Some(0.95), ..Measure::of(Op::Quantile, "delay") };
    let origin = || vec![GroupKey::plain("origin")];
    let questions = [
        ("min and max", query(vec![], both([Op::Min, Op::Max], "delay"))),
        ("min and max by 229 texts", query(origin(), both([Op::Min, Op::Max], "delay"))),
        ("min and max of texts", query(vec![], both([Op::Min, Op::Max], "destination"))),
        ("first and last", query(vec![], both([Op::First, Op::Last], "delay"))),
        ("first and last by 229 texts", query(origin(), both([Op::First, Op::Last], "delay"))),
        ("mode", query(vec![], vec![Measure::of(Op::Mode, "delay")])),
        ("mode of texts by 229 texts", query(origin(), vec![Measure::of(Op::Mode, "destination")])),
        ("f distinct", query(vec![], vec![Measure::of(Op::Distinct, "date")])),
        ("g median and 95th percentile", query(vec![], vec![Measure::of(Op::Median, "delay"), quantile])),
        ("median by 229 texts", query(vec![GroupKey::plain("origin")], vec![Measure::of(Op::Median, "delay")])),
        ("variance", query(vec![], vec![Measure::of(Op::Variance, "delay")])),
        ("approx_distinct", query(vec![], vec![Measure::of(Op::ApproxDistinct, "date")])),
        ("approx_quantile", query(vec![], vec![Measure { q: Some(0.5), ..Measure::of(Op::ApproxQuantile, "distance") }])),
        ("skewness and kurtosis", query(vec![], vec![Measure::of(Op::Skewness, "delay"), Measure::of(Op::Kurtosis, "delay")])),
        ("corr and covar", query(vec![], vec![with(Op::Corr, "delay", "distance"), with(Op::Covar, "delay", "distance")])),
        ("corr by 229 texts", query(vec![GroupKey::plain("origin")], vec![with(Op::Corr, "delay", "distance")])),
    ];
    let of_floats = [
        ("sum of floats", query(vec![], vec![Measure::of(Op::Sum, "value")])),
        ("min and max of floats", query(vec![], both([Op::Min, Op::Max], "value"))),
        ("mode of floats that differ", query(vec![], vec![Measure::of(Op::Mode, "value")])),
        ("variance of floats", query(vec![], vec![Measure::of(Op::Variance, "value")])),
        ("skewness and kurtosis of floats", query(vec![], vec![Measure::of(Op::Skewness, "value"), Measure::of(Op::Kurtosis, "value")])),
        ("corr of floats", query(vec![], vec![with(Op::Corr, "value", "other")])),
    ];
    let mut group = c.benchmark_group("values");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(10);
    for (name, spec) in questions {
        group.bench_function(name, |b| b.iter(|| table.ask(&spec)));
    }
    for (name, spec) in of_floats {
        group.bench_function(name, |b| b.iter(|| readings.ask(&spec)));
    }
    group.finish();
}

criterion_group!(benches, values);
criterion_main!(benches);
