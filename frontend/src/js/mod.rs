//! The browser, one API per file, each a few lines. Nothing here knows what the page is about.

pub mod address;
pub mod array;
pub mod buffer;
pub mod clock;
pub mod crypto;
pub mod date;
pub mod document;
pub mod download;
pub mod editing;
pub mod event_source;
pub mod file;
pub mod kept;
pub mod navigator;
pub mod on_screen;
pub mod performance;
pub mod scope;
pub mod storage;
pub mod text;
pub mod turn;
pub mod worker;
pub mod xhr;
pub mod zone;
