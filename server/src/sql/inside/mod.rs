//! The child's side of a query: DataFusion over the given tables and nothing else.
//!
//! DataFusion is an engine, not a wall: some statements end its process, some ignore a timeout. The wall is the process; what is
//! done here (a bare session, bounds on the statement, bounded functions, checked integers) makes most of it a clear error.

mod aggregate;
mod answer;
mod binned;
mod bins;
mod explain;
mod guard;
pub(super) mod json;
mod line;
mod session;
mod settle;
mod tables;

use std::time::Duration;

use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SessionContext;
use shared::wire::query::QuerySpec;

use answer::Header;

use super::error::SqlError;
use super::work::{Ask, Input, Output, QueryOutput, QueryTable, QueryWork};

/// Evaluating a long expression takes a frame per term; `guard` bounds the terms.
const THREAD_STACK_BYTES: usize = 16 << 20;

/// Runs the query.
pub(super) fn run(work: &QueryWork, say: &mut dyn FnMut(u64)) -> Result<QueryOutput, SqlError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(THREAD_STACK_BYTES).enable_all().build()?;
    let limit = Duration::from_secs(work.budget.timeout_secs);
    let result = runtime.block_on(async { tokio::time::timeout(limit, answer(work, say)).await });
    // Operators that never yield would keep the runtime from shutting down; the process ends instead.
    std::mem::forget(runtime);
    result.unwrap_or(Err(SqlError::Timeout { secs: work.budget.timeout_secs }))
}

async fn answer(work: &QueryWork, say: &mut dyn FnMut(u64)) -> Result<QueryOutput, SqlError> {
    let wrong = |error: DataFusionError| explain::explained(error, &work.budget);
    let ctx = session::open(&work.budget).map_err(wrong)?;
    let (frame, inputs, header) = match &work.ask {
        Ask::Sql(sql) => {
            guard::check(sql)?;
            tables::register(&ctx, &work.tables).map_err(wrong)?;
            let (frame, inputs) = sql_frame(&ctx, sql, work).await.map_err(wrong)?;
            let header = Header { names: answer::names(&frame), exact: Vec::new(), spec: QuerySpec::default() };
            (frame, inputs, header)
        }
        Ask::Line(spec) => {
            let first = work.first_table()?;
            let Output::Answer { file, .. } = &work.output else { return Err(SqlError::Internal { reason: "a line is no table".to_owned() }) };
            let rows = line::write(&line::points(&ctx, &first.table, spec).await.map_err(wrong)?, file)?;
            return Ok(QueryOutput { inputs: vec![first.input()], rows, parsed: None });
        }
        Ask::Aggregate(spec) => {
            let first = work.first_table()?;
            let spec = settle::settled(&ctx, &first.table, spec).await.map_err(wrong)?;
            let frame = aggregate::frame(&ctx, &first.table, &spec).map_err(wrong)?;
            let exact = aggregate::exact(&spec, &first.table.schema()).map_err(wrong)?;
            (frame, vec![first.input()], Header { names: aggregate::names(&spec), exact, spec })
        }
    };
    let batches = frame.execute_stream().await.map_err(wrong)?;
    let mut written = answer::write(batches, header, &work.output, &work.budget, say).await?;
    written.inputs = inputs;
    Ok(written)
}

/// The statement's plan and the tables that it names.
async fn sql_frame(ctx: &SessionContext, sql: &str, work: &QueryWork) -> Result<(DataFrame, Vec<Input>), DataFusionError> {
    let state = ctx.state();
    let statement = state.sql_to_statement(sql, &state.config().options().sql_parser.dialect)?;
    let named = state.resolve_table_references(&statement)?;
    let plan = state.statement_to_plan(statement).await?;
    session::read_only().verify_plan(&plan)?;
    let frame = ctx.execute_logical_plan(plan).await?;
    let mut inputs: Vec<Input> = named.iter().filter_map(|name| tables::named(&work.tables, name.table())).map(QueryTable::input).collect();
    inputs.sort();
    inputs.dedup();
    Ok((frame, inputs))
}
