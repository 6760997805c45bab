//! The server through its door: HTTP, as any program sees it.

#![allow(clippy::unwrap_used)]

mod access;
mod append;
mod arrow;
mod assets;
mod backup;
mod bad_files;
mod catalogue;
mod check;
mod choices;
mod contract;
mod corpora;
mod dashboards;
mod disk_full;
mod export;
mod faults;
mod formats;
mod golden;
mod headers;
mod hostile_files;
mod interruptions;
mod jobs;
mod limits;
mod links;
mod live;
mod malformed;
mod memory;
mod models;
mod names;
mod postgres;
mod power_cut;
mod preview;
mod s3;
mod samples;
mod settings;
mod sql;
mod story;
mod stream_story;
mod streams;
mod uploads;
mod url_import;
mod vacuum;
mod versions;
mod visibility;
mod windows;
