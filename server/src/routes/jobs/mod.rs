//! `/api/jobs`

mod cancel;
mod events;
mod get;
mod list;

pub(crate) use cancel::*;
pub(crate) use events::*;
pub(crate) use get::*;
pub(crate) use list::*;
