//! The page: Leptos, rendered in the browser.
//!
//! State is in one place ([`state`]); reads of it are [`queries`], writes are [`actions`]. A component shows values and calls
//! actions; it never fetches and never posts to a worker. Figures are pure functions ([`figure`]); [`plot`] hands them to Plotly.

pub mod actions;
pub mod components;
pub mod figure;
pub mod format;
pub mod i18n;
pub mod instruments;
pub mod js;
pub mod net;
pub mod plot;
pub mod queries;
pub mod route;
pub mod state;
pub mod workers;

pub use components::app::App;
