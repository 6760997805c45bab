//! A topic of a broker, written and read by the tests themselves.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, Message};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};
use serde_json::Value;

use crate::server::until;
use crate::services::kafka::Broker;

const PATIENCE: Duration = Duration::from_secs(30);

/// A topic.
pub struct Topic {
    brokers: String,
    name: String,
    partitions: i32,
    producer: BaseProducer,
}

/// A message as it lies in a topic.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its value as JSON.
    pub value: Value,
    /// Its headers as text.
    pub headers: BTreeMap<String, String>,
}

impl Topic {
    /// A new topic whose name begins with `prefix`.
    pub fn create(broker: &Broker, prefix: &str, partitions: i32) -> Topic {
        let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        let name = format!("{prefix}-{nanos}");
        broker.create_topic(&name, partitions);
        let producer = ClientConfig::new()
            .set("bootstrap.servers", broker.address())
            .set("linger.ms", "5")
            .set("message.max.bytes", "20000000")
            .create()
            .unwrap();
        Topic { brokers: broker.address().to_owned(), name, partitions, producer }
    }

    /// Deletes it and makes an empty one of the same name.
    pub fn begin_anew(&self, broker: &Broker) {
        let admin: AdminClient<DefaultClientContext> = ClientConfig::new().set("bootstrap.servers", &self.brokers).create().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
        runtime.block_on(admin.delete_topics(&[&self.name], &options)).unwrap();
        let is_gone = || {
            let metadata = self.reader().fetch_metadata(None, PATIENCE).unwrap();
            metadata.topics().iter().all(|topic| topic.name() != self.name)
        };
        until("the topic is gone", is_gone);
        broker.create_topic(&self.name, self.partitions);
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Produces values, spread over the partitions in turn, and waits until the broker has them.
    pub fn produce<V: AsRef<[u8]>>(&self, values: impl IntoIterator<Item = V>) {
        for (position, value) in values.into_iter().enumerate() {
            let partition = i32::try_from(position).unwrap() % self.partitions;
            self.queue(partition, Some(value.as_ref()));
        }
        self.producer.flush(PATIENCE).unwrap();
    }

    /// Produces one message without a value.
    pub fn produce_tombstone(&self) {
        self.queue(0, None);
        self.producer.flush(PATIENCE).unwrap();
    }

    fn queue(&self, partition: i32, value: Option<&[u8]>) {
        let record = BaseRecord::<[u8], [u8]>::to(&self.name).key(b"k".as_slice()).partition(partition);
        let record = value.into_iter().fold(record, BaseRecord::payload);
        let mut waiting = Some(record);
        until("the producer has room", || match self.producer.send(waiting.take().unwrap()) {
            Ok(()) => true,
            Err((_, record)) => {
                waiting = Some(record);
                self.producer.poll(Duration::from_millis(10));
                false
            }
        });
    }

    /// Messages that it holds.
    pub fn count(&self) -> u64 {
        let reader = self.reader();
        (0..self.partitions).map(|partition| self.span(&reader, partition)).map(|(low, high)| (high - low).unsigned_abs()).sum()
    }

    /// All messages that it holds.
    pub fn read(&self) -> Vec<Stored> {
        let reader = self.reader();
        let mut list = TopicPartitionList::new();
        for partition in 0..self.partitions {
            list.add_partition_offset(&self.name, partition, Offset::Beginning).unwrap();
        }
        reader.assign(&list).unwrap();
        let expected = self.count();
        let mut stored = Vec::new();
        while (stored.len() as u64) < expected {
            let message = reader.poll(PATIENCE).expect("a message is missing").unwrap();
            let headers = message.headers().into_iter().flat_map(Headers::iter);
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let headers = headers.map(|header| (header.key.to_owned(), text(header.value.unwrap_or_default()))).collect();
            stored.push(Stored { value: serde_json::from_slice(message.payload().unwrap()).unwrap(), headers });
        }
        stored
    }

    fn reader(&self) -> BaseConsumer {
        ClientConfig::new().set("bootstrap.servers", &self.brokers).set("group.id", "tests").set("enable.auto.commit", "false").create().unwrap()
    }

    fn span(&self, reader: &BaseConsumer, partition: i32) -> (i64, i64) {
        reader.fetch_watermarks(&self.name, partition, PATIENCE).unwrap()
    }
}
