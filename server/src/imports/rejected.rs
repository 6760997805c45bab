//! The dataset of cells that don't fit the types that were chosen. It is stored before the dataset that it is of, so that no cell is lost; one that
//! nobody names, because of a crash or a failure in between, goes away.

use shared::wire::dataset::{Dataset, Source};

use crate::app::App;
use crate::commits::vacuum::is_over;
use crate::commits::{self, NewDataset};
use crate::error::Answer;
use crate::fault::{self, Point};
use crate::ingest::Parsed;
use crate::storage::Staging;

/// Stores the rejected cells of `parsed`, if there are any, and has its report name them.
pub(super) async fn store(app: &App, cells: Option<Staging>, (id, name): (&str, &str), parsed: &mut Parsed) -> Answer<()> {
    if let (Some(cells), Some(table)) = (cells, parsed.rejected_cells.take()) {
        let new = NewDataset { name: format!("{name} (rejected cells)"), source: Source::Rejected { dataset: id.to_owned() } };
        parsed.import.rejected = Some(commits::create(app, new, cells, *table, Vec::new()).await?.id);
        fault::point(Point::ImportRejected);
    }
    Ok(())
}

/// Forgets rejected cells that no dataset names any more.
pub(crate) async fn forget(app: &App, id: Option<&str>) -> Answer<()> {
    if let Some(id) = id
        && app.catalog.has_dataset_row(id).await?
    {
        app.catalog.remove_dataset(id).await?;
        app.storage.remove(id).await?;
        app.notices.dataset(id);
    }
    Ok(())
}

/// Forgets all rejected cells that no dataset names; where another server can be storing some, those that it would have stored long ago. Those of a
/// deleted dataset are deleted with it.
pub(crate) async fn sweep(app: &App) -> Answer<()> {
    for Dataset { id, source, created_at, deleted_at, .. } in app.catalog.dataset_rows().await? {
        let Source::Rejected { dataset } = source else { continue };
        if !app.catalog.is_local() && !is_over(&created_at) {
            continue;
        }
        let is_named = match app.catalog.has_dataset(&dataset).await? {
            // A dataset whose log can't be read names what it names.
            true => commits::caught_up(app, &dataset).await.map_or(true, |of| of.import.rejected.as_ref() == Some(&id)),
            false if app.catalog.has_dataset_row(&dataset).await? => {
                if deleted_at.is_none() {
                    commits::delete::alone(app, &id).await?;
                }
                continue;
            }
            false => false,
        };
        if !is_named {
            forget(app, Some(&id)).await?;
        }
    }
    Ok(())
}
