//! `/api/sql`

mod answer;
mod run;
mod save;

pub(crate) use answer::{format_of, respond};
pub(crate) use run::*;
pub(crate) use save::*;
