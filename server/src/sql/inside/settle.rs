//! Bins that depend on the rows: what the question needs to know is asked first, of the same table.

use arrow_array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionContext;
use shared::engine::answer::Answer;
use shared::engine::execute::columns_of;
use shared::engine::plan::zones::named;
use shared::engine::plan::{PlanError, settle};
use shared::wire::query::QuerySpec;

use super::super::zones;
use super::aggregate;
use crate::storage::TableRef;

/// The question with every bin settled. It was checked by the server, against the same columns.
pub(super) async fn settled(ctx: &SessionContext, table: &TableRef, spec: &QuerySpec) -> Result<QuerySpec> {
    let wrong = |error: PlanError| DataFusionError::Plan(error.to_string());
    let schema = table.schema();
    let spec = &named(spec, |column| zones::own(&schema, column));
    let needs = settle::needs(spec).map_err(wrong)?;
    let mut answers = Vec::with_capacity(needs.len());
    for need in &needs {
        let batches = aggregate::frame(ctx, table, &need.question)?.collect().await?;
        answers.push(Answer { keys: need.question.group_by.len(), rows: batches.iter().flat_map(rows).collect() });
    }
    settle::settle(spec, &needs, &answers, zones::offsets).map_err(wrong)
}

/// The rows of a batch as the engine has them.
pub(super) fn rows(batch: &RecordBatch) -> Vec<Vec<shared::engine::value::Value>> {
    let columns = columns_of(batch);
    (0..batch.num_rows()).map(|row| columns.iter().map(|column| column.value(&column.chunks[0], row)).collect()).collect()
}
