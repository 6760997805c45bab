//! Bins: a column's cells in, the code of each row's group out.
//!
//! A [`Coder`] is made for a column, not for a batch, so one code stands for one key in all rows. Where the column's range is short, the
//! rule is asked once per value that can occur and becomes a table; a row then costs one lookup.

pub mod among;
pub mod calendar;
pub mod category;
pub mod coder;
pub mod cuts;
pub mod divisor;
pub mod linear;
pub mod listed;
pub mod local;
pub mod log;
pub mod prefix;
pub mod ticks;
pub mod zone;

use super::store::Column;
use among::Among;
use calendar::Unit;
pub use coder::Coder;
use cuts::Cuts;
use linear::Linear;
use local::Local;
use log::Log;
use ticks::Ticks;

/// How values fall into groups.
#[derive(Clone, Debug, PartialEq)]
pub enum Bin {
    /// Each value is its own.
    Category,
    /// Bins of one width.
    Linear(Linear),
    /// The same of times of day and lengths of time.
    Ticks(Ticks),
    /// Units of the calendar.
    Calendar(Unit),
    /// Units of the calendar in a zone.
    Local(Local),
    /// Between given cuts.
    Cuts(Cuts),
    /// Between the powers of a base.
    Log(Log),
    /// By the first so many characters.
    Prefix(usize),
    /// Some values, and all others.
    Among(Among),
}

impl Bin {
    /// The codes of a column of `rows` rows. Null is a group of its own.
    pub fn coder<'a>(&self, column: &'a Column, rows: usize) -> Coder<'a> {
        match self {
            Bin::Category => category::coder(column, rows),
            Bin::Linear(linear) => linear.coder(column, rows),
            Bin::Ticks(ticks) => ticks.coder(column, rows),
            Bin::Calendar(unit) => calendar::coder(*unit, column, rows),
            Bin::Local(local) => local.coder(column, rows),
            Bin::Cuts(cuts) => cuts.coder(column),
            Bin::Log(log) => log.coder(column),
            Bin::Among(among) => among.coder(column),
            Bin::Prefix(chars) => prefix::coder(*chars, column),
        }
    }
}
