//! The engine's own aggregates as functions of DataFusion, so that their maths exists once.
//!
//! | of | is |
//! | --- | --- |
//! | `distinct`, `approx_distinct` | int64 |
//! | `first`, `last`, `mode`, and quantiles of times | what the column is |
//! | quantiles of integers and decimals whose digits a float may lose | [`EXACT`] beside the nearest float ([`ABOUT`]), where it is one |
//! | all others | float64 |
//!
//! `first` and `last` are by the order in which rows come in, so their plan has one partition that reads the files in order.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Schema};
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility};
use shared::engine::aggregate::measure::{Aggregate, Measure};
use shared::engine::kind::Kind;

use super::by_text::ByText;
use super::summaries::{One, Summaries};

/// The field of a quantile that is the float nearest to it.
pub(in super::super) const ABOUT: &str = "about";

/// The field of a quantile that is its own digits; null where the float has them all.
pub(in super::super) const EXACT: &str = "exact";

/// One of the engine's measures.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in super::super) struct EngineMeasure {
    name: String,
    /// Of the columns that [`Summaries`] makes of the arguments.
    measure: ByText<Measure>,
    arguments: Vec<DataType>,
    returned: DataType,
    signature: Signature,
}

impl EngineMeasure {
    /// A measure of a plan for `schema`; the function's arguments are the measure's columns.
    pub(in super::super) fn of(measure: &Measure, schema: &Schema) -> Self {
        let arguments: Vec<DataType> = measure.columns().into_iter().map(|at| schema.field(at).data_type().clone()).collect();
        let (measure, returned) = match *measure {
            Measure::Count => (Measure::Count, DataType::Int64),
            Measure::Of { aggregate, kind, .. } => (Measure::Of { aggregate, column: 1, kind }, returned(aggregate, &arguments[0])),
            Measure::OfPair { aggregate, .. } => (Measure::OfPair { aggregate, columns: [1, 2] }, DataType::Float64),
        };
        let signature = Signature::exact(arguments.clone(), Volatility::Immutable);
        EngineMeasure { name: format!("{measure:?}"), measure: ByText(measure), arguments, returned, signature }
    }

    fn summaries(&self, groups: usize) -> Summaries {
        Summaries::new(self.measure.0, &self.arguments, self.returned.clone(), groups)
    }
}

fn returned(aggregate: Aggregate, column: &DataType) -> DataType {
    match aggregate {
        aggregate if aggregate.is_a_number_of_values() => DataType::Int64,
        aggregate if aggregate.is_one_of_the_values() => column.clone(),
        aggregate if aggregate.is_of_a_scale() && !Kind::of(column).is_number() => column.clone(),
        Aggregate::Quantile(_) => match column {
            DataType::Int64 | DataType::UInt64 => both(column),
            DataType::Decimal128(precision, _) if *precision > FLOAT_DIGITS => both(column),
            _ => DataType::Float64,
        },
        _ => DataType::Float64,
    }
}

/// Digits that a float has for certain.
const FLOAT_DIGITS: u8 = 15;

fn both(column: &DataType) -> DataType {
    let fields = [(ABOUT, DataType::Float64), (EXACT, column.clone())];
    DataType::Struct(fields.into_iter().map(|(name, data_type)| Field::new(name, data_type, true)).collect())
}

/// Whether a measure of a column comes as [`ABOUT`] and [`EXACT`].
pub(in super::super) fn is_both(measure: &Measure, schema: &Schema) -> bool {
    matches!(*measure, Measure::Of { aggregate, column, .. } if matches!(returned(aggregate, schema.field(column).data_type()), DataType::Struct(_)))
}

/// Whether a measure depends on the order of the rows.
pub(in super::super) fn is_ordered(measure: &Measure) -> bool {
    matches!(measure, Measure::Of { aggregate, .. } if aggregate.is_by_the_order())
}

impl AggregateUDFImpl for EngineMeasure {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.returned.clone())
    }

    fn state_fields(&self, _: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(Field::new("summary", DataType::LargeBinary, false))])
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One(self.summaries(1))))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(self.summaries(0)))
    }
}
