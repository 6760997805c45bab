//! The jobs drawer.

use shared::wire::job::{JobSpec, JobState, ProgressUnit};

/// The jobs drawer.
pub struct JobMessages {
    /// Its title, and the name of its button.
    pub title: &'static str,
    /// The button's name while jobs run.
    pub running: fn(usize) -> String,
    /// Closes it.
    pub close: &'static str,
    /// There are no jobs.
    pub none: &'static str,
    /// The heading of those that wait or run.
    pub active: &'static str,
    /// The heading of those that are over.
    pub past: &'static str,
    /// What kind of work it is.
    pub kind: fn(&JobSpec) -> &'static str,
    /// Where it stands.
    pub state: fn(JobState) -> &'static str,
    /// Units done, of all where known.
    pub progress: fn(ProgressUnit, &str, Option<&str>) -> String,
    /// A time in milliseconds.
    pub duration: fn(u64) -> String,
    /// Begun for the so-many-eth time.
    pub attempt: fn(u32) -> String,
    /// Cancels.
    pub cancel: &'static str,
    /// Cancels the job of this kind on this thing, for screen readers.
    pub cancel_of: fn(&str, &str) -> String,
    /// Opens the dataset that came out.
    pub open_dataset: &'static str,
    /// Opens the model that came out.
    pub open_model: &'static str,
    /// A thing whose name isn't known, because it was deleted.
    pub unnamed: &'static str,
}
