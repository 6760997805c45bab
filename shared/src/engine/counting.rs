//! Which rows of a block count.
//!
//! Rows that don't count are in group 0, so whoever goes over all rows needs no branch for them. Where few count, the loops of counts, sums and tables
//! go over these alone: finding a row costs about as much as adding one, and rows that don't count cost more than others, because all are added to the same
//! group, each after the one before.

use std::ops::Range;

use arrow_buffer::BooleanBuffer;

use super::store::read::BLOCK;

/// The rows of a block that count.
pub enum Counting<'a> {
    /// All.
    All,
    /// Those whose bit is set, most of them.
    Most(BooleanBuffer),
    /// Those at these places, counted from the first row of the block.
    At(&'a [u16]),
}

/// Room for the places of a block.
pub struct Places([u16; BLOCK]);

/// No places are made where a greater share of the rows counts.
const MOST: f64 = 0.75;

impl Default for Places {
    fn default() -> Places {
        Places([0; BLOCK])
    }
}

impl Places {
    /// The rows of a block whose bit is set in `mask`, which is of the whole chunk.
    pub fn of(&mut self, mask: &BooleanBuffer, rows: Range<usize>) -> Counting<'_> {
        let part = mask.slice(rows.start, rows.len());
        if part.count_set_bits() as f64 > rows.len() as f64 * MOST {
            return Counting::Most(part);
        }
        let mut len = 0;
        for (at, mut word) in part.bit_chunks().iter_padded().enumerate() {
            while word != 0 {
                // No more bits are set than a block has rows.
                self.0[len % BLOCK] = (at * 64) as u16 + word.trailing_zeros() as u16;
                len += 1;
                word &= word - 1;
            }
        }
        Counting::At(&self.0[..len])
    }
}

impl Counting<'_> {
    /// Whether no row counts.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Counting::At([]))
    }

    /// How many of `rows` rows count.
    pub fn rows(&self, rows: usize) -> usize {
        match self {
            Counting::All => rows,
            Counting::Most(mask) => mask.count_set_bits(),
            Counting::At(places) => places.len(),
        }
    }

    /// Puts the rows that don't count into group 0.
    pub fn keep(&self, ids: &mut [u32]) {
        match self {
            Counting::All => {}
            Counting::Most(mask) => {
                for (word, ids) in mask.bit_chunks().iter_padded().zip(ids.chunks_mut(64)) {
                    if word != u64::MAX {
                        ids.iter_mut().enumerate().for_each(|(bit, id)| *id &= 0u32.wrapping_sub((word >> bit) as u32 & 1));
                    }
                }
            }
            Counting::At(places) => {
                let mut kept = [0; BLOCK];
                places.iter().for_each(|at| kept[usize::from(*at) % BLOCK] = ids[usize::from(*at)]);
                ids.copy_from_slice(&kept[..ids.len()]);
            }
        }
    }

    /// Calls `f` with the place of each row that counts, of `rows` rows.
    pub fn each_place(&self, rows: usize, f: impl FnMut(usize)) {
        match self {
            Counting::All => (0..rows).for_each(f),
            Counting::Most(mask) => (0..rows).filter(|row| mask.value(*row)).for_each(f),
            Counting::At(places) => places.iter().map(|at| usize::from(*at)).for_each(f),
        }
    }

    /// The rows that count by themselves, where they are few; `ids` are of all rows.
    pub fn few<'b>(&'b self, ids: &[u32], own: &'b mut [u32; BLOCK]) -> Option<Few<'b>> {
        let Counting::At(places) = self else { return None };
        own.iter_mut().zip(*places).for_each(|(own, at)| *own = ids[usize::from(*at)]);
        Some(Few { places, ids: &own[..places.len()] })
    }
}

/// The rows of a block that count, where they are few.
#[derive(Clone, Copy)]
pub struct Few<'a> {
    /// Their places in the block, ascending.
    places: &'a [u16],
    /// Their groups.
    pub ids: &'a [u32],
}

impl Few<'_> {
    /// Calls `f` with the group of each and its cell, of those of all rows.
    #[inline]
    pub fn each<T>(&self, cells: &[T], mut f: impl FnMut(u32, &T)) {
        self.places.iter().zip(self.ids).for_each(|(at, id)| f(*id, &cells[usize::from(*at)]));
    }

    /// Their cells, of those of all rows.
    pub fn cells<'b, T: Copy>(&self, cells: &'b mut [T]) -> &'b [T] {
        // A place is never before its turn.
        self.places.iter().enumerate().for_each(|(turn, at)| cells[turn] = cells[usize::from(*at)]);
        &cells[..self.places.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: usize = 200;

    fn mask(share: usize) -> BooleanBuffer {
        BooleanBuffer::collect_bool(3 * BLOCK, |row| row * 7_919 % 100 < share)
    }

    #[test]
    fn the_same_rows_count_whether_they_are_few_or_many() {
        for share in [0, 1, 50, 74, 76, 99, 100] {
            let (mask, mut places) = (mask(share), Places::default());
            let counting = places.of(&mask, BLOCK..BLOCK + ROWS);
            assert_eq!(matches!(counting, Counting::At(_)), share <= 75, "{share}");
            assert_eq!(counting.is_nothing(), share == 0);
            let expected: Vec<usize> = (0..ROWS).filter(|row| mask.value(BLOCK + row)).collect();
            let mut seen = Vec::new();
            counting.each_place(ROWS, |row| seen.push(row));
            assert_eq!(seen, expected, "{share}");
            assert_eq!(counting.rows(ROWS), seen.len());
            let mut ids: Vec<u32> = (1..=ROWS as u32).collect();
            counting.keep(&mut ids);
            assert!((0..ROWS).all(|row| ids[row] == if mask.value(BLOCK + row) { row as u32 + 1 } else { 0 }), "{share}");
        }
    }

    #[test]
    fn few_rows_have_the_groups_and_the_cells_that_they_have_among_all() {
        let (mask, mut places, mut own) = (mask(30), Places::default(), [0; BLOCK]);
        let counting = places.of(&mask, BLOCK..BLOCK + ROWS);
        let (ids, mut cells): (Vec<u32>, Vec<usize>) = (0..ROWS).map(|row| (row as u32 + 1, row * 3)).unzip();
        let rows: Vec<usize> = (0..ROWS).filter(|row| mask.value(BLOCK + row)).collect();
        let few = counting.few(&ids, &mut own);
        assert_eq!(few.map(|few| few.ids.to_vec()), Some(rows.iter().map(|row| *row as u32 + 1).collect()));
        assert_eq!(few.map(|few| few.cells(&mut cells).to_vec()), Some(rows.iter().map(|row| row * 3).collect()));
    }
}
