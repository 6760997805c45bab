//! What comes in and out: packing batches, masks of filters, partials as bytes and merged.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table, batches, columns, query};
use shared::engine::partial::Partial;
use shared::engine::plan::parse_filters;
use shared::wire::query::{FilterSpec, GroupKey, Measure, Op, Scalar};

fn store(c: &mut Criterion) {
    let (batches, table) = (batches(), Table::flights());
    let bytes: usize = table.columns.iter().map(shared::engine::store::Column::bytes).sum();
    println!("{:.1} bytes per row", bytes as f64 / ROWS as f64);
    let mut group = c.benchmark_group("store");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(20);
    group.bench_function("pack five columns", |b| b.iter(|| columns(&batches)));
    let filters = [
        ("mask of a range", FilterSpec { column: "distance".into(), between: Some([Some(Scalar::Int(500)), None]), ..FilterSpec::default() }),
        ("mask of a set", FilterSpec { column: "origin".into(), one_of: Some(vec![Some(Scalar::Text("123".into()))]), ..FilterSpec::default() }),
    ];
    for (name, filter) in filters {
        let filter = parse_filters(&[filter], &table.schema).unwrap_or_else(|error| panic!("{error}")).remove(0);
        let columns: Vec<_> = table.columns.iter().collect();
        group.bench_function(name, |b| b.iter(|| (0..table.chunk_rows.len()).map(|chunk| filter.mask(&columns, chunk)).collect::<Vec<_>>()));
    }
    let partial = table.ask(&query(vec![GroupKey::plain("date")], vec![Measure::count(), Measure::of(Op::Sum, "delay")]));
    let bytes = partial.to_bytes();
    group.throughput(Throughput::Elements(partial.groups() as u64));
    group.bench_function("partial to bytes", |b| b.iter(|| partial.to_bytes()));
    group.bench_function("partial from bytes", |b| b.iter(|| Partial::from_bytes(&bytes)));
    group.bench_function("merge of partials", |b| {
        b.iter(|| {
            let mut merged = partial.clone();
            merged.merge(partial.clone());
            merged
        });
    });
    group.finish();
}

criterion_group!(benches, store);
criterion_main!(benches);
