//! The comparison of `cargo xtask bench`: one browser, the same flights and the same questions for Sightline and for its peers, turn
//! by turn, and for the native peers beside it; `imports` compares how files are read, and `drag` is of the main job's figures. What runs in the tabs and in the natives is in `tests/bench/`.

pub mod answers;
pub mod browser;
pub mod data;
pub mod drag;
pub mod engine;
pub mod host;
pub mod imports;
pub mod measure;
pub mod native;
pub mod seat;
pub mod table;
pub mod timing;
