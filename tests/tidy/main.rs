//! The rules of the code base that a program can check.

#![allow(clippy::unwrap_used)]

mod dependence;
mod deploy;
mod languages;
mod readme;
mod size;
mod words;
