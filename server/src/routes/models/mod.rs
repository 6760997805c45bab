//! `/api/models`

mod apply;
mod create;
mod delete;
mod get;
mod list;
mod predict;

pub(crate) use apply::*;
pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use predict::*;
