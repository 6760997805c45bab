//! Tumbling windows by event time over a dataset that grows.
//!
//! The watermark is the latest event time minus the lateness, floored to the calendar's unit in the column's zone. Windows before it are over: each step
//! answers all of those that were still open by one query over the input's version, and appends the answer together with the
//! version, the watermark and the count of late rows. So a window is computed once, whatever happens in between.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, TimestampMicrosecondType, TimestampNanosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use futures::TryStreamExt;
use shared::wire::problem::Code;
use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Order, QuerySpec, Scalar};

use super::calendar::{instant, text, unit_start};
use super::context::Context;
use super::fill::{Fill, count};
use super::follow::next_version;
use crate::catalog::{Fills, StoredDataset};
use crate::commits;
use crate::error::{Answer, Failure};
use crate::sql;
use crate::storage::{DataFile, Snapshot, Txn};

/// What a window stream was told.
pub(super) struct WindowSpec<'a> {
    pub(super) dataset: &'a str,
    pub(super) time: &'a str,
    pub(super) every: CalendarUnit,
    pub(super) lateness_secs: u64,
    pub(super) group_by: &'a [GroupKey],
    pub(super) measures: &'a [Measure],
}

impl WindowSpec<'_> {
    /// The query for the windows that begin in `[from, upto)`.
    pub(super) fn query(&self, from: Option<String>, upto: Option<String>) -> QuerySpec {
        let bin = BinSpec { every: Some(self.every), ..BinSpec::default() };
        let time = GroupKey { column: self.time.to_owned(), bin: Some(bin) };
        let between = Some([from.map(Scalar::Text), upto.map(Scalar::Text)]);
        let group_by: Vec<GroupKey> = std::iter::once(time).chain(self.group_by.iter().cloned()).collect();
        QuerySpec {
            order_by: (0..group_by.len()).map(|key| Order { measure: None, key: Some(key), descending: false }).collect(),
            group_by,
            measures: self.measures.to_vec(),
            filters: vec![FilterSpec { column: self.time.to_owned(), between, ..FilterSpec::default() }],
            ..QuerySpec::default()
        }
    }
}

/// A running window stream.
struct Window<'a> {
    ctx: &'a Context,
    spec: &'a WindowSpec<'a>,
    target: Fill,
    /// The input's version that was taken last.
    seen: Option<u64>,
    /// Every window before this instant is over, in microseconds since 1970.
    closed: Option<i64>,
    late: u64,
    rows: u64,
}

/// Runs until the stream is to end or something is wrong.
pub(super) async fn run(ctx: &Context, spec: &WindowSpec<'_>) -> Answer<()> {
    let target = Fill::open(ctx, Fills::Target, ctx.name.clone()).await?;
    let mut window = Window { ctx, spec, target, seen: None, closed: None, late: 0, rows: 0 };
    let unsigned = |value: Option<i64>| value.unwrap_or_default().unsigned_abs();
    window.seen = window.counter("window").await?.map(i64::unsigned_abs);
    window.closed = window.counter("watermark").await?;
    window.late = unsigned(window.counter("late").await?);
    window.rows = unsigned(window.counter("rows").await?);
    loop {
        ctx.status(|status| (status.rows, status.late_rows) = (window.rows, window.late));
        let Some(input) = next_version(ctx, spec.dataset, window.seen).await? else { return Ok(()) };
        ctx.status(|status| status.lag = Some(input.dataset.version - window.seen.unwrap_or_default()));
        window.step(&input).await?;
    }
}

impl Window<'_> {
    fn app(&self, counter: &str) -> String {
        format!("{counter}/{}", self.ctx.id)
    }

    async fn counter(&mut self, counter: &str) -> Answer<Option<i64>> {
        let app = self.app(counter);
        self.target.counter(self.ctx, &app).await
    }

    /// Takes one version of the input.
    async fn step(&mut self, input: &StoredDataset) -> Answer<()> {
        let version = input.dataset.version;
        self.late += self.late_rows(version).await?;
        let watermark = self.watermark(input)?;
        if let Some(watermark) = watermark
            && self.closed.is_none_or(|closed| watermark > closed)
        {
            self.close(input, watermark).await?;
        }
        self.seen = Some(version);
        Ok(())
    }

    /// Until when all windows are over by the rows of this version; none if there is no time in them.
    fn watermark(&self, input: &StoredDataset) -> Answer<Option<i64>> {
        let profile = input.profile.columns.iter().find(|column| column.name == self.spec.time).ok_or_else(|| self.no_time())?;
        let Some(Scalar::Text(latest)) = &profile.max else { return Ok(None) };
        let word = input.dataset.columns.iter().find(|column| column.name == self.spec.time).map_or("", |column| &column.r#type);
        let lateness = i64::try_from(self.spec.lateness_secs).unwrap_or(i64::MAX).saturating_mul(1_000_000);
        Ok(instant(latest).map(|latest| unit_start(latest.saturating_sub(lateness), self.spec.every, word)))
    }

    fn no_time(&self) -> Failure {
        let detail = format!("The dataset has no column \"{}\" any more.", self.spec.time);
        Failure::new(Code::ColumnMismatch, detail, vec![("column", self.spec.time.to_owned())])
    }

    /// Computes and stores the windows up to the watermark.
    async fn close(&mut self, input: &StoredDataset, watermark: i64) -> Answer<()> {
        let column = input.dataset.columns.iter().find(|column| column.name == self.spec.time).ok_or_else(|| self.no_time())?;
        let from = self.closed.and_then(|closed| text(closed, &column.r#type));
        let query = self.spec.query(from, text(watermark, &column.r#type));
        let (version, storage) = (input.dataset.version, &self.ctx.app.storage);
        let snapshot = storage.snapshot(self.spec.dataset, version).await?;
        let table = storage.table_ref(&snapshot, &snapshot.files, "input").await?;
        let staging = storage.stage()?;
        let parsed = sql::aggregate_to_parsed(&self.ctx.app, table, &query, &staging).await?;
        if parsed.rows == 0 && !self.target.is_made() {
            return Ok(());
        }
        if let Some(fields) = self.target.fields(self.ctx).await?
            && fields != parsed.fields
        {
            let detail = "The dataset of the windows has other columns than they. Make a new stream that fills a new dataset.";
            return Err(Failure::new(Code::ColumnMismatch, detail, vec![("column", self.spec.time.to_owned())]));
        }
        let rows = self.rows + parsed.rows;
        let txns = vec![
            count(self.app("window"), version),
            Txn::new(self.app("watermark"), watermark),
            count(self.app("late"), self.late),
            count(self.app("rows"), rows),
        ];
        self.target.put(self.ctx, staging, parsed, txns).await?;
        (self.closed, self.rows) = (Some(watermark), rows);
        Ok(())
    }

    /// Rows that came after version `seen` into windows that were over.
    async fn late_rows(&self, version: u64) -> Answer<u64> {
        let (Some(closed), Some(seen)) = (self.closed, self.seen) else { return Ok(0) };
        let storage = &self.ctx.app.storage;
        let appended = commits::appended(&self.ctx.app, self.spec.dataset, seen, version).await?;
        let files: Vec<DataFile> = appended.into_iter().flat_map(|appended| appended.files).collect();
        let snapshot = storage.snapshot(self.spec.dataset, version).await?;
        let mut late = 0;
        for batch in times(self.ctx, &snapshot, &files, self.spec.time).await? {
            late += micros(&batch)?.into_iter().filter(|&at| at < closed).count() as u64;
        }
        Ok(late)
    }
}

/// The time column of some files.
async fn times(ctx: &Context, snapshot: &Snapshot, files: &[DataFile], column: &str) -> Answer<Vec<RecordBatch>> {
    let Some(position) = snapshot.fields.iter().position(|field| field.name == column) else { return Ok(Vec::new()) };
    let table = ctx.app.storage.table_ref(snapshot, files, "input").await?;
    let batches = table.batches(Some(&[position])).map_err(|error| Failure::internal(&error))?;
    batches.try_collect().await.map_err(|error| Failure::internal(&error))
}

/// The instants of a batch's only column, nulls left out.
fn micros(batch: &RecordBatch) -> Answer<Vec<i64>> {
    let column = batch.column(0);
    Ok(match column.data_type() {
        DataType::Date32 => column.as_primitive::<Date32Type>().iter().flatten().map(|day| i64::from(day) * 86_400_000_000).collect(),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            column.as_primitive::<TimestampNanosecondType>().iter().flatten().map(|nanos| nanos.div_euclid(1_000)).collect()
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => column.as_primitive::<TimestampMicrosecondType>().iter().flatten().collect(),
        other => return Err(Failure::internal(&format!("{other} is no time"))),
    })
}
