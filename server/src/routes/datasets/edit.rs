use axum::extract::State;
use shared::wire::dataset::{Dataset, DatasetEdit};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::{self, check_options};
use crate::routes::extract::{Ids, Json};

const NAME_BYTES_MAX: usize = 1_000;

/// Rename a dataset, give columns other types, or both.
///
/// Other types are a reading of the kept file again, with the choices of before but for these columns: the next version.
#[utoipa::path(patch, path = "/api/datasets/{id}", tag = "datasets", params(("id" = String, Path)), request_body = DatasetEdit,
    responses((status = 200, body = Dataset), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn edit_dataset(State(app): State<App>, Ids([id]): Ids<1>, Json(edit): Json<DatasetEdit>) -> Answer<axum::Json<Dataset>> {
    let known = app.catalog.dataset(&id).await?.dataset;
    if edit.name.as_ref().is_some_and(|name| name.trim().is_empty() || name.len() > NAME_BYTES_MAX) {
        return Err(Failure::invalid("name", format!("give a name of 1 to {NAME_BYTES_MAX} bytes")));
    }
    if let Some(column) = edit.columns.keys().find(|name| !known.columns.iter().any(|column| column.name == **name)) {
        return Err(Failure::invalid("columns", format!("this dataset has no column `{column}`")));
    }
    if !edit.columns.is_empty() {
        let mut options = known.import.options.unwrap_or_default();
        options.columns.extend(edit.columns);
        check_options(&options)?;
        imports::again::import_again(&app, &id, options, app.imports.begin(None)).await?;
    }
    if let Some(name) = edit.name {
        app.catalog.rename_dataset(&id, &name).await?;
        app.notices.dataset(&id);
    }
    Ok(axum::Json(app.catalog.dataset(&id).await?.dataset))
}
