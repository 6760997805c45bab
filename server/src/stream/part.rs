//! A share of a table's rows: `i/n` splits the rows disjointly and completely.

use std::fmt;
use std::ops::Range;

/// Part `index` of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    index: u64,
    count: u64,
}

const PARTS_MAX: u64 = 1024;

impl Part {
    /// All rows.
    pub(crate) fn whole() -> Self {
        Part { index: 0, count: 1 }
    }

    /// Parses `i/n`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (index, count) = text.split_once('/')?;
        let part = Part { index: index.parse().ok()?, count: count.parse().ok()? };
        (part.index < part.count && part.count <= PARTS_MAX).then_some(part)
    }

    /// The rows of this part, of a table of `rows`: `[rows*i/n, rows*(i+1)/n)`.
    pub(crate) fn rows(self, rows: u64) -> Range<u64> {
        let edge = |index: u64| u64::try_from(u128::from(rows) * u128::from(index) / u128::from(self.count)).unwrap_or(rows);
        edge(self.index)..edge(self.index + 1)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn parts_split_the_rows_disjointly_and_completely() {
        for rows in [0, 1, 7, 336_776, u64::MAX] {
            for count in [1, 2, 3, 8, 1024] {
                let mut next = 0;
                for index in 0..count {
                    let range = Part { index, count }.rows(rows);
                    assert_eq!(range.start, next);
                    next = range.end;
                }
                assert_eq!(next, rows);
            }
        }
    }

    #[test]
    fn a_part_that_is_no_part_is_refused() {
        for text in ["", "1", "1/1", "2/1", "0/0", "-1/2", "0/1025", "a/b", "0/2/3"] {
            assert_eq!(Part::parse(text), None, "{text}");
        }
        assert_eq!(Part::parse("3/4"), Some(Part { index: 3, count: 4 }));
    }
}
