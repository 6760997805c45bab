//! What the server and the page agree on.
//!
//! - [`span`]: where whole values lie; a word that all of them use.
//! - [`mod@one_by_one`]: how small maps are made.
//! - [`wire`]: the JSON contracts. Knows nobody.
//! - [`engine`]: the maths. Knows nobody.
//! - [`worker`]: a browser worker without the browser. Knows both.
//! - [`suggest`]: a dataset's profile in, a dashboard out.
//!
//! Nothing here does IO, reads a clock or draws random numbers, so all of it runs and is tested natively and in wasm32.

pub mod engine;
pub mod one_by_one;
pub mod span;
pub mod suggest;
pub mod wire;
pub mod worker;
