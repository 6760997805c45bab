//! Filters of texts: asked once per text where there are few, once per row where all differ.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rows::{ROWS, Table};
use shared::engine::plan::parse_filters;
use shared::wire::query::FilterSpec;

fn filters(c: &mut Criterion) {
    let tables = [("229 texts", Table::flights(), "origin", "12"), ("1,000,000 texts", Table::readings(), "sensor", "0a3f")];
    let mut group = c.benchmark_group("filters");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(20);
    for (texts, table, column, part) in &tables {
        let part = || Some((*part).to_owned());
        let tests = [
            ("contains", FilterSpec { contains: part(), ..FilterSpec::default() }),
            ("contains, small or capital,", FilterSpec { contains: part(), ignore_case: true, ..FilterSpec::default() }),
            ("starts_with", FilterSpec { starts_with: part(), ..FilterSpec::default() }),
            ("matches", FilterSpec { matches: Some("[02468]f?$".into()), ..FilterSpec::default() }),
        ];
        for (name, test) in tests {
            let filter = FilterSpec { column: (*column).to_owned(), ..test };
            let filter = parse_filters(&[filter], &table.schema).unwrap_or_else(|error| panic!("{error}")).remove(0);
            let columns: Vec<_> = table.columns.iter().collect();
            let masks = || (0..table.chunk_rows.len()).map(|chunk| filter.mask(&columns, chunk)).collect::<Vec<_>>();
            group.bench_function(format!("{name} of {texts}"), |b| b.iter(masks));
        }
    }
    group.finish();
}

criterion_group!(benches, filters);
criterion_main!(benches);
