//! How a measure's value is made of a group's summary. Several measures may read one summary, each a statistic of its own.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::approx_quantile::ApproxQuantile;
use super::comoments::Comoments;
use super::corr::corr;
use super::covar::covar;
use super::kurtosis::kurtosis;
use super::mean::{exact_mean, float_mean};
use super::measure::{Aggregate, Measure, PairAggregate};
use super::mode::mode;
use super::moments::Moments;
use super::multiset::Multiset;
use super::quantile::{Exact, nearest, quantile, tick};
use super::shift::Shift;
use super::skewness::skewness;
use super::stddev::stddev;
use super::sum::{ExactSum, FloatSum};
use super::variance::variance;
use crate::engine::kind::Kind;
use crate::engine::value::Value;

/// What a value is made of a summary by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    statistic: Statistic,
    kind: Kind,
    /// Digits after the point of what was summed up as whole numbers.
    scale: i32,
}

/// A decimal of 15 digits is the one that is read off the float nearest to it.
const FLOAT_DIGITS: u128 = 10_u128.pow(15);

/// What is read off a summary.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Statistic {
    /// The summary's own value.
    Own,
    Mean,
    Variance,
    Stddev,
    Skewness,
    Kurtosis,
    Quantile(f64),
    Mode,
    Corr,
    Covar,
}

impl Finish {
    /// Of a measure of columns of these kinds.
    pub(super) fn of(measure: &Measure, kinds: &[Kind]) -> Finish {
        use Aggregate as A;
        use Statistic as S;
        let scale = |column: usize| i32::from(kinds[column].scale());
        let (statistic, kind, scale) = match *measure {
            Measure::Count => (S::Own, Kind::Int, 0),
            Measure::OfPair { aggregate: PairAggregate::Corr, .. } => (S::Corr, Kind::Float, 0),
            Measure::OfPair { aggregate: PairAggregate::Covar, columns: [a, b] } => (S::Covar, Kind::Float, scale(a) + scale(b)),
            Measure::Of { aggregate, kind, column } => {
                let (statistic, scale) = match aggregate {
                    A::Mean => (S::Mean, scale(column)),
                    A::Variance => (S::Variance, 2 * scale(column)),
                    A::Stddev => (S::Stddev, scale(column)),
                    A::Skewness => (S::Skewness, 0),
                    A::Kurtosis => (S::Kurtosis, 0),
                    A::Mode => (S::Mode, 0),
                    A::Quantile(q) => (S::Quantile(q), scale(column)),
                    // Floats are read with their digits after the point already.
                    A::ApproxQuantile(q) => (S::Quantile(q), 0),
                    _ => (S::Own, 0),
                };
                (statistic, kind, scale)
            }
        };
        Finish { statistic, kind, scale }
    }

    /// A number of unscaled decimals as the number that it stands for.
    fn scaled(&self, x: f64) -> Value {
        Value::Float(x / 10f64.powi(self.scale))
    }

    pub(super) fn sum(&self, sum: &ExactSum) -> Option<Value> {
        match self.statistic {
            Statistic::Mean => exact_mean(sum).map(|mean| self.scaled(mean)),
            _ => sum.value().map(|sum| self.kind.value(sum)),
        }
    }

    /// Whether the sum itself is asked for: a mean has a value however large it is.
    pub(super) fn is_sum(&self) -> bool {
        self.statistic == Statistic::Own
    }

    pub(super) fn float_sum(&self, sum: &FloatSum) -> Option<Value> {
        if self.statistic == Statistic::Mean { float_mean(sum) } else { sum.value() }.map(Value::Float)
    }

    pub(super) fn moments<T: Shift>(&self, moments: &Moments<T>) -> Option<Value> {
        let statistic = match self.statistic {
            Statistic::Stddev => stddev(moments),
            Statistic::Skewness => skewness(moments),
            Statistic::Kurtosis => kurtosis(moments),
            _ => variance(moments),
        };
        statistic.map(|x| self.scaled(x))
    }

    pub(super) fn comoments<T: Shift, U: Shift>(&self, comoments: &Comoments<T, U>) -> Option<Value> {
        if self.statistic == Statistic::Corr { corr(comoments) } else { covar(comoments) }.map(|x| self.scaled(x))
    }

    /// The quantile or the mode of whole numbers.
    pub(super) fn wholes(&self, values: &Multiset<i128>) -> Option<Value> {
        let Statistic::Quantile(q) = self.statistic else { return mode(values).map(|value| self.kind.value(value)) };
        if !self.kind.is_number() {
            return tick(values, q).map(|tick| self.kind.value(tick));
        }
        quantile(values, q).map(|quantile| match quantile {
            Exact::Whole(x) if self.is_float(x) => self.scaled(x as f64),
            // A number that no float tells stays what it is.
            Exact::Whole(x) => self.kind.value(x),
            Exact::Between(x, part) => Value::Float(nearest(x, part, self.scale)),
            Exact::Float(x) => self.scaled(x),
        })
    }

    /// Whether a float gives a whole number back, or the digits of a decimal.
    fn is_float(&self, x: i128) -> bool {
        match self.kind {
            Kind::Decimal { .. } => x.unsigned_abs() < FLOAT_DIGITS,
            _ => x as f64 as i128 == x,
        }
    }

    /// The quantile or the mode of floats.
    pub(super) fn floats(&self, values: &Multiset<f64>) -> Option<Value> {
        let Statistic::Quantile(q) = self.statistic else { return mode(values).map(|x| Value::Float(x + 0.0)) };
        quantile(values, q).map(|quantile| match quantile {
            Exact::Float(x) => Value::Float(x),
            Exact::Whole(x) | Exact::Between(x, _) => Value::Float(x as f64),
        })
    }

    /// The quantile, about.
    pub(super) fn sketch(&self, values: &ApproxQuantile) -> Option<Value> {
        let q = if let Statistic::Quantile(q) = self.statistic { q } else { 0.5 };
        // A tick is a whole number, of 32 bits where days are counted, else of 64.
        let ticks = |x: f64| if self.kind == Kind::Date { i128::from(x.floor() as i32) } else { i128::from(x.floor() as i64) };
        values.quantile(q).map(|x| if self.kind.is_number() { Value::Float(x) } else { self.kind.value(ticks(x)) })
    }
}
