//! From the codes of several keys to the group of each row.
//!
//! Group 0 is that of the rows that don't count, so loops need no branch for them. Where the product of the keys' codes is not too great
//! each combination is a group, `1 + Σ codeᵢ·strideᵢ`; else the combinations that occur are listed, key by key.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::bin::Coder;
use super::bin::coder::is_dense;
use super::bin::divisor::Divisor;
use super::counting::Counting;
use super::store::narrow::{Narrow, with_slice};
use super::store::read::BLOCK;

/// How the group of each row of a block is told.
#[derive(Clone, Copy)]
pub enum Told<'a> {
    /// All rows are of group 1.
    One,
    /// `1 +` what the code means.
    Codes(Narrow<'a>),
    /// In a list.
    Ids,
}

/// Groups the rows of a query's chunks.
pub struct Grouper<'a> {
    coders: Vec<Coder<'a>>,
    /// How many codes each key has; 1 where that turns out only as rows come.
    radices: Vec<u32>,
    how: How,
}

/// A group takes some 100 bytes for each measure that is no count and no sum.
const MOST_DENSE: u128 = 1 << 22;

enum How {
    /// One group of all rows.
    One,
    /// A group for each combination.
    Dense { len: usize },
    /// A group for each combination that occurs: of the group of the keys before and the code of one more key.
    Listed(Vec<Pairs>),
}

/// Pairs that occur, of a group of the keys before and the code of one more key, numbered from 1.
struct Pairs {
    listed: Vec<(u32, u32)>,
    numbers: Numbers,
}

enum Numbers {
    /// At `group · radix + code`; 0 of pairs that don't occur. A look costs a fraction of a hash.
    Table { radix: u32, numbers: Vec<u32> },
    /// By the pair, where a table would be long or the codes are not known before.
    Hash(FxHashMap<(u32, u32), u32>),
}

/// Pairs that a table has room for at most: 8 MiB of numbers.
const LONGEST_TABLE: usize = 1 << 21;

impl<'a> Grouper<'a> {
    /// A grouper of keys, for `rows` rows. No keys: one group of the rows that count.
    pub fn new(coders: Vec<Coder<'a>>, rows: usize) -> Grouper<'a> {
        let product = coders.iter().try_fold(1u128, |product, coder| Some(product * u128::from(coder.codes()?)));
        let how = match product {
            _ if coders.is_empty() => How::One,
            Some(product) if is_dense(product, rows) && product <= MOST_DENSE => How::Dense { len: product as usize },
            _ => How::Listed(coders.iter().map(Pairs::of).collect()),
        };
        let radices = coders.iter().map(|coder| coder.codes().unwrap_or(1)).collect();
        Grouper { coders, radices, how }
    }

    /// How many groups there are so far, group 0 included.
    pub fn count(&self) -> usize {
        1 + match &self.how {
            How::One => 1,
            How::Dense { len } => *len,
            How::Listed(levels) => levels.last().map_or(0, |pairs| pairs.listed.len()),
        }
    }

    /// How the groups of a block are told where all its rows count: of a single key whose codes lie there, nothing need be listed.
    pub fn told(&self, chunk: usize, rows: Range<usize>) -> Told<'a> {
        match (&self.how, &self.coders[..]) {
            (How::One, _) => Told::One,
            (How::Dense { .. }, [coder]) => coder.packed(chunk, rows).map_or(Told::Ids, Told::Codes),
            _ => Told::Ids,
        }
    }

    /// The groups of a block's rows; 0 of those that don't count.
    #[inline(never)] // For the reason of `Tally::add`.
    pub fn groups(&mut self, chunk: usize, rows: Range<usize>, counting: &Counting<'_>, ids: &mut [u32]) {
        match &mut self.how {
            How::One => ids.fill(1),
            How::Dense { .. } => self.combine(chunk, rows, ids),
            How::Listed(_) => self.list(chunk, rows, counting, ids),
        }
        counting.keep(ids);
    }

    fn combine(&mut self, chunk: usize, rows: Range<usize>, ids: &mut [u32]) {
        let mut own = [0; BLOCK];
        let own = &mut own[..ids.len()];
        if let [first, second] = &self.coders[..]
            && let (Some(first), Some(second)) = (first.packed(chunk, rows.clone()), second.packed(chunk, rows.clone()))
        {
            return pairs(first, second, self.radices[1], ids);
        }
        let last = self.coders.len() - 1;
        for (position, coder) in self.coders.iter_mut().enumerate() {
            let behind_zero = u32::from(position == last);
            if position == 0 {
                coder.code(chunk, rows.clone(), ids);
                if behind_zero == 1 {
                    ids.iter_mut().for_each(|id| *id += 1);
                }
                continue;
            }
            let radix = self.radices[position];
            coder.code(chunk, rows.clone(), own);
            ids.iter_mut().zip(own.iter()).for_each(|(id, code)| *id = *id * radix + code + behind_zero);
        }
    }

    fn list(&mut self, chunk: usize, rows: Range<usize>, counting: &Counting<'_>, ids: &mut [u32]) {
        let How::Listed(levels) = &mut self.how else { return };
        let mut own = [0; BLOCK];
        let own = &mut own[..ids.len()];
        ids.fill(0);
        let mut last_group = 0;
        for (coder, pairs) in self.coders.iter_mut().zip(levels) {
            coder.code(chunk, rows.clone(), own);
            pairs.make_room(last_group);
            match counting {
                // A loop of its own: as a function of a place, numbering is called for each row, which costs more than it does.
                Counting::All => ids.iter_mut().zip(own.iter()).for_each(|(id, code)| *id = pairs.number((*id, *code))),
                // What doesn't count must not make a group.
                _ => counting.each_place(ids.len(), |row| ids[row] = pairs.number((ids[row], own[row]))),
            }
            last_group = pairs.listed.len();
        }
    }

    /// Takes a key off some groups, of which it is the last: each becomes the group of the keys before, and its code goes into `codes`.
    pub fn take_last(&self, key: usize, groups: &mut [u32], codes: &mut [u32]) {
        let taken = groups.iter_mut().zip(codes);
        match &self.how {
            How::One => {}
            How::Dense { .. } if key == 0 => taken.for_each(|(group, code)| (*group, *code) = (1, *group - 1)),
            How::Dense { .. } => {
                let (radix, divisor) = (self.radices[key], Divisor::new(self.radices[key]));
                taken.for_each(|(group, code)| {
                    let before = divisor.divide(*group - 1);
                    *code = *group - 1 - before * radix;
                    *group = before + 1;
                });
            }
            How::Listed(levels) => taken.for_each(|(group, code)| (*group, *code) = levels[key].listed[*group as usize - 1]),
        }
    }

    /// The keys' coders.
    pub fn coders(&self) -> &[Coder<'a>] {
        &self.coders
    }
}

/// The groups of two keys' codes, in one go.
#[allow(clippy::unnecessary_cast, reason = "codes of other widths need it")]
fn pairs(first: Narrow<'_>, second: Narrow<'_>, radix: u32, ids: &mut [u32]) {
    let ahead = first.ahead * radix + second.ahead + 1;
    with_slice!(first.codes, first => with_slice!(second.codes, second => {
        ids.iter_mut().zip(first.iter().zip(second)).for_each(|(id, (first, second))| *id = *first as u32 * radix + *second as u32 + ahead);
    }));
}

impl Pairs {
    fn of(coder: &Coder<'_>) -> Pairs {
        let numbers = match coder.codes() {
            Some(radix) => Numbers::Table { radix, numbers: Vec::new() },
            None => Numbers::Hash(FxHashMap::default()),
        };
        Pairs { listed: Vec::new(), numbers }
    }

    /// Has room for pairs with any group of the keys before up to `last_group`.
    fn make_room(&mut self, last_group: usize) {
        let Numbers::Table { radix, numbers } = &mut self.numbers else { return };
        let len = (last_group + 1).saturating_mul(*radix as usize);
        if len > LONGEST_TABLE {
            self.numbers = Numbers::Hash(self.listed.iter().copied().zip(1..).collect());
        } else if len > numbers.len() {
            numbers.resize(len, 0);
        }
    }

    #[inline]
    fn number(&mut self, pair: (u32, u32)) -> u32 {
        let number = match &mut self.numbers {
            Numbers::Table { radix, numbers } => &mut numbers[(pair.0 * *radix + pair.1) as usize],
            Numbers::Hash(numbers) => numbers.entry(pair).or_default(),
        };
        if *number == 0 {
            self.listed.push(pair);
            *number = self.listed.len() as u32;
        }
        *number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keep_their_numbers_when_a_table_of_them_would_be_too_long() {
        let mut pairs = Pairs { listed: Vec::new(), numbers: Numbers::Table { radix: 1 << 20, numbers: Vec::new() } };
        pairs.make_room(1);
        assert_eq!([(0, 5), (1, 0), (1, 5), (0, 5)].map(|pair| pairs.number(pair)), [1, 2, 3, 1]);
        assert!(matches!(pairs.numbers, Numbers::Table { .. }));
        pairs.make_room(2);
        assert!(matches!(pairs.numbers, Numbers::Hash(_)));
        assert_eq!([(1, 5), (2, 7), (0, 5), (1, 0)].map(|pair| pairs.number(pair)), [3, 4, 1, 2]);
    }
}
