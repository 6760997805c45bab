//! Distinct values of a column: exact up to a limit, in bounded memory.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray, downcast_integer_array, downcast_temporal_array};
use arrow_buffer::ArrowNativeType;
use arrow_cast::cast;
use arrow_schema::DataType;
use shared::wire::profile::DISTINCT_LIMIT;

/// Values that all columns together may remember, at about 10 bytes each.
const BUDGET: u64 = 16 << 20;

/// What is left of the memory that all columns share.
pub(super) struct DistinctBudget(u64);

impl Default for DistinctBudget {
    fn default() -> Self {
        DistinctBudget(BUDGET)
    }
}

/// Counts distinct values by their 64-bit hashes; for values of up to 64 bits the hash is a bijection.
#[derive(Default)]
pub(super) struct Distinct {
    seen: HashSet<u64, BuildHasherDefault<AsIs>>,
    last: Option<u64>,
    /// The count at which this column stopped, if it did.
    stopped: Option<u64>,
}

impl Distinct {
    /// The count, and whether it is exact.
    pub(super) fn count(&self) -> (u64, bool) {
        self.stopped.map_or((self.seen.len() as u64, true), |count| (count, false))
    }

    /// Adds the values of an array of a logical type. Nested values aren't counted.
    pub(super) fn add(&mut self, array: &dyn Array, budget: &mut DistinctBudget) {
        if self.stopped.is_some() {
            return;
        }
        downcast_integer_array!(
            array => self.add_primitive(array, budget, |v| v.as_usize() as u64),
            DataType::Boolean => self.add_all(array.as_boolean().iter().map(|v| v.map(u64::from)), budget),
            DataType::Float32 => self.add_primitive(array.as_primitive::<Float32Type>(), budget, |v| float_bits(f64::from(v))),
            DataType::Float64 => self.add_primitive(array.as_primitive::<Float64Type>(), budget, float_bits),
            DataType::Decimal128(..) => self.add_primitive(array.as_primitive::<Decimal128Type>(), budget, |v| mixed(v as u64).wrapping_add((v >> 64) as u64)),
            DataType::Utf8 => self.add_all(array.as_string::<i32>().iter().map(|v| v.map(|v| bytes_hash(v.as_bytes()))), budget),
            DataType::Binary => self.add_all(array.as_binary::<i32>().iter().map(|v| v.map(bytes_hash)), budget),
            _ => self.add_temporal(array, budget)
        );
    }

    fn add_temporal(&mut self, array: &dyn Array, budget: &mut DistinctBudget) {
        downcast_temporal_array!(
            array => self.add_primitive(array, budget, |v| v.as_usize() as u64),
            DataType::Duration(_) => self.add_duration(array, budget),
            _ => if array.len() > array.logical_null_count() { self.stopped = Some(0); }
        );
    }

    fn add_duration(&mut self, array: &dyn Array, budget: &mut DistinctBudget) {
        if let Ok(ticks) = cast(array, &DataType::Int64) {
            self.add_primitive(ticks.as_primitive::<Int64Type>(), budget, |v| v as u64);
        }
    }

    fn add_primitive<T: ArrowPrimitiveType>(&mut self, array: &PrimitiveArray<T>, budget: &mut DistinctBudget, key: impl Fn(T::Native) -> u64) {
        if array.null_count() == 0 {
            self.add_all(array.values().iter().map(|v| Some(key(*v))), budget);
        } else {
            self.add_all(array.iter().map(|v| v.map(&key)), budget);
        }
    }

    fn add_all(&mut self, keys: impl Iterator<Item = Option<u64>>, budget: &mut DistinctBudget) {
        for key in keys.flatten() {
            // Runs of one value are common and cheap to skip.
            if self.last == Some(key) {
                continue;
            }
            self.last = Some(key);
            let hash = mixed(key);
            if self.seen.len() as u64 == DISTINCT_LIMIT || budget.0 == 0 {
                if self.seen.contains(&hash) {
                    continue;
                }
                return self.stop(budget);
            }
            budget.0 -= u64::from(self.seen.insert(hash));
        }
    }

    /// Gives the memory to the other columns.
    fn stop(&mut self, budget: &mut DistinctBudget) {
        let count = self.seen.len() as u64;
        self.stopped = Some(count);
        budget.0 += count;
        self.seen = HashSet::default();
    }
}

/// Equal floats have equal bits: one zero, one NaN.
fn float_bits(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits()
    } else if value == 0.0 {
        0
    } else {
        value.to_bits()
    }
}

fn bytes_hash(bytes: &[u8]) -> u64 {
    let mut hasher = BuildHasherDefault::<DefaultHasher>::default().build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// The finaliser of SplitMix64, a bijection (Steele, Lea, Flood 2014, <https://doi.org/10.1145/2714064.2660195>).
fn mixed(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The keys are mixed already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes_hash(bytes);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
