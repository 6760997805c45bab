//! The server, as the page and its workers talk to it: every answer is a value or a [`shared::wire::problem::Problem`].

pub mod cases;
pub mod chunks;
pub mod dashboards;
pub mod datasets;
pub mod feed;
pub mod fetch;
pub mod imports;
pub mod jobs;
pub mod json_head;
pub mod links;
pub mod models;
pub mod percent;
pub mod samples;
pub mod sql;
pub mod streams;
pub mod trouble;
pub mod upload;
