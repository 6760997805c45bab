//! A browser worker without the browser: messages in, replies out.

pub mod cells;
pub mod codes;
pub mod cost;
#[cfg(test)]
mod fill;
pub mod live;
pub mod load;
pub mod loads;
pub mod masks;
pub mod picture;
pub mod protocol;
pub mod queue;
pub mod rows;
mod sampling;
pub mod session;
pub mod standing;
