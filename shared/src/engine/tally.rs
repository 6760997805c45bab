//! Rows by group.
//!
//! Where groups are few, neighbouring rows often are of the same one, and to add to a number that was just written waits for it. So there four
//! neighbours have a counter each.

/// How many rows each group has.
#[derive(Debug, Default)]
pub struct Tally {
    /// Where groups are few; each lane counts every fourth row.
    lanes: Vec<[u32; LANES]>,
    rows: Vec<u32>,
}

const LANES: usize = 4;
/// Counters of so many groups stay in the first cache.
const FEW_GROUPS: usize = 1 << 10;

impl Tally {
    /// Counts rows by the group of each, which is `ahead` and its number, and below `groups`. A function that is called for each block, or a browser would make its
    /// loops quick only after the whole query.
    #[inline(never)]
    pub fn add<T: Copy + Into<u32>>(&mut self, ids: &[T], ahead: u32, groups: usize) {
        let group = |id: T| (id.into() + ahead) as usize;
        if groups > FEW_GROUPS {
            self.rows.resize(groups, 0);
            ids.iter().for_each(|id| self.rows[group(*id)] += 1);
            return;
        }
        self.lanes.resize(groups, [0; LANES]);
        let (fours, rest) = ids.as_chunks::<LANES>();
        for four in fours {
            four.iter().enumerate().for_each(|(lane, id)| self.lanes[group(*id)][lane] += 1);
        }
        rest.iter().for_each(|id| self.lanes[group(*id)][0] += 1);
    }

    /// Counts so many rows of one group.
    pub fn add_all(&mut self, rows: usize, group: usize) {
        self.rows.resize(self.rows.len().max(group + 1), 0);
        self.rows[group] += rows as u32;
    }

    /// The rows of each of `groups` groups.
    pub fn rows(mut self, groups: usize) -> Vec<u32> {
        self.rows.resize(groups, 0);
        self.rows.iter_mut().zip(&self.lanes).for_each(|(rows, lanes)| *rows += lanes.iter().sum::<u32>());
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_while_groups_become_many() {
        let mut tally = Tally::default();
        tally.add(&[0u32, 1, 1, 1, 1, 1, 2], 0, 3);
        tally.add(&[1u8, 0, 1, 1], 1, 3);
        tally.add(&[0u16], 0, 3);
        tally.add(&[4_999u32, 1, 0], 0, 5_000);
        tally.add_all(70, 1);
        let rows = tally.rows(5_001);
        assert_eq!((&rows[..4], rows[4_999], rows.len()), (&[3, 77, 4, 0][..], 1, 5_001));
    }
}
