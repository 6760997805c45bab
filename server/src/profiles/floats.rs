//! Cells of floats.

use serde::{Deserialize, Serialize};
use shared::engine::aggregate::Summary;
use shared::engine::aggregate::approx_quantile::ApproxQuantile;
use shared::engine::aggregate::mean::float_mean;
use shared::engine::aggregate::multiset::Multiset;
use shared::engine::aggregate::quantile::{Exact, quantile};
use shared::engine::aggregate::sum::FloatSum;
use shared::engine::order::canonical_bits;
use shared::engine::value::Value;
use shared::wire::full_profile::FullColumn;
use shared::wire::query::Scalar;

use super::bars::Bars;
use super::counts::{Added, Counts};
use super::table::Room;
use super::wholes::with_quantiles;

/// Floats by their bits; all NaN are one value.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Floats {
    counts: Counts<u64>,
    nan: u64,
    ends: Option<(f64, f64)>,
    sum: FloatSum,
    /// Once not all values are kept.
    spread: Option<(ApproxQuantile, Bars)>,
}

impl Floats {
    /// Takes `n` equal cells in.
    pub(super) fn add(&mut self, x: f64, n: u64, room: &mut Room) {
        if x.is_nan() {
            self.nan += n;
        } else {
            let (least, greatest) = self.ends.unwrap_or((x, x));
            self.ends = Some((least.min(x), greatest.max(x)));
            (0..n).for_each(|_| self.sum.add(x));
            if let Some(spread) = &mut self.spread {
                spread_out(spread, x, n);
            }
        }
        if self.counts.add(canonical_bits(x), n, room) == Added::Full {
            let mut spread = (ApproxQuantile::default(), Bars::new(0));
            self.values().for_each(|(x, n)| spread_out(&mut spread, x, n));
            self.spread = Some(spread);
            self.counts.spill(room);
        }
    }

    fn values(&self) -> impl Iterator<Item = (f64, u64)> {
        self.counts.kept().map(|(bits, n)| (f64::from_bits(bits), n)).filter(|(x, _)| !x.is_nan())
    }

    /// What the contract says of them.
    pub(super) fn finish(&self, known: FullColumn) -> FullColumn {
        let (least, greatest) = self.ends.unzip();
        let float = |x: f64| Value::Float(x + 0.0).to_scalar();
        let finite = |x: &f64| x.is_finite();
        let known = FullColumn {
            nan: self.nan,
            min: least.and_then(float),
            max: greatest.and_then(float),
            mean: float_mean(&self.sum).filter(finite).and_then(float),
            top: self.counts.top(|bits| *bits, |bits| float(f64::from_bits(*bits))),
            ..known
        };
        let known = match &self.spread {
            Some((sketch, bars)) => with_quantiles(with_bars(known, bars, self.ends), |q| float(sketch.quantile(q)?)),
            None => {
                let mut bars = Bars::new(0);
                self.values().filter(|(x, _)| x.is_finite()).for_each(|(x, n)| bars.add_float(x, n));
                let values = Multiset::from_sorted_runs(self.values().collect());
                with_quantiles(with_bars(known, &bars, self.ends), |q| exact(quantile(&values, q)?))
            }
        };
        self.counts.finish(known)
    }
}

fn exact(quantile: Exact) -> Option<Scalar> {
    let Exact::Float(x) = quantile else { return None };
    Value::Float(x + 0.0).to_scalar()
}

fn spread_out((sketch, bars): &mut (ApproxQuantile, Bars), x: f64, n: u64) {
    sketch.add_many(x, n);
    if x.is_finite() {
        bars.add_float(x, n);
    }
}

/// The outermost edges are the ends, where these are finite.
fn with_bars(known: FullColumn, bars: &Bars, ends: Option<(f64, f64)>) -> FullColumn {
    let Some((least, greatest)) = ends.filter(|(least, greatest)| least < greatest) else { return known };
    let edges = bars.float_edges().map(|edge| Value::Float(edge.clamp(least, greatest) + 0.0).to_scalar()).collect::<Option<Vec<_>>>();
    FullColumn { bars: bars.counts(), edges: edges.unwrap_or_default(), ..known }
}
