//! Merging a dataset's small files. Rows and their order stay; the old files stay too while versions that name them are kept.

use shared::wire::job::{JobProgress, JobResult, ProgressUnit};
use shared::wire::problem::Code;
use shared::wire::version::Change;

use super::JobContext;
use crate::commits::merge::{Merge, merge};
use crate::commits::{self, Commit};
use crate::error::Answer;
use crate::fault::{self, Point};
use crate::storage::DataFile;

/// How often it begins anew because the files were gone meanwhile.
const TRIES: u32 = 5;

/// Merges the longest run of neighbouring small files; again until no two are left.
pub(crate) async fn run(ctx: &JobContext, dataset: &str) -> Answer<JobResult> {
    let app = &ctx.app;
    let mut tries = 1;
    loop {
        let stored = app.catalog.dataset(dataset).await?.dataset;
        let snapshot = app.storage.snapshot(dataset, stored.version).await?;
        let Some(run) = longest_run(&snapshot.files) else {
            return Ok(JobResult { dataset: Some(dataset.to_owned()), version: Some(stored.version), model: None });
        };
        let staging = app.storage.stage()?;
        let work = Merge { table: app.storage.table_ref(&snapshot, run, &stored.name).await?, output: staging.table() };
        fault::point(Point::CompactionBegun);
        let total = Some(work.table.rows);
        let on_rows = |done| ctx.progress(JobProgress { done, total, unit: ProgressUnit::Rows, curve: Vec::new() });
        let merged = merge(&work, on_rows).await?;
        fault::point(Point::CompactionMerged);
        let names = run.iter().map(|file| file.name().to_owned()).collect();
        match commits::commit(app, dataset, Commit { merged: names, ..Commit::new(Change::Compaction, staging, merged) }).await {
            // Another compaction of the same dataset, or a replacement, was first: look again at what is there now.
            Err(failure) if failure.is(Code::RowsReplaced) && tries < TRIES => tries += 1,
            done => {
                done?;
                fault::point(Point::CompactionDone);
            }
        }
    }
}

/// Of the runs of two or more small neighbours the longest.
fn longest_run(files: &[DataFile]) -> Option<&[DataFile]> {
    files.chunk_by(|a, b| a.is_small() && b.is_small()).filter(|run| run.len() > 1).max_by_key(|run| run.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[u64], expected: Option<&[u64]>) {
        let files: Vec<DataFile> =
            rows.iter().map(|&rows| DataFile { path: format!("d/{rows}").into(), size_bytes: 1, rows, checksum: None }).collect();
        let found = longest_run(&files).map(|run| run.iter().map(|file| file.rows).collect::<Vec<_>>());
        assert_eq!(found.as_deref(), expected, "{rows:?}");
    }

    #[test]
    fn only_neighbours_that_are_small_are_merged() {
        const LARGE: u64 = 1 << 30;
        check(&[], None);
        check(&[1], None);
        check(&[1, LARGE, 2], None);
        check(&[1, 2, LARGE, 3, 4, 5], Some(&[3, 4, 5]));
        check(&[LARGE, LARGE], None);
    }
}
