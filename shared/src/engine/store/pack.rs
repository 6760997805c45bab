//! An Arrow array to a chunk.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, BinaryArray, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{DataType, TimeUnit};

use super::chunk::{Cells, Chunk, Codes, Whole};
use super::dictionary::Dictionary;
use crate::engine::kind::Kind;

/// Floats beyond this are not stored as whole numbers: not all of them are told apart there.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Chunk {
    /// Packs an array. Texts of a dictionary are entered into `dictionary`.
    pub fn of(array: &ArrayRef, dictionary: &mut Dictionary) -> Chunk {
        let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        let cells = cells(array, nulls.as_ref(), dictionary);
        // A slice of the batch would keep all of it.
        let own = |nulls: &NullBuffer| NullBuffer::new(BooleanBuffer::collect_bool(nulls.len(), |row| nulls.is_valid(row)));
        Chunk { rows: array.len(), cells, nulls: nulls.as_ref().map(own) }
    }
}

fn cells(array: &ArrayRef, nulls: Option<&NullBuffer>, dictionary: &mut Dictionary) -> Cells {
    use DataType as D;
    let steps = steps(Kind::of(array.data_type()));
    match array.data_type() {
        D::Boolean => whole(&array.as_boolean().values().iter().map(i64::from).collect::<Vec<_>>(), nulls, &steps),
        D::Int8 => primitive::<Int8Type>(array, nulls),
        D::Int16 => primitive::<Int16Type>(array, nulls),
        D::Int32 => primitive::<Int32Type>(array, nulls),
        D::UInt8 => primitive::<UInt8Type>(array, nulls),
        D::UInt16 => primitive::<UInt16Type>(array, nulls),
        D::UInt32 => primitive::<UInt32Type>(array, nulls),
        D::Date32 => primitive::<Date32Type>(array, nulls),
        D::Decimal32(..) => primitive::<Decimal32Type>(array, nulls),
        D::Int64 => whole(array.as_primitive::<Int64Type>().values(), nulls, &steps),
        D::Decimal64(..) => whole(array.as_primitive::<Decimal64Type>().values(), nulls, &steps),
        D::Timestamp(TimeUnit::Second, _) => whole(array.as_primitive::<TimestampSecondType>().values(), nulls, &steps),
        D::Timestamp(TimeUnit::Millisecond, _) => whole(array.as_primitive::<TimestampMillisecondType>().values(), nulls, &steps),
        D::Timestamp(TimeUnit::Microsecond, _) => whole(array.as_primitive::<TimestampMicrosecondType>().values(), nulls, &steps),
        D::Timestamp(TimeUnit::Nanosecond, _) => whole(array.as_primitive::<TimestampNanosecondType>().values(), nulls, &steps),
        D::UInt64 => wide(array.as_primitive::<UInt64Type>().values().iter().map(|&x| x.into()).collect(), nulls),
        D::Decimal128(..) => wide(array.as_primitive::<Decimal128Type>().values().to_vec(), nulls),
        D::Float32 => {
            let cells = array.as_primitive::<Float32Type>().values();
            whole_floats(cells.iter().map(|&x| x.into()), nulls).unwrap_or_else(|| Cells::Float32(cells.to_vec()))
        }
        D::Float64 => {
            let cells = array.as_primitive::<Float64Type>().values();
            whole_floats(cells.iter().copied(), nulls).unwrap_or_else(|| Cells::Float64(cells.to_vec()))
        }
        D::Dictionary(..) if Kind::of(array.data_type()) == Kind::Text => match dictionary.codes(array, nulls) {
            Some(codes) => Cells::Text(codes),
            None => Cells::Opaque(array.clone()),
        },
        D::Utf8 => Cells::Plain(Arc::new(array.as_string::<i32>().iter().collect::<StringArray>())),
        D::LargeUtf8 | D::Utf8View => Cells::Plain(array.clone()),
        D::Binary => Cells::Opaque(Arc::new(array.as_binary::<i32>().iter().collect::<BinaryArray>())),
        _ => Cells::Opaque(array.clone()),
    }
}

fn primitive<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, nulls: Option<&NullBuffer>) -> Cells {
    let cells: Vec<i64> = array.as_primitive::<T>().values().iter().map(|&x| x.into()).collect();
    whole(&cells, nulls, &[1])
}

/// The divisors that values of a kind may share, each a divisor of the one before; 1 is last.
fn steps(kind: Kind) -> Vec<i64> {
    let Kind::Timestamp { per_second } = kind else { return vec![1] };
    let longer = [86_400, 3_600, 60, 1].map(|secs| secs * per_second);
    let shorter = [1_000, 1_000_000, 1_000_000_000].map(|parts| per_second / parts);
    longer.into_iter().chain(shorter).filter(|step| *step > 0).collect()
}

/// The least and the greatest of the cells that are not null.
fn range<T: Copy>(cells: &[T], nulls: Option<&NullBuffer>, widen: impl Fn((T, T), T) -> (T, T)) -> Option<(T, T)> {
    match nulls {
        None => cells.split_first().map(|(&first, rest)| rest.iter().fold((first, first), |range, &x| widen(range, x))),
        Some(nulls) => {
            let mut valid = nulls.valid_indices().map(|row| cells[row]);
            let first = valid.next()?;
            Some(valid.fold((first, first), widen))
        }
    }
}

fn whole(cells: &[i64], nulls: Option<&NullBuffer>, steps: &[i64]) -> Cells {
    let (least, greatest) = range(cells, nulls, |(a, b), x| (a.min(x), b.max(x))).unwrap_or((0, 0));
    let step = common_step(cells, nulls, steps);
    let base = least / step;
    let last = greatest / step;
    let span = last.wrapping_sub(base) as u64;
    // Null cells hold anything: their codes are 0.
    let code = |x: i64| {
        let code = exact_quotient(x, step).wrapping_sub(base) as u64;
        if code > span { 0 } else { code }
    };
    let codes = match step {
        1 => Codes::of(cells.iter().map(|x| x.wrapping_sub(base) as u64).map(|code| if code > span { 0 } else { code }), span),
        _ => Codes::of(cells.iter().map(|&x| code(x)), span),
    };
    Cells::Whole(Whole { base, last, step, codes })
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

/// `x / step` for an `x` that `step` divides: with `step = 2^k·d`, `d` odd, it is `(x >> k)·d⁻¹ mod 2^64`, which needs no division
/// (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", PLDI 1994, section 9).
fn exact_quotient(x: i64, step: i64) -> i64 {
    let k = step.trailing_zeros();
    let d = step >> k;
    // Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96.
    let inverse = (0..5).fold(d.wrapping_mul(3) ^ 2, |y: i64, _| y.wrapping_mul(2i64.wrapping_sub(d.wrapping_mul(y))));
    (x >> k).wrapping_mul(inverse)
}

/// As 64-bit numbers where all fit.
fn wide(cells: Vec<i128>, nulls: Option<&NullBuffer>) -> Cells {
    let fits = |x: i128| i64::try_from(x).is_ok();
    let fit = match nulls {
        None => cells.iter().all(|&x| fits(x)),
        Some(nulls) => nulls.valid_indices().all(|row| fits(cells[row])),
    };
    match fit {
        true => whole(&cells.iter().map(|&x| x as i64).collect::<Vec<_>>(), nulls, &[1]),
        false => Cells::Wide(cells),
    }
}

/// Floats as whole numbers, if all of them are: without NaN, infinities and -0.
fn whole_floats(cells: impl Iterator<Item = f64> + Clone, nulls: Option<&NullBuffer>) -> Option<Cells> {
    let is_whole = |x: f64| x.trunc() == x && x.abs() < EXACT && (x != 0.0 || x.is_sign_positive());
    let all = cells.clone().enumerate().all(|(row, x)| is_whole(x) || nulls.is_some_and(|nulls| nulls.is_null(row)));
    all.then(|| whole(&cells.map(|x| x as i64).collect::<Vec<_>>(), nulls, &[1]))
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
