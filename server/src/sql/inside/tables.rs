//! A dataset's files as a table: scanned by column, shown with the names and types that people know.
//!
//! What lies in Parquet is the scan; what people see is a projection over it. Columns of equal types are only renamed, so filters
//! on them reach the Parquet reader; the others are restored by a function.

use std::future::ready;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, Statistics, TableReference, stats::Precision};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::{TableType, provider_as_source};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionContext;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlan, LogicalPlanBuilder, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    TableProviderFilterPushDown, Volatility, ident,
};
use datafusion::physical_plan::ExecutionPlan;
use futures::future::BoxFuture;

use super::super::work::QueryTable;
use crate::storage::TableRef;
use crate::storage::field::{StoredField, to_logical};
use crate::storage::table_ref::lies_as_seen;

/// Registers every table under its name and its id.
pub(super) fn register(ctx: &SessionContext, tables: &[QueryTable]) -> Result<()> {
    for QueryTable { id, table, .. } in tables {
        let view: Arc<dyn TableProvider> = Arc::new(ViewTable::new(shown(ctx, table)?, None));
        for name in [id.as_str(), table.name.as_str()] {
            let name = TableReference::bare(name);
            if !ctx.table_exist(name.clone())? {
                ctx.register_table(name, Arc::clone(&view))?;
            }
        }
    }
    Ok(())
}

/// The table that a name means.
pub(super) fn named<'a>(tables: &'a [QueryTable], name: &str) -> Option<&'a QueryTable> {
    tables.iter().find(|table| table.id == name).or_else(|| tables.iter().find(|table| table.table.name == name))
}

/// The table as people see it.
pub(super) fn shown(ctx: &SessionContext, table: &TableRef) -> Result<LogicalPlan> {
    let store = table.open().map_err(|error| DataFusionError::External(Box::new(error)))?;
    let url = ObjectStoreUrl::parse(format!("sightline://{}", uuid::Uuid::new_v4()))?;
    ctx.register_object_store(url.as_ref(), store);
    let scan = StoredTable { url, schema: stored_schema(&table.fields), table: table.clone() };
    let columns = table.fields.iter().map(|field| {
        let stored = ident(&field.physical);
        let shown = if lies_as_seen(field) { stored } else { ScalarUDF::new_from_impl(Restore::new(field)).call(vec![stored]) };
        shown.alias(&field.name)
    });
    LogicalPlanBuilder::scan("stored", provider_as_source(Arc::new(scan)), None)?.project(columns.collect::<Vec<_>>())?.build()
}

fn stored_schema(fields: &[StoredField]) -> SchemaRef {
    Arc::new(Schema::new(fields.iter().map(StoredField::stored_field).collect::<Vec<_>>()))
}

/// The Parquet files of a table.
#[derive(Debug)]
struct StoredTable {
    url: ObjectStoreUrl,
    schema: SchemaRef,
    table: TableRef,
}

impl StoredTable {
    fn plan(&self, state: &dyn Session, projection: Option<&Vec<usize>>, filters: &[Expr], limit: Option<usize>) -> Result<Arc<dyn ExecutionPlan>> {
        let options = state.table_options().parquet.clone();
        let mut source = ParquetSource::new(Arc::clone(&self.schema)).with_table_parquet_options(options).with_pushdown_filters(true);
        if let Some(filter) = conjunction(filters.to_vec()) {
            let schema = DFSchema::try_from(Arc::clone(&self.schema))?;
            source = source.with_predicate(state.create_physical_expr(filter, &schema)?);
        }
        let files = self.table.files.iter().map(|file| PartitionedFile::new(file.path.clone(), file.size_bytes));
        // A group per file: DataFusion splits them among the cores where that is worth it. One group is read in the order of the rows.
        let groups = match state.config_options().execution.target_partitions {
            1 => vec![FileGroup::new(files.collect())],
            _ => files.map(|file| FileGroup::new(vec![file])).collect(),
        };
        let statistics = Statistics {
            num_rows: Precision::Exact(usize::try_from(self.table.rows).unwrap_or(usize::MAX)),
            ..Statistics::new_unknown(&self.schema)
        };
        let config = FileScanConfigBuilder::new(self.url.clone(), Arc::new(source))
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

impl TableProvider for StoredTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    // The trait's asynchronous method as `async_trait` writes it.
    fn scan<'a, 'b, 'c, 'd, 'out>(
        &'a self,
        state: &'b dyn Session,
        projection: Option<&'c Vec<usize>>,
        filters: &'d [Expr],
        limit: Option<usize>,
    ) -> BoxFuture<'out, Result<Arc<dyn ExecutionPlan>>>
    where
        'a: 'out,
        'b: 'out,
        'c: 'out,
        'd: 'out,
        Self: 'out,
    {
        Box::pin(ready(self.plan(state, projection, filters, limit)))
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}

/// Stored -> logical, for one column.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Restore {
    name: String,
    to: DataType,
    stored: DataType,
    nullable: bool,
    signature: Signature,
}

impl Restore {
    fn new(field: &StoredField) -> Self {
        Restore {
            name: "restored".to_owned(),
            to: field.logical.clone(),
            stored: field.stored.clone(),
            nullable: field.nullable,
            signature: Signature::exact(vec![field.stored.clone()], Volatility::Immutable),
        }
    }

    fn restore(&self, array: &ArrayRef) -> Result<ArrayRef> {
        let field =
            StoredField { name: "x".to_owned(), physical: "x".to_owned(), logical: self.to.clone(), stored: self.stored.clone(), nullable: true };
        let schema = Arc::new(Schema::new(vec![Field::new("x", array.data_type().clone(), true)]));
        let batch = RecordBatch::try_new(schema, vec![Arc::clone(array)])?;
        Ok(Arc::clone(to_logical(&batch, &[field])?.column(0)))
    }
}

impl ScalarUDFImpl for Restore {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.to.clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs) -> Result<Arc<Field>> {
        Ok(Arc::new(Field::new(&self.name, self.to.clone(), self.nullable)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        self.restore(&arrays[0]).map(ColumnarValue::Array)
    }
}
