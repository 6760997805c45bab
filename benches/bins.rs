//! Bin rules: which group a value is in. Each is a count by one key.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table, query};
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, Measure, Scalar};

fn bins(c: &mut Criterion) {
    let (flights, readings) = (Table::flights(), Table::readings());
    let every = |unit: CalendarUnit| BinSpec { every: Some(unit), ..BinSpec::default() };
    // Its clocks went forward on 8 March 2015.
    let offsets = Some(vec![[1_414_908_000, -5 * 3_600], [1_425_798_000, -4 * 3_600]]);
    let in_zone = |unit: CalendarUnit| BinSpec { zone: Some("America/New_York".into()), offsets: offsets.clone(), ..every(unit) };
    let cuts = |cuts: Vec<Scalar>| BinSpec { cuts: Some(cuts), ..BinSpec::default() };
    let prefix = BinSpec { prefix: Some(2), ..BinSpec::default() };
    let log = BinSpec { log: Some(2.0), ..BinSpec::default() };
    let rules = [
        ("width of floats", &readings, "value", BinSpec { width: Some(0.05), ..BinSpec::default() }),
        ("log of whole numbers", &flights, "distance", log.clone()),
        ("log of floats", &readings, "value", log),
        ("20 cuts", &flights, "delay", cuts((-1..19).map(|k| Scalar::Int(10 * k)).collect())),
        ("1,000 cuts of floats", &readings, "value", cuts((0..1_000).map(|k| Scalar::Float(20.0 + f64::from(k) / 1_000.0)).collect())),
        ("days", &flights, "date", every(CalendarUnit::Day)),
        ("months", &flights, "date", every(CalendarUnit::Month)),
        ("hours of a zone", &readings, "instant", in_zone(CalendarUnit::Hour)),
        ("months of a zone", &readings, "instant", in_zone(CalendarUnit::Month)),
        ("prefix of 229 texts", &flights, "origin", prefix.clone()),
        ("prefix of 1,000,000 texts", &readings, "sensor", BinSpec { prefix: Some(9), ..prefix }),
    ];
    let mut group = c.benchmark_group("bins");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(20);
    for (name, table, column, bin) in rules {
        let spec = query(vec![GroupKey { column: column.into(), bin: Some(bin) }], vec![Measure::count()]);
        group.bench_function(name, |b| b.iter(|| table.ask(&spec)));
    }
    group.finish();
}

criterion_group!(benches, bins);
criterion_main!(benches);
