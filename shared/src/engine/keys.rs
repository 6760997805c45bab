//! The keys of a partial's groups: the coordinates of a sparse tensor. Each key has an axis; a group is a place on each. Groups are in the
//! order of their places, so merging the keys of two partials is merging sorted lists.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::value::Value;

/// Axes and the groups on them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Keys {
    /// One per key.
    axes: Vec<Axis>,
    groups: usize,
    /// Groups times keys: places on the axes.
    #[serde(with = "super::packed")]
    places: Vec<u32>,
}

/// No group.
pub(super) const NONE: u32 = u32::MAX;

impl Keys {
    /// The keys of `groups` groups, put in order; and which of the given groups each of them is, if they were in another.
    pub(super) fn of(axes: Vec<Axis>, groups: usize, places: Vec<u32>) -> (Keys, Option<Vec<u32>>) {
        let keys = Keys { axes, groups, places };
        let is_sorted = match keys.width() {
            1 => keys.places.is_sorted(),
            _ => (1..groups).all(|group| keys.place(group - 1) <= keys.place(group)),
        };
        if is_sorted {
            return (keys, None);
        }
        let order = keys.order(0);
        let places = order.iter().flat_map(|group| keys.place(*group as usize)).copied().collect();
        (Keys { axes: keys.axes, groups, places }, Some(order))
    }

    /// The groups in the order of their places on the axes from `start` on: by counting, the last axis first. An axis is no longer than groups are many.
    fn order(&self, start: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.groups as u32).collect();
        for (axis, values) in self.axes.iter().enumerate().skip(start).rev() {
            let place = |group: u32| self.places[group as usize * self.axes.len() + axis] as usize;
            let mut starts = vec![0u32; values.len()];
            order.iter().for_each(|group| starts[place(*group)] += 1);
            let mut before = 0;
            for start in &mut starts {
                (*start, before) = (before, before + *start);
            }
            let mut next = vec![0; order.len()];
            for group in order {
                let start = &mut starts[place(group)];
                next[*start as usize] = group;
                *start += 1;
            }
            order = next;
        }
        order
    }

    /// The different places on the axes from `start` on, in order: a group that is there for each; and which of them each group is at.
    pub(super) fn numbered(&self, start: usize) -> (Vec<u32>, Vec<u32>) {
        let size = self.axes[start..].iter().try_fold(1usize, |size, axis| size.checked_mul(axis.len()));
        match size {
            Some(size) if size <= 8 * self.groups + 1_024 => self.numbered_by_table(start, size),
            _ => self.numbered_by_order(start),
        }
    }

    /// Where all places that there could be are few.
    fn numbered_by_table(&self, start: usize, size: usize) -> (Vec<u32>, Vec<u32>) {
        let width = self.axes.len();
        let mut numbers = vec![0; self.groups];
        for (axis, values) in self.axes.iter().enumerate().skip(start) {
            let places = self.places.iter().skip(axis).step_by(width);
            numbers.iter_mut().zip(places).for_each(|(slot, place)| *slot = *slot * values.len() as u32 + place);
        }
        let mut at = vec![NONE; size];
        numbers.iter().enumerate().rev().for_each(|(group, slot)| at[*slot as usize] = group as u32);
        let mut first = Vec::new();
        for at in at.iter_mut().filter(|at| **at != NONE) {
            first.push(std::mem::replace(at, first.len() as u32));
        }
        numbers.iter_mut().for_each(|slot| *slot = at[*slot as usize]);
        (first, numbers)
    }

    fn numbered_by_order(&self, start: usize) -> (Vec<u32>, Vec<u32>) {
        let (mut first, mut numbers): (Vec<u32>, Vec<u32>) = (Vec::new(), vec![0; self.groups]);
        for group in self.order(start) {
            let is_known = first.last().is_some_and(|last| self.place(*last as usize)[start..] == self.place(group as usize)[start..]);
            first.extend((!is_known).then_some(group));
            numbers[group as usize] = first.len() as u32 - 1;
        }
        (first, numbers)
    }

    /// The same with each place once, and which of them each group becomes; none if each stands once already.
    pub(super) fn once(&self) -> Option<(Keys, Vec<u32>)> {
        let is_once = match self.width() {
            1 => self.places.is_sorted_by(|before, place| before != place),
            _ => !(1..self.groups).any(|group| self.is_like_before(group)),
        };
        if is_once {
            return None;
        }
        let mut into = Vec::with_capacity(self.groups);
        let mut places: Vec<u32> = Vec::with_capacity(self.places.len());
        for group in 0..self.groups {
            let is_new = group == 0 || !self.is_like_before(group);
            places.extend_from_slice(if is_new { self.place(group) } else { &[] });
            into.push(into.last().map_or(0, |last| last + u32::from(is_new)));
        }
        let groups = into.last().map_or(0, |last| *last as usize + 1);
        Some((Keys { axes: self.axes.clone(), groups, places }, into))
    }

    /// Whether a group is at the places of the one before. They mostly differ in the last, and comparing lists that short costs calls of a function.
    fn is_like_before(&self, group: usize) -> bool {
        self.place(group - 1).iter().rev().eq(self.place(group).iter().rev())
    }

    /// Whether both are the same groups of the same axes.
    pub(super) fn are(&self, other: &Keys) -> bool {
        self.groups == other.groups && self.axes == other.axes && self.places.iter().eq(&other.places)
    }

    /// The keys of either; and which of them the groups of each become.
    pub(super) fn merged(mut self, other: &Keys) -> (Keys, Vec<u32>, Vec<u32>) {
        let width = self.axes.len();
        let [own_len, their_len] = [&self, other].map(|keys| keys.axes.first().map_or(0, Axis::len));
        let mut theirs = other.places.clone();
        for (axis, values) in other.axes.iter().enumerate() {
            let (merged, own_places, their_places) = std::mem::take(&mut self.axes[axis]).merged(values);
            self.axes[axis] = merged;
            self.places.iter_mut().skip(axis).step_by(width).for_each(|place| *place = own_places[*place as usize]);
            theirs.iter_mut().skip(axis).step_by(width).for_each(|place| *place = their_places[*place as usize]);
        }
        if let [axis] = &self.axes[..]
            && [self.groups, other.groups] == [own_len, their_len]
        {
            // Each place on either axis is a group's, so groups lie on the axis as they are.
            let groups = axis.len();
            let (own_into, their_into) = (self.places, theirs);
            return (Keys { places: (0..groups as u32).collect(), groups, axes: self.axes }, own_into, their_into);
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
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
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
        (Keys { axes: self.axes, groups: groups as usize, places }, own_into, their_into)
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// How many keys a group has.
    pub fn width(&self) -> usize {
        self.axes.len()
    }

    /// The values of a key that occur.
    pub fn axis(&self, key: usize) -> &Axis {
        &self.axes[key]
    }

    /// A group's place on each axis.
    pub fn place(&self, group: usize) -> &[u32] {
        let width = self.axes.len();
        &self.places[group * width..(group + 1) * width]
    }

    /// The places of all groups on an axis; none if they are the places of the axis, one after the other.
    pub fn places(&self, axis: usize) -> Option<Vec<u32>> {
        // Those of a single key are sorted, each stands once, and each is a group's if they are so many.
        let is_all = self.width() == 1 && self.groups == self.axes[axis].len();
        (!is_all).then(|| self.places.iter().skip(axis).step_by(self.width()).copied().collect())
    }

    /// A group's keys.
    pub fn values(&self, group: usize) -> impl Iterator<Item = Value> {
        self.axes.iter().zip(self.place(group)).map(|(axis, place)| axis.value(*place as usize))
    }

    /// Whether there is a place on each axis for each group.
    pub(super) fn is_shaped(&self) -> bool {
        let width = self.axes.len();
        let on_axis = |(key, values): (usize, &Axis)| {
            let greatest = self.places.iter().skip(key).step_by(width).max();
            greatest.is_none_or(|place| (*place as usize) < values.len())
        };
        width.checked_mul(self.groups) == Some(self.places.len()) && (width > 0 || self.groups <= 1) && self.axes.iter().enumerate().all(on_axis)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn axis(values: &[i128]) -> Axis {
        Axis::of(values.iter().map(|n| Value::Int(*n)).collect()).0
    }

    #[test]
    fn groups_are_put_in_the_order_of_their_places() {
        let (keys, order) = Keys::of(vec![axis(&[1, 2]), axis(&[5, 6])], 3, vec![1, 0, 0, 1, 0, 0]);
        assert_eq!((keys.places, order), (vec![0, 0, 0, 1, 1, 0], Some(vec![2, 1, 0])));
    }

    #[test]
    fn few_groups_on_long_axes_are_put_in_order_too() {
        let long: Vec<i128> = (0..5_000).collect();
        let (keys, order) = Keys::of(vec![axis(&long), axis(&long)], 2, vec![4_999, 1, 4_998, 2]);
        assert_eq!((keys.places, order), (vec![4_998, 2, 4_999, 1], Some(vec![1, 0])));
    }

    #[test]
    fn places_on_the_last_axes_are_numbered_in_order() {
        let (keys, _) = Keys::of(vec![axis(&[1, 2]), axis(&[5, 6, 7])], 3, vec![0, 2, 1, 0, 1, 2]);
        assert_eq!(keys.numbered(1), (vec![1, 0], vec![1, 0, 1]));
        assert_eq!(keys.numbered(2), (vec![0], vec![0, 0, 0]));
    }

    #[test]
    fn a_place_that_stands_twice_is_made_one() {
        let (keys, _) = Keys::of(vec![axis(&[1, 2])], 3, vec![1, 0, 1]);
        let (once, into) = keys.once().unwrap_or_default();
        assert_eq!((once.places.clone(), into), (vec![0, 1], vec![0, 1, 1]));
        assert_eq!(once.once(), None);
    }

    proptest! {
        #[test]
        fn groups_are_put_in_order_by_counting_and_numbered_alike_by_a_table(places in vec((0u32..4, 0u32..3, 0u32..5), 0..40)) {
            let axes: Vec<Axis> = [4, 3, 5].map(|len| axis(&(0..len).collect::<Vec<_>>())).to_vec();
            let keys = Keys { axes, groups: places.len(), places: places.iter().flat_map(|(x, y, z)| [*x, *y, *z]).collect() };
            for start in 0..=3 {
                let mut order: Vec<u32> = (0..keys.groups as u32).collect();
                order.sort_by_key(|group| &keys.place(*group as usize)[start..]);
                prop_assert_eq!(keys.order(start), order);
                let size = keys.axes[start..].iter().map(Axis::len).product();
                prop_assert_eq!(keys.numbered_by_table(start, size), keys.numbered_by_order(start));
            }
        }
    }
}
