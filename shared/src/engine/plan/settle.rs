//! Bins that depend on the rows, settled before they are asked.
//!
//! An executor asks what a query [`needs`] of the same rows, then [`settle`]s it with the answers and asks the settled query, in which
//! `count` is a width, `quantiles` are cuts, `top` is `among`, and a `zone` has its offsets, which the executor's own table of zones gives. So
//! there is one meaning, whoever executes. The rows are those that pass the query's own filters: under another filter the bins are others.

use arrow_schema::{DataType, Schema};

use super::bins::{self, NO_WIDTH, check_shape};
use super::{PlanError, nice};
use crate::engine::answer::Answer;
use crate::engine::order::TotalOrder;
use crate::engine::value::Value;
use crate::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, Order, QuerySpec, Scalar};

/// What must be asked to settle a group key.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// Position of the key.
    pub key: usize,
    /// The question; several of a key are in order.
    pub question: QuerySpec,
    scale: Scale,
}

/// What lies between the values of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Numbers, of which not all may be finite.
    #[default]
    Numbers,
    /// Times of no zone.
    Times,
    /// Instants.
    Instants,
}

impl Scale {
    /// Of a column of a type.
    pub fn of(data_type: &DataType) -> Scale {
        match data_type {
            DataType::Timestamp(_, Some(_)) => Scale::Instants,
            other if other.is_temporal() => Scale::Times,
            _ => Scale::Numbers,
        }
    }

    /// Of a column of a schema.
    pub fn of_column(schema: &Schema, column: &str) -> Scale {
        schema.field_with_name(column).map_or(Scale::default(), |field| Scale::of(field.data_type()))
    }
}

/// The part of a bin that depends on the rows, with a dot before it; none if it is settled.
pub(super) fn open_rule(bin: &BinSpec) -> Option<&'static str> {
    let rules = [
        (".count", bin.count.is_some()),
        (".quantiles", bin.quantiles.is_some()),
        (".top", bin.top.is_some()),
        (".zone", bin.zone.is_some() && bin.offsets.is_none()),
    ];
    rules.into_iter().find(|(_, is_open)| *is_open).map(|(rule, _)| rule)
}

/// The same query with plain keys where bins depend on the rows.
pub(super) fn without_open_bins(spec: &QuerySpec) -> QuerySpec {
    let mut spec = spec.clone();
    for key in &mut spec.group_by {
        key.bin.take_if(|bin| open_rule(bin).is_some());
    }
    spec
}

/// What a query needs to know of its rows, nothing if it is settled. The zones of its calendar bins are [`super::zones::named`] before. `scale` is that of a
/// column.
pub fn needs(spec: &QuerySpec, scale: impl Fn(&str) -> Scale) -> Result<Vec<Need>, PlanError> {
    let mut needs = Vec::new();
    for (key, group) in spec.group_by.iter().enumerate() {
        let Some(bin) = &group.bin else { continue };
        check_shape(bin).map_err(|wrong| bins::error(key, wrong))?;
        let scale = scale(&group.column);
        needs.extend(questions(spec, group, bin, scale).into_iter().map(|question| Need { key, question, scale }));
    }
    Ok(needs)
}

/// Each exact quantile of a question holds the values once more.
const QUANTILES_AT_ONCE: usize = 8;

fn questions(spec: &QuerySpec, key: &GroupKey, bin: &BinSpec, scale: Scale) -> Vec<QuerySpec> {
    let column = &key.column;
    let of_rows = |filter: FilterSpec| {
        let filters = spec.filters.iter().cloned().chain([FilterSpec { column: column.clone(), ..filter }]).collect();
        QuerySpec { filters, ..QuerySpec::default() }
    };
    let there = || FilterSpec { is_null: Some(false), ..FilterSpec::default() };
    let finite = FilterSpec { between: Some([f64::MIN, f64::MAX].map(|end| Some(Scalar::Float(end)))), ..FilterSpec::default() };
    // Times all are.
    let finite = if scale == Scale::Numbers { finite } else { there() };
    let extremes = || [Op::Min, Op::Max].map(|op| Measure::of(op, column)).to_vec();
    if bin.count.is_some() {
        return vec![QuerySpec { measures: extremes(), ..of_rows(finite) }];
    }
    if let Some(n) = bin.quantiles {
        // The quantile 0 is the least value.
        let quantile = |i| Measure { q: Some(f64::from(i) / f64::from(n)), ..Measure::of(Op::Quantile, column) };
        let measures: Vec<Measure> = (0..n).map(quantile).collect();
        return measures.chunks(QUANTILES_AT_ONCE).map(|some| QuerySpec { measures: some.to_vec(), ..of_rows(finite.clone()) }).collect();
    }
    if let Some(n) = bin.top {
        let group_by = vec![GroupKey::plain(column)];
        let order_by = vec![Order { measure: Some(0), key: None, descending: true }];
        return vec![QuerySpec { group_by, measures: vec![Measure::count()], order_by, limit: Some(n as usize), ..of_rows(there()) }];
    }
    if open_rule(bin) == Some(".zone") {
        return vec![QuerySpec { measures: extremes(), filters: spec.filters.clone(), ..QuerySpec::default() }];
    }
    Vec::new()
}

impl Need {
    /// What is wrong with the question, as what is wrong with the query that needs it.
    pub fn blame(&self, field: &str, spec: &QuerySpec) -> String {
        let rule = spec.group_by.get(self.key).and_then(|key| open_rule(key.bin.as_ref()?)).unwrap_or_default();
        match field.strip_prefix("group_by[0]") {
            Some(part) => format!("group_by[{}]{part}", self.key),
            None if field.starts_with("measures") => format!("group_by[{}].bin{rule}", self.key),
            None => field.to_owned(),
        }
    }
}

/// The query with every bin settled, by the answers to what it needs. `zones` gives the offsets of a zone between two seconds since 1970, as
/// [`crate::engine::bin::zone::offsets`] finds them; none if there is no such zone.
pub fn settle(
    spec: &QuerySpec,
    needs: &[Need],
    answers: &[Answer],
    zones: impl Fn(&str, [i64; 2]) -> Option<Vec<[i64; 2]>>,
) -> Result<QuerySpec, PlanError> {
    let mut settled = spec.clone();
    for (at, key) in settled.group_by.iter_mut().enumerate() {
        let Some(bin) = &mut key.bin else { continue };
        let own = needs.iter().zip(answers).filter(|(need, _)| need.key == at);
        let rows: Vec<&[Value]> = own.flat_map(|(_, answer)| answer.rows.iter().map(Vec::as_slice)).collect();
        let scale = needs.iter().find(|need| need.key == at).map_or(Scale::default(), |need| need.scale);
        *bin = rule(bin, &rows, scale, &zones).map_err(|wrong| bins::error(at, wrong))?;
    }
    Ok(settled)
}

fn rule(bin: &BinSpec, rows: &[&[Value]], scale: Scale, zones: impl Fn(&str, [i64; 2]) -> Option<Vec<[i64; 2]>>) -> Result<BinSpec, bins::Wrong> {
    if let Some(count) = bin.count {
        let width = match rows.first() {
            // Nothing is there to bin.
            None | Some([Value::Null, _]) => 1.0,
            Some([least, greatest]) => nice::width(least, greatest, count).ok_or_else(|| (".count", NO_WIDTH.to_owned()))?,
            Some(_) => 1.0,
        };
        return Ok(BinSpec { width: Some(width), ..BinSpec::default() });
    }
    if bin.quantiles.is_some() {
        return Ok(BinSpec { cuts: Some(cuts(rows, scale)), ..BinSpec::default() });
    }
    if bin.top.is_some() {
        let values = rows.iter().filter_map(|row| row.first()?.to_scalar()).collect();
        return Ok(BinSpec { among: Some(values), ..BinSpec::default() });
    }
    if let (Some(zone), None) = (&bin.zone, &bin.offsets) {
        let offsets = zones(zone, reach(bin, ends(rows))).ok_or_else(|| (".zone", format!("there is no time zone “{zone}”; {A_ZONE}")))?;
        return Ok(BinSpec { offsets: Some(offsets), ..bin.clone() });
    }
    Ok(bin.clone())
}

const A_ZONE: &str = "give an IANA name such as Asia/Shanghai, or an offset such as +08:00";

/// From where the first bin may start to where the last one may end, if the values lie between two seconds since 1970.
pub fn reach(bin: &BinSpec, [least, greatest]: [i64; 2]) -> [i64; 2] {
    const DAY_SECS: i64 = 86_400;
    // A day more, for what clocks are changed by.
    let unit_secs = match bin.every {
        Some(CalendarUnit::Second | CalendarUnit::Minute | CalendarUnit::Hour) => 3_600,
        Some(CalendarUnit::Day) => DAY_SECS,
        Some(CalendarUnit::Week) => 7 * DAY_SECS,
        Some(CalendarUnit::Month) => 31 * DAY_SECS,
        Some(CalendarUnit::Quarter) => 92 * DAY_SECS,
        Some(CalendarUnit::Year) | None => 366 * DAY_SECS,
    };
    let bin_secs = i64::from(bin.n.unwrap_or(1)) * unit_secs + DAY_SECS;
    [least.saturating_sub(bin_secs), greatest.saturating_add(bin_secs)]
}

/// The least and the greatest value, in seconds since 1970.
fn ends(rows: &[&[Value]]) -> [i64; 2] {
    let secs = |value: &Value| if let Value::Timestamp { ticks, per_second } = value { ticks.div_euclid(*per_second) } else { 0 };
    if let Some([least, greatest]) = rows.first() { [secs(least), secs(greatest)] } else { [0, 0] }
}

/// Checks that there are the zones of a query's bins, before its rows are asked.
pub fn check_zones(spec: &QuerySpec, is_known: impl Fn(&str) -> bool) -> Result<(), PlanError> {
    let mut zones = spec.group_by.iter().enumerate().filter_map(|(at, key)| Some((at, key.bin.as_ref()?.zone.as_deref()?)));
    let unknown = zones.find(|(_, zone)| !is_known(zone));
    unknown.map_or(Ok(()), |(at, zone)| Err(bins::error(at, (".zone", format!("there is no time zone “{zone}”; {A_ZONE}")))))
}

/// The quantiles, each once, but the least value, below which is nothing. All are given in full, and floats that are whole as such, whichever type an
/// executor gave them; instants with their mark.
fn cuts(rows: &[&[Value]], scale: Scale) -> Vec<Scalar> {
    let mut quantiles: Vec<&Value> = rows.iter().flat_map(|row| row.iter()).filter(|value| **value != Value::Null).collect();
    // What lies between two wide numbers may be rounded beyond the greater one.
    quantiles.dedup_by(|next, last| next.order(last).is_le());
    let cut = |value: &Value| match value {
        Value::Float(x) if x.fract() == 0.0 && x.abs() < 9.2e18 => Some(Scalar::Int(*x as i64)),
        value => match value.to_scalar() {
            Some(Scalar::Text(text)) if scale == Scale::Instants => Some(Scalar::Text(text + "Z")),
            scalar => scalar,
        },
    };
    quantiles.into_iter().skip(1).filter_map(cut).collect()
}

#[cfg(test)]
mod tests;
