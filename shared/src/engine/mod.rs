//! The maths of `QuerySpec`. One verb: every result is a merge of partials.
//!
//! [`plan::Plan::parse`] is the only place where the wire becomes engine. [`execute::execute`] turns one record batch into a
//! [`partial::Partial`]; partials merge, in any order, and finish as an [`answer::Answer`].

pub mod aggregate;
pub mod answer;
pub mod axis;
pub mod bin;
pub mod counting;
pub mod cube;
pub mod execute;
pub mod filter;
pub mod groups;
pub mod keys;
pub mod kind;
pub mod numbers;
pub mod order;
pub mod packed;
pub mod partial;
pub mod plan;
pub mod sample;
pub mod store;
pub mod tally;
pub mod value;

#[cfg(test)]
mod tests;
