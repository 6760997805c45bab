//! Rows as JSON objects, one per row, all columns named. Integers stay whole numbers however large; times are ISO 8601 text,
//! zoned ones in UTC; decimals are text, so that no reader rounds them.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{TimestampMicrosecondType, TimestampNanosecondType};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_json::WriterBuilder;
use arrow_json::writer::LineDelimited;
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};

/// One JSON object per row.
///
/// # Errors
/// A column has a type that JSON has no form for.
pub(crate) fn lines(batch: &RecordBatch) -> Result<Vec<Vec<u8>>, ArrowError> {
    let columns = batch.columns().iter().map(readable).collect::<Result<Vec<_>, _>>()?;
    let fields = batch
        .schema()
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| Field::new(field.name(), column.data_type().clone(), true))
        .collect::<Vec<_>>();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
    let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    writer.write(&batch)?;
    writer.finish()?;
    Ok(writer.into_inner().split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect())
}

fn readable(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    // A zone by its name would need a table of zones; the instant is the same in UTC.
    Ok(match column.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            Arc::new(column.as_primitive::<TimestampMicrosecondType>().clone().with_timezone("+00:00"))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, Some(_)) => {
            Arc::new(column.as_primitive::<TimestampNanosecondType>().clone().with_timezone("+00:00"))
        }
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => {
            arrow_cast::cast(column, &DataType::Utf8)?
        }
        _ => Arc::clone(column),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow_array::{Decimal128Array, Int64Array, TimestampMicrosecondArray};

    #[test]
    fn nothing_is_rounded_on_the_way_out() {
        let decimal = Decimal128Array::from(vec![Some(12_345), None]).with_precision_and_scale(38, 2).unwrap();
        let batch = RecordBatch::try_from_iter([
            ("big", Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_993), None])) as ArrayRef),
            ("price", Arc::new(decimal)),
            ("at", Arc::new(TimestampMicrosecondArray::from(vec![Some(1_000_001), None]).with_timezone("Asia/Shanghai"))),
        ])
        .unwrap();
        let lines: Vec<String> = lines(&batch).unwrap().into_iter().map(|line| String::from_utf8(line).unwrap()).collect();
        assert_eq!(lines[0], r#"{"big":9007199254740993,"price":"123.45","at":"1970-01-01T00:00:01.000001Z"}"#);
        assert_eq!(lines[1], r#"{"big":null,"price":null,"at":null}"#);
    }
}
