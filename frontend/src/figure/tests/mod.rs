#![allow(clippy::unwrap_used)]

mod bins;
mod clocks;
mod gestures;
mod samples;
mod series;
mod sketches;
mod snapshots;
