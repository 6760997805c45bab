//! A topic's place, and the client that asks and reads it.

use std::time::Duration;

use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{ClientContext, Offset, TopicPartitionList};

use crate::sources::{Offsets, SourceError};

/// How long a broker may take to answer a question.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Where a topic is.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    /// `host:port`, several with commas.
    pub(crate) brokers: String,
    pub(crate) name: String,
}

/// Hands the client's own log on.
pub(crate) struct Log;

impl ClientContext for Log {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        // Brokers that are away are told of by the stream's problem, once.
        match level {
            RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => tracing::error!(facility, "Kafka: {message}"),
            _ => tracing::debug!(facility, "Kafka: {message}"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!("Kafka: {error}: {reason}");
    }
}

impl ConsumerContext for Log {}

/// A reader of a topic.
pub(crate) type Reader = BaseConsumer<Log>;

impl Topic {
    /// A reader that nothing is assigned to yet. It doesn't connect before it is asked something.
    pub(crate) fn reader(&self, group: &str) -> Result<Reader, SourceError> {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.brokers)
            .set("client.id", "sightline")
            .set("group.id", group)
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "error")
            .set("allow.auto.create.topics", "false")
            .set("topic.metadata.refresh.interval.ms", "10000")
            .set("reconnect.backoff.max.ms", "2000")
            .set("fetch.wait.max.ms", "100")
            .set("queued.max.messages.kbytes", "16384");
        config.create_with_context(Log).map_err(|error| self.error(&error))
    }

    /// The topic's partitions, in order. Blocks.
    pub(crate) fn partitions(&self, reader: &Reader) -> Result<Vec<i32>, SourceError> {
        let unknown = || SourceError::UnknownTopic { topic: self.name.clone() };
        let metadata = reader.fetch_metadata(Some(&self.name), PATIENCE).map_err(|error| self.error(&error))?;
        let topic = metadata.topics().iter().find(|topic| topic.name() == self.name).ok_or_else(unknown)?;
        if topic.error().is_some() || topic.partitions().is_empty() {
            return Err(unknown());
        }
        let mut partitions: Vec<i32> = topic.partitions().iter().map(rdkafka::metadata::MetadataPartition::id).collect();
        partitions.sort_unstable();
        Ok(partitions)
    }

    /// The oldest offset of a partition and the next one to come. Blocks.
    pub(crate) fn ends(&self, reader: &Reader, partition: i32) -> Result<(i64, i64), SourceError> {
        reader.fetch_watermarks(&self.name, partition, PATIENCE).map_err(|error| self.error(&error))
    }

    /// Assigns partitions at offsets.
    pub(crate) fn assign(&self, reader: &Reader, next: &Offsets) -> Result<(), SourceError> {
        reader.assign(&self.list(next)?).map_err(|error| self.error(&error))
    }

    /// Partitions with offsets, or with the times that stand for them.
    pub(super) fn list(&self, offsets: &Offsets) -> Result<TopicPartitionList, SourceError> {
        let mut list = TopicPartitionList::new();
        for (&partition, &offset) in offsets {
            let offset = Offset::Offset(offset);
            list.add_partition_offset(&self.name, partition, offset).map_err(|error| self.error(&error))?;
        }
        Ok(list)
    }

    /// What an error of the client means.
    pub(crate) fn error(&self, error: &KafkaError) -> SourceError {
        use RDKafkaErrorCode as C;
        match error.rdkafka_error_code() {
            Some(C::UnknownTopic | C::UnknownTopicOrPartition | C::UnknownPartition | C::InvalidTopic) => {
                SourceError::UnknownTopic { topic: self.name.clone() }
            }
            Some(C::AutoOffsetReset | C::OffsetOutOfRange) => SourceError::Moved,
            Some(code) => SourceError::Unreachable { brokers: self.brokers.clone(), reason: code.to_string() },
            None => SourceError::Internal(error.to_string()),
        }
    }

    /// The partitions, asked for once; what `POST /api/streams` checks before it makes anything.
    pub(crate) async fn check(&self) -> Result<Vec<i32>, SourceError> {
        let topic = self.clone();
        blocking(move || {
            let reader = topic.reader("sightline")?;
            topic.partitions(&reader)
        })
        .await
    }
}

/// Runs what waits for a broker beside the asynchronous threads.
pub(crate) async fn blocking<T: Send + 'static>(ask: impl FnOnce() -> Result<T, SourceError> + Send + 'static) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(ask).await.map_err(|error| SourceError::Internal(error.to_string()))?
}
