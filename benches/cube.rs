//! The index of a brush: making it, and one step.

#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use rows::{Table, query};
use shared::engine::cube::Cube;
use shared::engine::value::Value;
use shared::wire::query::{BinSpec, GroupKey, Measure, Op, Scalar};

fn binned(column: &str, bin: BinSpec) -> GroupKey {
    GroupKey { column: column.into(), bin: Some(bin) }
}

fn width(width: f64) -> BinSpec {
    BinSpec { width: Some(width), ..BinSpec::default() }
}

fn cube(c: &mut Criterion) {
    let table = Table::flights();
    let delay = binned("delay", BinSpec { cuts: Some((-20..240).map(Scalar::Int).collect()), ..BinSpec::default() });
    let distance = binned("distance", width(100.0));
    let views = [vec![], vec![distance.clone()], vec![GroupKey::plain("origin")]];
    let extremes = vec![Measure::of(Op::Min, "date"), Measure::of(Op::Max, "distance")];
    let sketched = Measure { q: Some(0.5), ..Measure::of(Op::ApproxQuantile, "distance") };
    let brushes = [
        ("counts", vec![delay.clone()], vec![Measure::count()]),
        ("least and greatest", vec![delay.clone()], extremes),
        ("medians", vec![delay.clone()], vec![Measure::of(Op::Median, "distance")]),
        ("sketched medians", vec![delay.clone()], vec![sketched]),
        ("sketched distinct counts", vec![delay], vec![Measure::of(Op::ApproxDistinct, "distance")]),
        ("counts on two axes", vec![binned("delay", width(5.0)), distance.clone()], vec![Measure::count()]),
        ("medians on two axes", vec![binned("delay", width(5.0)), distance], vec![Measure::of(Op::Median, "delay")]),
    ];
    let mut group = c.benchmark_group("cube");
    group.sample_size(20);
    for (name, active, measures) in brushes {
        let ask = |view: &Vec<GroupKey>| {
            let measures = [Measure::count()].into_iter().chain(measures.clone()).collect();
            table.ask(&query(active.iter().chain(view).cloned().collect(), measures))
        };
        let index = || views.iter().map(|view| Cube::of(&ask(view), active.len())).collect::<Vec<_>>();
        let cubes = index();
        println!("{name}: {} KiB", cubes.iter().map(Cube::bytes).sum::<usize>() >> 10);
        group.bench_function(format!("index of three views, {name}"), |b| b.iter(index));
        let mut lo = 0;
        group.bench_function(format!("one step of three views, {name}"), |b| {
            b.iter(|| {
                lo = (lo + 1) % 100;
                let within = |axis: usize, value: &Value| {
                    let (lo, hi) = if axis == 0 { (lo, lo + 60) } else { (10 * lo, 10 * lo + 1_500) };
                    value.as_f64().is_some_and(|at| (f64::from(lo)..f64::from(hi)).contains(&at))
                };
                cubes.iter().map(|cube| cube.answer(&cube.select(within))).collect::<Vec<_>>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, cube);
criterion_main!(benches);
