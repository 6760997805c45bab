//! The least and the greatest value of a column.

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray, downcast_integer_array, downcast_temporal_array};
use arrow_cast::cast;
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate};
use shared::engine::bin::zone;
use shared::engine::store::step;
use shared::engine::value::{duration_text, time_text};
use shared::span::Span;
use shared::wire::column_type::ticks_per_second;
use shared::wire::query::Scalar;

const DAYS_TO_EPOCH: i32 = 719_163;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// The ends of the values seen so far.
pub(super) struct Range {
    data_type: DataType,
    whole: Option<(i128, i128)>,
    step: i64,
    float: Option<(f64, f64)>,
}

impl Range {
    /// Of no values of a logical type.
    pub(super) fn new(data_type: &DataType) -> Self {
        Range { data_type: data_type.clone(), whole: None, step: i64::MAX, float: None }
    }

    /// Adds the values of an array. NaN is left out.
    pub(super) fn add(&mut self, array: &dyn Array) {
        if self.step > 1 {
            self.step = self.step.min(step(array));
        }
        downcast_integer_array!(
            array => self.add_whole(array),
            DataType::Float32 => self.add_floats(array.as_primitive::<Float32Type>().iter().flatten().map(f64::from)),
            DataType::Float64 => self.add_floats(array.as_primitive::<Float64Type>().iter().flatten()),
            DataType::Decimal128(..) => self.add_whole(array.as_primitive::<Decimal128Type>()),
            DataType::Duration(_) => {
                if let Ok(ticks) = cast(array, &DataType::Int64) {
                    self.add_whole(ticks.as_primitive::<Int64Type>());
                }
            }
            _ => downcast_temporal_array!(array => self.add_whole(array), _ => {})
        );
    }

    fn add_whole<T: ArrowPrimitiveType>(&mut self, array: &PrimitiveArray<T>)
    where
        T::Native: Ord + Into<i128>,
    {
        let ends = if array.null_count() == 0 {
            array.values().iter().copied().min().zip(array.values().iter().copied().max())
        } else {
            array.iter().flatten().min().zip(array.iter().flatten().max())
        };
        if let Some((low, high)) = ends {
            let (low, high) = (low.into(), high.into());
            let (min, max) = self.whole.unwrap_or((low, high));
            self.whole = Some((min.min(low), max.max(high)));
        }
    }

    fn add_floats(&mut self, values: impl Iterator<Item = f64>) {
        for value in values.filter(|v| !v.is_nan()) {
            let (min, max) = self.float.unwrap_or((value, value));
            self.float = Some((min.min(value), max.max(value)));
        }
    }

    /// The ends as the contract writes them; none for no values, for types without an order, and for ends that JSON can't say.
    pub(super) fn ends(&self) -> (Option<Scalar>, Option<Scalar>) {
        match (self.whole, self.float) {
            (Some((min, max)), _) => (self.scalar(min), self.scalar(max)),
            (_, Some((min, max))) => (float(min), float(max)),
            _ => (None, None),
        }
    }

    /// Where whole values lie; none for no values and for values that need more than 64 bits.
    pub(super) fn span(&self) -> Option<Span> {
        if matches!(self.data_type, DataType::Time32(_) | DataType::Time64(_) | DataType::Duration(_)) {
            return None;
        }
        let (least, greatest) = self.whole?;
        Some(Span { least: least.try_into().ok()?, greatest: greatest.try_into().ok()?, step: self.step })
    }

    fn scalar(&self, value: i128) -> Option<Scalar> {
        match &self.data_type {
            DataType::Decimal128(_, scale) => Some(Scalar::Text(decimal(value, usize::try_from(*scale).ok()?))),
            DataType::Date32 => {
                let days = i32::try_from(value).ok()?.checked_add(DAYS_TO_EPOCH)?;
                Some(Scalar::Text(NaiveDate::from_num_days_from_ce_opt(days)?.to_string()))
            }
            DataType::Timestamp(unit, zone) => {
                let (seconds, nanos) = seconds_and_nanos(value, *unit)?;
                // Instants are told at the offset that is their column's zone, else in UTC.
                let (offset, mark) = zone.as_deref().map(zone::told).unwrap_or_default();
                let at = DateTime::from_timestamp(seconds.checked_add(offset)?, nanos)?.naive_utc();
                Some(Scalar::Text(format!("{}{mark}", at.format("%Y-%m-%dT%H:%M:%S%.f"))))
            }
            DataType::Time64(unit) => time_text(value.try_into().ok()?, ticks_per_second(*unit)).map(Scalar::Text),
            DataType::Duration(unit) => duration_text(value.try_into().ok()?, ticks_per_second(*unit)).map(Scalar::Text),
            _ => Some(i64::try_from(value).map_or_else(|_| Scalar::Text(value.to_string()), Scalar::Int)),
        }
    }
}

fn seconds_and_nanos(ticks: i128, unit: TimeUnit) -> Option<(i64, u32)> {
    let per_second = ticks_per_second(unit);
    let ticks = i64::try_from(ticks).ok()?;
    let nanos = ticks.rem_euclid(per_second) * (NANOS_PER_SECOND / per_second);
    Some((ticks.div_euclid(per_second), u32::try_from(nanos).ok()?))
}

fn float(value: f64) -> Option<Scalar> {
    value.is_finite().then_some(Scalar::Float(value))
}

/// `value / 10^scale` in plain digits.
fn decimal(value: i128, scale: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
