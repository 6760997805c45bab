//! The summaries of one measure, one per group.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::count::Count;
use super::mean::{ExactMean, FloatMean};
use super::min_max::{Max, Min};
use super::sum::{ExactSum, FloatSum};
use crate::engine::value::Value;

/// One summary per group, of the one type that the measure and its column ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum States {
    /// Rows or values.
    Count(Vec<Count>),
    /// Sums of integers.
    Sum(Vec<ExactSum>),
    /// Sums of decimals, by their digits after the point.
    DecimalSum(i8, Vec<ExactSum>),
    /// Sums of floats.
    FloatSum(Vec<FloatSum>),
    /// Means of integers (0 digits after the point) and decimals.
    Mean(i8, Vec<ExactMean>),
    /// Means of floats.
    FloatMean(Vec<FloatMean>),
    /// Least values.
    Min(Vec<Min<Value>>),
    /// Greatest values.
    Max(Vec<Max<Value>>),
}

impl States {
    /// Takes `other`'s group `g` into the group `into[g]`, which is made if there is none. Summaries of another measure are left out.
    pub fn merge(&mut self, other: &States, into: &[u32]) {
        match (self, other) {
            (States::Count(a), States::Count(b)) => merge(a, b, into),
            (States::Sum(a), States::Sum(b)) => merge(a, b, into),
            (States::DecimalSum(s, a), States::DecimalSum(t, b)) if s == t => merge(a, b, into),
            (States::FloatSum(a), States::FloatSum(b)) => merge(a, b, into),
            (States::Mean(s, a), States::Mean(t, b)) if s == t => merge(a, b, into),
            (States::FloatMean(a), States::FloatMean(b)) => merge(a, b, into),
            (States::Min(a), States::Min(b)) => merge(a, b, into),
            (States::Max(a), States::Max(b)) => merge(a, b, into),
            _ => {}
        }
    }

    /// The measure's value in a group.
    pub fn value(&self, group: usize) -> Value {
        match self {
            States::Count(s) => value(s, group, |n| Value::Int(n.into())),
            States::Sum(s) => value(s, group, Value::Int),
            States::DecimalSum(scale, s) => value(s, group, |unscaled| Value::Decimal { unscaled, scale: *scale }),
            States::FloatSum(s) => value(s, group, Value::Float),
            States::Mean(scale, s) => value(s, group, |mean| Value::Float(mean / 10f64.powi((*scale).into()))),
            States::FloatMean(s) => value(s, group, Value::Float),
            States::Min(s) => value(s, group, |v| v),
            States::Max(s) => value(s, group, |v| v),
        }
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        match self {
            States::Count(s) => s.len(),
            States::Sum(s) | States::DecimalSum(_, s) => s.len(),
            States::FloatSum(s) => s.len(),
            States::Mean(_, s) => s.len(),
            States::FloatMean(s) => s.len(),
            States::Min(s) => s.len(),
            States::Max(s) => s.len(),
        }
    }

    /// Whether there are no groups.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn merge<S: Summary>(a: &mut Vec<S>, b: &[S], into: &[u32]) {
    for (summary, &group) in b.iter().zip(into) {
        let group = group as usize;
        if group >= a.len() {
            a.resize(group + 1, S::default());
        }
        a[group].merge(summary);
    }
}

fn value<S: Summary>(states: &[S], group: usize, wrap: impl Fn(S::Output) -> Value) -> Value {
    states.get(group).and_then(Summary::value).map_or(Value::Null, wrap)
}
