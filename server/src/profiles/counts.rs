//! How often each value occurs: exactly while the different values can all be kept, of the frequent ones afterwards.
//!
//! Afterwards at most [`FEW`] are kept. When there are more, the rarer half is dropped, and `missed` is how often a value that isn't kept can
//! have occurred at most; who comes (again) may have been missed as often. That is G. S. Manku, R. Motwani, "Approximate Frequency
//! Counts over Data Streams", VLDB 2002, with a bound on the entries instead of on the error. A value that was never dropped is counted exactly.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::engine::aggregate::Summary;
use shared::engine::aggregate::approx_distinct::ApproxDistinct;
use shared::engine::aggregate::hash::{hash_bytes, hash_u64};
use shared::wire::full_profile::{FullColumn, Tally};
use shared::wire::profile::DISTINCT_LIMIT;
use shared::wire::query::Scalar;

use super::table::Room;

/// So many values are kept when not all can be.
const FEW: usize = 8_192;
/// So many are told.
const TOP: usize = 10;

/// The values of one column; equal ones must be equal as `K`.
#[derive(Serialize, Deserialize)]
#[serde(bound = "K: Eq + Hash + Serialize + DeserializeOwned")]
pub(super) struct Counts<K> {
    kept: HashMap<K, Count, BuildHasherDefault<Mixer>>,
    /// The different values, once not all are kept.
    all: Option<ApproxDistinct>,
    missed: u64,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Count {
    /// Seen since it is kept,
    n: u64,
    /// and at most so often before.
    missed: u64,
}

/// What became of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    /// It was kept already.
    Known,
    /// It wasn't.
    New,
    /// It wasn't, and now there are too many: call [`Counts::spill`].
    Full,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Counts { kept: HashMap::default(), all: None, missed: 0 }
    }
}

impl<K: Copy + Eq + Hash> Counts<K> {
    /// Takes `n` equal values in.
    pub(super) fn add(&mut self, key: K, n: u64, room: &mut Room) -> Added {
        if let Some(count) = self.kept.get_mut(&key) {
            count.n += n;
            return Added::Known;
        }
        if let Some(all) = &mut self.all {
            all.add(self.kept.hasher().hash_one(key));
            if self.kept.len() >= FEW {
                self.drop_rare();
            }
        }
        self.kept.insert(key, Count { n, missed: self.missed });
        let is_full = self.all.is_none() && (!room.take(1) || self.kept.len() as u64 > DISTINCT_LIMIT);
        if is_full { Added::Full } else { Added::New }
    }

    /// Keeps the frequent values only, from now on.
    pub(super) fn spill(&mut self, room: &mut Room) {
        let mut all = ApproxDistinct::default();
        self.kept.keys().for_each(|key| all.add(self.kept.hasher().hash_one(key)));
        self.all = Some(all);
        room.give(self.kept.len() as u64);
        if self.kept.len() > FEW {
            self.drop_rare();
            self.kept.shrink_to(2 * FEW);
        }
    }

    fn drop_rare(&mut self) {
        let most = |count: &Count| count.n + count.missed;
        let mut counts: Vec<u64> = self.kept.values().map(most).collect();
        let at = counts.len().saturating_sub(FEW / 2);
        let (_, bound, _) = counts.select_nth_unstable(at);
        self.missed = self.missed.max(*bound);
        let bound = self.missed;
        self.kept.retain(|_, count| most(count) > bound);
    }

    /// Whether not all values are kept.
    pub(super) fn is_sketch(&self) -> bool {
        self.all.is_some()
    }

    /// How many values are kept.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether a value is kept.
    pub(super) fn has(&self, key: &K) -> bool {
        self.kept.contains_key(key)
    }

    /// What is kept: all values and how often they occur, unless this [`is a sketch`](Counts::is_sketch).
    pub(super) fn kept(&self) -> impl Iterator<Item = (K, u64)> {
        self.kept.iter().map(|(key, count)| (*key, count.n))
    }

    /// The most frequent values by `value`; equally frequent ones in the order of `order`.
    pub(super) fn top<O: Ord>(&self, order: impl Fn(&K) -> O, value: impl Fn(&K) -> Option<Scalar>) -> Vec<Tally> {
        // What is no more frequent than what may have been missed is not among the most frequent for sure.
        let mut top: Vec<_> = self.kept.iter().filter(|(_, count)| count.n > self.missed.max(1)).collect();
        let by_count = |a: &(&K, &Count), b: &(&K, &Count)| b.1.n.cmp(&a.1.n).then_with(|| order(a.0).cmp(&order(b.0)));
        if top.len() > TOP {
            top.select_nth_unstable_by(TOP, by_count);
            top.truncate(TOP);
        }
        top.sort_unstable_by(by_count);
        top.into_iter().filter_map(|(key, count)| Some(Tally { value: value(key)?, count: count.n, missed: count.missed })).collect()
    }

    /// The number of different values.
    pub(super) fn finish(&self, known: FullColumn) -> FullColumn {
        let all = self.all.as_ref().and_then(Summary::value);
        FullColumn { distinct: Some(all.unwrap_or(self.kept.len() as u64)), is_sketch: self.is_sketch(), ..known }
    }
}

/// The engine's hash: the same in every build, and so good that the sketch of distinct values takes it too.
#[derive(Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_u64(self.0 ^ hash_bytes(bytes));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = hash_u64(self.0 ^ word);
    }

    fn write_i128(&mut self, wide: i128) {
        self.write_u64(wide as u64);
        // Most values need one word.
        if i64::try_from(wide).is_err() {
            self.write_u64((wide >> 64) as u64);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
