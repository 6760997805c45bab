//! A dataset's file once more, read with other choices: its next version.

use shared::wire::dataset::{Dataset, Source};
use shared::wire::import::{ImportOptions, ImportPhase};
use shared::wire::problem::Code;
use shared::wire::version::Change;
use url::Url;

use super::from_url::file_name;
use super::{Reading, progress::ProgressHandle, read, rejected};
use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::storage::Staging;

/// Reads the file that the dataset was made of again and replaces the rows.
///
/// # Errors
/// The dataset is not made of a file; the file was not kept; rows or columns came since, which the file doesn't have; what reading finds.
pub(crate) async fn import_again(app: &App, id: &str, options: ImportOptions, progress: ProgressHandle) -> Answer<Dataset> {
    let known = app.catalog.dataset(id).await?.dataset;
    refuse_additions(app, &known).await?;
    let staging = app.storage.stage()?;
    let turn = app.parses.acquire().await.map_err(|error| Failure::internal(&error))?;
    let file_name = file_of(app, &known, &staging).await?;
    let (mut parsed, cells) = read(app, Reading { file_name: &file_name, options: &options, ahead: None, progress: &progress }, &staging).await?;
    drop(turn);
    progress.phase(ImportPhase::Storing, parsed.rows);
    let app = app.clone();
    let whole = tokio::spawn(async move {
        rejected::store(&app, cells, (&known.id, &known.name), &mut parsed).await?;
        let rejected = parsed.import.rejected.clone();
        let made = commits::commit_at(&app, &known.id, Change::Replace, known.version, staging, parsed, Vec::new()).await;
        fault::point(Point::ImportReplaced);
        let unnamed = if made.is_ok() { known.import.rejected } else { rejected };
        rejected::forget(&app, unnamed.as_deref()).await?;
        made
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

/// Puts the file that a dataset was made of into staging; its name.
///
/// # Errors
/// The dataset is not made of a file; the file was not kept.
pub(super) async fn file_of(app: &App, known: &Dataset, staging: &Staging) -> Answer<String> {
    let name = match &known.source {
        Source::Upload { file_name } => file_name.clone(),
        Source::Sample { key } => key.clone(),
        Source::Url { url } => Url::parse(url).as_ref().map(file_name).unwrap_or_default(),
        _ => return Err(Failure::invalid("id", "this dataset was not made of a file; there is nothing to read again")),
    };
    if !app.storage.original(&known.id, staging, app.settings.max_upload_bytes).await? {
        return Err(Failure::new(Code::OriginalMissing, "The file of this dataset was not kept; upload it again.", vec![]));
    }
    Ok(name)
}

/// What came after the file was read is not in the file.
async fn refuse_additions(app: &App, known: &Dataset) -> Answer<()> {
    let mut version = known.version;
    loop {
        let note = app.storage.note(&known.id, version).await?;
        match note.as_ref().map_or(Change::Import, |note| note.change) {
            Change::Compaction => version = version.saturating_sub(1),
            // The rows are those of that version.
            Change::Restore => version = note.and_then(|note| note.restored).unwrap_or_default().min(version.saturating_sub(1)),
            Change::Import | Change::Replace => break,
            _ => {
                let detail = "Rows or columns were added since the file was read, and reading it again would take them away; upload the file again.";
                return Err(Failure::new(Code::RowsAdded, detail, vec![]));
            }
        }
    }
    Ok(())
}
