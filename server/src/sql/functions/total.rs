//! Sums and means that hold what they say: whole numbers are summed in 128 bits and checked, floats are summed with compensation
//! (Neumaier 1974, <https://doi.org/10.1002/zamm.19740540106>).
//!
//! | of | `sum` is | mean is |
//! | --- | --- | --- |
//! | int8…int64 | int64, or an error | float64 |
//! | uint8…uint64 | uint64, or an error | float64 |
//! | decimal(p,s) | decimal(38,s), or an error | float64 |
//! | float32, float64 | float64 | float64 |
//! | anything else | what DataFusion says | |

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::common::not_impl_err;
use datafusion::error::Result;
use datafusion::functions_aggregate::sum::Sum;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature};
use datafusion::scalar::ScalarValue;

use super::totals::{Form, Totals};

/// A sum, or a mean.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in super::super) struct Total {
    inner: Sum,
    /// The sum over the number of values.
    mean: bool,
    /// Whole sums as decimals, which 64-bit numbers can't leave.
    wide: bool,
}

impl Total {
    /// SQL's `sum`.
    pub(in super::super) fn sum() -> Self {
        Total { inner: Sum::new(), mean: false, wide: false }
    }

    /// The contract's `sum`: of integers decimal(38,0).
    pub(in super::super) fn wide_sum() -> Self {
        Total { inner: Sum::new(), mean: false, wide: true }
    }

    /// The contract's `mean`.
    pub(in super::super) fn mean() -> Self {
        Total { inner: Sum::new(), mean: true, wide: true }
    }

    fn form(&self, argument: &DataType, returned: &DataType) -> Option<Form> {
        let whole = |scale: i8| Form::Whole { scale, returned: returned.clone(), mean: self.mean };
        match argument {
            whole_number if whole_number.is_integer() => Some(whole(0)),
            DataType::Decimal128(_, scale) => Some(whole(*scale)),
            DataType::Float32 | DataType::Float64 => Some(Form::Float { mean: self.mean }),
            _ => None,
        }
    }
}

impl AggregateUDFImpl for Total {
    fn name(&self) -> &str {
        match (self.mean, self.wide) {
            (true, _) => "exact_mean",
            (false, true) => "exact_sum",
            (false, false) => "sum",
        }
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match types {
            [one] if one.is_integer() || matches!(one, DataType::Decimal128(..)) => Ok(vec![one.clone()]),
            _ => self.inner.coerce_types(types),
        }
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(match types {
            [_] if self.mean => DataType::Float64,
            [whole] if whole.is_integer() && self.wide => DataType::Decimal128(38, 0),
            [whole] if whole.is_unsigned_integer() => DataType::UInt64,
            [whole] if whole.is_integer() => DataType::Int64,
            [DataType::Decimal128(_, scale)] => DataType::Decimal128(38, *scale),
            [DataType::Float32 | DataType::Float64] => DataType::Float64,
            _ => self.inner.return_type(types)?,
        })
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        match self.form(args.input_fields[0].data_type(), args.return_field.data_type()) {
            Some(form) if args.is_distinct => Ok(vec![Arc::new(Field::new_list("seen", Field::new_list_field(form.state_type(), true), true))]),
            Some(form) => Ok(form.state_fields()),
            None => self.inner.state_fields(args),
        }
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        match self.form(args.expr_fields[0].data_type(), args.return_field.data_type()) {
            Some(_) if args.is_distinct => not_impl_err!("sum(DISTINCT …) beside other aggregates; select DISTINCT in a subquery first"),
            Some(form) => Ok(Box::new(One(Totals::new(form, 1)))),
            None => self.inner.accumulator(args),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        match self.form(args.expr_fields[0].data_type(), args.return_field.data_type()) {
            Some(_) => self.accumulator(args),
            None => self.inner.create_sliding_accumulator(args),
        }
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        match self.form(args.expr_fields[0].data_type(), args.return_field.data_type()) {
            Some(_) => !args.is_distinct,
            None => self.inner.groups_accumulator_supported(args),
        }
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        match self.form(args.expr_fields[0].data_type(), args.return_field.data_type()) {
            Some(form) => Ok(Box::new(Totals::new(form, 0))),
            None => self.inner.create_groups_accumulator(args),
        }
    }
}

/// The total of one group: all rows, or a window.
#[derive(Debug)]
struct One(Totals);

impl One {
    fn first(arrays: &[ArrayRef]) -> Result<Vec<ScalarValue>> {
        arrays.iter().map(|array| ScalarValue::try_from_array(array, 0)).collect()
    }
}

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.update_batch(values, &vec![0; values[0].len()], None, 1)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.retract(&values[0])
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.0.merge_batch(states, &vec![0; states[0].len()], 1)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        One::first(&self.0.clone().state(EmitTo::All)?)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let array = self.0.clone().evaluate(EmitTo::All)?;
        ScalarValue::try_from_array(&array, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.size()
    }
}
