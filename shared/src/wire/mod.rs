//! The JSON contracts between server, page and everybody else, one file per noun.

pub mod bin;
pub mod case;
pub mod coded;
pub mod column_type;
pub mod dashboard;
pub mod dataset;
mod dataset_fields;
pub mod full_profile;
pub mod import;
pub mod job;
pub mod link;
pub mod model;
pub mod preview;
pub mod problem;
pub mod profile;
pub mod query;
pub mod sample;
pub mod sql;
pub mod stream;
pub mod upload;
pub mod version;
