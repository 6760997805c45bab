//! The streams page.

use shared::wire::query::{CalendarUnit, Op};
use shared::wire::stream::StreamState;

use crate::queries::stream_form::Kind;

/// The streams page.
pub struct StreamMessages {
    /// The heading.
    pub title: &'static str,
    /// The sentence under it.
    pub lead: &'static str,
    /// Opens the form.
    pub new: &'static str,
    /// There are none.
    pub none: &'static str,
    /// Where a stream stands.
    pub state: fn(StreamState) -> &'static str,
    /// From one thing to another, both by name.
    pub from_to: fn(&str, &str) -> String,
    /// A topic at brokers.
    pub topic_at: fn(&str, &str) -> String,
    /// Rows, messages or windows so far.
    pub rows: &'static str,
    /// Per second.
    pub rate: &'static str,
    /// Not taken yet.
    pub lag: &'static str,
    /// Messages that did not fit.
    pub dead_letters: &'static str,
    /// Rows that came too late for their window.
    pub late_rows: &'static str,
    /// A problem that may pass: the sentence.
    pub trying_again: fn(&str) -> String,
    /// Pauses the stream of this name.
    pub pause: &'static str,
    /// Resumes it.
    pub resume: &'static str,
    /// Deletes the stream of this name, for screen readers.
    pub delete: fn(&str) -> String,
    /// Asks whether to.
    pub confirm_delete: fn(&str) -> String,
    /// Opens what it fills.
    pub open_dataset: &'static str,
    /// Opens the dashboard of what it fills.
    pub open_dashboard: &'static str,
    /// Opens the messages that did not fit.
    pub open_dead_letters: &'static str,
    /// A dataset that is gone.
    pub gone: &'static str,
    /// The form.
    pub form: StreamFormMessages,
}

/// The form for a new stream.
pub struct StreamFormMessages {
    /// What kind.
    pub kind: &'static str,
    /// A kind's name.
    pub kind_name: fn(Kind) -> &'static str,
    /// What a kind does.
    pub kind_hint: fn(Kind) -> &'static str,
    /// The name's field.
    pub name: &'static str,
    /// What an empty name means.
    pub name_hint: &'static str,
    /// The brokers' field.
    pub brokers: &'static str,
    /// How brokers are written.
    pub brokers_hint: &'static str,
    /// The topic's field.
    pub topic: &'static str,
    /// Where to begin.
    pub start: &'static str,
    /// With the oldest message.
    pub earliest: &'static str,
    /// With the next message.
    pub latest: &'static str,
    /// From a time on.
    pub from_time: &'static str,
    /// That time.
    pub time: &'static str,
    /// The dataset to fill.
    pub target: &'static str,
    /// A new one.
    pub new_dataset: &'static str,
    /// The sample to replay.
    pub sample: &'static str,
    /// Rows per second.
    pub rows_per_sec: &'static str,
    /// The dataset to read.
    pub dataset: &'static str,
    /// Whether the rows that are there already are sent too.
    pub from_start: &'static str,
    /// The column of the event time.
    pub time_column: &'static str,
    /// The windows' width.
    pub every: &'static str,
    /// A calendar unit.
    pub unit: fn(CalendarUnit) -> &'static str,
    /// How long rows may be late, in seconds.
    pub lateness: &'static str,
    /// The groups.
    pub group_by: &'static str,
    /// The measures.
    pub measures: &'static str,
    /// A measure's operation.
    pub op: fn(Op) -> &'static str,
    /// The measure's operation, as a field.
    pub op_field: &'static str,
    /// The measure's column, as a field.
    pub column: &'static str,
    /// One more measure.
    pub add_measure: &'static str,
    /// One measure less.
    pub remove_measure: &'static str,
    /// The model.
    pub model: &'static str,
    /// Nothing to choose from.
    pub nothing: &'static str,
    /// A field that is empty or no number.
    pub required: &'static str,
    /// Makes the stream.
    pub make: &'static str,
    /// It is on its way.
    pub making: &'static str,
    /// Closes the form.
    pub close: &'static str,
}
