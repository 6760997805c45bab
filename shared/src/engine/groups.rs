//! From the codes of several keys to the group of each row.
//!
//! Group 0 is that of the rows that don't count, so loops need no branch for them. Where the product of the keys' codes is not too great
//! each combination is a group, `1 + Σ codeᵢ·strideᵢ`; else the combinations that occur are listed.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::bin::Coder;
use super::bin::coder::is_dense;
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

/// Pairs that occur, numbered from 1.
#[derive(Default)]
struct Pairs {
    listed: Vec<(u32, u32)>,
    numbers: FxHashMap<(u32, u32), u32>,
}

impl<'a> Grouper<'a> {
    /// A grouper of keys, for `rows` rows. No keys: one group of the rows that count.
    pub fn new(coders: Vec<Coder<'a>>, rows: usize) -> Grouper<'a> {
        let product = coders.iter().try_fold(1u128, |product, coder| Some(product * u128::from(coder.codes()?)));
        let how = match product {
            _ if coders.is_empty() => How::One,
            Some(product) if is_dense(product, rows) && product <= MOST_DENSE => How::Dense { len: product as usize },
            _ => How::Listed(coders.iter().map(|_| Pairs::default()).collect()),
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
        for (coder, pairs) in self.coders.iter_mut().zip(levels) {
            coder.code(chunk, rows.clone(), own);
            // What doesn't count must not make a group.
            counting.each_place(ids.len(), |row| ids[row] = pairs.number((ids[row], own[row])));
        }
    }

    /// The codes of some groups' keys: groups times keys, the first key's first.
    pub fn codes(&self, groups: &[u32]) -> Vec<u32> {
        let width = self.coders.len();
        let mut codes = vec![0; groups.len() * width];
        for (codes, &group) in codes.chunks_exact_mut(width.max(1)).zip(groups) {
            match &self.how {
                How::One => {}
                How::Dense { .. } => {
                    let mut rest = group - 1;
                    for (code, radix) in codes.iter_mut().zip(&self.radices).rev() {
                        *code = rest % radix;
                        rest /= radix;
                    }
                }
                How::Listed(levels) => {
                    let mut group = group;
                    for (code, pairs) in codes.iter_mut().zip(levels).rev() {
                        (group, *code) = pairs.listed[group as usize - 1];
                    }
                }
            }
        }
        codes
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
    #[inline]
    fn number(&mut self, pair: (u32, u32)) -> u32 {
        let listed = &mut self.listed;
        *self.numbers.entry(pair).or_insert_with(|| {
            listed.push(pair);
            listed.len() as u32
        })
    }
}
