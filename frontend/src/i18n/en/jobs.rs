//! The jobs drawer.

use shared::wire::job::{JobSpec, JobState, ProgressUnit};

use crate::i18n::messages::JobMessages;

/// The English texts.
pub(super) const JOBS: JobMessages = JobMessages {
    title: "Jobs",
    running: |n| if n == 1 { "Jobs: 1 running".into() } else { format!("Jobs: {n} running") },
    close: "Close",
    none: "No jobs yet. Saved queries, training and other long work show up here.",
    active: "Now",
    past: "Earlier",
    kind: |spec| match spec {
        JobSpec::Compaction { .. } => "Merge small files",
        JobSpec::Vacuum { .. } => "Remove old versions",
        JobSpec::KafkaOut { .. } => "Send to Kafka",
        JobSpec::Train { .. } => "Train a model",
        JobSpec::Predict { .. } => "Predict",
        JobSpec::SqlMaterialise { .. } => "Save a query",
    },
    state: |state| match state {
        JobState::Queued => "Waiting",
        JobState::Running => "Running",
        JobState::Succeeded => "Done",
        JobState::Failed => "Failed",
        JobState::Cancelled => "Cancelled",
    },
    progress: |unit, done, total| {
        let unit = match unit {
            ProgressUnit::Rows => "rows",
            ProgressUnit::Files => "files",
            ProgressUnit::Steps => "steps",
            ProgressUnit::Messages => "messages",
        };
        match total {
            Some(total) => format!("{done} of {total} {unit}"),
            None => format!("{done} {unit}"),
        }
    },
    duration: |ms| match ms / 1_000 {
        0 if ms < 100 => "< 0.1 s".into(),
        0..60 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        secs @ 60..3_600 => format!("{} min {} s", secs / 60, secs % 60),
        secs => format!("{} h {} min", secs / 3_600, secs % 3_600 / 60),
    },
    attempt: |n| format!("attempt {n}"),
    cancel: "Cancel",
    cancel_of: |kind, name| format!("Cancel: {kind}, {name}"),
    open_dataset: "Open dataset",
    open_model: "Open models",
    unnamed: "deleted",
};
