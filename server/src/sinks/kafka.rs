//! Rows into a topic, each exactly once.
//!
//! The producer is idempotent, so a row that is sent again by the client is stored once. A row that a killed process may have sent is
//! looked for: every message names its stream, version and row in headers, and before a version is begun the topic's ends are written
//! down, so what is there of it lies behind them ([`already_there`]).

use std::collections::HashSet;
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, DeliveryResult, Header, Headers, Message as _, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};
use rdkafka::{ClientConfig, ClientContext};
use std::sync::{Arc, Mutex, PoisonError};

use crate::sources::kafka::{Log, Topic, blocking};
use crate::sources::{Offsets, SourceError};

const STREAM: &str = "sightline-stream";
const VERSION: &str = "sightline-version";
const ROW: &str = "sightline-row";

/// How long a message may take to be acknowledged.
const DELIVERY: Duration = Duration::from_secs(20);
/// How long one waits for the topic's next message when there must be one.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a row is known by in a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) stream: String,
    pub(crate) version: u64,
}

/// Hears how deliveries end.
#[derive(Clone, Default)]
struct Deliveries {
    failed: Arc<Mutex<Option<KafkaError>>>,
}

impl Deliveries {
    fn failed(&self) -> Option<KafkaError> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientContext for Deliveries {
    fn log(&self, level: rdkafka::config::RDKafkaLogLevel, facility: &str, message: &str) {
        Log.log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        Log.error(error, reason);
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.clone());
        }
    }
}

/// A producer for one topic.
pub(crate) struct KafkaSink {
    topic: Topic,
    producer: Option<Arc<ThreadedProducer<Deliveries>>>,
    deliveries: Deliveries,
}

impl KafkaSink {
    /// Connects when something is sent.
    pub(crate) fn new(topic: Topic) -> Result<Self, SourceError> {
        let deliveries = Deliveries::default();
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &topic.brokers)
            .set("client.id", "sightline")
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("linger.ms", "5")
            .set("allow.auto.create.topics", "false")
            .set("message.timeout.ms", DELIVERY.as_millis().to_string());
        let producer = config.create_with_context(deliveries.clone()).map_err(|error| topic.error(&error))?;
        Ok(KafkaSink { topic, producer: Some(Arc::new(producer)), deliveries })
    }

    /// Sends rows, numbered from `first`, but for those in `there`; waits until all of them are acknowledged.
    pub(crate) async fn send(&self, origin: &Origin, first: u64, rows: Vec<Vec<u8>>, there: Arc<HashSet<u64>>) -> Result<(), SourceError> {
        let Some(producer) = self.producer.clone() else { return Ok(()) };
        let (topic, origin, deliveries) = (self.topic.clone(), origin.clone(), self.deliveries.clone());
        blocking(move || {
            for (number, row) in (first..).zip(&rows).filter(|(number, _)| !there.contains(number)) {
                queue(&producer, &topic, &origin, number, row)?;
            }
            producer.flush(DELIVERY).map_err(|error| topic.error(&error))?;
            deliveries.failed().map_or(Ok(()), |error| Err(topic.error(&error)))
        })
        .await
    }
}

impl Drop for KafkaSink {
    fn drop(&mut self) {
        // Closing a client waits for its threads.
        if let (Some(producer), Ok(runtime)) = (self.producer.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn_blocking(move || drop(producer));
        }
    }
}

fn queue(producer: &ThreadedProducer<Deliveries>, topic: &Topic, origin: &Origin, number: u64, row: &[u8]) -> Result<(), SourceError> {
    let deadline = Instant::now() + DELIVERY;
    let (version, number) = (origin.version.to_string(), number.to_string());
    let headers = OwnedHeaders::new()
        .insert(Header { key: STREAM, value: Some(&origin.stream) })
        .insert(Header { key: VERSION, value: Some(&version) })
        .insert(Header { key: ROW, value: Some(&number) });
    let mut record = BaseRecord::<(), [u8]>::to(&topic.name).payload(row).headers(headers);
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(()),
            // The queue is full: wait for acknowledgements.
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) if Instant::now() < deadline => {
                record = back;
                std::thread::sleep(Duration::from_millis(10));
            }
            Err((error, _)) => return Err(topic.error(&error)),
        }
    }
}

/// The topic's ends by partition.
pub(crate) async fn ends(topic: &Topic) -> Result<Offsets, SourceError> {
    let topic = topic.clone();
    blocking(move || {
        let reader = topic.reader("sightline")?;
        let ends = topic.partitions(&reader)?.into_iter().map(|partition| Ok((partition, topic.ends(&reader, partition)?.1)));
        ends.collect()
    })
    .await
}

/// The rows of `origin` that are in the topic behind `from`.
pub(crate) async fn already_there(topic: &Topic, origin: &Origin, from: &Offsets) -> Result<HashSet<u64>, SourceError> {
    let (topic, origin, from) = (topic.clone(), origin.clone(), from.clone());
    blocking(move || {
        let reader = topic.reader("sightline")?;
        let (mut at, mut behind) = (Offsets::new(), Offsets::new());
        for partition in topic.partitions(&reader)? {
            let (low, high) = topic.ends(&reader, partition)?;
            let begin = from.get(&partition).copied().unwrap_or(low).clamp(low, high);
            if begin < high {
                at.insert(partition, begin);
                behind.insert(partition, high);
            }
        }
        let mut rows = HashSet::new();
        topic.assign(&reader, &at)?;
        let mut deadline = Instant::now() + PATIENCE;
        while !behind.is_empty() {
            match reader.poll(Duration::from_millis(200)) {
                Some(Ok(message)) => {
                    rows.extend(row_of(&message, &origin));
                    behind.retain(|&partition, high| partition != message.partition() || message.offset() + 1 < *high);
                    deadline = Instant::now() + PATIENCE;
                }
                Some(Err(error)) => return Err(topic.error(&error)),
                // What lies between the last message and the end are marks of transactions, which nobody gets to see.
                None if passed(&reader, &topic, &behind) => break,
                None if Instant::now() > deadline => return Err(silent(&topic)),
                None => {}
            }
        }
        Ok(rows)
    })
    .await
}

fn silent(topic: &Topic) -> SourceError {
    SourceError::Unreachable { brokers: topic.brokers.clone(), reason: "it does not send the messages that it has".to_owned() }
}

/// Whether the reader stands at all of the ends.
fn passed(reader: &crate::sources::kafka::Reader, topic: &Topic, ends: &Offsets) -> bool {
    let Ok(position) = reader.position() else { return false };
    ends.iter().all(|(&partition, &end)| {
        let at = position.find_partition(&topic.name, partition).map(|element| element.offset());
        matches!(at, Some(rdkafka::Offset::Offset(at)) if at >= end)
    })
}

/// The number of a row that `origin` sent.
fn row_of(message: &BorrowedMessage<'_>, origin: &Origin) -> Option<u64> {
    let headers = message.headers()?;
    let value = |key: &str| headers.iter().find(|header| header.key == key).and_then(|header| std::str::from_utf8(header.value?).ok());
    let is_ours = value(STREAM)? == origin.stream && value(VERSION)?.parse() == Ok(origin.version);
    if is_ours { value(ROW)?.parse().ok() } else { None }
}
