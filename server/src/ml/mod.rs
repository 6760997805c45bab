//! Learning: tables to the crate `learn` and back.
//!
//! Whatever reads people's rows, texts and pictures runs in a child process, [`work::Learn`]: it trains, predicts a whole table,
//! or predicts one thing. The server keeps the models: metadata in the catalog, bytes in the object store. What an applied model
//! adds to a table is named in [`added`].

mod added;
mod apply;
mod applying;
mod check;
mod error;
mod inputs;
mod limits;
mod models;
mod one;
mod train;
mod work;

use std::path::Path;

use learn::TrainedModel;

pub(crate) use added::AddedColumn;
pub(crate) use applying::{apply, check_apply, check_fits, predict_into};
pub(crate) use error::MlError;
pub(crate) use models::{create, delete, predict_one, sweep, train};
pub(crate) use work::Learn;

/// The child's runtime: its one thread waits for the store.
fn runtime() -> Result<tokio::runtime::Runtime, MlError> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Reads a model, inside the child.
fn load(file: &Path) -> Result<TrainedModel, MlError> {
    let bytes = std::fs::read(file)?;
    TrainedModel::from_bytes(&bytes).map_err(|error| MlError::of(error, ""))
}
