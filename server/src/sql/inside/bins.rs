//! The contract's bins and filters as functions of DataFusion: the kernels that the browser runs, so the two can't disagree about
//! an edge.

use std::sync::Arc;

use arrow_array::{Array, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, Field, Schema};
use arrow_select::take::take;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use shared::engine::bin::Bin;
use shared::engine::execute::mask;
use shared::engine::filter::Filter;
use shared::engine::kind::Kind;
use shared::engine::store::{Column, read};
use shared::engine::value::Value;

use super::super::functions::by_text::ByText;
use super::super::functions::values;

/// The group key of a column under a bin; none where it is the column itself.
pub(super) fn key(bin: &Bin, column: &DataType) -> Option<ScalarUDF> {
    let returned = match (bin, Kind::of(column)) {
        (Bin::Category, Kind::Float) => DataType::Float64,
        (Bin::Category, _) => return None,
        // Edges of wide integers may lie closer than a float tells apart.
        (Bin::Linear(rule), Kind::Int) if rule.width.fract() == 0.0 && rule.origin.fract() == 0.0 => EDGE,
        (Bin::Linear(_) | Bin::Log(_), _) => DataType::Float64,
        (Bin::Ticks(_) | Bin::Calendar(_) | Bin::Local(_), _) => column.clone(),
        (Bin::Cuts(_) | Bin::Among(_), _) => DataType::Int64,
        (Bin::Prefix(_), _) => DataType::Utf8,
    };
    let name = format!("bin {bin:?} {returned}");
    let signature = Signature::exact(vec![column.clone()], Volatility::Immutable);
    Some(ScalarUDF::new_from_impl(Binned { name, bin: ByText(bin.clone()), returned, signature }))
}

/// A whole edge.
pub(super) const EDGE: DataType = DataType::Decimal128(38, 0);

/// Whether all filters hold, of columns in the order that their positions say.
pub(super) fn passes(filters: &[Filter], columns: &[DataType]) -> ScalarUDF {
    let filters = filters.to_vec();
    let signature = Signature::exact(columns.to_vec(), Volatility::Immutable);
    ScalarUDF::new_from_impl(Passes { name: "passes".to_owned(), filters: ByText(filters), signature })
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
        let column = Column::of(&arrays[0]);
        let mut coder = self.bin.0.coder(&column, arrays[0].len());
        // A code that no row has has no key to ask for.
        let mut places: Vec<Option<u32>> = Vec::new();
        let mut codes_seen: Vec<u32> = Vec::new();
        let mut rows: Vec<u32> = Vec::with_capacity(arrays[0].len());
        let mut codes = [0; read::BLOCK];
        for block in read::blocks(arrays[0].len()) {
            let codes = &mut codes[..block.len()];
            coder.code(0, block, codes);
            rows.extend(codes.iter().map(|&code| {
                let at = code as usize;
                if at >= places.len() {
                    places.resize(at + 1, None);
                }
                *places[at].get_or_insert_with(|| {
                    codes_seen.push(code);
                    codes_seen.len() as u32 - 1
                })
            }));
        }
        let keys: Vec<Value> = codes_seen.into_iter().map(|code| coder.key(code)).collect();
        let keys = values::array(&keys, &self.returned)?;
        Ok(ColumnarValue::Array(take(keys.as_ref(), &UInt32Array::from(rows), None)?))
    }
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
        let rows = arrays.first().map_or(args.number_rows, arrow_array::Array::len);
        let fields: Vec<Field> = arrays.iter().enumerate().map(|(at, a)| Field::new(at.to_string(), a.data_type().clone(), true)).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)?;
        let passed = mask(&self.filters.0, &batch).unwrap_or_else(|| BooleanBuffer::new_set(rows));
        Ok(ColumnarValue::Array(Arc::new(BooleanArray::new(passed, None))))
    }
}
