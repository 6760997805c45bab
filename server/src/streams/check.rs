//! Whether a stream can be made; nothing is, if not.

use arrow_schema::{Field, Schema};
use shared::engine::plan;
use shared::wire::column_type::{Role, role};
use shared::wire::problem::Code;
use shared::wire::stream::{NewStream, Start, StreamSpec};

use super::columns;
use super::window::WindowSpec;
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::ml;
use crate::sources::kafka::Topic;
use crate::sources::replay;

const NAME_BYTES_MAX: usize = 1_000;
const ROWS_PER_SEC_MAX: u32 = 100_000;
/// Kafka's own bound.
const TOPIC_BYTES_MAX: usize = 249;
const LATENESS_SECS_MAX: u64 = 10 * 366 * 86_400;

/// Checks everything that can be checked before; the answer is the stream's name.
pub(super) async fn check(app: &App, new: &NewStream) -> Answer<String> {
    let given = new.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if given.is_some_and(|name| name.len() > NAME_BYTES_MAX) {
        return Err(Failure::invalid("name", format!("give a name of at most {NAME_BYTES_MAX} bytes")));
    }
    target(app, new).await?;
    let default = match &new.spec {
        StreamSpec::KafkaIn { brokers, topic, start, columns } => {
            if let Start::Time(text) = start {
                chrono::DateTime::parse_from_rfc3339(text)
                    .map_err(|_| Failure::invalid("spec.start.time", "give a time like 2026-11-22T10:00:00Z"))?;
            }
            columns.as_deref().map(columns::plan).transpose()?;
            kafka(brokers, topic).await?;
            topic.clone()
        }
        StreamSpec::Replay { sample, rows_per_sec } => {
            if !(1..=ROWS_PER_SEC_MAX).contains(rows_per_sec) {
                return Err(Failure::invalid("spec.rows_per_sec", format!("give 1 to {ROWS_PER_SEC_MAX}")));
            }
            let shipped = replay::sample(sample).ok_or_else(|| Failure::invalid("spec.sample", "give a sample with an event time: flights"))?;
            shipped.file_name.trim_end_matches(".parquet").to_owned()
        }
        StreamSpec::KafkaOut { dataset, brokers, topic, after } => {
            let dataset = app.catalog.dataset(dataset).await?.dataset;
            if after.is_some_and(|after| after > dataset.version) {
                return Err(Failure::invalid("spec.after", format!("the dataset's newest version is {}", dataset.version)));
            }
            kafka(brokers, topic).await?;
            topic.clone()
        }
        StreamSpec::Window { dataset, time, every, lateness_secs, group_by, measures } => {
            let spec = WindowSpec { dataset, time, every: *every, lateness_secs: *lateness_secs, group_by, measures };
            format!("{} ({time})", window(app, &spec).await?)
        }
        StreamSpec::Predict { dataset, model } => {
            ml::check_fits(app, model, dataset).await?;
            format!("{} ({})", app.catalog.dataset(dataset).await?.dataset.name, app.catalog.model(model).await?.name)
        }
    };
    Ok(given.map_or(default, str::to_owned))
}

/// A dataset that was there before can be filled by messages only: windows and predictions have columns of their own.
async fn target(app: &App, new: &NewStream) -> Answer<()> {
    let Some(target) = &new.target else { return Ok(()) };
    match &new.spec {
        StreamSpec::KafkaIn { columns: Some(_), .. } => {
            Err(Failure::invalid("spec.columns", "the target has its columns already; leave the field out, or leave out `target`"))
        }
        StreamSpec::KafkaIn { .. } | StreamSpec::Replay { .. } => app.catalog.dataset(target).await.map(drop).map_err(Into::into),
        _ => Err(Failure::invalid("target", "this kind of stream fills a dataset of its own, or none; leave the field out")),
    }
}

async fn kafka(brokers: &str, topic: &str) -> Answer<()> {
    let is_address = |broker: &str| {
        let (host, port) = broker.trim().rsplit_once(':').unwrap_or_default();
        !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) && !broker.contains(char::is_whitespace)
    };
    if !brokers.split(',').all(is_address) {
        return Err(Failure::invalid("spec.brokers", "give host:port, several with commas"));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if topic.is_empty() || topic.len() > TOPIC_BYTES_MAX || !topic.chars().all(is_name) {
        return Err(Failure::invalid("spec.topic", format!("give 1 to {TOPIC_BYTES_MAX} letters, digits, `.`, `_` and `-`")));
    }
    Topic { brokers: brokers.to_owned(), name: topic.to_owned() }.check().await?;
    Ok(())
}

/// The dataset's name.
async fn window(app: &App, spec: &WindowSpec<'_>) -> Answer<String> {
    let dataset = app.catalog.dataset(spec.dataset).await?.dataset;
    let time = dataset.columns.iter().find(|column| column.name == spec.time);
    if !time.is_some_and(|column| role(&column.r#type) == Role::Time) {
        return Err(Failure::invalid("spec.time", format!("give a column of dates or timestamps; \"{}\" is none", spec.time)));
    }
    if spec.measures.is_empty() {
        return Err(Failure::invalid("spec.measures", "give at least one measure, such as {\"op\": \"count\"}"));
    }
    if spec.lateness_secs > LATENESS_SECS_MAX {
        return Err(Failure::invalid("spec.lateness_secs", format!("give at most {LATENESS_SECS_MAX}")));
    }
    let snapshot = app.storage.snapshot(spec.dataset, dataset.version).await?;
    let fields: Vec<Field> = snapshot.fields.iter().map(|field| Field::new(&field.name, field.logical.clone(), field.nullable)).collect();
    plan::check(&spec.query(None, None), &Schema::new(fields)).map_err(|error| {
        let detail = format!("The query's {} is wrong: {}.", error.field, error.reason);
        Failure::new(Code::InvalidQuery, detail, vec![("field", error.field), ("reason", error.reason)])
    })?;
    Ok(dataset.name)
}
