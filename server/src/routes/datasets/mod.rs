//! `/api/datasets`

mod arrow;
mod create;
mod delete;
mod get;
mod list;
mod profile;

pub(crate) use arrow::*;
pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use profile::*;
