//! The comparison of `cargo xtask bench`: one browser, the same flights and the same questions for Sightline and for its peers, turn
//! by turn. What runs in the tabs is in `tests/bench/`.

pub mod answers;
pub mod browser;
pub mod data;
pub mod engine;
pub mod host;
pub mod measure;
pub mod table;
pub mod timing;
