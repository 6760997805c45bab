//! The harness of the specification: the real program on a temporary data folder, the real browser, the fixture as files of every
//! format, and an independent engine to compare with.

#![allow(clippy::unwrap_used)]

pub mod aged;
pub mod archives;
pub mod bench;
pub mod cdp;
pub mod chance;
pub mod chromium;
pub mod clock;
pub mod compare;
pub mod damage;
pub mod flights;
pub mod golden;
pub mod http;
pub mod ipc;
pub mod jobs;
pub mod mutate;
pub mod naive;
pub mod oracle;
pub mod page;
pub mod peaks;
pub mod png;
pub mod process;
pub mod raised;
pub mod raw;
pub mod server;
pub mod services;
pub mod source;
pub mod sql;
pub mod strace;
pub mod streams;
pub mod topic;
pub mod tus;
pub mod watch;
pub mod web;
pub mod workbook;
