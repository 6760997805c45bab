//! `/api/datasets`

mod aggregate;
mod arrow;
mod compact;
mod create;
mod delete;
mod edit;
mod get;
mod head;
mod import;
mod list;
mod live;
mod preview;
mod profile;
mod refresh;
mod restore;
mod rows;
mod vacuum;
mod versions;

pub(crate) use aggregate::*;
pub(crate) use arrow::*;
pub(crate) use compact::*;
pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use edit::*;
pub(crate) use get::*;
pub(crate) use head::*;
pub(crate) use import::*;
pub(crate) use list::*;
pub(crate) use live::*;
pub(crate) use preview::*;
pub(crate) use profile::*;
pub(crate) use refresh::*;
pub(crate) use restore::*;
pub(crate) use rows::*;
pub(crate) use vacuum::*;
pub(crate) use versions::*;
