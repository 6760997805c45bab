//! Streams: running connections into, out of and between datasets.

use serde::{Deserialize, Serialize};

use super::dataset::Column;
use super::problem::Problem;
use super::query::{CalendarUnit, GroupKey, Measure};

/// A stream as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stream {
    /// A UUID.
    pub id: String,
    /// Any text.
    pub name: String,
    /// Whether it runs.
    pub state: StreamState,
    /// What it does.
    pub spec: StreamSpec,
    /// The dataset that it fills; none for a stream out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The dataset that keeps the messages that don't fit, for streams in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letters: Option<String>,
    /// How it goes.
    pub status: StreamStatus,
    /// Why it stopped, or what it is trying to get over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// Whether a stream runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamState {
    /// It runs, or tries again after a problem that may pass.
    Running,
    /// Somebody paused it.
    Paused,
    /// A problem that doesn't pass by itself stopped it.
    Failed,
}

/// What a stream does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum StreamSpec {
    /// JSON messages of a Kafka topic into a dataset, each exactly once.
    KafkaIn {
        /// `host:port`, several with commas.
        brokers: String,
        /// The topic.
        topic: String,
        /// Where to begin in partitions that have never been read.
        #[serde(default)]
        start: Start,
        /// The columns; taken from the first messages if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        columns: Option<Vec<Column>>,
    },
    /// A sample's rows as if they came one by one: the built-in twin of a topic.
    Replay {
        /// The sample's key.
        sample: String,
        /// Rows per second.
        rows_per_sec: u32,
    },
    /// A dataset's rows to a Kafka topic as JSON.
    KafkaOut {
        /// The dataset's id.
        dataset: String,
        /// `host:port`, several with commas.
        brokers: String,
        /// The topic.
        topic: String,
        /// Versions after this one are sent; none sends everything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<u64>,
    },
    /// Tumbling windows by event time over a dataset that grows, into a dataset: one row per window and group, once the window is over.
    Window {
        /// The dataset's id.
        dataset: String,
        /// The column of the event time.
        time: String,
        /// The windows' width.
        every: CalendarUnit,
        /// How long after a window's end its rows may still come, in seconds of event time.
        #[serde(default)]
        lateness_secs: u64,
        /// The groups within a window.
        #[serde(default)]
        group_by: Vec<GroupKey>,
        /// What is computed.
        measures: Vec<Measure>,
    },
    /// A model's predictions for a dataset that grows, into a dataset.
    Predict {
        /// The dataset's id.
        dataset: String,
        /// The model's id.
        model: String,
    },
}

/// Where to begin in a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// With the oldest message that the broker has.
    #[default]
    Earliest,
    /// With the next message.
    Latest,
    /// With the first message at or after this time, RFC 3339.
    Time(String),
}

/// How a stream goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct StreamStatus {
    /// Rows stored or messages sent, since it was made.
    pub rows: u64,
    /// Of the last ten seconds.
    pub rows_per_sec: f64,
    /// Messages, or versions of the dataset, that it has not taken yet; none if not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lag: Option<u64>,
    /// Messages that did not fit.
    pub dead_letters: u64,
    /// Rows that came after their window was over.
    pub late_rows: u64,
}

/// What `POST /api/streams` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewStream {
    /// The name of the stream and of the dataset that it fills; the topic's if not given.
    #[serde(default)]
    pub name: Option<String>,
    /// An existing dataset to fill, by id; a new one is made if not given.
    #[serde(default)]
    pub target: Option<String>,
    /// What it does.
    pub spec: StreamSpec,
}

/// A list of streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamList {
    /// Newest first.
    pub streams: Vec<Stream>,
}
