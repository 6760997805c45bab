//! Timestamps of Parquet's old INT96 type: a Julian day and nanoseconds of the day. They reach further than int64 nanoseconds,
//! which the reader would fill by wrapping around, so the unit that holds all of a column is found first.

use std::fs::File;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use parquet::basic::Type;
use parquet::column::reader::ColumnReader;
use parquet::data_type::Int96;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};

const JULIAN_DAY_OF_EPOCH: i128 = 2_440_588;
const NANOS_PER_DAY: i128 = 86_400_000_000_000;
const NANOS_PER_MICRO: i128 = 1_000;
const READ_RECORDS: usize = 8_192;

/// `schema` with INT96 columns in microseconds, where that loses nothing. `None` if the file has none to change.
///
/// # Errors
/// A column that needs nanoseconds and has years beyond their range.
pub(super) fn exact_schema(file: &File, metadata: &ParquetMetaData, schema: &SchemaRef) -> Result<Option<SchemaRef>, ParquetError> {
    let columns = metadata.file_metadata().schema_descr().columns();
    if columns.iter().all(|c| c.physical_type() != Type::INT96) {
        return Ok(None);
    }
    let reader = SerializedFileReader::new(file.try_clone()?)?;
    let mut in_micros = vec![false; columns.len()];
    for (leaf, in_micros) in in_micros.iter_mut().enumerate().filter(|(leaf, _)| columns[*leaf].physical_type() == Type::INT96) {
        *in_micros = Extent::of(&reader, leaf)?.fits_micros()?;
    }
    let mut leaves = in_micros.into_iter();
    let fields: Vec<FieldRef> = schema.fields().iter().map(|f| retyped(f, &mut leaves)).collect();
    Ok(Some(Arc::new(Schema::new(fields))))
}

/// What the values of a column need.
#[derive(Default)]
struct Extent {
    low: i128,
    high: i128,
    below_micros: bool,
}

impl Extent {
    fn of(reader: &SerializedFileReader<File>, leaf: usize) -> Result<Self, ParquetError> {
        let mut extent = Extent::default();
        for group in 0..reader.num_row_groups() {
            let ColumnReader::Int96ColumnReader(mut column) = reader.get_row_group(group)?.get_column_reader(leaf)? else { continue };
            let (mut definitions, mut repetitions, mut values) = (Vec::new(), Vec::new(), Vec::new());
            loop {
                let (records, ..) = column.read_records(READ_RECORDS, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
                values.drain(..).for_each(|value| extent.add(&value));
                definitions.clear();
                repetitions.clear();
                if records == 0 {
                    break;
                }
            }
        }
        Ok(extent)
    }

    fn add(&mut self, value: &Int96) {
        let &[low, high, day] = value.data() else { return };
        let nanos_of_day = i128::from((u64::from(high) << 32 | u64::from(low)).cast_signed());
        let nanos = (i128::from(day.cast_signed()) - JULIAN_DAY_OF_EPOCH) * NANOS_PER_DAY + nanos_of_day;
        self.low = self.low.min(nanos);
        self.high = self.high.max(nanos);
        self.below_micros |= nanos % NANOS_PER_MICRO != 0;
    }

    /// Spark, the last writer of INT96, counts microseconds modulo 2^64 in both directions, and so does the reader; so
    /// microseconds come back as they went in, also in the years where Spark's day number overflows.
    fn fits_micros(&self) -> Result<bool, ParquetError> {
        let fits_nanos = i64::try_from(self.low).is_ok() && i64::try_from(self.high).is_ok();
        match (self.below_micros, fits_nanos) {
            (false, _) => Ok(true),
            (true, true) => Ok(false),
            (true, false) => Err(ParquetError::General("an INT96 timestamp is out of range".to_owned())),
        }
    }
}

/// `field` with the leaves that want it in microseconds; `leaves` runs over the innermost columns in the order of the file.
fn retyped(field: &FieldRef, leaves: &mut impl Iterator<Item = bool>) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(|f| retyped(f, leaves)).collect()),
        DataType::List(f) => DataType::List(retyped(f, leaves)),
        DataType::LargeList(f) => DataType::LargeList(retyped(f, leaves)),
        DataType::FixedSizeList(f, size) => DataType::FixedSizeList(retyped(f, leaves), *size),
        DataType::Map(f, sorted) => DataType::Map(retyped(f, leaves), *sorted),
        leaf => match (leaves.next(), leaf) {
            (Some(true), DataType::Timestamp(_, zone)) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
            _ => leaf.clone(),
        },
    };
    Arc::new(Field::clone(field).with_data_type(data_type))
}
