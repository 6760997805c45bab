//! Cells of bins that are no steps of a scale: between the powers of a base or between cuts, of texts that begin alike, of the most frequent values and of all others.
//! Each is as wide as the others; it is brushed as a whole, by the filter that its rows pass.

use shared::engine::order::TotalOrder;
use shared::engine::plan::edges::Ends;
use shared::engine::plan::label::key_bins;
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, GroupKey, QuerySpec, Scalar};

use super::{MOST_OF_PAIR, Marks, equal};
use crate::figure::label::filter_label;
use crate::i18n::Language;

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// The first and the last key of an answer that it holds.
    keys: [Value; 2],
    /// What its rows pass: an interval, a value, or that they have none of the other cells' values.
    filter: FilterSpec,
}

/// Those of a group key whose bins are settled, from the least key to the greatest; none if it has no such bins.
pub(super) fn of(group: &GroupKey, keys: &[&Value]) -> Option<Vec<Bin>> {
    let bin = group.bin.as_ref()?;
    match (&bin.among, bin.prefix) {
        (Some(values), _) => Some(among(group, values, keys)),
        (_, Some(chars)) => Some(beginnings(group, chars as usize, keys)),
        _ if bin.log.is_some() || bin.cuts.is_some() => Some(between(group, keys)),
        _ => None,
    }
}

fn interval(group: &GroupKey, ends: [Option<Scalar>; 2]) -> FilterSpec {
    FilterSpec { column: group.column.clone(), between: Some(ends), ..FilterSpec::default() }
}

fn set(column: &str, values: Vec<Scalar>) -> FilterSpec {
    FilterSpec { column: column.to_owned(), one_of: Some(values.into_iter().map(Some).collect()), ..FilterSpec::default() }
}

fn opposite(filter: FilterSpec) -> FilterSpec {
    FilterSpec { not: Some(Box::new(filter)), ..FilterSpec::default() }
}

/// Between edges: also those without rows.
fn between(group: &GroupKey, keys: &[&Value]) -> Vec<Bin> {
    let spec = QuerySpec { group_by: vec![group.clone()], ..QuerySpec::default() };
    let told = key_bins(&spec, |_| Ends::of(keys.iter().map(|key| (*key).clone())));
    let edges = told.into_iter().next().and_then(|told| told.edges).unwrap_or_default();
    let bin = |(place, ends): (usize, &[Option<Scalar>])| {
        // Of cuts a key is a place, of powers it is the lower one.
        let key = match &ends[0] {
            Some(Scalar::Float(power)) if group.bin.as_ref().is_some_and(|bin| bin.log.is_some()) => Value::Float(*power),
            _ => Value::Int(place as i128),
        };
        Bin { keys: [key.clone(), key], filter: interval(group, [0, 1].map(|end| ends[end].as_ref().map(plain))) }
    };
    let all: Vec<Bin> = edges.windows(2).enumerate().map(bin).collect();
    let places = keys.iter().filter_map(|key| place(&all, key));
    let (first, last) = places.fold((all.len(), 0), |(first, last), place| (first.min(place), last.max(place)));
    // Of no places the first is one after the last.
    drawn(all.get(first..=last).unwrap_or_default())
}

/// As many as are drawn: where they are more, each cell holds several.
fn drawn(bins: &[Bin]) -> Vec<Bin> {
    bins.chunks(bins.len().div_ceil(MOST_OF_PAIR).max(1)).map(joined).collect()
}

/// A whole number without a point.
fn plain(edge: &Scalar) -> Scalar {
    match edge {
        Scalar::Float(x) if x.fract() == 0.0 && x.abs() < 9e18 => Scalar::Int(*x as i64),
        other => other.clone(),
    }
}

/// Intervals that follow each other, as one.
fn joined(bins: &[Bin]) -> Bin {
    let (first, last) = (&bins[0], &bins[bins.len() - 1]);
    Bin { keys: [first.keys[0].clone(), last.keys[1].clone()], filter: spanned(&first.filter, &last.filter) }
}

fn spanned(first: &FilterSpec, last: &FilterSpec) -> FilterSpec {
    let ends = first.between.as_ref().zip(last.between.as_ref()).map(|([lo, _], [_, hi])| [lo.clone(), hi.clone()]);
    FilterSpec { between: ends, ..first.clone() }
}

/// Of texts that begin alike: an interval of texts, in the order of their characters.
fn beginnings(group: &GroupKey, chars: usize, keys: &[&Value]) -> Vec<Bin> {
    let Marks::Values(keys) = Marks::values(keys) else { return Vec::new() };
    let bin = |key: Value| {
        let Value::Text(text) = &key else { return None };
        // A text that is shorter has begun with all of itself.
        let end = if text.chars().count() < chars { Some(format!("{text}\0")) } else { after(text) };
        Some(Bin { filter: interval(group, [Some(Scalar::Text(text.clone())), end.map(Scalar::Text)]), keys: [key.clone(), key] })
    };
    drawn(&keys.into_iter().filter_map(bin).collect::<Vec<_>>())
}

/// The first text after all that begin with this one; none if there is none.
fn after(text: &str) -> Option<String> {
    let last = text.chars().next_back()?;
    let before = &text[..text.len() - last.len_utf8()];
    // Some numbers are no characters.
    match (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32) {
        Some(next) => Some(format!("{before}{next}")),
        None => after(before),
    }
}

/// Of values, in the order in which they are named, and of all others, as far as they have rows.
fn among(group: &GroupKey, values: &[Scalar], keys: &[&Value]) -> Vec<Bin> {
    let mut has_rows = vec![false; values.len() + 1];
    for key in keys {
        if let Value::Int(place) = key
            && let Some(has) = usize::try_from(*place).ok().and_then(|place| has_rows.get_mut(place))
        {
            *has = true;
        }
    }
    let bin = |place: usize| {
        let filter = match values.get(place) {
            Some(value) => set(&group.column, vec![value.clone()]),
            None => opposite(set(&group.column, values.to_vec())),
        };
        let key = Value::Int(place as i128);
        Bin { keys: [key.clone(), key], filter }
    };
    (0..has_rows.len()).filter(|place| has_rows[*place]).map(bin).collect()
}

/// Which of them a key belongs to.
pub(super) fn place(bins: &[Bin], key: &Value) -> Option<usize> {
    let at = bins.partition_point(|bin| bin.keys[0].order(key).is_le()).checked_sub(1)?;
    bins[at].keys[1].order(key).is_ge().then_some(at)
}

/// What the rows of `first..=last` pass, and no others.
pub(super) fn filter(bins: &[Bin], first: usize, last: usize) -> FilterSpec {
    let Some(chosen) = bins.get(first..=last).filter(|chosen| !chosen.is_empty()) else { return FilterSpec::default() };
    if chosen[0].filter.between.is_some() {
        return joined(chosen).filter;
    }
    let values: Vec<Scalar> = chosen.iter().filter_map(Bin::value).cloned().collect();
    // All others come last.
    match &chosen[chosen.len() - 1].filter.not {
        None => set(&chosen[0].filter.column, values),
        Some(named) => {
            let left_out: Vec<Scalar> = names(named).filter(|name| !values.contains(name)).cloned().collect();
            match left_out.is_empty() {
                true => FilterSpec { column: named.column.clone(), is_null: Some(false), ..FilterSpec::default() },
                false => opposite(set(&named.column, left_out)),
            }
        }
    }
}

/// The places of those that a filter lets pass.
pub(super) fn chosen(bins: &[Bin], filter: &FilterSpec) -> Vec<usize> {
    let is_in = |set: &FilterSpec, bin: &Bin| bin.value().is_some_and(|value| names(set).any(|named| equal(named, value)));
    let places = 0..bins.len();
    match (&filter.between, &filter.one_of, &filter.not) {
        (Some([lo, hi]), ..) => {
            let begins = |bin: &Bin| bin.end(0).is_some_and(|end| same(end, lo));
            let ends = |bin: &Bin| bin.end(1).is_some_and(|end| same(end, hi));
            let first = bins.iter().position(begins).or_else(|| lo.is_none().then_some(0));
            let last = bins.iter().position(ends).map(|last| last + 1).or_else(|| hi.is_none().then_some(bins.len()));
            first.zip(last).map_or_else(Vec::new, |(first, last)| (first..last).collect())
        }
        (_, Some(_), _) => places.filter(|at| is_in(filter, &bins[*at])).collect(),
        (.., Some(set)) => places.filter(|at| !is_in(set, &bins[*at])).collect(),
        _ if filter.is_null == Some(false) => places.collect(),
        _ => Vec::new(),
    }
}

/// Whether it is of these bins that a filter tells which rows pass: it ends where they do, and names only what they name.
pub(super) fn knows(bins: &[Bin], filter: &FilterSpec) -> bool {
    let ends = |end: usize, bound: &Option<Scalar>| bins.iter().any(|bin| bin.end(end).is_some_and(|own| same(own, bound)));
    let set = filter.not.as_deref().unwrap_or(filter);
    let has = |value: &Scalar| bins.iter().filter_map(Bin::value).any(|own| equal(own, value));
    filter.between.as_ref().is_none_or(|[lo, hi]| ends(0, lo) && ends(1, hi)) && names(set).all(has)
}

fn names(set: &FilterSpec) -> impl Iterator<Item = &Scalar> {
    set.one_of.iter().flatten().flatten()
}

fn same(a: &Option<Scalar>, b: &Option<Scalar>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => equal(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

impl Bin {
    fn end(&self, end: usize) -> Option<&Option<Scalar>> {
        self.filter.between.as_ref().map(|ends| &ends[end])
    }

    fn value(&self) -> Option<&Scalar> {
        names(&self.filter).next()
    }

    /// Its edges if it lies between two on an axis of numbers or times.
    pub(in crate::figure) fn edges(&self) -> Option<&[Option<Scalar>; 2]> {
        self.filter.between.as_ref().filter(|_| !matches!(self.keys[0], Value::Text(_)))
    }

    /// As a person reads it.
    pub(super) fn label(&self, language: Language) -> String {
        match &self.keys {
            [Value::Text(first), Value::Text(last)] if first != last => format!("{first} – {last}"),
            [Value::Text(text), _] => text.clone(),
            _ if self.filter.not.is_some() => language.messages().board.other.into(),
            _ => filter_label(&self.filter, language),
        }
    }
}
