#![allow(clippy::unwrap_used)]

mod clocks;
mod gestures;
mod samples;
mod series;
mod sketches;
mod snapshots;
