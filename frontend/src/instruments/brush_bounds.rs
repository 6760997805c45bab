//! Where the ends of a script's brush may lie, and which keys of its index they hold.

use shared::engine::bin::linear::Linear;
use shared::engine::bin::local::Local;
use shared::engine::bin::log;
use shared::engine::bin::zone::Zone;
use shared::engine::kind::Kind;
use shared::engine::plan::{self, scalar};
use shared::engine::value::Value;
use shared::wire::query::{BinSpec, GroupKey, Scalar};

use super::brush_place::{Line, Place};
use crate::figure::calendar;

/// Widths and origins of bins are exact below 2⁵¹, as the engine has it.
const WHOLE_BELOW: f64 = (1u64 << 51) as f64;

/// The bins of the active column, and the edges between them.
pub(super) struct Edges {
    line: Line,
    bins: Bins,
}

enum Bins {
    /// Each value is its own bin: any bound is an edge between some of them.
    Values,
    /// From the origin, all as wide; the places are numbers of bins.
    Width { width: f64, origin: f64 },
    /// The same of whole numbers, exactly.
    Whole { width: i128, origin: i128 },
    /// Units of the calendar, by the clock of a zone.
    Calendar(Local),
    /// Between the powers of a base.
    Powers(Vec<f64>),
    /// Between these; the places are numbers of bins.
    Cuts { places: Vec<Place>, given: Vec<Scalar> },
    /// Texts that begin alike, and units of a calendar of which the page knows no edges: they are named one by one.
    Named,
    /// Some values and all others, by their position: they are named one by one.
    Among,
}

impl Edges {
    /// Of a column whose type is `word` of the contract; the reason if the cuts are none of its values.
    pub(super) fn of(key: &GroupKey, word: &str) -> Result<Edges, String> {
        let line = Line::of(word);
        let bins = match &key.bin {
            Some(BinSpec { width: Some(width), origin, .. }) => by_width(line, *width, origin.unwrap_or(0.0)),
            Some(BinSpec { every: Some(every), n: None | Some(1), offsets, .. }) => {
                let zone = offsets.clone().and_then(Zone::new).unwrap_or_else(Zone::utc);
                Bins::Calendar(Local { unit: plan::unit(*every, 1), zone })
            }
            Some(BinSpec { log: Some(base), .. }) => Bins::Powers(log::powers(*base)),
            Some(BinSpec { among: Some(_), .. }) => Bins::Among,
            Some(BinSpec { cuts: Some(cuts), .. }) => {
                Bins::Cuts { places: cuts.iter().map(|cut| line.bound(cut)).collect::<Result<_, _>>()?, given: cuts.clone() }
            }
            Some(_) => Bins::Named,
            None => Bins::Values,
        };
        Ok(Edges { line, bins })
    }

    /// Where an end of a brush lies among the keys; the reason, with the nearest edges, if it lies within a bin.
    pub(super) fn bound(&self, end: &Scalar) -> Result<Place, String> {
        if let Bins::Named | Bins::Among = self.bins {
            return Err("the active column's bins have no edges; name some by select".into());
        }
        let place = self.line.bound(end)?;
        match &self.bins {
            Bins::Values | Bins::Named | Bins::Among => Ok(place),
            Bins::Width { width, origin } => {
                let x = scalar::float(end)?;
                let k = ((x - origin) / width).round();
                // The edge that a script computes may differ in its last digits.
                let slack = (width * 1e-9).max(x.abs() * 4.0 * f64::EPSILON);
                let rule = Linear::new(*origin, *width);
                let is_edge = k.is_infinite() || (rule.edge(k) - x).abs() <= slack;
                let near = |k: f64| number(rule.edge(k));
                let below = ((x - origin) / width).floor();
                if is_edge { Ok(Place::Float(k)) } else { Err(no_edge(end, [near(below), near(below + 1.0)])) }
            }
            Bins::Whole { width, origin } => {
                let Some(Place::Whole(x)) = self.line.exact(end)? else { return Err(no_edge(end, whole_near(&place, *width, *origin))) };
                let is_edge = (x - origin).rem_euclid(*width) == 0;
                if is_edge { Ok(place) } else { Err(no_edge(end, whole_near(&place, *width, *origin))) }
            }
            Bins::Calendar(rule) => {
                let Place::Whole(nanos) = place else { return Ok(place) };
                let near = calendar::around(nanos, rule);
                near.map_or(Ok(place), |near| Err(no_edge(end, near.map(|edge| format!("“{edge}”")))))
            }
            Bins::Powers(powers) => {
                let x = scalar::float(end)?;
                let above = powers.partition_point(|power| *power <= x);
                let is_edge = x.is_infinite() || above.checked_sub(1).is_some_and(|below| powers[below] == x);
                let near =
                    [above.checked_sub(1), Some(above)].map(|power| power.and_then(|power| powers.get(power)).map_or("null".into(), f64::to_string));
                if is_edge { Ok(Place::Float(x)) } else { Err(no_edge(end, near)) }
            }
            Bins::Cuts { places, given } => {
                let above = places.partition_point(|cut| *cut <= place);
                let is_edge = above.checked_sub(1).is_some_and(|below| places[below] == place);
                let near = [above.checked_sub(1), Some(above)].map(|cut| cut.and_then(|cut| given.get(cut)).map_or("null".into(), written));
                if is_edge { Ok(Place::Whole(above as i128)) } else { Err(no_edge(end, near)) }
            }
        }
    }

    /// Whether a brush may begin at the least value: what is not positive has no logarithm and no bin.
    pub(super) fn has_open_start(&self) -> bool {
        !matches!(self.bins, Bins::Powers(_))
    }

    /// The key that a value of a set names: the value itself, where the bin begins, or the number of the bin between cuts. None between two
    /// cells.
    pub(super) fn named(&self, value: &Scalar) -> Result<Option<Place>, String> {
        match &self.bins {
            Bins::Values | Bins::Named => self.line.exact(value),
            Bins::Cuts { .. } | Bins::Among => Ok(scalar::whole(value, Kind::Int)?.exact().map(Place::Whole)),
            _ => self.bound(value).map(Some),
        }
    }

    /// Where a key lies; none for null.
    pub(super) fn place(&self, key: &Value) -> Option<Place> {
        match (&self.bins, key) {
            (Bins::Width { width, origin }, key) => {
                let k = (key.as_f64()? - origin) / width;
                Some(Place::Float(k.round()))
            }
            // The engine gives edges as floats where these hold them.
            (Bins::Whole { .. }, Value::Float(edge)) => Some(Place::Whole(*edge as i128)),
            (_, key) => Place::of(key),
        }
    }
}

fn by_width(line: Line, width: f64, origin: f64) -> Bins {
    let whole = |x: f64| (x.fract() == 0.0 && x.abs() < WHOLE_BELOW).then_some(x as i128);
    match (line.kind, whole(width), whole(origin)) {
        (Kind::Int, Some(width), Some(origin)) if width > 0 => Bins::Whole { width, origin },
        _ => Bins::Width { width, origin },
    }
}

fn whole_near(place: &Place, width: i128, origin: i128) -> [String; 2] {
    // Of whole numbers, what lies between two of them counts as the upper one.
    let above = if let Place::Whole(x) = place { (x - 1 - origin).div_euclid(width) + 1 } else { 0 };
    [above - 1, above].map(|k| (origin + k * width).to_string())
}

fn no_edge(end: &Scalar, [below, above]: [String; 2]) -> String {
    format!("{} is no edge of the active column's bins; the nearest edges are {below} and {above}", written(end))
}

fn written(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(b) => b.to_string(),
        Scalar::Int(n) => n.to_string(),
        Scalar::Float(x) => number(*x),
        Scalar::Text(text) => format!("“{text}”"),
    }
}

/// In full but for the noise of binary fractions.
fn number(x: f64) -> String {
    let rounded = format!("{x:.9}").parse().unwrap_or(x);
    if (x - rounded).abs() <= x.abs() * 1e-12 { rounded.to_string() } else { x.to_string() }
}

#[cfg(test)]
mod tests;
