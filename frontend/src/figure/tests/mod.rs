#![allow(clippy::unwrap_used)]

mod gestures;
mod samples;
mod sketches;
mod snapshots;
