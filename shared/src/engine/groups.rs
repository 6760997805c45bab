//! From the codes of several keys to the group of each row.

use arrow_buffer::BooleanBuffer;
use rustc_hash::FxHashMap;

use super::value::Value;

/// A key column of one batch as codes. Several codes may stand for the same key.
pub struct Coded<'a> {
    /// One per row, each less than `len`.
    pub codes: Vec<u32>,
    /// The number of codes.
    pub len: usize,
    /// What a code stands for; asked only for codes that occur.
    pub key: Box<dyn Fn(u32) -> Value + 'a>,
}

/// The group of each row of a batch, for the kernels of the measures.
pub struct RowGroups {
    /// One per row; `len` for rows that don't count.
    pub ids: Vec<u32>,
    /// The number of groups, each of which has a row.
    pub len: usize,
}

/// The groups that occur in a batch.
pub struct Grouping<'a> {
    keys: Vec<Coded<'a>>,
    steps: Vec<Step>,
    /// The combined code of each group.
    used: Vec<u32>,
    /// Rows per group.
    pub counts: Vec<u64>,
    /// Row to group.
    pub rows: RowGroups,
}

/// How one more key was combined in: `wide = code · radix + code of the key`, and, where that had too wide a range, the list of
/// the wide codes that occur.
struct Step {
    radix: u64,
    listed: Option<Vec<u64>>,
}

/// Whether a table of `codes` entries is worth it for a batch of `rows`.
pub fn is_dense(codes: u128, rows: usize) -> bool {
    codes <= (4 * rows).max(1_024) as u128
}

impl<'a> Grouping<'a> {
    /// Groups the `rows` rows of a batch by `keys`; rows outside `mask` don't count. No keys: one group of the rows that count.
    pub fn of(mut keys: Vec<Coded<'a>>, rows: usize, mask: Option<&BooleanBuffer>) -> Grouping<'a> {
        let mut steps = Vec::new();
        let mut codes = vec![0; if keys.is_empty() { rows } else { 0 }];
        let mut len = 1;
        for (position, key) in keys.iter_mut().enumerate() {
            let own = std::mem::take(&mut key.codes);
            if position == 0 {
                (codes, len) = (own, key.len);
                continue;
            }
            let step;
            (step, len) = combine(&mut codes, len, &own, key.len);
            steps.push(step);
        }
        let mut grouping = Grouping { keys, steps, used: Vec::new(), counts: Vec::new(), rows: RowGroups { ids: codes, len: 0 } };
        grouping.count(len, mask);
        grouping
    }

    /// Writes the key of a group over `key`.
    pub fn key(&self, group: usize, key: &mut Vec<Value>) {
        key.clear();
        let mut code = u64::from(self.used[group]);
        for (coded, step) in self.keys.iter().skip(1).zip(&self.steps).rev() {
            let wide = step.listed.as_ref().map_or(code, |listed| listed[code as usize]);
            key.push((coded.key)((wide % step.radix) as u32));
            code = wide / step.radix;
        }
        key.extend(self.keys.first().map(|coded| (coded.key)(code as u32)));
        key.reverse();
    }

    /// Counts the rows of each code, keeps the codes that occur and renumbers the rows by them.
    fn count(&mut self, len: usize, mask: Option<&BooleanBuffer>) {
        let ids = &mut self.rows.ids;
        if let Some(mask) = mask {
            ids.iter_mut().zip(mask).for_each(|(id, counts)| *id = if counts { *id } else { len as u32 });
        }
        let mut counts = vec![0u32; len + 1];
        ids.iter().for_each(|&id| counts[id as usize] += 1);
        counts[len] = 0;
        let mut renumbered = vec![0u32; len + 1];
        for (code, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            renumbered[code] = self.used.len() as u32;
            self.used.push(code as u32);
            self.counts.push(n.into());
        }
        renumbered[len] = self.used.len() as u32;
        ids.iter_mut().for_each(|id| *id = renumbered[*id as usize]);
        self.rows.len = self.used.len();
    }
}

/// Makes `codes` the codes of the pairs of `codes` and `own`.
fn combine(codes: &mut [u32], len: usize, own: &[u32], own_len: usize) -> (Step, usize) {
    let radix = own_len.max(1) as u64;
    let product = len as u128 * u128::from(radix);
    if is_dense(product, codes.len()) {
        codes.iter_mut().zip(own).for_each(|(code, &own)| *code = *code * radix as u32 + own);
        return (Step { radix, listed: None }, product as usize);
    }
    let mut listed = Vec::new();
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    for (code, &own) in codes.iter_mut().zip(own) {
        let wide = u64::from(*code) * radix + u64::from(own);
        *code = *seen.entry(wide).or_insert_with(|| {
            listed.push(wide);
            listed.len() as u32 - 1
        });
    }
    let len = listed.len();
    (Step { radix, listed: Some(listed) }, len)
}
