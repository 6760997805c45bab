//! Rows for the table: those that pass the filters, from an offset on.

use std::ops::Range;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use super::cells;
use super::loads::{Loads, Selection};
use crate::engine::execute::mask;
use crate::engine::filter::Filter;
use crate::engine::plan::{PlanError, parse_filters};
use crate::wire::problem::Problem;
use crate::wire::query::FilterSpec;

/// Which rows of each batch pass the filters that were asked for last, so that scrolling doesn't filter again.
#[derive(Debug, Default)]
pub struct Matches {
    filters: Vec<FilterSpec>,
    by_batch: Vec<Match>,
}

#[derive(Debug)]
struct Match {
    /// None: all rows.
    mask: Option<BooleanBuffer>,
    rows: usize,
}

/// The rows asked for, and how many there are in all.
#[derive(Debug, Default, PartialEq)]
pub struct Page {
    /// Rows that pass, so far.
    pub matched: u64,
    /// Rows times columns.
    pub cells: Vec<Vec<Option<String>>>,
}

/// Which cells are asked for.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The columns, in order.
    pub columns: &'a [String],
    /// The column whose cells come as pictures.
    pub picture: Option<&'a str>,
    /// The rows, counted among those that pass.
    pub rows: Range<u64>,
}

impl Matches {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.by_batch.clear();
    }

    /// The cells `wanted` of the batches that all columns and filters have so far.
    pub fn page(&mut self, wanted: &Wanted<'_>, filters: Vec<FilterSpec>, loads: &Loads) -> Result<Page, Problem> {
        let columns = wanted.columns;
        let names = columns.iter().map(String::as_str).chain(filters.iter().map(|filter| filter.column.as_str()));
        let Some(selection) = loads.select(names) else { return Ok(Page::default()) };
        let positions = positions(columns, &selection)?;
        let compiled = parse_filters(&filters, &selection.schema)?;
        if self.filters != filters {
            *self = Matches { filters, by_batch: Vec::new() };
        }
        let mut page = Page::default();
        for index in 0..selection.batches {
            let rows = self.count(index, &compiled, &selection, loads)?;
            let here = page.matched..page.matched + rows as u64;
            page.matched = here.end;
            if let Some(overlap) = overlap(&wanted.rows, &here) {
                let batch = loads.batch(&selection, index)?;
                let rows = self.by_batch[index].nth(overlap, &batch);
                page.cells.extend(cells::format(&batch, &positions, &rows, wanted.picture));
            }
        }
        Ok(page)
    }

    /// How many rows of a batch pass.
    fn count(&mut self, index: usize, filters: &[Filter], selection: &Selection, loads: &Loads) -> Result<usize, Problem> {
        if self.by_batch.len() == index {
            let batch = loads.batch(selection, index)?;
            let mask = mask(filters, &batch);
            let rows = mask.as_ref().map_or(batch.num_rows(), BooleanBuffer::count_set_bits);
            self.by_batch.push(Match { mask, rows });
        }
        Ok(self.by_batch[index].rows)
    }
}

impl Match {
    /// The positions in the batch of some of the rows that pass.
    fn nth(&self, wanted: Range<usize>, batch: &RecordBatch) -> Vec<usize> {
        match &self.mask {
            None => wanted.filter(|row| *row < batch.num_rows()).collect(),
            Some(mask) => mask.set_indices().skip(wanted.start).take(wanted.len()).collect(),
        }
    }
}

fn positions(columns: &[String], selection: &Selection) -> Result<Vec<usize>, PlanError> {
    let position = |(i, name): (usize, &String)| {
        selection.schema.index_of(name).map_err(|_| PlanError {
            field: format!("columns[{i}]"),
            reason: format!("there is no column “{name}”; ask for one of the dataset's columns"),
        })
    };
    columns.iter().enumerate().map(position).collect()
}

/// The part of `here` that is wanted, counted from the start of `here`.
fn overlap(wanted: &Range<u64>, here: &Range<u64>) -> Option<Range<usize>> {
    let (start, end) = (wanted.start.max(here.start), wanted.end.min(here.end));
    (start < end).then(|| (start - here.start) as usize..(end - here.start) as usize)
}
