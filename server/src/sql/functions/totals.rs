//! The totals of many groups.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, UInt64Array};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::common::exec_err;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

/// What is summed, and what comes out.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// Integers and decimals of `scale` digits after the point, in 128 bits.
    Whole { scale: i8, returned: DataType, mean: bool },
    /// Floats.
    Float { mean: bool },
}

impl Form {
    /// The type of a sum on its way.
    pub(super) fn state_type(&self) -> DataType {
        match self {
            Form::Whole { scale, .. } => DataType::Decimal128(38, *scale),
            Form::Float { .. } => DataType::Float64,
        }
    }

    /// Sum, what was lost in rounding, and the number of values.
    pub(super) fn state_fields(&self) -> Vec<FieldRef> {
        let field = |name: &str, data_type: DataType| Arc::new(Field::new(name, data_type, true));
        vec![field("sum", self.state_type()), field("lost", DataType::Float64), field("count", DataType::UInt64)]
    }
}

/// One total per group.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    form: Form,
    whole: Vec<i128>,
    float: Vec<f64>,
    lost: Vec<f64>,
    counts: Vec<u64>,
}

impl Totals {
    /// For so many groups at first.
    pub(super) fn new(form: Form, groups: usize) -> Self {
        let mut totals = Totals { form, whole: Vec::new(), float: Vec::new(), lost: Vec::new(), counts: Vec::new() };
        totals.grow(groups);
        totals
    }

    fn grow(&mut self, groups: usize) {
        match self.form {
            Form::Whole { .. } => self.whole.resize(groups, 0),
            Form::Float { .. } => {
                self.float.resize(groups, 0.0);
                self.lost.resize(groups, 0.0);
            }
        }
        self.counts.resize(groups, 0);
    }

    fn add_whole(&mut self, group: usize, value: i128) -> Result<()> {
        match self.whole[group].checked_add(value) {
            Some(sum) => self.whole[group] = sum,
            None => return overflow(),
        }
        Ok(())
    }

    fn add_float(&mut self, group: usize, value: f64) {
        let sum = self.float[group];
        let total = sum + value;
        self.lost[group] += if sum.abs() >= value.abs() { (sum - total) + value } else { (value - total) + sum };
        self.float[group] = total;
    }

    /// Takes the values of the only group out again.
    pub(super) fn retract(&mut self, values: &ArrayRef) -> Result<()> {
        match self.form {
            Form::Whole { .. } => {
                for value in self.wholes(values)?.iter().flatten() {
                    self.add_whole(0, -value)?;
                    self.counts[0] -= 1;
                }
            }
            Form::Float { .. } => {
                let floats = cast(values, &DataType::Float64)?;
                for value in floats.as_primitive::<Float64Type>().iter().flatten() {
                    self.add_float(0, -value);
                    self.counts[0] -= 1;
                }
            }
        }
        Ok(())
    }

    /// Whole numbers of any width in 128 bits; unscaled where they are decimals.
    fn wholes(&self, values: &ArrayRef) -> Result<Decimal128Array> {
        let wide = match values.data_type() {
            DataType::Decimal128(..) => Arc::clone(values),
            _ => cast(values, &DataType::Decimal128(38, 0))?,
        };
        Ok(wide.as_primitive::<Decimal128Type>().clone())
    }

    fn floats(&self, group: usize) -> f64 {
        let sum = self.float[group];
        if sum.is_finite() { sum + self.lost[group] } else { sum }
    }
}

impl GroupsAccumulator for Totals {
    fn update_batch(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>, total: usize) -> Result<()> {
        self.grow(total);
        let counts = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        match self.form {
            Form::Whole { .. } => {
                let wide = self.wholes(&values[0])?;
                for row in (0..wide.len()).filter(|row| wide.is_valid(*row) && counts(*row)) {
                    self.add_whole(groups[row], wide.value(row))?;
                    self.counts[groups[row]] += 1;
                }
            }
            Form::Float { .. } => {
                let floats = cast(&values[0], &DataType::Float64)?;
                let floats = floats.as_primitive::<Float64Type>();
                for row in (0..floats.len()).filter(|row| floats.is_valid(*row) && counts(*row)) {
                    self.add_float(groups[row], floats.value(row));
                    self.counts[groups[row]] += 1;
                }
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.grow(total);
        let (lost, counts) = (states[1].as_primitive::<Float64Type>(), states[2].as_primitive::<UInt64Type>());
        for (row, &group) in groups.iter().enumerate() {
            match self.form {
                Form::Whole { .. } => self.add_whole(group, states[0].as_primitive::<Decimal128Type>().value(row))?,
                Form::Float { .. } => {
                    self.add_float(group, states[0].as_primitive::<Float64Type>().value(row));
                    self.lost[group] += lost.value(row);
                }
            }
            self.counts[group] += counts.value(row);
        }
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let counts = emit.take_needed(&mut self.counts);
        let (sums, lost): (ArrayRef, Vec<f64>) = match self.form {
            Form::Whole { scale, .. } => {
                let sums = Decimal128Array::from(emit.take_needed(&mut self.whole)).with_precision_and_scale(38, scale)?;
                (Arc::new(sums), vec![0.0; counts.len()])
            }
            Form::Float { .. } => (Arc::new(Float64Array::from(emit.take_needed(&mut self.float))), emit.take_needed(&mut self.lost)),
        };
        Ok(vec![sums, Arc::new(Float64Array::from(lost)), Arc::new(UInt64Array::from(counts))])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let all = self.counts.len();
        let emitted = if let EmitTo::First(count) = emit { count } else { all };
        let mean = |sum: f64, count: u64| sum / count as f64;
        let array: ArrayRef = match &self.form {
            Form::Float { mean: is_mean } => {
                let value = |group: usize| {
                    let sum = self.floats(group);
                    (self.counts[group] > 0).then(|| if *is_mean { mean(sum, self.counts[group]) } else { sum })
                };
                Arc::new((0..emitted).map(value).collect::<Float64Array>())
            }
            Form::Whole { scale, mean: true, .. } => {
                let value = |group: usize| (self.counts[group] > 0).then(|| whole_mean(self.whole[group], self.counts[group], *scale));
                Arc::new((0..emitted).map(value).collect::<Float64Array>())
            }
            Form::Whole { scale, returned, .. } => {
                let sums = (0..emitted).map(|group| (self.counts[group] > 0).then(|| self.whole[group]));
                whole_sums(sums, *scale, returned)?
            }
        };
        self.state(emit)?;
        Ok(array)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let mut each = Totals::new(self.form.clone(), rows);
        each.update_batch(values, &(0..rows).collect::<Vec<_>>(), filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.whole.capacity() * 16 + (self.float.capacity() + self.lost.capacity() + self.counts.capacity()) * 8
    }
}

/// Quotient and remainder apart, so that a large sum keeps the fraction of its mean.
fn whole_mean(sum: i128, count: u64, scale: i8) -> f64 {
    let (quotient, rest) = (sum.div_euclid(count.into()), sum.rem_euclid(count.into()));
    (quotient as f64 + rest as f64 / count as f64) / 10_f64.powi(scale.into())
}

fn whole_sums(sums: impl Iterator<Item = Option<i128>>, scale: i8, returned: &DataType) -> Result<ArrayRef> {
    let fits = |error: std::num::TryFromIntError| DataFusionError::Execution(format!("the sum is beyond 64 bits (overflow: {error})"));
    Ok(match returned {
        DataType::Int64 => Arc::new(sums.map(|sum| sum.map(i64::try_from).transpose()).collect::<Result<Int64Array, _>>().map_err(fits)?),
        DataType::UInt64 => Arc::new(sums.map(|sum| sum.map(u64::try_from).transpose()).collect::<Result<UInt64Array, _>>().map_err(fits)?),
        _ => {
            let sums: Vec<Option<i128>> = sums.collect();
            if sums.iter().flatten().any(|sum| sum.unsigned_abs() >= 10_u128.pow(38)) {
                return overflow();
            }
            Arc::new(Decimal128Array::from(sums).with_precision_and_scale(38, scale)?)
        }
    })
}

fn overflow<T>() -> Result<T> {
    exec_err!("the sum is beyond 38 digits (overflow)")
}
