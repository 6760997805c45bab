//! Group-bys, by what the browser bench calls them.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table, query};
use shared::wire::query::{BinSpec, FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};

fn groups(c: &mut Criterion) {
    let table = Table::flights();
    let mean = |column: &str| vec![Measure::count(), Measure::of(Op::Mean, column)];
    let width = BinSpec { width: Some(5.0), ..BinSpec::default() };
    let between =
        FilterSpec { column: "distance".into(), between: Some([Some(Scalar::Int(500)), Some(Scalar::Int(1_500))]), ..FilterSpec::default() };
    let questions = [
        ("a count and mean by 229 texts", query(vec![GroupKey::plain("origin")], mean("delay"))),
        ("b sum by two keys", query(vec![GroupKey::plain("origin"), GroupKey::plain("destination")], vec![Measure::of(Op::Sum, "distance")])),
        ("c histogram", query(vec![GroupKey { column: "delay".into(), bin: Some(width) }], vec![Measure::count()])),
        ("d filtered", QuerySpec { filters: vec![between], ..query(vec![GroupKey::plain("destination")], mean("delay")) }),
        ("e 260,000 groups", query(vec![GroupKey::plain("date")], vec![Measure::count(), Measure::of(Op::Sum, "delay")])),
    ];
    let mut group = c.benchmark_group("groups");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(20);
    for (name, spec) in questions {
        group.bench_function(name, |b| b.iter(|| table.ask(&spec)));
    }
    group.finish();
}

criterion_group!(benches, groups);
criterion_main!(benches);
