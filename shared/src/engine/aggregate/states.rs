//! The summaries of a query's measures, one per group each.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Summary;
use super::approx_distinct::ApproxDistinct;
use super::approx_quantile::ApproxQuantile;
use super::comoments::Comoments;
use super::count::Count;
use super::distinct::{SortedSet, distinct};
use super::finish::Finish;
use super::first_last::{First, Last};
use super::min_max::{Max, Min};
use super::mode::mode;
use super::moments::Moments;
use super::multiset::Multiset;
use super::sum::{ExactSum, FloatSum};
use crate::engine::numbers::numbers;
use crate::engine::value::Value;

/// The summaries of some groups. Measures that can be read off the same summary share it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct States {
    /// Of each measure, which of the summaries it is read off, and how.
    pub(in crate::engine) measures: Vec<(usize, Finish)>,
    pub(in crate::engine) summaries: Vec<Summaries>,
}

/// Declares the kinds of summaries, how their lists are sent if not one by one, and what they have in common.
macro_rules! summaries {
    ($($(#[$doc:meta])* $name:ident($($sent:literal,)? $summary:ty): |$finish:ident, $of:ident| $value:expr;)+) => {
        /// One summary per group, of the one type that the measure and its column ask for.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Summaries {
            $($(#[$doc])* $name($(#[serde(with = $sent)])? Vec<$summary>),)+
        }

        impl Summaries {
            /// Takes `other`'s group `g` into the group `into[g]`; those without a group, and summaries of another type, are left out.
            pub(in crate::engine) fn merge(&mut self, other: &Summaries, into: &[u32]) {
                self.merge_run(other, 0..other.len(), into);
            }

            /// Takes a run of `other`'s groups in: the first of them into the group `into[0]`, and so on.
            pub(in crate::engine) fn merge_run(&mut self, other: &Summaries, run: Range<usize>, into: &[u32]) {
                match (self, other) {
                    $((Summaries::$name(a), Summaries::$name(b)) => merge(a, &b[run], into),)+
                    _ => {}
                }
            }

            /// Summaries of no rows, of the same type.
            pub(in crate::engine) fn none(&self, groups: usize) -> Summaries {
                match self {
                    $(Summaries::$name(_) => Summaries::$name(vec![Default::default(); groups]),)+
                }
            }

            /// The summaries of some groups.
            pub(in crate::engine) fn picked(&self, groups: &[u32]) -> Summaries {
                match self {
                    $(Summaries::$name(summaries) => Summaries::$name(groups.iter().map(|group| summaries[*group as usize].clone()).collect()),)+
                }
            }

            fn len(&self) -> usize {
                match self {
                    $(Summaries::$name(summaries) => summaries.len(),)+
                }
            }

            fn resize(&mut self, groups: usize) {
                let new = self.none(groups.saturating_sub(self.len()));
                match (self, new) {
                    $((Summaries::$name(summaries), Summaries::$name(mut new)) => summaries.append(&mut new),)+
                    _ => {}
                }
            }

            fn take(&mut self, groups: usize) -> Summaries {
                match self {
                    $(Summaries::$name(summaries) => Summaries::$name(summaries.drain(..groups.min(summaries.len())).collect()),)+
                }
            }

            fn bytes(&self, groups: &[u32]) -> usize {
                match self {
                    $(Summaries::$name(summaries) => {
                        groups.iter().filter_map(|group| summaries.get(*group as usize)).map(|summary| size_of::<$summary>() + summary.heap_bytes()).sum()
                    })+
                }
            }

            fn value(&self, finish: &Finish, group: usize) -> Option<Value> {
                match self {
                    $(Summaries::$name(summaries) => {
                        let ($finish, $of) = (finish, summaries.get(group)?);
                        $value
                    })+
                }
            }

            /// The values of all groups as numbers; the measure is looked at once, not once for each.
            fn numbers(&self, finish: &Finish) -> Option<Vec<f64>> {
                match self {
                    $(Summaries::$name(summaries) => numbers(summaries.iter().map(|summary| {
                        let ($finish, $of) = (finish, summary);
                        ($value).unwrap_or(Value::Null)
                    })),)+
                }
            }
        }
    };
}

summaries! {
    /// Rows or values.
    Count("super::sent::counts", Count): |_finish, n| n.value().map(|n| Value::Int(n.into()));
    /// Sums and means of whole numbers and decimals.
    Sum("super::sent::sums", ExactSum): |finish, sum| finish.sum(sum);
    /// Sums and means of floats.
    FloatSum(FloatSum): |finish, sum| finish.float_sum(sum);
    /// Least values.
    Min(Min<Value>): |_finish, least| least.value();
    /// Greatest values.
    Max(Max<Value>): |_finish, greatest| greatest.value();
    /// Variance and shape of floats.
    Moments(Moments<f64>): |finish, moments| finish.moments(moments);
    /// Variance and shape of whole numbers and decimals.
    WholeMoments(Moments<i128>): |finish, moments| finish.moments(moments);
    /// Correlation and covariance of floats.
    Comoments(Comoments<f64>): |finish, comoments| finish.comoments(comoments);
    /// Correlation and covariance of whole numbers and decimals.
    WholeComoments(Comoments<i128>): |finish, comoments| finish.comoments(comoments);
    /// Correlation and covariance of whole numbers or decimals with floats.
    MixedComoments(Comoments<i128, f64>): |finish, comoments| finish.comoments(comoments);
    /// Quantiles and modes of whole numbers, decimals, truth values and times.
    WholeRuns("super::sent::runs", Multiset<i128>): |finish, values| finish.wholes(values);
    /// Quantiles and modes of floats.
    FloatRuns(Multiset<f64>): |finish, values| finish.floats(values);
    /// Modes of text.
    ValueRuns(Multiset<Value>): |_finish, values| mode(values);
    /// Different whole numbers, decimals, truth values and times.
    WholeSet("super::sent::runs", SortedSet<i128>): |_finish, values| Some(Value::Int(distinct(values).into()));
    /// Different floats.
    FloatSet(SortedSet<f64>): |_finish, values| Some(Value::Int(distinct(values).into()));
    /// Different texts.
    ValueSet(SortedSet<Value>): |_finish, values| Some(Value::Int(distinct(values).into()));
    /// Numbers of different values, about.
    ApproxDistinct(ApproxDistinct): |_finish, values| values.value().map(|n| Value::Int(n.into()));
    /// Quantiles, about.
    ApproxQuantile(ApproxQuantile): |finish, values| finish.sketch(values);
    /// First values.
    First(First<Value>): |_finish, first| first.value();
    /// Last values.
    Last(Last<Value>): |_finish, last| last.value();
}

impl Summaries {
    pub(in crate::engine) fn counts(counts: impl Iterator<Item = u64>) -> Summaries {
        Summaries::Count(counts.map(Count::of).collect())
    }

    /// Bytes that all of them take in memory, the texts too.
    pub(in crate::engine) fn bytes_with_texts(&self) -> usize {
        let groups: Vec<u32> = (0..self.len() as u32).collect();
        self.bytes(&groups) + self.text_bytes()
    }

    fn text_bytes(&self) -> usize {
        let of = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
        match self {
            Summaries::Min(all) => all.iter().filter_map(Summary::value).map(|value| of(&value)).sum(),
            Summaries::Max(all) => all.iter().filter_map(Summary::value).map(|value| of(&value)).sum(),
            Summaries::First(all) => all.iter().filter_map(Summary::value).map(|value| of(&value)).sum(),
            Summaries::Last(all) => all.iter().filter_map(Summary::value).map(|value| of(&value)).sum(),
            Summaries::ValueRuns(all) => all.iter().flat_map(Multiset::values).map(of).sum(),
            Summaries::ValueSet(all) => all.iter().flat_map(SortedSet::values).map(of).sum(),
            _ => 0,
        }
    }
}

fn merge<S: Summary>(a: &mut [S], b: &[S], into: &[u32]) {
    for (summary, &group) in b.iter().zip(into) {
        if let Some(own) = a.get_mut(group as usize) {
            own.merge(summary);
        }
    }
}

impl States {
    /// Takes `other`'s group `g` into the group `into[g]`; those of no group, and summaries of other measures, are left out.
    pub fn merge(&mut self, other: &States, into: &[u32]) {
        self.summaries.iter_mut().zip(&other.summaries).for_each(|(own, other)| own.merge(other, into));
    }

    /// The same summaries among `groups` groups: those of group `g` in `into[g]`, merged where several go into one.
    pub(in crate::engine) fn spread(&self, groups: usize, into: &[u32]) -> States {
        let summaries = self.summaries.iter().map(|summaries| summaries.none(groups)).collect();
        let mut spread = States { measures: self.measures.clone(), summaries };
        spread.merge(self, into);
        spread
    }

    /// Has so many groups from now on, new ones of no rows.
    pub fn resize(&mut self, groups: usize) {
        self.summaries.iter_mut().for_each(|summaries| summaries.resize(groups));
    }

    /// Takes the first groups out; those behind them move up.
    pub fn take(&mut self, groups: usize) -> States {
        let summaries = self.summaries.iter_mut().map(|summaries| summaries.take(groups)).collect();
        States { measures: self.measures.clone(), summaries }
    }

    /// Bytes that the summaries of some groups take in memory, but for the texts themselves.
    pub fn bytes(&self, groups: &[u32]) -> usize {
        self.summaries.iter().map(|summaries| summaries.bytes(groups)).sum()
    }

    /// A group's summaries as bytes for another process of this build.
    pub fn to_bytes(&self, group: u32) -> Vec<u8> {
        let summaries = self.summaries.iter().map(|summaries| summaries.picked(&[group])).collect();
        postcard::to_stdvec(&States { measures: self.measures.clone(), summaries }).unwrap_or_default()
    }

    /// Reads what [`States::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<States, postcard::Error> {
        postcard::from_bytes(bytes)
    }

    /// A measure's value in a group; null for what there is not.
    pub fn value(&self, measure: usize, group: usize) -> Value {
        let read = |(summaries, finish): &(usize, Finish)| self.summaries.get(*summaries)?.value(finish, group);
        self.measures.get(measure).and_then(read).unwrap_or(Value::Null)
    }

    /// Whether a measure is a sum beyond 38 digits in some group.
    pub fn has_overflow(&self) -> bool {
        let is_beyond = |(summaries, finish): &(usize, Finish)| match self.summaries.get(*summaries) {
            Some(Summaries::Sum(sums)) => finish.is_sum() && sums.iter().any(ExactSum::is_beyond),
            _ => false,
        };
        self.measures.iter().any(is_beyond)
    }

    /// A measure in all groups as numbers, as [`numbers`] makes them.
    pub fn numbers(&self, measure: usize) -> Option<Vec<f64>> {
        let (summaries, finish) = self.measures.get(measure)?;
        self.summaries.get(*summaries)?.numbers(finish)
    }

    /// The number of measures.
    pub fn measures(&self) -> usize {
        self.measures.len()
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.summaries.first().map_or(0, Summaries::len)
    }

    /// Whether there are no groups.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether all measures have summaries of as many groups.
    pub(in crate::engine) fn is_shaped(&self, groups: usize) -> bool {
        self.measures.iter().all(|(at, _)| *at < self.summaries.len()) && self.summaries.iter().all(|summaries| summaries.len() == groups)
    }
}
