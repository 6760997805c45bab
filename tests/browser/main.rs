//! The page in a real Chromium. Every test also fails on console errors, breaches of the Content-Security-Policy, dialogs and
//! requests to another origin (`tests::watch`).

#![allow(clippy::unwrap_used)]

mod address;
mod bins;
mod board;
mod broken;
mod brush;
mod budget;
mod cases;
mod chart;
mod deaths;
mod deleted;
mod drag;
mod drop;
mod executor;
mod expected;
mod frames;
mod gallery;
mod golden;
mod grown;
mod hostile;
mod index;
mod instruments;
mod jobs;
mod keys;
mod language;
mod live;
mod many;
mod map;
mod models;
mod paste;
mod pixels;
mod profile;
mod raised;
mod reading;
mod removed;
mod sample;
mod series;
mod share;
mod sketched;
mod sql;
mod streams;
mod table;
mod times;
mod title;
mod torn;
mod uploads;
mod versions;
mod workers;
mod zones;
