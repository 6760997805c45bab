//! The page's workers: a pool per dataset, each worker with its own share of the rows and its own wasm memory.
//!
//! Pure pieces (what is asked when, what has arrived, who has which rows) are apart from the browser: [`desk`], [`gather`],
//! [`progress`], [`slices`], [`source`]. [`inside`] is the other end: what runs in a worker.

pub mod desk;
pub mod gather;
pub mod inside;
pub mod member;
pub mod pool;
pub mod progress;
mod replies;
pub mod slices;
pub mod source;
