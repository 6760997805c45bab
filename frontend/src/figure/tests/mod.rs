#![allow(clippy::unwrap_used)]

mod clocks;
mod gestures;
mod samples;
mod sketches;
mod snapshots;
