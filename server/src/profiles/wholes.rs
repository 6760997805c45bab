//! Cells that are whole numbers: integers, decimals without their point, truth values, and times in ticks.

use arrow_schema::DataType;
use serde::{Deserialize, Serialize};
use shared::engine::aggregate::Summary;
use shared::engine::aggregate::approx_quantile::ApproxQuantile;
use shared::engine::aggregate::mean::exact_mean;
use shared::engine::aggregate::multiset::Multiset;
use shared::engine::aggregate::quantile::{Exact, nearest, quantile};
use shared::engine::aggregate::shift::Shift;
use shared::engine::aggregate::sum::ExactSum;
use shared::engine::bin::zone;
use shared::engine::kind::Kind;
use shared::engine::value::Value;
use shared::wire::column_type::ticks_per_second;
use shared::wire::full_profile::FullColumn;
use shared::wire::query::Scalar;

use super::bars::Bars;
use super::counts::{Added, Counts};
use super::table::Room;

/// Whole numbers. They never pass through floating point on their way to an end, a top value or an exact quantile.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Wholes {
    counts: Counts<i128>,
    ends: Option<(i128, i128)>,
    sum: ExactSum,
    spread: Option<Spread>,
}

/// What is known once not all values are kept.
#[derive(Serialize, Deserialize)]
struct Spread {
    /// The sketch is of distances from here, which floats hold better than the numbers themselves.
    origin: i128,
    sketch: ApproxQuantile,
    bars: Bars,
}

impl Spread {
    fn add(&mut self, x: i128, n: u64) {
        self.sketch.add_many(x.distance(self.origin), n);
        self.bars.add_whole(x, n);
    }
}

impl Wholes {
    /// Takes `n` equal cells in.
    pub(super) fn add(&mut self, x: i128, n: u64, room: &mut Room) {
        let (least, greatest) = self.ends.unwrap_or((x, x));
        self.ends = Some((least.min(x), greatest.max(x)));
        self.add_to_sum(x, n);
        if let Some(spread) = &mut self.spread {
            spread.add(x, n);
        }
        if self.counts.add(x, n, room) == Added::Full {
            let mut spread = Spread { origin: x, sketch: ApproxQuantile::default(), bars: Bars::new(0) };
            self.counts.kept().for_each(|(x, n)| spread.add(x, n));
            self.spread = Some(spread);
            self.counts.spill(room);
        }
    }

    fn add_to_sum(&mut self, x: i128, n: u64) {
        match x.checked_mul(n.into()) {
            Some(product) => self.sum.merge(&ExactSum::of(product, n)),
            None => (0..n).for_each(|_| self.sum.add(x)),
        }
    }

    /// What the contract says of them.
    pub(super) fn finish(&self, known: FullColumn, logical: &DataType) -> FullColumn {
        let shown = Shown::of(logical, self.ends);
        let top = self.counts.top(|x| *x, |x| shown.whole(*x));
        let known = self.counts.finish(FullColumn { top, ..known });
        if shown.kind == Kind::Bool {
            return known;
        }
        let (least, greatest) = self.ends.unzip();
        let known =
            FullColumn { min: least.and_then(|x| shown.whole(x)), max: greatest.and_then(|x| shown.whole(x)), mean: shown.mean(&self.sum), ..known };
        match &self.spread {
            Some(spread) => {
                let at = |q| shown.about(spread.origin.saturating_add(spread.sketch.quantile(q)?.round() as i128));
                with_quantiles(self.with_bars(known, &spread.bars, 1, &shown), at)
            }
            None => {
                let unit = self.counts.kept().fold(0, |unit, (x, _)| divisor(unit, x.unsigned_abs())).max(1) as i128;
                let mut bars = Bars::new(0);
                self.counts.kept().for_each(|(x, n)| bars.add_whole(x / unit, n));
                let values = Multiset::from_sorted_runs(self.counts.kept().collect());
                with_quantiles(self.with_bars(known, &bars, unit, &shown), |q| shown.exact(quantile(&values, q)?))
            }
        }
    }

    /// Bars of `unit`s, so that no bar stands beside an empty one only because values come in steps. The outermost edges are the ends.
    fn with_bars(&self, known: FullColumn, bars: &Bars, unit: i128, shown: &Shown) -> FullColumn {
        let Some((least, greatest)) = self.ends.filter(|(least, greatest)| least < greatest) else { return known };
        let edges = bars.whole_edges().map(|edge| shown.whole(edge.saturating_mul(unit).clamp(least, greatest))).collect::<Option<Vec<_>>>();
        edges.map_or(known.clone(), |edges| FullColumn { bars: bars.counts(), edges, ..known })
    }
}

/// How the whole numbers of a column are told.
struct Shown {
    kind: Kind,
    /// The offset in ticks at which instants are told, and the mark behind them.
    zone: Option<(i128, String)>,
    /// What isn't exact about times is told in steps of so many ticks: a millionth of their range or less.
    grain: i128,
}

impl Shown {
    fn of(logical: &DataType, ends: Option<(i128, i128)>) -> Self {
        let kind = Kind::of(logical);
        let range = ends.map_or(0, |(least, greatest)| greatest.saturating_sub(least)) / 1_000_000;
        let grain = if kind.is_number() || range < 1 { 1 } else { 10_i128.pow(range.ilog10()) };
        Shown { kind, zone: zone(logical), grain }
    }

    fn about(&self, x: i128) -> Option<Scalar> {
        self.whole(x - x.rem_euclid(self.grain))
    }

    fn whole(&self, x: i128) -> Option<Scalar> {
        let (x, mark) = match &self.zone {
            None => (x, ""),
            Some((offset, mark)) if i64::try_from(x.saturating_add(*offset)).is_ok() => (x + offset, mark.as_str()),
            // Its ticks at the offset are more than 64 bits hold.
            Some(_) => (x, "Z"),
        };
        match self.kind.value(x).to_scalar() {
            Some(Scalar::Text(text)) => Some(Scalar::Text(text + mark)),
            scalar => scalar,
        }
    }

    fn exact(&self, quantile: Exact) -> Option<Scalar> {
        match quantile {
            Exact::Whole(x) => self.whole(x),
            Exact::Between(x, part) if self.kind.is_number() => Value::Float(nearest(x, part, self.kind.scale().into())).to_scalar(),
            Exact::Between(x, _) => self.whole(x),
            Exact::Float(x) => self.number(x),
        }
    }

    fn mean(&self, sum: &ExactSum) -> Option<Scalar> {
        if self.kind.is_number() {
            return self.number(exact_mean(sum)?);
        }
        self.about(sum.value()?.div_euclid(sum.n().into()))
    }

    fn number(&self, x: f64) -> Option<Scalar> {
        Value::Float(x / 10f64.powi(self.kind.scale().into())).to_scalar()
    }
}

/// Instants are told at the offset that is their column's zone, else in UTC.
fn zone(logical: &DataType) -> Option<(i128, String)> {
    let DataType::Timestamp(unit, Some(zone)) = logical else { return None };
    let (offset_secs, mark) = zone::told(zone);
    Some((i128::from(offset_secs) * i128::from(ticks_per_second(*unit)), mark))
}

/// The quantiles by how much of the values lies below.
pub(super) fn with_quantiles(known: FullColumn, at: impl Fn(f64) -> Option<Scalar>) -> FullColumn {
    FullColumn { p05: at(0.05), p25: at(0.25), median: at(0.5), p75: at(0.75), p95: at(0.95), ..known }
}

fn divisor(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { divisor(b, a % b) }
}
