//! The reading of one tile that shows rows, or lines through them: one window at a time, and of those asked for meanwhile only the last.

use shared::wire::query::FilterSpec;

/// Rows read before the table says how many it shows.
const FIRST_ROWS: u64 = 60;

/// How many rows of each worker match, good as long as neither filters nor rows change.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// The filters.
    pub filters: Vec<FilterSpec>,
    /// Per worker.
    pub matched: Vec<u64>,
    /// Rows that were there.
    pub rows: u64,
}

/// What a table wants and what is being read.
#[derive(Debug)]
pub struct TableWork {
    /// The first row wanted.
    pub offset: u64,
    /// Rows wanted.
    pub limit: u64,
    /// The counts over all rows.
    pub counts: Option<Counts>,
    reading: bool,
    again: bool,
}

impl Default for TableWork {
    fn default() -> Self {
        TableWork { offset: 0, limit: FIRST_ROWS, counts: None, reading: false, again: false }
    }
}

impl TableWork {
    /// The rows are others now: what was read of them, and a reading under way, are nothing any more.
    pub fn forget(&mut self) {
        *self = TableWork { offset: self.offset, limit: self.limit, ..TableWork::default() };
    }

    /// Something changed: whether to begin reading; otherwise the reading under way goes round again.
    pub fn ask(&mut self) -> bool {
        self.again = self.reading;
        !std::mem::replace(&mut self.reading, true)
    }

    /// A reading ended: whether to read again.
    pub fn done(&mut self) -> bool {
        self.reading = std::mem::take(&mut self.again);
        self.reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrolling_on_while_reading_reads_once_more_not_once_per_step() {
        let mut work = TableWork::default();
        assert!(work.ask());
        assert!(!work.ask() && !work.ask() && !work.ask());
        assert!(work.done());
        assert!(!work.done());
        assert!(work.ask());
    }

    #[test]
    fn when_the_rows_are_others_a_new_reading_begins_at_the_same_place() {
        let mut work = TableWork { offset: 70, ..TableWork::default() };
        assert!(work.ask() && !work.ask());
        work.forget();
        assert!(work.offset == 70 && work.ask());
    }
}
