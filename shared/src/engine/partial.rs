//! The partial result of a query: groups and their summaries. The same `merge` joins batches, loads, workers and commits.
//!
//! It is a sparse tensor. Each key has an axis: its values that occur, each once, in ascending order, null last. A group is a place on each
//! axis; groups are in the order of their places. So merging is merging sorted lists, an answer is in order already, and two partials of the
//! same rows are equal. The page merges and finishes partials, so nothing here knows Arrow.

use serde::{Deserialize, Serialize};

use super::aggregate::states::States;
use super::answer::{Answer, SortTerm};
use super::order::TotalOrder;
use super::value::Value;

/// Groups with one summary per measure. The default is the partial of no rows of any query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Partial {
    /// One per key.
    axes: Vec<Vec<Value>>,
    groups: usize,
    /// Groups times keys: places on the axes.
    places: Vec<u32>,
    /// One per measure.
    states: Vec<States>,
}

/// No group.
const NONE: u32 = u32::MAX;

/// Bytes that are no partial of this build.
#[derive(Debug, thiserror::Error)]
pub enum PartialError {
    /// They don't decode.
    #[error("a partial result can't be decoded: {0}")]
    Decode(#[from] postcard::Error),
    /// They decode to groups that don't fit their keys.
    #[error("a partial result has {places} places for {groups} groups")]
    Shape {
        /// Places on the axes.
        places: usize,
        /// Groups.
        groups: usize,
    },
}

impl Partial {
    /// The partial of some groups. `keys` has the values that each key's codes stand for, in any order; `codes` those of each group. States of
    /// groups that turn out to have the same keys are merged.
    pub(super) fn of(keys: Vec<Vec<Value>>, groups: usize, mut codes: Vec<u32>, states: Vec<States>) -> Partial {
        let width = keys.len();
        let mut axes = Vec::with_capacity(width);
        for (axis, values) in keys.into_iter().enumerate() {
            let (values, places) = sorted(values);
            if places.iter().enumerate().any(|(code, place)| code as u32 != *place) {
                codes.iter_mut().skip(axis).step_by(width).for_each(|code| *code = places[*code as usize]);
            }
            axes.push(values);
        }
        let partial = Partial { axes, groups, places: codes, states };
        if (1..groups).all(|group| partial.place(group - 1) < partial.place(group)) { partial } else { partial.in_order() }
    }

    /// The same with its groups in order, equal ones merged.
    fn in_order(self) -> Partial {
        let mut order: Vec<u32> = (0..self.groups as u32).collect();
        order.sort_by(|a, b| self.place(*a as usize).cmp(self.place(*b as usize)));
        let mut into = vec![0; self.groups];
        let mut places = Vec::with_capacity(self.places.len());
        let mut groups = 0;
        for (at, &group) in order.iter().enumerate() {
            let place = self.place(group as usize);
            if at == 0 || place != self.place(order[at - 1] as usize) {
                places.extend_from_slice(place);
                groups += 1;
            }
            into[group as usize] = groups as u32 - 1;
        }
        let states = self.states.iter().map(|states| states.spread(groups, &into)).collect();
        Partial { axes: self.axes, groups, places, states }
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
        if self.axes.len() != other.axes.len() || self.states.len() != other.states.len() {
            return;
        }
        if self.axes == other.axes && self.places == other.places {
            let same: Vec<u32> = (0..self.groups as u32).collect();
            self.states.iter_mut().zip(&other.states).for_each(|(own, other)| own.merge(other, &same));
            return;
        }
        self.join(other);
    }

    /// Merges axes, then groups.
    fn join(&mut self, other: &Partial) {
        let width = self.axes.len();
        let mut theirs = other.places.clone();
        for (axis, values) in other.axes.iter().enumerate() {
            let own = std::mem::take(&mut self.axes[axis]);
            let (merged, own_places, their_places) = merged(own, values);
            self.axes[axis] = merged;
            self.places.iter_mut().skip(axis).step_by(width).for_each(|place| *place = own_places[*place as usize]);
            theirs.iter_mut().skip(axis).step_by(width).for_each(|place| *place = their_places[*place as usize]);
        }
        let (mut a, mut b) = (0, 0);
        let (mut own_into, mut their_into) = (vec![NONE; self.groups], vec![NONE; other.groups]);
        let mut places = Vec::with_capacity(self.places.len().max(theirs.len()));
        let mut groups = 0;
        while a < self.groups || b < other.groups {
            let ours = (a < self.groups).then(|| &self.places[a * width..(a + 1) * width]);
            let their = (b < other.groups).then(|| &theirs[b * width..(b + 1) * width]);
            let order = match (ours, their) {
                (Some(ours), Some(their)) => ours.cmp(their),
                (Some(_), None) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            if order.is_le() {
                own_into[a] = groups;
            }
            if order.is_ge() {
                their_into[b] = groups;
            }
            places.extend_from_slice(if order.is_le() { ours } else { their }.unwrap_or_default());
            a += usize::from(order.is_le());
            b += usize::from(order.is_ge());
            groups += 1;
        }
        self.groups = groups as usize;
        self.places = places;
        for (own, other) in self.states.iter_mut().zip(&other.states) {
            let mut states = own.spread(groups as usize, &own_into);
            states.merge(other, &their_into);
            *own = states;
        }
    }

    /// The partial as bytes for the way between worker and page, which are of one build.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads what [`Partial::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Partial, PartialError> {
        let partial: Partial = postcard::from_bytes(bytes)?;
        let (places, groups, width) = (partial.places.len(), partial.groups, partial.axes.len());
        let shaped = width.checked_mul(groups) == Some(places) && (width > 0 || groups <= 1);
        let on_axes = |(at, place): (usize, &u32)| (*place as usize) < partial.axes[at % width].len();
        if !shaped || !partial.places.iter().enumerate().all(on_axes) || partial.states.iter().any(|states| states.len() != groups) {
            return Err(PartialError::Shape { places, groups });
        }
        Ok(partial)
    }

    /// The answer: sorted by `terms`, then by the keys, ascending and null last; then its first `limit` rows.
    pub(super) fn answer(&self, terms: &[SortTerm], limit: Option<usize>) -> Answer {
        let row = |group: usize| self.key(group).cloned().chain(self.states.iter().map(|states| states.value(group))).collect();
        let mut answer = Answer { keys: self.axes.len(), rows: (0..self.groups).map(row).collect() };
        if !terms.is_empty() {
            answer.sort(terms);
        }
        answer.rows.truncate(limit.unwrap_or(usize::MAX));
        answer
    }

    /// How many values a key has.
    pub fn keys(&self) -> usize {
        self.axes.len()
    }

    /// The values of a key that occur, ascending, null last.
    pub fn axis(&self, key: usize) -> &[Value] {
        self.axes.get(key).map_or(&[], Vec::as_slice)
    }

    /// A group's place on each axis.
    pub fn place(&self, group: usize) -> &[u32] {
        let width = self.axes.len();
        &self.places[group * width..(group + 1) * width]
    }

    /// The measures' summaries, one per group each.
    pub fn states(&self) -> &[States] {
        &self.states
    }

    fn key(&self, group: usize) -> impl Iterator<Item = &Value> {
        self.axes.iter().zip(self.place(group)).map(|(axis, place)| &axis[*place as usize])
    }
}

/// Values in ascending order, each once; and the place of each that was given.
fn sorted(values: Vec<Value>) -> (Vec<Value>, Vec<u32>) {
    if values.windows(2).all(|pair| pair[0].order(&pair[1]).is_lt()) {
        let places = (0..values.len() as u32).collect();
        return (values, places);
    }
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|a, b| values[*a as usize].order(&values[*b as usize]));
    let mut places = vec![0; values.len()];
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    for code in order {
        let value = &values[code as usize];
        if kept.last().is_none_or(|last| last.order(value).is_ne()) {
            kept.push(value.clone());
        }
        places[code as usize] = kept.len() as u32 - 1;
    }
    (kept, places)
}

/// Two ascending lists as one; and where the values of each are in it.
fn merged(own: Vec<Value>, other: &[Value]) -> (Vec<Value>, Vec<u32>, Vec<u32>) {
    let mut places = (Vec::with_capacity(own.len()), Vec::with_capacity(other.len()));
    if own == other {
        places.0.extend(0..own.len() as u32);
        places.1.extend(0..own.len() as u32);
        return (own, places.0, places.1);
    }
    let mut all: Vec<Value> = Vec::with_capacity(own.len().max(other.len()));
    let (mut ours, mut theirs) = (own.into_iter().peekable(), other.iter().peekable());
    loop {
        let order = match (ours.peek(), theirs.peek()) {
            (Some(a), Some(b)) => a.order(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return (all, places.0, places.1),
        };
        let at = all.len() as u32;
        let value = if order.is_le() { ours.next() } else { None };
        let other = if order.is_ge() { theirs.next() } else { None };
        places.0.extend(value.is_some().then_some(at));
        places.1.extend(other.is_some().then_some(at));
        all.extend(value.or_else(|| other.cloned()));
    }
}
