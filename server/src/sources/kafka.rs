//! A Kafka topic.
//!
//! All partitions are assigned by hand. A stream is run by one server at a time (its lease), so a consumer group would divide
//! nothing; it would only make a stream that was killed wait for its own session to run out. The group's offsets are committed for
//! those who watch the broker; they are never read.

mod topic;

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::Offset;
use rdkafka::consumer::{CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message as _;
use shared::wire::stream::Start;

use super::{Batch, Gap, Message, Offsets, Source, SourceError};
use topic::PATIENCE;
pub(crate) use topic::{Log, Reader, Topic, blocking};

/// How often the topic is looked at for new partitions.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// A topic that is read.
pub(crate) struct KafkaSource {
    topic: Topic,
    start: Start,
    reader: Option<Arc<Reader>>,
    group: String,
    partitions: Vec<i32>,
    looked: Instant,
}

impl KafkaSource {
    /// A source that connects when it is first asked.
    pub(crate) fn new(topic: Topic, start: Start, group: String) -> Self {
        KafkaSource { topic, start, reader: None, group, partitions: Vec::new(), looked: Instant::now() }
    }

    fn reader(&mut self) -> Result<Arc<Reader>, SourceError> {
        if let Some(reader) = &self.reader {
            return Ok(Arc::clone(reader));
        }
        let reader = Arc::new(self.topic.reader(&self.group)?);
        Ok(Arc::clone(self.reader.insert(reader)))
    }

    /// Errs if there are more partitions than were assigned.
    async fn look(&mut self) -> Result<(), SourceError> {
        if self.looked.elapsed() < LOOK_EVERY {
            return Ok(());
        }
        self.looked = Instant::now();
        let (topic, reader) = (self.topic.clone(), self.reader()?);
        let partitions = blocking(move || topic.partitions(&reader)).await?;
        if partitions == self.partitions { Ok(()) } else { Err(SourceError::Moved) }
    }
}

impl Source for KafkaSource {
    async fn partitions(&mut self) -> Result<Vec<i32>, SourceError> {
        let (topic, reader) = (self.topic.clone(), self.reader()?);
        blocking(move || topic.partitions(&reader)).await
    }

    async fn start(&mut self) -> Result<Offsets, SourceError> {
        let (topic, reader, start) = (self.topic.clone(), self.reader()?, self.start.clone());
        blocking(move || starts(&topic, &reader, &start)).await
    }

    async fn seek(&mut self, next: &Offsets) -> Result<Vec<Gap>, SourceError> {
        let (topic, reader, next) = (self.topic.clone(), self.reader()?, next.clone());
        let (partitions, gaps) = blocking(move || seek(&topic, &reader, &next)).await?;
        self.partitions = partitions;
        self.looked = Instant::now();
        Ok(gaps)
    }

    async fn poll(&mut self, batch: Batch) -> Result<Vec<Message>, SourceError> {
        self.look().await?;
        let (topic, reader) = (self.topic.clone(), self.reader()?);
        blocking(move || poll(&topic, &reader, batch)).await
    }

    async fn lag(&mut self, next: &Offsets) -> Result<u64, SourceError> {
        let (topic, reader, next) = (self.topic.clone(), self.reader()?, next.clone());
        let partitions = self.partitions.clone();
        let waiting = move || {
            partitions.into_iter().try_fold(0, |sum, partition| {
                let (low, high) = topic.ends(&reader, partition)?;
                let next = next.get(&partition).copied().unwrap_or(low);
                Ok(sum + u64::try_from(high - next).unwrap_or_default())
            })
        };
        blocking(waiting).await
    }

    fn stored(&mut self, next: &Offsets) {
        let (Some(reader), Ok(list)) = (&self.reader, self.topic.list(next)) else { return };
        if let Err(error) = reader.commit(&list, CommitMode::Async) {
            tracing::debug!("Kafka: the group's offsets can't be committed: {error}");
        }
    }
}

impl Drop for KafkaSource {
    fn drop(&mut self) {
        // Closing a client waits for its threads.
        if let (Some(reader), Ok(runtime)) = (self.reader.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn_blocking(move || drop(reader));
        }
    }
}

fn starts(topic: &Topic, reader: &Reader, start: &Start) -> Result<Offsets, SourceError> {
    let ends = topic.partitions(reader)?.into_iter().map(|partition| Ok((partition, topic.ends(reader, partition)?)));
    let ends = ends.collect::<Result<Vec<_>, SourceError>>()?;
    match start {
        Start::Earliest => Ok(ends.into_iter().map(|(partition, (low, _))| (partition, low)).collect()),
        Start::Latest => Ok(ends.into_iter().map(|(partition, (_, high))| (partition, high)).collect()),
        Start::Time(text) => {
            let time = chrono::DateTime::parse_from_rfc3339(text).map_err(|error| SourceError::Internal(error.to_string()))?;
            let times = ends.iter().map(|&(partition, _)| (partition, time.timestamp_millis().max(0))).collect();
            let found = reader.offsets_for_times(topic.list(&times)?, PATIENCE).map_err(|error| topic.error(&error))?;
            let offset = |partition| match found.find_partition(&topic.name, partition)?.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            };
            // No message is that young: begin with the next one.
            Ok(ends.into_iter().map(|(partition, (_, high))| (partition, offset(partition).unwrap_or(high))).collect())
        }
    }
}

fn seek(topic: &Topic, reader: &Reader, next: &Offsets) -> Result<(Vec<i32>, Vec<Gap>), SourceError> {
    let partitions = topic.partitions(reader)?;
    let (mut at, mut gaps) = (Offsets::new(), Vec::new());
    for &partition in &partitions {
        let (low, high) = topic.ends(reader, partition)?;
        let wanted = next.get(&partition).copied().unwrap_or(low);
        // Beyond the end: the topic was made anew.
        let there = if (low..=high).contains(&wanted) { wanted } else { low };
        if there != wanted {
            gaps.push(Gap { partition, from: wanted, to: there });
        }
        at.insert(partition, there);
    }
    topic.assign(reader, &at)?;
    Ok((partitions, gaps))
}

fn poll(topic: &Topic, reader: &Reader, batch: Batch) -> Result<Vec<Message>, SourceError> {
    let deadline = Instant::now() + batch.wait;
    let (mut messages, mut bytes) = (Vec::new(), 0);
    while messages.len() < batch.messages && bytes < batch.bytes {
        let left = deadline.saturating_duration_since(Instant::now());
        match reader.poll(left) {
            Some(Ok(message)) => {
                bytes += message.payload_len() + message.key_len();
                messages.push(Message {
                    partition: message.partition(),
                    offset: message.offset(),
                    timestamp_ms: message.timestamp().to_millis(),
                    key: message.key().map(<[u8]>::to_vec),
                    payload: message.payload().map(<[u8]>::to_vec),
                });
            }
            Some(Err(error)) => match refused(topic, &error) {
                // What was read before is good; the error comes again.
                Some(_) if !messages.is_empty() => break,
                Some(error) => return Err(error),
                None => {}
            },
            None => break,
        }
        if left.is_zero() {
            break;
        }
    }
    Ok(messages)
}

/// An error that the client does not get over by itself within the poll.
fn refused(topic: &Topic, error: &KafkaError) -> Option<SourceError> {
    match (error.rdkafka_error_code(), topic.error(error)) {
        (Some(RDKafkaErrorCode::AllBrokersDown), told) => Some(told),
        (_, SourceError::Unreachable { .. }) => None,
        (_, told) => Some(told),
    }
}
