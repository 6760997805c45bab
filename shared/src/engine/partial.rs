//! The partial result of a query: groups and their summaries. The same `merge` joins batches, loads, workers and commits.
//!
//! The page merges and finishes partials, so nothing here knows Arrow.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::aggregate::states::States;
use super::answer::{Answer, SortTerm};
use super::order::{TotalOrder, canonical_bits};
use super::value::Value;

/// Groups, in the order of their arrival, with one summary per measure. The default is the partial of no rows of any query.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Partial {
    /// Values per key.
    width: usize,
    groups: usize,
    /// Groups times `width`.
    keys: Vec<Value>,
    /// One per measure.
    states: Vec<States>,
    #[serde(skip)]
    index: Index,
}

/// Groups by the hash of their key, those of one hash in a chain.
#[derive(Clone, Debug, Default)]
struct Index {
    heads: FxHashMap<u64, u32>,
    next: Vec<Option<u32>>,
}

/// Bytes that are no partial of this build.
#[derive(Debug, thiserror::Error)]
pub enum PartialError {
    /// They don't decode.
    #[error("a partial result can't be decoded: {0}")]
    Decode(#[from] postcard::Error),
    /// They decode to groups that don't fit their keys.
    #[error("a partial result has {keys} key values for {groups} groups")]
    Shape {
        /// Key values.
        keys: usize,
        /// Groups.
        groups: usize,
    },
}

impl Partial {
    /// The partial of no rows of a query with `width` keys per group. Without keys it has one group already: that of all rows.
    pub(super) fn new(width: usize, states: Vec<States>) -> Partial {
        let mut partial = Partial { width, states, ..Partial::default() };
        if width == 0 {
            partial.group(&[]);
        }
        partial
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Takes in all rows that `other` has seen. Both are of the same query, or of none.
    pub fn merge(&mut self, other: &Partial) {
        if other.states.is_empty() {
            return;
        }
        if self.states.is_empty() {
            *self = other.clone();
            return;
        }
        if self.width == other.width {
            let into: Vec<u32> = (0..other.groups).map(|group| self.group(other.key(group))).collect();
            self.merge_states(&other.states, &into);
        }
    }

    /// Takes summaries in; those of group `g` go to the group `into[g]`.
    pub(super) fn merge_states(&mut self, states: &[States], into: &[u32]) {
        self.states.iter_mut().zip(states).for_each(|(own, other)| own.merge(other, into));
    }

    /// The group of a key, made if there is none.
    pub(super) fn group(&mut self, key: &[Value]) -> u32 {
        let hash = hash_of(key);
        let mut candidate = self.index.heads.get(&hash).copied();
        while let Some(group) = candidate {
            if key.iter().zip(self.key(group as usize)).all(|(a, b)| a.order(b).is_eq()) {
                return group;
            }
            candidate = self.index.next.get(group as usize).copied().flatten();
        }
        let group = self.groups as u32;
        self.index.next.push(self.index.heads.insert(hash, group));
        self.keys.extend_from_slice(key);
        self.groups += 1;
        group
    }

    /// The partial as bytes for the way between worker and page, which are of one build.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads what [`Partial::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Partial, PartialError> {
        let mut partial: Partial = postcard::from_bytes(bytes)?;
        let (keys, groups) = (partial.keys.len(), partial.groups);
        let shaped = partial.width.checked_mul(groups) == Some(keys) && (partial.width > 0 || groups <= 1);
        if !shaped || partial.states.iter().any(|states| states.len() > groups) {
            return Err(PartialError::Shape { keys, groups });
        }
        for group in 0..groups {
            let hash = hash_of(partial.key(group));
            let before = partial.index.heads.insert(hash, group as u32);
            partial.index.next.push(before);
        }
        Ok(partial)
    }

    /// The answer: sorted by `terms`, then by the keys, ascending and null last; then its first `limit` rows.
    pub(super) fn answer(&self, terms: &[SortTerm], limit: Option<usize>) -> Answer {
        let row = |group: usize| {
            let measures = self.states.iter().map(|states| states.value(group));
            self.key(group).iter().cloned().chain(measures).collect()
        };
        let mut answer = Answer { keys: self.width, rows: (0..self.groups).map(row).collect() };
        answer.sort(terms);
        answer.rows.truncate(limit.unwrap_or(usize::MAX));
        answer
    }

    /// How many values a key has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    fn key(&self, group: usize) -> &[Value] {
        &self.keys[group * self.width..(group + 1) * self.width]
    }
}

/// Equal keys have equal hashes: 0 and -0, and every NaN, are one.
fn hash_of(key: &[Value]) -> u64 {
    let mut hasher = FxHasher::default();
    for value in key {
        std::mem::discriminant(value).hash(&mut hasher);
        match value {
            Value::Null => {}
            Value::Bool(b) => b.hash(&mut hasher),
            Value::Int(n) => n.hash(&mut hasher),
            Value::Float(x) => canonical_bits(*x).hash(&mut hasher),
            Value::Decimal { unscaled, .. } => unscaled.hash(&mut hasher),
            Value::Text(text) => text.hash(&mut hasher),
            Value::Date(days) => days.hash(&mut hasher),
            Value::Timestamp { ticks, .. } => ticks.hash(&mut hasher),
        }
    }
    hasher.finish()
}
