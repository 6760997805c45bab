//! Date64 columns. Arrow's date64 counts milliseconds and should hold whole days; some writers keep the time of day in it. Such a
//! column is read as timestamps in milliseconds, so that the time is kept; a column of whole days is read as dates.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Date64Type;
use arrow_array::{Array, ArrayRef, RecordBatch, make_array};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, FieldRef, Schema, TimeUnit};

use super::IngestError;
use super::table::Table;

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// The table that `open` opens, with the times in its date64 columns kept. Reads it once more if it has such columns.
pub(super) fn with_times(open: impl Fn() -> Result<Table, IngestError>) -> Result<Table, IngestError> {
    let table = open()?;
    if !table.schema.fields().iter().any(|f| has_date64(f.data_type())) {
        return Ok(table);
    }
    let mut timed = vec![false; table.schema.fields().len()];
    for batch in table.batches {
        for (timed, array) in timed.iter_mut().zip(batch?.columns()) {
            *timed = *timed || has_time(array);
        }
    }
    let Table { schema, batches, report } = open()?;
    let fields: Vec<FieldRef> = schema.fields().iter().zip(timed).map(|(f, timed)| if timed { timed_field(f) } else { Arc::clone(f) }).collect();
    let schema = Arc::new(Schema::new(fields));
    let target = Arc::clone(&schema);
    let batches = batches.map(move |batch| {
        let columns: Result<Vec<ArrayRef>, _> = batch?.columns().iter().zip(target.fields()).map(|(c, f)| cast(c, f.data_type())).collect();
        Ok(RecordBatch::try_new(Arc::clone(&target), columns?)?)
    });
    Ok(Table { schema, batches: Box::new(batches), report })
}

fn has_date64(data_type: &DataType) -> bool {
    match data_type {
        DataType::Date64 => true,
        DataType::Dictionary(_, values) => has_date64(values),
        DataType::Struct(fields) => fields.iter().any(|f| has_date64(f.data_type())),
        _ => inner(data_type).is_some_and(|f| has_date64(f.data_type())),
    }
}

/// The field inside a type with one.
fn inner(data_type: &DataType) -> Option<&FieldRef> {
    match data_type {
        DataType::List(f) | DataType::LargeList(f) | DataType::ListView(f) | DataType::LargeListView(f) => Some(f),
        DataType::FixedSizeList(f, _) | DataType::Map(f, _) | DataType::RunEndEncoded(_, f) => Some(f),
        _ => None,
    }
}

fn has_time(array: &ArrayRef) -> bool {
    match array.as_primitive_opt::<Date64Type>() {
        Some(days) => days.iter().flatten().any(|ms| ms % MILLISECONDS_PER_DAY != 0),
        None => has_date64(array.data_type()) && array.to_data().child_data().iter().any(|child| has_time(&make_array(child.clone()))),
    }
}

fn timed_field(field: &FieldRef) -> FieldRef {
    Arc::new(Field::new(field.name(), timed_type(field.data_type()), field.is_nullable()))
}

fn timed_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Date64 => DataType::Timestamp(TimeUnit::Millisecond, None),
        DataType::Dictionary(keys, values) => DataType::Dictionary(keys.clone(), Box::new(timed_type(values))),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(timed_field).collect()),
        DataType::List(f) => DataType::List(timed_field(f)),
        DataType::LargeList(f) => DataType::LargeList(timed_field(f)),
        DataType::ListView(f) => DataType::ListView(timed_field(f)),
        DataType::LargeListView(f) => DataType::LargeListView(timed_field(f)),
        DataType::FixedSizeList(f, size) => DataType::FixedSizeList(timed_field(f), *size),
        DataType::Map(f, sorted) => DataType::Map(timed_field(f), *sorted),
        DataType::RunEndEncoded(ends, f) => DataType::RunEndEncoded(Arc::clone(ends), timed_field(f)),
        other => other.clone(),
    }
}
