//! The page in a real Chromium. Every test also fails on console errors, breaches of the Content-Security-Policy, dialogs and
//! requests to another origin (`tests::watch`).

#![allow(clippy::unwrap_used)]

mod address;
mod board;
mod broken;
mod brush;
mod budget;
mod chart;
mod drop;
mod expected;
mod hostile;
mod instruments;
mod keys;
mod language;
mod share;
mod table;
mod title;
mod uploads;
