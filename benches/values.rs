//! Aggregates that look at values one by one: distinct values, quantiles, moments, sketches.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table, query};
use shared::wire::query::{GroupKey, Measure, Op};

fn values(c: &mut Criterion) {
    let table = Table::flights();
    let quantile = Measure { q: Some(0.95), ..Measure::of(Op::Quantile, "delay") };
    let questions = [
        ("f distinct", query(vec![], vec![Measure::of(Op::Distinct, "date")])),
        ("g median and 95th percentile", query(vec![], vec![Measure::of(Op::Median, "delay"), quantile])),
        ("median by 229 texts", query(vec![GroupKey::plain("origin")], vec![Measure::of(Op::Median, "delay")])),
        ("variance", query(vec![], vec![Measure::of(Op::Variance, "delay")])),
        ("approx_distinct", query(vec![], vec![Measure::of(Op::ApproxDistinct, "date")])),
        ("approx_quantile", query(vec![], vec![Measure { q: Some(0.5), ..Measure::of(Op::ApproxQuantile, "distance") }])),
    ];
    let mut group = c.benchmark_group("values");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(10);
    for (name, spec) in questions {
        group.bench_function(name, |b| b.iter(|| table.ask(&spec)));
    }
    group.finish();
}

criterion_group!(benches, values);
criterion_main!(benches);
