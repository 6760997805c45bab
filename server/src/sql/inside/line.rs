//! A line through single rows: the engine's own sampler over two columns, whose rows go by once, in their order. Memory is that of the line.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use arrow_schema::{Schema, SchemaRef};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::ident;
use futures::StreamExt;
use serde_json::{Value as Json, json};
use shared::engine::execute::{Rows, columns_of};
use shared::engine::plan::ranges;
use shared::engine::sample::{Sample, Sampler};
use shared::engine::value::Value;
use shared::wire::column_type::type_word;
use shared::wire::dataset::Column;
use shared::wire::query::{QuerySpec, Scalar};
use shared::wire::sample::{M4Spec, SampleSpec};
use shared::wire::sql::JsonTable;

use super::{aggregate, settle};
use crate::storage::TableRef;

/// Integers up to this are the same in every JSON reader.
const EXACT: u64 = 1 << 53;

/// The points as a table: rows of x and y in the order of the line and, where rows have no point, one without x that says how many.
pub(super) async fn points(ctx: &SessionContext, table: &TableRef, spec: &M4Spec) -> Result<JsonTable> {
    let SampleSpec::M4(spec) = ranged(ctx, table, SampleSpec::M4(spec.clone())).await? else { return Ok(JsonTable::default()) };
    let mut batches = frame(ctx, table, &spec)?.execute_stream().await?;
    let schema = batches.schema();
    // What is left are the rows that pass.
    let sampler = Sampler::parse(&SampleSpec::M4(M4Spec { filters: Vec::new(), ..spec.clone() }), &schema)
        .map_err(|error| DataFusionError::Plan(error.to_string()))?;
    let (mut line, mut first_row) = (sampler.empty(), 0);
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let columns = columns_of(&batch);
        let chunk_rows = [batch.num_rows()];
        line.merge(&sampler.take(&Rows { columns: columns.iter().collect(), chunk_rows: &chunk_rows, chunks: 0..1, masks: vec![None], first_row }));
        first_row += batch.num_rows() as u64;
    }
    Ok(shown(&line, &schema, [&spec.x, &spec.y]))
}

/// Writes a table into a new file; gives its rows.
pub(super) fn write(table: &JsonTable, file: &Path) -> std::io::Result<u64> {
    let mut out = BufWriter::new(File::create_new(file)?);
    serde_json::to_writer(&mut out, table)?;
    out.flush()?;
    Ok(table.rows.len() as u64)
}

/// What is asked for, with the range of the rows where none is given.
async fn ranged(ctx: &SessionContext, table: &TableRef, mut spec: SampleSpec) -> Result<SampleSpec> {
    let Some(question) = ranges::question(&spec, &[]) else { return Ok(spec) };
    let mut extremes = first_row(ctx, table, &question).await?;
    let uneven = ranges::uneven(&spec, &extremes);
    if !uneven.is_empty()
        && let Some(question) = ranges::question(&spec, &uneven)
    {
        extremes = first_row(ctx, table, &question).await?;
    }
    ranges::fill(&mut spec, &extremes);
    Ok(spec)
}

async fn first_row(ctx: &SessionContext, table: &TableRef, question: &QuerySpec) -> Result<Vec<Value>> {
    Ok(settle::rows(ctx, table, question).await?.into_iter().next().unwrap_or_default())
}

/// The columns of the rows that pass, read in one partition, which keeps the order.
fn frame(ctx: &SessionContext, table: &TableRef, spec: &M4Spec) -> Result<DataFrame> {
    let mut names = vec![&spec.x, &spec.y];
    names.dedup();
    let columns = names.into_iter().map(ident).collect::<Vec<_>>();
    let plan = aggregate::passing(ctx, table, &spec.filters)?.project(columns)?.build()?;
    let mut state = ctx.state();
    state.config_mut().options_mut().execution.target_partitions = 1;
    Ok(DataFrame::new(state, plan))
}

fn shown(line: &Sample, schema: &SchemaRef, names: [&String; 2]) -> JsonTable {
    let Sample::M4(line) = line else { return JsonTable::default() };
    let columns = names.map(|name| column(schema, name));
    let point = |point: [Value; 2]| point.iter().zip(&columns).map(|(value, column)| cell(value, column)).collect();
    let unplaced = (line.missing > 0).then(|| vec![Json::Null, json!(line.missing)]);
    JsonTable { rows: line.points().into_iter().map(point).chain(unplaced).collect(), columns: columns.into(), bins: Vec::new() }
}

fn column(schema: &Schema, name: &str) -> Column {
    let data_type = schema.field_with_name(name).map(|field| type_word(field.data_type())).unwrap_or_default();
    Column { name: name.to_owned(), r#type: data_type, nullable: true }
}

/// A cell as every answer has it: what a reader could round is text, instants are told in UTC.
fn cell(value: &Value, column: &Column) -> Json {
    match value.to_scalar() {
        Some(Scalar::Int(n)) if n.unsigned_abs() > EXACT => json!(n.to_string()),
        Some(Scalar::Text(text)) if column.r#type.starts_with("timestamp(") => json!(text + "Z"),
        Some(scalar) => json!(scalar),
        None => Json::Null,
    }
}
