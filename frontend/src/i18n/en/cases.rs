//! The worked cases of the home page.

use shared::wire::case::CaseStep;

use crate::i18n::messages::CaseMessages;

/// The English texts.
pub(super) const CASES: CaseMessages = CaseMessages {
    title: "See it work, start to finish",
    name: |key| match key {
        "digits" => "Handwritten digits",
        "messages" => "Spam or not",
        _ => "A live stream",
    },
    about: |key| match key {
        "digits" => "Trains a small neural network on pictures, then shows which ones it gets wrong.",
        "messages" => "Learns from labelled e-mails, then marks the words that decided.",
        _ => "Events arrive one by one, windows count them, and the charts keep moving.",
    },
    step: |key, step| match (key, step) {
        ("stream", CaseStep::Importing) => "Starting the stream",
        (_, CaseStep::Importing) => "Storing the data",
        (_, CaseStep::Training) => "Training",
        (_, CaseStep::Predicting) => "Predicting",
        (_, CaseStep::Ready) => "Ready",
        (_, CaseStep::Failed) => "Failed",
        (_, CaseStep::Idle) => "Not started",
    },
    steps: "Steps",
    begin: "Run it",
    open: "Open dashboard",
    again: "Try again",
    working: "Working…",
};
