//! Bytes on disk -> Parquet files, their columns and their profile, in a disposable child process (`child`).
//!
//! A file from outside can make a reader panic, abort, or eat all memory; in a child of its own that is the file's error and
//! nobody else's. [`parse`] runs in the server; inside the child [`unpack`] takes a packing off, [`sniff`] names the format, [`encoding`] the text encoding, one
//! module per format reads a [`table::Table`], and [`import`] writes it while it is profiled ([`table_writer`]). Where the
//! columns are given, as for appended rows, [`fit`] reads instead: nothing is inferred, everything must fit.

mod ahead;
mod appended;
mod arrow;
mod avro;
mod beside;
mod cell;
mod column;
mod columns;
mod counted;
mod csv;
mod days;
mod encoding;
mod error;
mod excel;
mod fit;
mod folder;
mod formulas;
mod guess;
mod import;
mod int96;
mod json;
mod limits;
mod magic;
mod names;
mod pages;
mod parquet;
pub(crate) mod preview;
mod profile;
mod rejected;
mod request;
mod sniff;
mod table;
pub(crate) mod table_writer;
#[cfg(test)]
mod tests;
mod unpack;
mod workbook;
mod write;
mod xlsb;

use std::cell::RefCell;
use std::rc::Rc;

pub(crate) use ahead::{Ahead, LookAhead, look_ahead};
pub(crate) use appended::AppendedRows;
pub(crate) use encoding::Growing;
pub(crate) use error::IngestError;
pub(crate) use limits::ParseLimits;
pub(crate) use request::{Misfits, ParseProgress, ParseRequest, Parsed, Rejected, StoredFile, parse};
pub(crate) use sniff::{Format, begins_as_text};
pub(crate) use table_writer::TableWriter;
pub(crate) use unpack::without_packing;
/// Lines left out so far; shared with the reader, which finds them as it goes.
type Rejects = Rc<RefCell<Vec<Rejected>>>;
