//! Bins that depend on the rows: what the question needs to know is asked first, of the same table.

use arrow_array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionContext;
use shared::engine::answer::Answer;
use shared::engine::execute::columns_of;
use shared::engine::plan::settle::Scale;
use shared::engine::plan::zones::named;
use shared::engine::plan::{PlanError, settle};
use shared::engine::value::Value;
use shared::wire::query::QuerySpec;

use super::super::zones;
use super::aggregate;
use crate::storage::TableRef;

/// The question with every bin settled. It was checked by the server, against the same columns.
pub(super) async fn settled(ctx: &SessionContext, table: &TableRef, spec: &QuerySpec) -> Result<QuerySpec> {
    let wrong = |error: PlanError| DataFusionError::Plan(error.to_string());
    let schema = table.schema();
    let spec = &named(spec, |column| zones::own(&schema, column));
    let needs = settle::needs(spec, |column| Scale::of_column(&schema, column)).map_err(wrong)?;
    let mut answers = Vec::with_capacity(needs.len());
    for need in &needs {
        answers.push(Answer { keys: need.question.group_by.len(), rows: rows(ctx, table, &need.question).await? });
    }
    settle::settle(spec, &needs, &answers, zones::offsets).map_err(wrong)
}

/// The rows of an answer as the engine has them.
pub(super) async fn rows(ctx: &SessionContext, table: &TableRef, question: &QuerySpec) -> Result<Vec<Vec<Value>>> {
    let exact = aggregate::exact(question, &table.schema())?;
    let batches = aggregate::frame(ctx, table, question)?.collect().await?;
    Ok(batches.iter().flat_map(|batch| rows_of(batch, &exact)).collect())
}

/// Where there is an exact value, in the columns behind the others, it takes the place of the float.
fn rows_of(batch: &RecordBatch, exact: &[usize]) -> Vec<Vec<Value>> {
    let columns = columns_of(batch);
    let shown = columns.len() - exact.len();
    let row = |row| {
        let mut values: Vec<Value> = columns.iter().map(|column| column.value(&column.chunks[0], row)).collect();
        for (at, value) in exact.iter().zip(values.split_off(shown)).filter(|(_, value)| *value != Value::Null) {
            values[*at] = value;
        }
        values
    };
    (0..batch.num_rows()).map(row).collect()
}
