//! The page's workers: a pool per dataset, each worker with its own share of the rows and its own wasm memory.
//!
//! Pure pieces (what is asked when, what has arrived, who has which rows) are apart from the browser: [`desk`], [`gather`],
//! [`progress`], [`slices`], [`source`], [`json_answer`]. [`remote`] asks the server where the columns don't fit the tab. [`inside`] is the other end: what runs in a worker.

pub mod desk;
pub mod executor;
pub mod gather;
mod hasten;
pub mod inside;
pub mod json_answer;
mod keep;
pub mod member;
pub mod notice;
pub mod pool;
pub mod progress;
pub mod remote;
mod replace;
mod replies;
pub mod sampling;
mod settle;
pub mod slices;
pub mod source;
pub mod spare;
pub mod zones;
