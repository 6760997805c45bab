//! All importers over one file.

use std::path::Path;

use super::importers::{IMPORTERS, Import};
use crate::bench::timing::{Rounds, interleave, median};

/// A file of 2 GB is read three times by each, beside the time that does not count.
const ROUNDS: Rounds = Rounds { most: 7, least: 3, enough_ms: 20_000.0 };

/// The medians of an importer.
pub struct Figures {
    /// What the table calls it.
    pub name: &'static str,
    /// Seconds.
    pub secs: f64,
    /// Bytes at most of each of its processes.
    pub peaks: Vec<f64>,
    /// Bytes of Parquet.
    pub bytes: f64,
}

impl Figures {
    /// Bytes at most of its processes together.
    pub fn peak(&self) -> f64 {
        self.peaks.iter().sum()
    }
}

/// Every import is compared with the first one: counts and sums are to be the same.
pub fn measure(csv: &Path) -> Vec<Figures> {
    let mut imports: Vec<Vec<Import>> = IMPORTERS.iter().map(|_| Vec::new()).collect();
    let secs = interleave(&ROUNDS, IMPORTERS.len(), |at| {
        let import = IMPORTERS[at].import(csv);
        eprintln!("  {}: {:.2} s, {:.0} MB", IMPORTERS[at].name, import.secs, import.peaks.iter().sum::<f64>() / 1e6);
        let first = imports.iter().flatten().next().unwrap_or(&import);
        assert_eq!(import.rows, first.rows, "{} reads other rows than {}", IMPORTERS[at].name, IMPORTERS[0].name);
        let ms = import.secs * 1e3;
        imports[at].push(import);
        ms
    });
    let all = IMPORTERS.iter().zip(imports).zip(secs);
    all.map(|((importer, imports), ms)| Figures {
        name: importer.name,
        secs: ms / 1e3,
        peaks: (0..imports[0].peaks.len()).map(|process| median(imports.iter().map(|import| import.peaks[process]).collect())).collect(),
        bytes: median(imports.iter().map(|import| import.bytes).collect()),
    })
    .collect()
}
