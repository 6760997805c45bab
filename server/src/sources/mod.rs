//! Where messages come from: Kafka, or its twin in memory. A source keeps no position of its own that counts; whoever stores its
//! messages stores the offsets with them, and tells the source where to go on.

pub(crate) mod kafka;
pub(crate) mod replay;

use std::collections::BTreeMap;
use std::time::Duration;

use shared::wire::problem::Code;

use crate::error::Failure;

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) partition: i32,
    /// Grows within its partition, not always by one.
    pub(crate) offset: i64,
    /// Milliseconds since 1970.
    pub(crate) timestamp_ms: Option<i64>,
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) payload: Option<Vec<u8>>,
}

/// Offsets by partition; what they mean is said where they are used.
pub(crate) type Offsets = BTreeMap<i32, i64>;

/// How much one poll brings at most, and how long it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batch {
    pub(crate) messages: usize,
    pub(crate) bytes: usize,
    pub(crate) wait: Duration,
}

/// Messages that were never read and are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) partition: i32,
    /// The first offset that is missing.
    pub(crate) from: i64,
    /// Where it goes on.
    pub(crate) to: i64,
}

/// Why a source gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SourceError {
    #[error("no broker answers at {brokers} ({reason}); it is tried again")]
    Unreachable { brokers: String, reason: String },
    #[error("the broker has no topic \"{topic}\"; create it there or correct the name")]
    UnknownTopic { topic: String },
    /// The partitions changed, or an offset is out of range: the positions must be read back and [`Source::seek`] called again.
    #[error("the topic's partitions changed")]
    Moved,
    #[error("the source can't be used: {0}")]
    Internal(String),
}

/// A running order of messages in partitions.
pub(crate) trait Source: Send {
    /// The partitions that there are.
    fn partitions(&mut self) -> impl Future<Output = Result<Vec<i32>, SourceError>> + Send;

    /// The offsets at which partitions begin that were never read. Asked once in a stream's life.
    fn start(&mut self) -> impl Future<Output = Result<Offsets, SourceError>> + Send;

    /// Goes to the offsets in `next`, and to the oldest message of every other partition. Tells what is missing there.
    fn seek(&mut self, next: &Offsets) -> impl Future<Output = Result<Vec<Gap>, SourceError>> + Send;

    /// The next messages, in order within each partition; none if none came in time.
    fn poll(&mut self, batch: Batch) -> impl Future<Output = Result<Vec<Message>, SourceError>> + Send;

    /// Messages that wait from `next` on.
    fn lag(&mut self, next: &Offsets) -> impl Future<Output = Result<u64, SourceError>> + Send;

    /// Hears that everything before `next` is stored; a hint for those who watch from outside.
    fn stored(&mut self, next: &Offsets);
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let sentence = error.to_string();
        match error {
            SourceError::Unreachable { brokers, reason } => {
                let detail = format!("No broker answers at {brokers} ({reason}). Check the address and that the broker runs.");
                Failure::new(Code::BrokerUnreachable, detail, vec![("brokers", brokers), ("reason", reason)])
            }
            SourceError::UnknownTopic { topic } => {
                let detail = format!("The broker has no topic \"{topic}\". Create it there, or correct the name.");
                Failure::new(Code::UnknownTopic, detail, vec![("topic", topic)])
            }
            SourceError::Moved | SourceError::Internal(_) => Failure::internal(&sentence),
        }
    }
}
