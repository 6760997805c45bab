//! The index of a brush: making it, and one step.

#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use rows::{Table, query};
use shared::engine::cube::Cube;
use shared::engine::value::Value;
use shared::wire::query::{BinSpec, GroupKey, Measure, Scalar};

fn cube(c: &mut Criterion) {
    let table = Table::flights();
    let cuts = BinSpec { cuts: Some((-20..240).map(Scalar::Int).collect()), ..BinSpec::default() };
    let active = GroupKey { column: "delay".into(), bin: Some(cuts) };
    let distance = GroupKey { column: "distance".into(), bin: Some(BinSpec { width: Some(100.0), ..BinSpec::default() }) };
    let views = [vec![], vec![distance], vec![GroupKey::plain("origin")]];
    let ask = || {
        let cube = |view: &Vec<GroupKey>| {
            let keys = [active.clone()].into_iter().chain(view.clone()).collect();
            Cube::of(&table.ask(&query(keys, vec![Measure::count(), Measure::count()])), 1)
        };
        views.iter().map(cube).collect::<Vec<_>>()
    };
    let cubes = ask();
    let mut group = c.benchmark_group("cube");
    group.sample_size(20);
    group.bench_function("index of three views", |b| b.iter(ask));
    let mut lo = 0;
    group.bench_function("one step of three views", |b| {
        b.iter(|| {
            lo = (lo + 1) % 100;
            let within = |_: usize, value: &Value| matches!(value, Value::Int(bin) if (lo..lo + 60).contains(bin));
            cubes.iter().map(|cube| cube.answer(&cube.select(within))).collect::<Vec<_>>()
        });
    });
    group.finish();
}

criterion_group!(benches, cube);
criterion_main!(benches);
