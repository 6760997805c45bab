//! A result that becomes a dataset, and on wish a dashboard.

use leptos::prelude::*;
use shared::wire::job::{Job, JobState};
use shared::wire::problem::Problem;
use shared::wire::sql::SaveSql;
use wasm_bindgen_futures::spawn_local;

use super::follow_jobs;
use super::load_home;
use super::open_dataset::open_dataset;
use crate::net::sql;
use crate::route::Page;
use crate::state::Store;
use crate::state::sql_page::Saving;

/// Has a job store the result; the drawer shows how far it is.
pub fn save_sql(store: Store, save: SaveSql) {
    begin(store, save, Saving::Dataset);
}

/// The same, and then opens the dashboard that suits the dataset.
pub fn chart_sql(store: Store, save: SaveSql) {
    begin(store, save, Saving::Chart);
}

fn begin(store: Store, save: SaveSql, goal: Saving) {
    store.sql.problem.set(None);
    store.sql.saving.set(goal.clone());
    spawn_local(async move {
        let outcome = run(store, &save, goal == Saving::Dataset).await;
        store.sql.saving.set(Saving::None);
        match outcome {
            Ok(Some(dataset)) => saved(store, save.name, dataset, goal == Saving::Chart),
            Ok(None) => {}
            Err(problem) => store.sql.problem.set(Some(problem)),
        }
    });
}

/// The id of the new dataset; none if the job was cancelled.
async fn run(store: Store, save: &SaveSql, shown: bool) -> Result<Option<String>, Problem> {
    let job = sql::save(save).await?;
    follow_jobs::started(store, &job, shown);
    match follow_jobs::ended(store, &job).await {
        Some(Job { state: JobState::Failed, problem: Some(problem), .. }) => Err(problem),
        ended => Ok(ended.and_then(|job| job.result).and_then(|result| result.dataset)),
    }
}

fn saved(store: Store, name: String, dataset: String, chart: bool) {
    if store.page.with_untracked(|page| *page != Page::Sql) {
        return;
    }
    load_home::load_datasets(store);
    if chart {
        open_dataset(store, dataset);
    } else {
        store.sql.saving.set(Saving::Saved { name, dataset });
    }
}
