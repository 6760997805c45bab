//! The summaries of one measure, one per group, and how a value is made of one.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::approx_distinct::ApproxDistinct;
use super::approx_quantile::ApproxQuantile;
use super::corr::Corr;
use super::count::Count;
use super::covar::Covar;
use super::distinct::SortedSet;
use super::first_last::{First, Last};
use super::kurtosis::Kurtosis;
use super::mean::{ExactMean, FloatMean};
use super::measure::{Aggregate, Measure};
use super::min_max::{Max, Min};
use super::mode::mode;
use super::multiset::Multiset;
use super::quantile::{Exact, quantile};
use super::skewness::Skewness;
use super::stddev::StdDev;
use super::sum::{ExactSum, FloatSum};
use super::variance::Variance;
use crate::engine::kind::Kind;
use crate::engine::value::Value;

/// One summary per group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct States {
    pub(in crate::engine) finish: Finish,
    pub(in crate::engine) summaries: Summaries,
}

/// What a value is made of a summary by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    kind: Kind,
    /// Digits after the point of what is measured, in all.
    scale: i32,
    /// The share of values below a quantile; none asks for the most frequent value.
    q: Option<f64>,
}

impl Finish {
    pub(super) fn of(measure: &Measure, kinds: &[Kind]) -> Finish {
        let scale = |column: usize| i32::from(kinds[column].scale());
        match *measure {
            Measure::Count => Finish { kind: Kind::Int, scale: 0, q: None },
            Measure::Of { aggregate, kind, column } => {
                let q = if let Aggregate::Quantile(q) | Aggregate::ApproxQuantile(q) = aggregate { Some(q) } else { None };
                // Floats are read with their digits after the point already.
                let scale = if let Aggregate::ApproxQuantile(_) = aggregate { 0 } else { scale(column) };
                Finish { kind, scale: if aggregate == Aggregate::Variance { 2 * scale } else { scale }, q }
            }
            Measure::OfPair { columns: [a, b], .. } => Finish { kind: Kind::Float, scale: scale(a) + scale(b), q: None },
        }
    }

    /// A number of unscaled decimals as the number that it stands for.
    fn scaled(&self, x: f64) -> Value {
        Value::Float(x / 10f64.powi(self.scale))
    }

    /// The quantile or the mode of whole numbers.
    fn whole(&self, values: &Multiset<i128>) -> Option<Value> {
        let Some(q) = self.q else { return mode(values).map(|value| self.kind.value(value)) };
        quantile(values, q).map(|quantile| match quantile {
            // A number that no float holds stays what it is.
            Exact::Whole(x) if self.scale == 0 && x as f64 as i128 != x => Value::Int(x),
            Exact::Whole(x) => self.scaled(x as f64),
            Exact::Float(x) => self.scaled(x),
        })
    }

    /// The quantile or the mode of floats.
    fn float(&self, values: &Multiset<f64>) -> Option<Value> {
        let Some(q) = self.q else { return mode(values).map(|x| Value::Float(x + 0.0)) };
        quantile(values, q).map(|quantile| match quantile {
            Exact::Whole(x) => Value::Float(x as f64),
            Exact::Float(x) => Value::Float(x),
        })
    }
}

/// Declares the kinds of summaries, and what they have in common.
macro_rules! summaries {
    ($($(#[$doc:meta])* $name:ident($summary:ty): |$finish:ident, $of:ident| $value:expr;)+) => {
        /// One summary per group, of the one type that the measure and its column ask for.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Summaries {
            $($(#[$doc])* $name(Vec<$summary>),)+
        }

        impl Summaries {
            /// Takes `other`'s group `g` into the group `into[g]`; those without a group, and summaries of another type, are left out.
            pub(in crate::engine) fn merge(&mut self, other: &Summaries, into: &[u32]) {
                match (self, other) {
                    $((Summaries::$name(a), Summaries::$name(b)) => merge(a, b, into),)+
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
                match self {
                    $(Summaries::$name(summaries) => summaries.resize_with(groups, Default::default),)+
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
        }
    };
}

summaries! {
    /// Rows or values.
    Count(Count): |_finish, n| n.value().map(|n| Value::Int(n.into()));
    /// Sums of whole numbers and decimals.
    Sum(ExactSum): |finish, sum| sum.value().map(|sum| finish.kind.value(sum));
    /// Sums of floats.
    FloatSum(FloatSum): |_finish, sum| sum.value().map(Value::Float);
    /// Means of whole numbers and decimals.
    Mean(ExactMean): |finish, mean| mean.value().map(|mean| finish.scaled(mean));
    /// Means of floats.
    FloatMean(FloatMean): |_finish, mean| mean.value().map(Value::Float);
    /// Least values.
    Min(Min<Value>): |_finish, least| least.value();
    /// Greatest values.
    Max(Max<Value>): |_finish, greatest| greatest.value();
    /// Variances of floats.
    Variance(Variance<f64>): |_finish, variance| variance.value().map(Value::Float);
    /// Variances of whole numbers and decimals.
    WholeVariance(Variance<i128>): |finish, variance| variance.value().map(|x| finish.scaled(x));
    /// Standard deviations of floats.
    Stddev(StdDev<f64>): |_finish, stddev| stddev.value().map(Value::Float);
    /// Standard deviations of whole numbers and decimals.
    WholeStddev(StdDev<i128>): |finish, stddev| stddev.value().map(|x| finish.scaled(x));
    /// Skewnesses of floats.
    Skewness(Skewness<f64>): |_finish, skewness| skewness.value().map(Value::Float);
    /// Skewnesses of whole numbers and decimals.
    WholeSkewness(Skewness<i128>): |_finish, skewness| skewness.value().map(Value::Float);
    /// Kurtoses of floats.
    Kurtosis(Kurtosis<f64>): |_finish, kurtosis| kurtosis.value().map(Value::Float);
    /// Kurtoses of whole numbers and decimals.
    WholeKurtosis(Kurtosis<i128>): |_finish, kurtosis| kurtosis.value().map(Value::Float);
    /// Correlations of floats.
    Corr(Corr<f64>): |_finish, corr| corr.value().map(Value::Float);
    /// Correlations of whole numbers and decimals.
    WholeCorr(Corr<i128>): |_finish, corr| corr.value().map(Value::Float);
    /// Correlations of whole numbers or decimals with floats.
    MixedCorr(Corr<i128, f64>): |_finish, corr| corr.value().map(Value::Float);
    /// Covariances of floats.
    Covar(Covar<f64>): |_finish, covar| covar.value().map(Value::Float);
    /// Covariances of whole numbers and decimals.
    WholeCovar(Covar<i128>): |finish, covar| covar.value().map(|x| finish.scaled(x));
    /// Covariances of whole numbers or decimals with floats.
    MixedCovar(Covar<i128, f64>): |finish, covar| covar.value().map(|x| finish.scaled(x));
    /// Quantiles and modes of whole numbers, decimals, truth values and times.
    WholeRuns(Multiset<i128>): |finish, values| finish.whole(values);
    /// Quantiles and modes of floats.
    FloatRuns(Multiset<f64>): |finish, values| finish.float(values);
    /// Modes of text.
    ValueRuns(Multiset<Value>): |_finish, values| mode(values);
    /// Different whole numbers, decimals, truth values and times.
    WholeSet(SortedSet<i128>): |_finish, values| values.value().map(|n| Value::Int(n.into()));
    /// Different floats.
    FloatSet(SortedSet<f64>): |_finish, values| values.value().map(|n| Value::Int(n.into()));
    /// Different texts.
    ValueSet(SortedSet<Value>): |_finish, values| values.value().map(|n| Value::Int(n.into()));
    /// Numbers of different values, about.
    ApproxDistinct(ApproxDistinct): |_finish, values| values.value().map(|n| Value::Int(n.into()));
    /// Quantiles, about.
    ApproxQuantile(ApproxQuantile): |finish, values| values.quantile(finish.q.unwrap_or(0.5)).map(Value::Float);
    /// First values.
    First(First<Value>): |_finish, first| first.value();
    /// Last values.
    Last(Last<Value>): |_finish, last| last.value();
}

impl Summaries {
    pub(in crate::engine) fn counts(counts: impl Iterator<Item = u64>) -> Summaries {
        Summaries::Count(counts.map(Count::of).collect())
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
    /// Takes `other`'s group `g` into the group `into[g]`, one of `0..len`. Summaries of another measure are left out.
    pub fn merge(&mut self, other: &States, into: &[u32]) {
        self.summaries.merge(&other.summaries, into);
    }

    /// The same summaries among `groups` groups: those of group `g` in `into[g]`, merged where several go into one.
    pub(in crate::engine) fn spread(&self, groups: usize, into: &[u32]) -> States {
        let mut spread = States { finish: self.finish, summaries: self.summaries.none(groups) };
        spread.merge(self, into);
        spread
    }

    /// Has so many groups from now on, new ones of no rows.
    pub fn resize(&mut self, groups: usize) {
        self.summaries.resize(groups);
    }

    /// Takes the first groups out; those behind them move up.
    pub fn take(&mut self, groups: usize) -> States {
        States { finish: self.finish, summaries: self.summaries.take(groups) }
    }

    /// Bytes that the summaries of some groups take in memory, but for the texts themselves.
    pub fn bytes(&self, groups: &[u32]) -> usize {
        self.summaries.bytes(groups)
    }

    /// A group's summary as bytes for another process of this build.
    pub fn to_bytes(&self, group: u32) -> Vec<u8> {
        postcard::to_stdvec(&States { finish: self.finish, summaries: self.summaries.picked(&[group]) }).unwrap_or_default()
    }

    /// Reads what [`States::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<States, postcard::Error> {
        postcard::from_bytes(bytes)
    }

    /// The measure's value in a group.
    pub fn value(&self, group: usize) -> Value {
        self.summaries.value(&self.finish, group).unwrap_or(Value::Null)
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.summaries.len()
    }

    /// Whether there are no groups.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
