//! A bare session: no catalog but the given tables, no settings, no files by address, bounded memory and disk.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::AggregateUDF;
use datafusion::prelude::SessionConfig;

use super::super::functions::{bounded, checked::CheckedArithmetic, total::Total};
use super::super::work::Budget;

/// Bytes of all that operators may put on disk.
const SPILL_BYTES: u64 = 2 << 30;
const BATCH_ROWS: usize = 8_192;

/// A session without tables.
pub(super) fn open(budget: &Budget) -> Result<SessionContext> {
    let disk =
        DiskManagerBuilder::default().with_mode(DiskManagerMode::Directories(vec![budget.spill.clone()])).with_max_temp_directory_size(SPILL_BYTES);
    let pool = FairSpillPool::new(usize::try_from(budget.pool_bytes).unwrap_or(usize::MAX));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).with_disk_manager_builder(disk).build_arc()?;
    let mut config = SessionConfig::new().with_batch_size(BATCH_ROWS).with_information_schema(false);
    let options = config.options_mut();
    // Columns are named as they are shown; nobody expects `Carrier` to mean `carrier`.
    options.sql_parser.enable_ident_normalization = false;
    options.execution.parquet.pushdown_filters = true;
    options.execution.parquet.schema_force_view_types = false;
    // Each spilling sort keeps this back; with the default, small pools would be all reserve.
    options.execution.sort_spill_reservation_bytes = 1 << 20;
    let mut state = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime).with_default_features().build();
    state.add_analyzer_rule(Arc::new(CheckedArithmetic));
    let ctx = SessionContext::new_with_state(state);
    ctx.register_udaf(AggregateUDF::new_from_impl(Total::sum()));
    for function in bounded::all(&ctx.state()) {
        ctx.register_udf(function);
    }
    for name in ["range", "generate_series"] {
        ctx.deregister_udtf(name);
        ctx.deregister_udf(name);
    }
    Ok(ctx)
}

/// What a statement may be: a question.
pub(super) fn read_only() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false)
}
