//! Frame of reference: whole values as unsigned codes, `value = (base + code) · step`.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType,
    DurationSecondType, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, TimeUnit};

use super::chunk::{Codes, Whole};
use crate::engine::kind::Kind;
use crate::span::Span;

/// The whole cells of an array, in 64 bits; what null rows hold means nothing. None if they are not whole or need more.
pub(super) fn cells<'a>(array: &'a dyn Array, nulls: Option<&NullBuffer>) -> Option<Cow<'a, [i64]>> {
    use DataType as D;
    Some(match array.data_type() {
        D::Boolean => Cow::Owned(array.as_boolean().values().iter().map(i64::from).collect()),
        D::Int8 => widened::<Int8Type>(array),
        D::Int16 => widened::<Int16Type>(array),
        D::Int32 => widened::<Int32Type>(array),
        D::UInt8 => widened::<UInt8Type>(array),
        D::UInt16 => widened::<UInt16Type>(array),
        D::UInt32 => widened::<UInt32Type>(array),
        D::Date32 => widened::<Date32Type>(array),
        D::Decimal32(..) => widened::<Decimal32Type>(array),
        D::Int64 => Cow::Borrowed(array.as_primitive::<Int64Type>().values()),
        D::Decimal64(..) => Cow::Borrowed(array.as_primitive::<Decimal64Type>().values()),
        D::Timestamp(TimeUnit::Second, _) => Cow::Borrowed(array.as_primitive::<TimestampSecondType>().values()),
        D::Timestamp(TimeUnit::Millisecond, _) => Cow::Borrowed(array.as_primitive::<TimestampMillisecondType>().values()),
        D::Timestamp(TimeUnit::Microsecond, _) => Cow::Borrowed(array.as_primitive::<TimestampMicrosecondType>().values()),
        D::Timestamp(TimeUnit::Nanosecond, _) => Cow::Borrowed(array.as_primitive::<TimestampNanosecondType>().values()),
        D::Time32(TimeUnit::Second) => widened::<Time32SecondType>(array),
        D::Time32(_) => widened::<Time32MillisecondType>(array),
        D::Time64(TimeUnit::Microsecond) => Cow::Borrowed(array.as_primitive::<Time64MicrosecondType>().values()),
        D::Time64(_) => Cow::Borrowed(array.as_primitive::<Time64NanosecondType>().values()),
        D::Duration(TimeUnit::Second) => Cow::Borrowed(array.as_primitive::<DurationSecondType>().values()),
        D::Duration(TimeUnit::Millisecond) => Cow::Borrowed(array.as_primitive::<DurationMillisecondType>().values()),
        D::Duration(TimeUnit::Microsecond) => Cow::Borrowed(array.as_primitive::<DurationMicrosecondType>().values()),
        D::Duration(TimeUnit::Nanosecond) => Cow::Borrowed(array.as_primitive::<DurationNanosecondType>().values()),
        D::UInt64 => narrowed(array.as_primitive::<UInt64Type>().values(), nulls, |x| x as i64)?,
        D::Decimal128(..) => narrowed(array.as_primitive::<Decimal128Type>().values(), nulls, |x| x as i64)?,
        _ => return None,
    })
}

fn widened<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array) -> Cow<'_, [i64]> {
    Cow::Owned(array.as_primitive::<T>().values().iter().map(|&x| x.into()).collect())
}

/// None if a cell that is not null needs more than 64 bits.
fn narrowed<T: Copy + TryInto<i64>>(cells: &[T], nulls: Option<&NullBuffer>, cut: impl Fn(T) -> i64) -> Option<Cow<'static, [i64]>> {
    let fits = |x: T| x.try_into().is_ok();
    let fit = match nulls {
        None => cells.iter().all(|&x| fits(x)),
        Some(nulls) => nulls.valid_indices().all(|row| fits(cells[row])),
    };
    fit.then(|| Cow::Owned(cells.iter().map(|&x| cut(x)).collect()))
}

/// The divisors that values of a kind may share, each a divisor of the one before; 1 is last.
fn steps(kind: Kind) -> Vec<i64> {
    let Some(per_second) = kind.per_second() else { return vec![1] };
    let longer = [86_400, 3_600, 60, 1].map(|secs| secs * per_second);
    let shorter = [1_000, 1_000_000, 1_000_000_000].map(|parts| per_second / parts);
    longer.into_iter().chain(shorter).filter(|step| *step > 0).collect()
}

/// The step of an array's values: of instants the coarsest of day, hour, minute, second, … that all have; 1 of everything else.
pub fn step(array: &dyn Array) -> i64 {
    let steps = steps(Kind::of(array.data_type()));
    let nulls = array.logical_nulls();
    match cells(array, nulls.as_ref()) {
        Some(cells) if steps.len() > 1 => common_step(&cells, nulls.as_ref(), &steps),
        _ => 1,
    }
}

/// The greatest of `steps` that divides every cell.
fn common_step(cells: &[i64], nulls: Option<&NullBuffer>, steps: &[i64]) -> i64 {
    let mut left = steps.iter();
    let mut step = left.next().copied().unwrap_or(1);
    for (row, x) in cells.iter().enumerate() {
        while step > 1 && x % step != 0 && nulls.is_none_or(|nulls| nulls.is_valid(row)) {
            step = left.next().copied().unwrap_or(1);
        }
        if step == 1 {
            break;
        }
    }
    step
}

/// The least and the greatest of the cells that are not null.
fn range<T: Copy + Ord>(cells: &[T], nulls: Option<&NullBuffer>) -> Option<(T, T)> {
    let widen = |(a, b): (T, T), x: T| (a.min(x), b.max(x));
    match nulls {
        None => cells.split_first().map(|(&first, rest)| rest.iter().fold((first, first), |range, &x| widen(range, x))),
        Some(nulls) => {
            let mut valid = nulls.valid_indices().map(|row| cells[row]);
            let first = valid.next()?;
            Some(valid.fold((first, first), widen))
        }
    }
}

/// Packs cells of a kind in the frame that they need.
pub(super) fn whole(cells: &[i64], nulls: Option<&NullBuffer>, kind: Kind) -> Whole {
    let (least, greatest) = range(cells, nulls).unwrap_or((0, 0));
    let span = Span { least, greatest, step: common_step(cells, nulls, &steps(kind)) };
    Whole { base: span.first(), last: greatest / span.step, step: span.step, codes: codes_in(cells, &span) }
}

/// The codes of an array's values in the frame of `span`; none if a value doesn't lie there.
pub fn codes(array: &dyn Array, span: &Span) -> Option<Codes> {
    let nulls = array.logical_nulls();
    let cells = cells(array, nulls.as_ref())?;
    let lies = |(least, greatest)| span.least <= least && greatest <= span.greatest;
    let fits = range(&cells, nulls.as_ref()).is_none_or(lies) && (span.step == 1 || step(array) % span.step == 0);
    fits.then(|| codes_in(&cells, span))
}

/// Cells that are null hold anything: their codes are 0.
fn codes_in(cells: &[i64], span: &Span) -> Codes {
    let (base, step, greatest) = (span.first(), span.step, span.last_code());
    let at_most = |code: u64| if code > greatest { 0 } else { code };
    match step {
        1 => Codes::of(cells.iter().map(|x| at_most(x.wrapping_sub(base) as u64)), greatest),
        _ => Codes::of(cells.iter().map(|&x| at_most(exact_quotient(x, step).wrapping_sub(base) as u64)), greatest),
    }
}

/// Packs codes of values `least + code · step` in the frame that they need; none if they are no codes.
pub(super) fn recoded(array: &dyn Array, nulls: Option<&NullBuffer>, (least, step): (i64, i64)) -> Option<Whole> {
    let frame = (least / step, step);
    match array.data_type() {
        DataType::UInt8 => Some(rebased(array.as_primitive::<UInt8Type>().values(), nulls, frame)),
        DataType::UInt16 => Some(rebased(array.as_primitive::<UInt16Type>().values(), nulls, frame)),
        DataType::UInt32 => Some(rebased(array.as_primitive::<UInt32Type>().values(), nulls, frame)),
        _ => None,
    }
}

fn rebased<T: Copy + Ord + Into<u64> + Default>(codes: &[T], nulls: Option<&NullBuffer>, (base, step): (i64, i64)) -> Whole {
    let (least, greatest) = range(codes, nulls).unwrap_or_default();
    let (least, greatest): (u64, u64) = (least.into(), greatest.into());
    let at_most = |code: u64| if code > greatest - least { 0 } else { code };
    let codes = Codes::of(codes.iter().map(|&code| at_most(code.into().wrapping_sub(least))), greatest - least);
    let at = |code: u64| base.wrapping_add(code as i64);
    Whole { base: at(least), last: at(greatest), step, codes }
}

/// `x / step` for an `x` that `step` divides: with `step = 2^k·d`, `d` odd, it is `(x >> k)·d⁻¹ mod 2^64`, which needs no division
/// (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", PLDI 1994, section 9).
fn exact_quotient(x: i64, step: i64) -> i64 {
    let k = step.trailing_zeros();
    let d = step >> k;
    // Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96.
    let inverse = (0..5).fold(d.wrapping_mul(3) ^ 2, |y: i64, _| y.wrapping_mul(2i64.wrapping_sub(d.wrapping_mul(y))));
    (x >> k).wrapping_mul(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_quotients_need_no_division() {
        for step in [1, 3, 60, 1_000, 60_000_000, 86_400_000_000, i64::from(u32::MAX)] {
            for q in [0, 1, -1, 7, -12_345, 1_000_003] {
                assert_eq!(exact_quotient(q * step, step), q, "{q} * {step}");
            }
        }
    }
}
