//! The independent computation: DataFusion over the original file.

use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_cast::cast;
use arrow_ipc::reader::FileReader;
use arrow_schema::{DataType, Schema};
use datafusion::datasource::MemTable;
use datafusion::prelude::{CsvReadOptions, ParquetReadOptions, SessionConfig, SessionContext};
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, QuerySpec};
use tokio::runtime::Runtime;

use crate::sql::{self, per_second};

/// One table, called `t`, that answers SQL.
pub struct Oracle {
    runtime: Runtime,
    context: SessionContext,
}

impl Oracle {
    /// Over a CSV file whose columns have the types of `schema`.
    pub fn of_csv(path: &Path, schema: &Schema) -> Oracle {
        let oracle = Oracle::empty();
        let options = CsvReadOptions::new().schema(schema).has_header(true);
        oracle.runtime.block_on(oracle.context.register_csv("t", path.to_str().unwrap(), options)).unwrap();
        oracle
    }

    /// Over a Parquet file.
    pub fn of_parquet(path: &Path) -> Oracle {
        let oracle = Oracle::empty();
        oracle.runtime.block_on(oracle.context.register_parquet("t", path.to_str().unwrap(), ParquetReadOptions::default())).unwrap();
        oracle
    }

    /// Over an Arrow file.
    pub fn of_arrow(path: &Path) -> Oracle {
        let reader = FileReader::try_new(std::fs::File::open(path).unwrap(), None).unwrap();
        let schema = reader.schema();
        let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        Oracle::of_batch(&arrow_select::concat::concat_batches(&schema, &batches).unwrap())
    }

    /// Over rows in memory, batch by batch.
    pub fn of_batches(batches: &[RecordBatch]) -> Oracle {
        let oracle = Oracle::empty();
        let table = MemTable::try_new(batches[0].schema(), vec![batches.to_vec()]).unwrap();
        oracle.context.register_table("t", Arc::new(table)).unwrap();
        oracle
    }

    /// Over rows in memory.
    pub fn of_batch(batch: &RecordBatch) -> Oracle {
        Oracle::of_batches(std::slice::from_ref(batch))
    }

    /// The rows of a `SELECT`.
    #[track_caller]
    pub fn rows(&self, sql: &str) -> Vec<Vec<Value>> {
        let batches = self.runtime.block_on(async { self.context.sql(sql).await?.collect().await });
        let batches = batches.unwrap_or_else(|e| panic!("{e} in {sql}"));
        batches.iter().flat_map(|batch| (0..batch.num_rows()).map(|row| row_of(batch, row))).collect()
    }

    /// The only value of a `SELECT` that gives one integer.
    #[track_caller]
    pub fn int(&self, sql: &str) -> i64 {
        match self.rows(sql)[0][0] {
            Value::Int(n) => i64::try_from(n).unwrap(),
            ref other => panic!("{other:?} from {sql}"),
        }
    }

    /// The same question in SQL.
    #[track_caller]
    pub fn answer(&self, spec: &QuerySpec) -> Vec<Vec<Value>> {
        self.rows(&sql::of_query(spec, &self.schema()))
    }

    /// Of each condition, the places of the rows that pass it.
    #[track_caller]
    pub fn passing(&self, filters: &[FilterSpec]) -> Vec<Vec<usize>> {
        let rows = self.rows(&sql::of_conditions(filters, &self.schema()));
        let passing = |at: usize| rows.iter().enumerate().filter(|(_, row)| row[at] == Value::Bool(true)).map(|(row, _)| row).collect();
        (0..filters.len()).map(passing).collect()
    }

    /// The same filters in SQL.
    pub fn condition(&self, filters: &[FilterSpec]) -> String {
        sql::condition(filters, &self.schema())
    }

    fn schema(&self) -> Arc<Schema> {
        self.runtime.block_on(self.context.table_provider("t")).unwrap().schema()
    }

    fn empty() -> Oracle {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let config = SessionConfig::new().with_target_partitions(1);
        Oracle { runtime, context: SessionContext::new_with_config(config) }
    }
}

fn row_of(batch: &RecordBatch, row: usize) -> Vec<Value> {
    batch.columns().iter().map(|column| value_of(column, row)).collect()
}

fn value_of(column: &Arc<dyn Array>, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    let cell = column.slice(row, 1);
    let to = |data_type: DataType| cast(&cell, &data_type).unwrap();
    match column.data_type() {
        DataType::Boolean => Value::Bool(cell.as_boolean().value(0)),
        word if word.is_integer() => Value::Int(to(DataType::Decimal128(38, 0)).as_primitive::<Decimal128Type>().value(0)),
        word if word.is_floating() => Value::Float(to(DataType::Float64).as_primitive::<Float64Type>().value(0)),
        DataType::Decimal128(_, scale) => Value::Decimal { unscaled: cell.as_primitive::<Decimal128Type>().value(0), scale: *scale },
        DataType::Date32 => Value::Date(cell.as_primitive::<Date32Type>().value(0)),
        DataType::Timestamp(unit, _) => {
            Value::Timestamp { ticks: to(DataType::Int64).as_primitive::<Int64Type>().value(0), per_second: per_second(*unit) }
        }
        DataType::Time32(unit) | DataType::Time64(unit) => {
            let whole = if column.data_type().primitive_width() == Some(4) { to(DataType::Int32) } else { Arc::clone(&cell) };
            Value::Time { ticks: cast(&whole, &DataType::Int64).unwrap().as_primitive::<Int64Type>().value(0), per_second: per_second(*unit) }
        }
        DataType::Duration(unit) => {
            Value::Duration { ticks: to(DataType::Int64).as_primitive::<Int64Type>().value(0), per_second: per_second(*unit) }
        }
        _ => Value::Text(to(DataType::Utf8).as_string::<i32>().value(0).to_owned()),
    }
}
