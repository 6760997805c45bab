//! The JSON contracts between server, page and everybody else, one file per noun.

pub mod column_type;
pub mod dashboard;
pub mod dataset;
pub mod import;
pub mod link;
pub mod problem;
pub mod profile;
pub mod query;
