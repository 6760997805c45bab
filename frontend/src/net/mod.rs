//! The server, as the page and its workers talk to it: every answer is a value or a [`shared::wire::problem::Problem`].

pub mod chunks;
pub mod dashboards;
pub mod datasets;
pub mod fetch;
pub mod imports;
pub mod links;
pub mod percent;
pub mod samples;
pub mod trouble;
pub mod upload;
