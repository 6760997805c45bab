//! `/api/streams`

mod create;
mod delete;
mod events;
mod get;
mod list;
mod pause;
mod resume;

pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use events::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use pause::*;
pub(crate) use resume::*;
