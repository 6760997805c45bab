//! The figures of one file as a Markdown table and as ratios.

use super::Figures;
use crate::bench::table::{MIB, grouped, number};

/// One column an importer; `megabytes` are the file's.
pub fn markdown(rows: usize, megabytes: f64, figures: &[Figures]) -> String {
    let line = |says: &str, cell: &dyn Fn(&Figures) -> Option<f64>| {
        let cells: Vec<String> = figures.iter().map(|figures| cell(figures).map_or_else(|| "—".to_owned(), number)).collect();
        format!("| {says} | {} |", cells.join(" | "))
    };
    let names: Vec<&str> = figures.iter().map(|figures| figures.name).collect();
    let part = |at: usize| move |figures: &Figures| (figures.peaks.len() > 1).then(|| figures.peaks[at] / MIB);
    [
        format!("| {} rows, {} MB of CSV | {} |", grouped(rows as f64), grouped(megabytes), names.join(" | ")),
        format!("| --- |{}", " ---: |".repeat(names.len())),
        line("import, s", &|figures| Some(figures.secs)),
        line("… MB of CSV a second", &|figures| Some(megabytes / figures.secs)),
        line("most memory, MiB", &|figures| Some(figures.peak() / MIB)),
        line("… the server's", &part(0)),
        line("… that of the child that reads", &part(1)),
        line("Parquet, MB", &|figures| Some(figures.bytes / 1e6)),
    ]
    .join("\n")
}

/// What the first, ours, takes beside each of the others.
pub fn ratios(figures: &[Figures]) -> String {
    let Some((ours, others)) = figures.split_first() else { return String::new() };
    let said = others.iter().map(|theirs| {
        let (time, memory) = (ours.secs / theirs.secs, ours.peak() / theirs.peak());
        format!("- {} beside {}: {time:.2}x the time, {memory:.2}x the memory", ours.name, theirs.name)
    });
    said.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> [Figures; 2] {
        let ours = Figures { name: "Sightline", secs: 3.0, peaks: vec![MIB * 30.0, MIB * 70.0], bytes: 2e6 };
        [ours, Figures { name: "DuckDB", secs: 2.0, peaks: vec![MIB * 400.0], bytes: 4e6 }]
    }

    #[test]
    fn processes_are_added_up_and_told_apart() {
        let table = markdown(1_000, 60.0, &figures());
        for line in ["| 1,000 rows, 60 MB of CSV | Sightline | DuckDB |", "| most memory, MiB | 100 | 400 |", "| … the server's | 30 | — |"] {
            assert!(table.contains(line), "{table}");
        }
    }

    #[test]
    fn a_ratio_above_one_is_to_our_disadvantage() {
        assert_eq!(ratios(&figures()), "- Sightline beside DuckDB: 1.50x the time, 0.25x the memory");
    }
}
