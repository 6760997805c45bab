//! The server through its door: HTTP, as any program sees it.

#![allow(clippy::unwrap_used)]

mod access;
mod arrow;
mod assets;
mod bad_files;
mod catalogue;
mod contract;
mod dashboards;
mod disk_full;
mod formats;
mod headers;
mod interruptions;
mod limits;
mod links;
mod malformed;
mod memory;
mod names;
mod power_cut;
mod samples;
mod visibility;
