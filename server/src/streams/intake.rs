//! From a source into a dataset, every message exactly once: as a row of the target or as a dead letter.
//!
//! Each batch is one commit that holds the rows and, per partition, the last offset they came from. Where to go on is read back from
//! there, at the start and whenever the partitions change. Dead letters are committed first, with their own offsets, so a crash
//! between the two commits makes nothing lost and nothing double.

use std::io::Write;
use std::time::{Duration, Instant};

use shared::wire::problem::Code;

use super::context::Context;
use super::fill::{Fill, count};
use super::letters::Letters;
use super::lines::{Letter, line};
use super::memory::Memory;
use crate::catalog::Fills;
use crate::error::{Answer, Failure};
use crate::ingest::{self, Format, IngestError, Misfits, ParseLimits, ParseRequest, Parsed};
use crate::sources::{Batch, Gap, Message, Offsets, Source, SourceError};
use crate::storage::field::StoredField;
use crate::storage::{Staging, StorageError, Txn};

/// What becomes one commit.
const BATCH: Batch = Batch { messages: 50_000, bytes: 8 << 20, wait: Duration::from_millis(500) };
/// How often the source is asked how much waits.
const LAG_EVERY: Duration = Duration::from_secs(1);

/// A running intake.
struct Intake<'a, S> {
    ctx: &'a Context,
    source: S,
    topic: &'a str,
    /// The columns that were asked for.
    columns: Option<Vec<StoredField>>,
    target: Fill,
    letters: Letters,
    /// The next offset by partition.
    next: Offsets,
    /// Rows stored so far.
    rows: u64,
}

/// Runs until the stream is to end or something is wrong.
pub(super) async fn run<S: Source>(ctx: &Context, source: S, topic: &str, columns: Option<Vec<StoredField>>) -> Answer<()> {
    let target = Fill::open(ctx, Fills::Target, ctx.name.clone()).await?;
    let letters = Letters::open(ctx, topic, &[]).await?;
    let mut intake = Intake { ctx, source, topic, columns, target, letters, next: Offsets::new(), rows: 0 };
    let Some(positioned) = ctx.unless_stopped(intake.position()).await else { return Ok(()) };
    positioned?;
    let mut asked: Option<Instant> = None;
    loop {
        let Some(polled) = ctx.unless_stopped(intake.source.poll(BATCH)).await else { return Ok(()) };
        match polled {
            Ok(messages) => intake.store(&messages).await?,
            Err(SourceError::Moved) => intake.position().await?,
            Err(error) => return Err(error.into()),
        }
        if asked.is_none_or(|at| at.elapsed() >= LAG_EVERY) {
            let Some(lag) = ctx.unless_stopped(intake.source.lag(&intake.next)).await else { return Ok(()) };
            let lag = lag?;
            ctx.status(|status| status.lag = Some(lag));
            asked = Some(Instant::now());
        }
        ctx.well();
    }
}

impl<S: Source> Intake<'_, S> {
    /// Reads the offsets back from the tables and goes there.
    async fn position(&mut self) -> Answer<()> {
        let mut memory = Memory::of(self.ctx).await?;
        self.columns = self.columns.take().or_else(|| memory.columns.clone());
        let start = match memory.start.take() {
            Some(start) => start,
            None => {
                // Written down before anything is read: `latest` must not be later after a restart.
                let start = self.source.start().await?;
                Memory { start: Some(start.clone()), ..memory }.save(self.ctx).await?;
                start
            }
        };
        let partitions = self.source.partitions().await?;
        self.next.clear();
        for &partition in &partitions {
            let app = self.app(partition);
            let stored = self.target.counter(self.ctx, &app).await?.map(|offset| offset + 1);
            if let Some(next) = stored.or_else(|| start.get(&partition).copied()) {
                self.next.insert(partition, next);
            }
        }
        self.letters = Letters::open(self.ctx, self.topic, &partitions).await?;
        let counter = self.counter();
        self.rows = self.target.counter(self.ctx, &counter).await?.unwrap_or_default().unsigned_abs();
        self.ctx.status(|status| status.rows = self.rows);
        let gaps = self.source.seek(&self.next).await?;
        self.tell(&gaps).await
    }

    async fn tell(&mut self, gaps: &[Gap]) -> Answer<()> {
        for gap in gaps {
            self.next.insert(gap.partition, gap.to);
            if gap.to < gap.from {
                self.letters.begin_anew(self.ctx, gap.partition).await?;
            }
            let detail = format!(
                "The broker no longer has the messages from offset {} on in partition {} of \"{}\"; the stream went on at offset {}. What lay between is lost.",
                gap.from, gap.partition, self.topic, gap.to
            );
            tracing::warn!(stream = self.ctx.id, "{detail}");
            let params = [("topic", self.topic.to_owned()), ("partition", gap.partition.to_string()), ("offset", gap.from.to_string())];
            self.ctx.trouble(Failure::new(Code::MessagesLost, detail, params.into()).problem());
        }
        Ok(())
    }

    fn app(&self, partition: i32) -> String {
        format!("kafka/{}/{}/{partition}", self.ctx.id, self.topic)
    }

    fn counter(&self) -> String {
        format!("rows/{}", self.ctx.id)
    }

    /// Stores messages in as few commits as can be. If a batch breaks the reader, its halves are tried, down to the one message.
    async fn store(&mut self, messages: &[Message]) -> Answer<()> {
        let mut waiting = vec![messages];
        while let Some(part) = waiting.pop() {
            match self.store_part(part).await? {
                None => {}
                Some(reason) if part.len() == 1 => self.settle(part, vec![Letter { message: &part[0], reason }], None).await?,
                Some(_) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    waiting.extend([second, first]);
                }
            }
        }
        Ok(())
    }

    /// Stores messages in one commit; the reason if the reader breaks on them.
    async fn store_part(&mut self, messages: &[Message]) -> Answer<Option<String>> {
        if messages.is_empty() {
            return Ok(None);
        }
        let (mut lines, mut letters, mut behind) = (Vec::new(), Vec::new(), Vec::new());
        for message in messages {
            match line(message) {
                Ok(line) => {
                    lines.push(line);
                    behind.push(message);
                }
                Err(reason) => letters.push(Letter { message, reason }),
            }
        }
        if lines.is_empty() {
            self.settle(messages, letters, None).await?;
            return Ok(None);
        }
        let target = self.target.fields(self.ctx).await?.or_else(|| self.columns.clone());
        let staging = self.ctx.app.storage.stage()?;
        let parsed = match parse(&staging, lines, target).await? {
            Ok(parsed) => parsed,
            Err(broken) => return Ok(Some(broken.to_string())),
        };
        let rejected = parsed.rejected.iter().filter_map(|rejected| {
            let message = behind.get(usize::try_from(rejected.row).ok()?.checked_sub(1)?)?;
            Some(Letter { message, reason: rejected.reason.clone() })
        });
        letters.extend(rejected);
        letters.sort_by_key(|letter| (letter.message.partition, letter.message.offset));
        if !self.target.is_made() && self.columns.is_none() && parsed.rows > 0 {
            self.keep_columns(&parsed.fields).await?;
        }
        self.settle(messages, letters, Some((staging, parsed))).await?;
        Ok(None)
    }

    async fn keep_columns(&mut self, found: &[StoredField]) -> Answer<()> {
        let mut memory = Memory::of(self.ctx).await?;
        memory.columns = Some(found.to_vec());
        memory.save(self.ctx).await?;
        self.columns = memory.columns;
        Ok(())
    }

    /// The two commits: dead letters, then rows.
    async fn settle(&mut self, messages: &[Message], letters: Vec<Letter<'_>>, rows: Option<(Staging, Parsed)>) -> Answer<()> {
        let last: Offsets = messages.iter().map(|message| (message.partition, message.offset)).collect();
        self.letters.put(self.ctx, &letters, &last).await?;
        if let Some((staging, parsed)) = rows
            && parsed.rows > 0
        {
            let total = self.rows + parsed.rows;
            let mut txns: Vec<Txn> = last.iter().map(|(&partition, &offset)| Txn::new(self.app(partition), offset)).collect();
            txns.push(count(self.counter(), total));
            self.target.put(self.ctx, staging, parsed, txns).await?;
            self.rows = total;
        }
        self.next.extend(last.into_iter().map(|(partition, offset)| (partition, offset + 1)));
        self.source.stored(&self.next);
        self.ctx.status(|status| status.rows = self.rows);
        Ok(())
    }
}

/// Reads lines in a child process. The inner error is the lines' own fault.
async fn parse(staging: &Staging, lines: Vec<String>, target: Option<Vec<StoredField>>) -> Answer<Result<Parsed, IngestError>> {
    let input = staging.input();
    let write = move || {
        let mut file = std::io::BufWriter::new(std::fs::File::create(input)?);
        for line in lines {
            file.write_all(line.as_bytes())?;
            file.write_all(b"\n")?;
        }
        file.flush()
    };
    let written = tokio::task::spawn_blocking(write).await.map_err(|error| Failure::internal(&error))?;
    written.map_err(StorageError::from)?;
    let limits = ParseLimits { cpu_secs: 60, wall_secs: 120, ..ParseLimits::default() };
    let mut request = ParseRequest::new(staging.input(), "messages.ndjson", staging.table(), limits);
    request.format = Some(Format::Ndjson);
    request.target = target;
    request.misfits = Misfits::Collect;
    match ingest::parse(&request, |_| {}).await {
        Err(error @ (IngestError::NoSpace | IngestError::NotWritable | IngestError::Internal { .. })) => Err(error.into()),
        read => Ok(read),
    }
}
