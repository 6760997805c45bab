//! Samples: lines, densities, rows drawn by lot.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table};
use shared::wire::query::Scalar;
use shared::wire::sample::{ColorScale, DensitySpec, M4Spec, ReservoirSpec, SampleSpec};

fn sampling(c: &mut Criterion) {
    let (flights, readings) = (Table::flights(), Table::readings());
    let times = Some(["2015-01-01T00:00:00", "2015-07-01T00:00:00"].map(|time| Scalar::Text(time.into())));
    let wholes = |lo: i64, hi: i64| Some([lo, hi].map(Scalar::Int));
    let floats = |lo: f64, hi: f64| Some([lo, hi].map(Scalar::Float));
    let m4 = |x: &str, y: &str, x_range| SampleSpec::M4(M4Spec { x: x.into(), y: y.into(), width: 1_000, x_range, filters: vec![] });
    let density = |x: &str, y: &str, x_range, y_range| {
        let (scale, ramp) = (ColorScale::Log, None);
        SampleSpec::Density(DensitySpec { x: x.into(), y: y.into(), width: 600, height: 400, x_range, y_range, filters: vec![], scale, ramp })
    };
    let reservoir = |columns: &[&str], rows: usize| {
        SampleSpec::Reservoir(ReservoirSpec { columns: columns.iter().map(|column| (*column).into()).collect(), rows, seed: 7, filters: vec![] })
    };
    let samples = [
        ("m4 of times", &flights, m4("date", "delay", times)),
        ("m4 of floats", &readings, m4("value", "other", floats(20.0, 21.0))),
        ("density of whole numbers", &flights, density("distance", "delay", wholes(0, 5_000), wholes(-20, 240))),
        ("density of floats", &readings, density("value", "other", floats(20.0, 21.0), floats(0.0, 3.0))),
        ("reservoir of 1,000 rows", &flights, reservoir(&["date", "delay", "origin"], 1_000)),
        ("reservoir of 100,000 rows", &flights, reservoir(&["date", "delay", "origin"], 100_000)),
    ];
    let mut group = c.benchmark_group("sampling");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(20);
    for (name, table, spec) in samples {
        group.bench_function(name, |b| b.iter(|| table.sample(&spec)));
    }
    group.finish();
}

criterion_group!(benches, sampling);
criterion_main!(benches);
