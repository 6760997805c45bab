//! Rows for the table: those that pass the filters, from an offset on.

use std::ops::Range;

use arrow_buffer::BooleanBuffer;

use super::cells;
use super::loads::{Loads, Selection};
use super::masks::Masks;
use super::standing::{STRIDE_ROWS, stride};
use crate::engine::plan::PlanError;
use crate::wire::problem::Problem;
use crate::wire::query::FilterSpec;

/// Which rows of each chunk pass the filters that were asked for last, so that scrolling doesn't filter again.
#[derive(Debug)]
pub struct Matches {
    filters: Vec<FilterSpec>,
    by_chunk: Vec<Match>,
    stride_rows: usize,
}

impl Default for Matches {
    fn default() -> Matches {
        Matches { filters: Vec::new(), by_chunk: Vec::new(), stride_rows: STRIDE_ROWS }
    }
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
        self.by_chunk.clear();
    }

    /// Has strides of so many rows.
    #[cfg(test)]
    pub fn stride(&mut self, rows: usize) {
        self.stride_rows = rows;
    }

    /// Goes a stride towards the cells `wanted` of the chunks that all columns and filters have so far. None while there are rows to count.
    pub fn page(&mut self, wanted: &Wanted<'_>, filters: &[FilterSpec], loads: &Loads, masks: &mut Masks) -> Result<Option<Page>, Problem> {
        let names = wanted.columns.iter().map(String::as_str).chain(filters.iter().flat_map(FilterSpec::columns));
        let Some(selection) = loads.select(names) else { return Ok(Some(Page::default())) };
        let positions = positions(wanted.columns, &selection)?;
        self.count(filters, &selection, loads, masks)?;
        if self.by_chunk.len() < selection.chunks {
            return Ok(None);
        }
        let mut page = Page::default();
        for (index, found) in self.by_chunk.iter().enumerate() {
            let here = page.matched..page.matched + found.rows as u64;
            page.matched = here.end;
            if let Some(overlap) = overlap(&wanted.rows, &here) {
                page.cells.extend(cells(wanted, &positions, &selection, loads, index, &found.nth(overlap)));
            }
        }
        Ok(Some(page))
    }

    /// Finds the rows that pass, in the next of the chunks that were not asked for before.
    fn count(&mut self, filters: &[FilterSpec], selection: &Selection, loads: &Loads, masks: &mut Masks) -> Result<(), Problem> {
        if self.filters != filters || self.by_chunk.len() > selection.chunks {
            *self = Matches { filters: filters.to_vec(), by_chunk: Vec::new(), ..*self };
        }
        let chunks = stride(self.by_chunk.len()..selection.chunks, loads.chunk_rows(), self.stride_rows);
        let masks = masks.of(&self.filters, selection, loads, chunks.clone())?;
        for (mask, rows) in masks.into_iter().zip(&loads.chunk_rows()[chunks]) {
            let rows = mask.as_ref().map_or(*rows, BooleanBuffer::count_set_bits);
            self.by_chunk.push(Match { mask, rows });
        }
        Ok(())
    }
}

impl Match {
    /// The positions in the chunk of some of the rows that pass.
    fn nth(&self, wanted: Range<usize>) -> Vec<usize> {
        match &self.mask {
            None => wanted.collect(),
            Some(mask) => mask.set_indices().skip(wanted.start).take(wanted.len()).collect(),
        }
    }
}

/// The cells of some rows of a chunk: rows times columns.
fn cells(wanted: &Wanted<'_>, positions: &[usize], selection: &Selection, loads: &Loads, chunk: usize, rows: &[usize]) -> Vec<Vec<Option<String>>> {
    let columns = loads.columns(selection);
    let mut cells = vec![Vec::with_capacity(positions.len()); rows.len()];
    for (&position, name) in positions.iter().zip(wanted.columns) {
        let column = columns[position];
        let formatted = cells::format(column, &column.chunks[chunk], rows, wanted.picture == Some(name));
        cells.iter_mut().zip(formatted).for_each(|(row, cell)| row.push(cell));
    }
    cells
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
