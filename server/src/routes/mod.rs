//! The handlers: one folder per resource, one file per action. A handler parses, calls one thing and answers.

pub(crate) mod cases;
pub(crate) mod dashboards;
pub(crate) mod datasets;
pub(crate) mod events;
pub(crate) mod extract;
pub(crate) mod health;
pub(crate) mod imports;
pub(crate) mod jobs;
pub(crate) mod links;
pub(crate) mod metrics;
pub(crate) mod models;
pub(crate) mod pages;
pub(crate) mod paging;
pub(crate) mod samples;
pub(crate) mod sql;
pub(crate) mod streams;
pub(crate) mod uploads;
