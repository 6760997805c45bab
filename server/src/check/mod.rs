//! `sightline check`: looks over every table, file and row of the catalog, changes nothing, and says what is wrong. It may run beside a server.
//!
//! What is *wrong* keeps somebody from reading something that should be there. A *note* is what a crash or a deletion has left and does no harm.

mod backup;
mod counters;
mod dataset;
mod others;

use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::catalog::Catalog;
use crate::settings::Flags;
use crate::start::to_read::{self, Readable};
use crate::storage::Storage;

/// Exit code where nothing could be looked at.
const CAN_NOT_CHECK: u8 = 2;

/// What a check looks at, and what it has found.
struct Check {
    storage: Storage,
    catalog: Catalog,
    /// Where the catalog is a file: that file's copy for backups.
    backup: Option<PathBuf>,
    wrong: u64,
    files: u64,
    bytes: u64,
}

/// Checks everything; 0 if nothing is wrong, 1 if something is.
pub(crate) async fn check(flags: Flags) -> ExitCode {
    let mut check = match to_read::open(flags).await {
        Ok(Readable { storage, catalog, backup }) => Check { storage, catalog, backup, wrong: 0, files: 0, bytes: 0 },
        Err(reason) => {
            eprintln!("sightline: {reason}");
            return ExitCode::from(CAN_NOT_CHECK);
        }
    };
    let datasets = match check.everything().await {
        Ok(datasets) => datasets,
        Err(reason) => {
            eprintln!("sightline: {reason}");
            return ExitCode::from(CAN_NOT_CHECK);
        }
    };
    let found = if check.wrong == 0 { "nothing is wrong".to_owned() } else { format!("wrong: {}", check.wrong) };
    say(&format!("checked {datasets} datasets, {} files, {} bytes; {found}", check.files, check.bytes));
    if check.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Check {
    async fn everything(&mut self) -> Result<usize, String> {
        self.database().await;
        self.backup().await;
        // Tables first: one that is made meanwhile then has its row.
        let tables = self.storage.tables().await.map_err(|error| error.to_string())?;
        let ids = self.catalog.dataset_ids().await.map_err(|error| error.to_string())?;
        for id in &ids {
            self.dataset(id).await;
        }
        for table in tables.iter().filter(|table| !ids.contains(table)) {
            self.note(format_args!("table {table} belongs to no dataset: it is being made just now, or its row is lost"));
        }
        let mut there = Vec::new();
        for id in &ids {
            if self.catalog.has_dataset(id).await.unwrap_or(true) {
                there.push(id.clone());
            }
        }
        self.rows().await;
        self.models().await;
        self.dashboards(&there).await;
        self.streams(&there).await;
        self.made(&there).await;
        self.counters(&there).await;
        Ok(ids.len())
    }

    fn wrong(&mut self, what: impl Display) {
        self.wrong += 1;
        say(&format!("wrong: {what}"));
    }

    #[allow(clippy::unused_self, reason = "said beside `wrong`")]
    fn note(&self, what: impl Display) {
        say(&format!("note: {what}"));
    }
}

fn say(line: &str) {
    // Nobody may be reading; that is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{line}");
}
