//! The server's side: find the tables, wait for a turn, start the child, hand the answer on.

use std::path::PathBuf;

use arrow_schema::Schema;
use shared::engine::plan::{self, PlanError};
use shared::engine::sample::Sampler;
use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;
use shared::wire::sample::{M4Spec, SampleSpec};

use super::tables::{self, Mentioned};
use super::turns::Turn;
use super::work::{AnswerFormat, Ask, Budget, Input, Output, QueryOutput, QueryTable, QueryWork};
use super::zones;
use crate::app::App;
use crate::child::{self, ChildLimits};
use crate::commits;
use crate::error::{Answer, Failure};
use crate::ingest::Parsed;
use crate::storage::{Staging, StorageError, TableRef};

/// Queries that may run at once share the memory that there is.
const SHARES: u64 = 2;
/// Of its share a query's operators may count this part; the rest is for what nobody counts.
const POOL_PARTS: u64 = 2;
/// The program itself takes address space that no query uses.
const PROGRAM_BYTES: u64 = 3 << 30;

/// An answer in a file, which goes away with this.
pub(crate) struct Answered {
    pub(crate) file: PathBuf,
    pub(crate) rows: u64,
    staging: Staging,
}

impl Answered {
    /// The open file. It can be read to its end although its name is gone with this.
    pub(crate) async fn open(self) -> Answer<tokio::fs::File> {
        let file = tokio::fs::File::open(&self.file).await.map_err(StorageError::from)?;
        drop(self.staging);
        Ok(file)
    }
}

/// Answers one read-only statement.
pub(crate) async fn run(app: &App, sql: &str, format: AnswerFormat) -> Answer<Answered> {
    let turn = app.queries.take().await?;
    let staging = app.storage.stage()?;
    let file = staging.input();
    let output = statement(app, None, sql, Output::Answer { file: file.clone(), format }, (&staging, turn), |_| {}).await?;
    Ok(Answered { file, rows: output.rows, staging })
}

/// Runs a statement into the files of a commit to the dataset `own`, which it can't read itself. `on_rows` gets the rows so far.
pub(super) async fn to_table(app: &App, own: &str, sql: &str, staging: &Staging, on_rows: impl FnMut(u64) + Send) -> Answer<QueryOutput> {
    let turn = app.queries.take_patiently().await?;
    statement(app, Some(own), sql, Output::Table(staging.table()), (staging, turn), on_rows).await
}

/// Runs a statement over all datasets but `own`. Its answer counts only if the files that it read are what was written.
async fn statement(
    app: &App,
    own: Option<&str>,
    sql: &str,
    output: Output,
    (staging, turn): (&Staging, Turn<'_>),
    on_rows: impl FnMut(u64) + Send,
) -> Answer<QueryOutput> {
    let Mentioned { mut tables, broken } = tables::mentioned(app, sql).await?;
    tables.retain(|table| own != Some(table.id.as_str()));
    let named: Vec<Input> = tables.iter().filter(|table| tables::is_named(table, sql)).map(QueryTable::input).collect();
    let done = query(app, tables, Ask::Sql(sql.to_owned()), output, staging, &turn, on_rows).await;
    // Large files take a while to look at, and others needn't wait for that.
    let _rest = turn.end();
    match done {
        Ok(output) => {
            for input in &output.inputs {
                tables::verify(app, input).await?;
            }
            Ok(output)
        }
        Err(failure) => Err(tables::explained(app, failure, &named, broken).await),
    }
}

/// Answers a question about one version of a dataset; the latest if not given.
pub(crate) async fn aggregate_answer(app: &App, dataset: &str, version: Option<u64>, spec: &QuerySpec, format: AnswerFormat) -> Answer<Answered> {
    let check = |schema: &Schema| plan::check(spec, schema).and_then(|()| plan::settle::check_zones(spec, zones::is_known));
    answer(app, (dataset, version), check, Ask::Aggregate(spec.clone()), format).await
}

/// The points of a line through the rows of one version of a dataset; the latest if not given.
pub(crate) async fn line_answer(app: &App, dataset: &str, version: Option<u64>, spec: &M4Spec) -> Answer<Answered> {
    let own = |PlanError { field, reason }: PlanError| PlanError { field: field.trim_start_matches("m4.").to_owned(), reason };
    let check = |schema: &Schema| Sampler::parse(&SampleSpec::M4(spec.clone()), schema).map(drop).map_err(own);
    answer(app, (dataset, version), check, Ask::Line(spec.clone()), AnswerFormat::Json).await
}

/// Answers what is asked of one version of a dataset, unless `check` finds something wrong with it.
async fn answer(
    app: &App,
    (dataset, version): (&str, Option<u64>),
    check: impl FnOnce(&Schema) -> Result<(), PlanError>,
    ask: Ask,
    format: AnswerFormat,
) -> Answer<Answered> {
    let stored = app.catalog.dataset(dataset).await?.dataset;
    let version = version.unwrap_or(stored.version);
    commits::available(app, &stored, version).await?;
    let table = commits::unless_deleted(app, dataset, tables::at(app, dataset, &stored.name, version).await.map_err(Failure::from)).await?;
    check(&table.table.schema()).map_err(wrong_question)?;
    let turn = app.queries.take().await?;
    let staging = app.storage.stage()?;
    let file = staging.input();
    let output = Output::Answer { file: file.clone(), format };
    let output = query(app, vec![table], ask, output, &staging, &turn, |_| {}).await;
    let output = commits::unless_deleted(app, dataset, output).await?;
    Ok(Answered { file, rows: output.rows, staging })
}

/// Answers a question about some files of a dataset into the files of a commit.
pub(crate) async fn aggregate_to_parsed(app: &App, table: TableRef, spec: &QuerySpec, staging: &Staging) -> Answer<Parsed> {
    let turn = app.queries.take_patiently().await?;
    let tables = vec![QueryTable { id: table.name.clone(), version: 0, table }];
    let output = query(app, tables, Ask::Aggregate(spec.clone()), Output::Table(staging.table()), staging, &turn, |_| {}).await?;
    output.parsed.ok_or_else(|| Failure::internal(&"a query made no table"))
}

/// The same words as in the browser.
fn wrong_question(error: PlanError) -> Failure {
    let problem = Problem::from(error.clone());
    Failure::new(problem.code, problem.detail, vec![("field", error.field), ("reason", error.reason)])
}

/// One turn, one child.
async fn query(
    app: &App,
    tables: Vec<QueryTable>,
    ask: Ask,
    output: Output,
    staging: &Staging,
    _turn: &Turn<'_>,
    on_rows: impl FnMut(u64) + Send,
) -> Answer<QueryOutput> {
    let spill = staging.input().with_file_name("spill");
    tokio::fs::create_dir_all(&spill).await.map_err(StorageError::from)?;
    let share = app.settings.memory_bytes / SHARES;
    let timeout_secs = app.settings.query_timeout.as_secs().max(1);
    let budget = Budget { timeout_secs, pool_bytes: share / POOL_PARTS, memory_bytes: share, spill };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let limits = ChildLimits { memory_bytes: share + PROGRAM_BYTES, cpu_secs: (timeout_secs + 1).saturating_mul(cores), wall_secs: timeout_secs + 1 };
    let work = QueryWork { tables, ask, output, budget };
    Ok(child::run(&work, &limits, on_rows).await?)
}
