//! The partial result of a query: groups and their summaries. The same `merge` joins batches, loads, workers and commits.
//!
//! Groups are in the order of their keys ([`super::keys`]), so an answer is in order already, and two partials of the same rows are equal, but for the last
//! bits of floats that were merged in another order.
//! The page merges and finishes partials, so nothing here knows Arrow.

use serde::{Deserialize, Serialize};

use super::aggregate::states::States;
use super::answer::Answer;
use super::keys::Keys;

/// Groups and their summaries. The default is the partial of no rows of any query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Partial {
    keys: Keys,
    states: States,
}

/// Bytes that are no partial of this build.
#[derive(Debug, thiserror::Error)]
pub enum PartialError {
    /// They don't decode.
    #[error("a partial result can't be decoded: {0}")]
    Decode(#[from] postcard::Error),
    /// They decode to groups that don't fit their keys or their summaries.
    #[error("a partial result has {groups} groups without a place on their axes or without summaries")]
    Shape {
        /// Groups.
        groups: usize,
    },
}

impl Partial {
    /// The partial of groups in the order of their keys. Those with the same keys are merged.
    pub(super) fn of(keys: Keys, states: States) -> Partial {
        match keys.once() {
            None => Partial { keys, states },
            Some((keys, into)) => Partial { states: states.spread(keys.groups(), &into), keys },
        }
    }

    /// Takes in all rows that `other` has seen. Both are of the same query, or of none.
    pub fn merge(&mut self, other: Partial) {
        if other.states.measures() == 0 {
            return;
        }
        if self.states.measures() == 0 {
            *self = other;
            return;
        }
        if self.keys.width() != other.keys.width() || self.states.measures() != other.states.measures() {
            return;
        }
        if self.keys.are(&other.keys) {
            let same: Vec<u32> = (0..self.groups() as u32).collect();
            self.states.merge(&other.states, &same);
            return;
        }
        let (keys, mut own_into, mut their_into) = std::mem::take(&mut self.keys).merged(&other.keys);
        let mut theirs = other.states;
        let stay = |into: &[u32]| into.iter().enumerate().all(|(group, into)| group as u32 == *into);
        // Groups that stay where they are need not be moved.
        if !stay(&own_into) && stay(&their_into) {
            std::mem::swap(&mut self.states, &mut theirs);
            std::mem::swap(&mut own_into, &mut their_into);
        }
        if stay(&own_into) {
            self.states.resize(keys.groups());
        } else {
            self.states = self.states.spread(keys.groups(), &own_into);
        }
        self.states.merge(&theirs, &their_into);
        self.keys = keys;
    }

    /// The partial as bytes for the way between worker and page, which are of one build.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads what [`Partial::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Partial, PartialError> {
        let partial: Partial = postcard::from_bytes(bytes)?;
        let groups = partial.groups();
        if partial.keys.is_shaped() && partial.states.is_shaped(groups) { Ok(partial) } else { Err(PartialError::Shape { groups }) }
    }

    /// The answer's rows, in the order of the keys: ascending and null last.
    pub(super) fn answer(&self) -> Answer {
        let measures = |group: usize| (0..self.states.measures()).map(move |measure| self.states.value(measure, group));
        let row = |group: usize| self.keys.values(group).chain(measures(group)).collect();
        Answer { keys: self.keys.width(), rows: (0..self.groups()).map(row).collect() }
    }

    /// Whether a measure is a sum beyond 38 digits in some group: then there is no answer, as on the server.
    pub fn has_overflow(&self) -> bool {
        self.states.has_overflow()
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.keys.groups()
    }

    /// The groups' keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The measures' summaries.
    pub fn states(&self) -> &States {
        &self.states
    }
}
