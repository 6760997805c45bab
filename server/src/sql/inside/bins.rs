//! The contract's bins and filters as functions of DataFusion: the kernels that the browser runs, so the two can't disagree about
//! an edge.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, Field, Schema};
use arrow_select::take::take;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use datafusion::scalar::ScalarValue;
use shared::engine::bin::Bin;
use shared::engine::column::{Column, Kind};
use shared::engine::execute::mask;
use shared::engine::filter::Filter;
use shared::engine::value::Value;

/// The group key of a column under a bin; none where it is the column itself.
pub(super) fn key(bin: Bin, column: &DataType) -> Option<ScalarUDF> {
    let returned = match (bin, Kind::of(column)) {
        (Bin::Category, Kind::Float) => DataType::Float64,
        (Bin::Category, _) => return None,
        // Edges of wide integers may lie closer than a float tells apart.
        (Bin::Linear(rule), Kind::Int) if rule.width.fract() == 0.0 && rule.origin.fract() == 0.0 => EDGE,
        (Bin::Linear(_), _) => DataType::Float64,
        (Bin::Calendar(_), _) => column.clone(),
    };
    let name = format!("bin {bin:?} {returned}");
    let signature = Signature::exact(vec![column.clone()], Volatility::Immutable);
    Some(ScalarUDF::new_from_impl(Binned { name, bin: ByText(bin), returned, signature }))
}

/// A whole edge.
pub(super) const EDGE: DataType = DataType::Decimal128(38, 0);

/// Whether all filters hold, of the columns of `filters` in order.
pub(super) fn passes(filters: &[Filter], columns: &[DataType]) -> ScalarUDF {
    let filters: Vec<Filter> = filters.iter().enumerate().map(|(at, filter)| Filter { column: at, predicate: filter.predicate.clone() }).collect();
    let signature = Signature::exact(columns.to_vec(), Volatility::Immutable);
    ScalarUDF::new_from_impl(Passes { name: "passes".to_owned(), filters: ByText(filters), signature })
}

/// Compared by its text: the engine's types have floats in them.
struct ByText<T>(T);

impl<T: fmt::Debug> fmt::Debug for ByText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Debug> PartialEq for ByText<T> {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl<T: fmt::Debug> Eq for ByText<T> {}

impl<T: fmt::Debug> Hash for ByText<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        format!("{self:?}").hash(state);
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Binned {
    name: String,
    bin: ByText<Bin>,
    returned: DataType,
    signature: Signature,
}

impl ScalarUDFImpl for Binned {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.returned.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let column = Column::of(arrays[0].as_ref());
        let coded = self.bin.0.codes(&column);
        // A code that no row has has no key to ask for.
        let mut places: Vec<Option<u32>> = vec![None; coded.len];
        let mut keys: Vec<Value> = Vec::new();
        let mut place = |code: u32| {
            *places[code as usize].get_or_insert_with(|| {
                keys.push((coded.key)(code));
                keys.len() as u32 - 1
            })
        };
        let rows: UInt32Array = coded.codes.iter().map(|&code| place(code)).collect::<Vec<u32>>().into();
        let keys = array(&keys, &self.returned)?;
        Ok(ColumnarValue::Array(take(keys.as_ref(), &rows, None)?))
    }
}

fn array(values: &[Value], data_type: &DataType) -> Result<ArrayRef> {
    if values.is_empty() {
        return Ok(new_null_array(data_type, 0));
    }
    ScalarValue::iter_to_array(values.iter().map(|value| scalar(value, data_type)).collect::<Result<Vec<_>>>()?)
}

fn scalar(value: &Value, data_type: &DataType) -> Result<ScalarValue> {
    Ok(match (value, data_type) {
        (Value::Null, _) => ScalarValue::try_from(data_type)?,
        (Value::Float(edge), &EDGE) => ScalarValue::Decimal128(Some(*edge as i128), 38, 0),
        (Value::Int(edge), &EDGE) => ScalarValue::Decimal128(Some(*edge), 38, 0),
        (Value::Int(edge), _) => ScalarValue::Float64(Some(*edge as f64)),
        // One zero, one NaN.
        (Value::Float(x), _) => ScalarValue::Float64(Some(if x.is_nan() { f64::NAN } else { x + 0.0 })),
        (Value::Date(days), _) => ScalarValue::Date32(Some(*days)),
        (Value::Timestamp { ticks, .. }, DataType::Timestamp(..)) => ScalarValue::Int64(Some(*ticks)).cast_to(data_type)?,
        _ => return Err(DataFusionError::Internal(format!("{value:?} is no {data_type}"))),
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Passes {
    name: String,
    filters: ByText<Vec<Filter>>,
    signature: Signature,
}

impl ScalarUDFImpl for Passes {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let rows = arrays.first().map_or(args.number_rows, |array| array.len());
        let fields: Vec<Field> = arrays.iter().enumerate().map(|(at, a)| Field::new(at.to_string(), a.data_type().clone(), true)).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)?;
        let passed = mask(&self.filters.0, &batch).unwrap_or_else(|| BooleanBuffer::new_set(rows));
        Ok(ColumnarValue::Array(Arc::new(BooleanArray::new(passed, None))))
    }
}
