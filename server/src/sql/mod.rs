//! Questions to datasets, answered by DataFusion in a child process: SQL, and the contract's `QuerySpec`.
//!
//! [`run`], [`aggregate_answer`] and [`line_answer`] work in the server: they find the tables, wait for a turn, start the child and hand its answer on.
//! `inside` is the child's side.

mod error;
mod functions;
mod inside;
mod queries;
pub(crate) mod refresh;
mod save;
mod tables;
mod turns;
mod work;
pub(crate) mod zones;

pub(crate) use queries::{Answered, aggregate_answer, aggregate_to_parsed, line_answer, run};
pub(crate) use save::{materialise, new_spec, refresh_spec, txn_app};
pub(crate) use turns::Turns;
pub(crate) use work::{AnswerFormat, QueryWork};
