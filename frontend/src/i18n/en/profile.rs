//! What the page of a dataset says of its columns.

use crate::i18n::messages::ProfileMessages;

/// The English texts.
pub(super) const PROFILE: ProfileMessages = ProfileMessages {
    distribution: "Distribution",
    median: "Median",
    mean: "Mean",
    find: "Find a column",
    all_kinds: "All types",
    kinds: &[("number", "Numbers"), ("time", "Times"), ("text", "Text"), ("bool", "True or false"), ("other", "Other")],
    download: |format| format!("Download the profile as {format}"),
    top: "Most frequent values",
    shortest: |n| format!("Shortest text ({n} characters)"),
    longest: |n| format!("Longest text ({n} characters)"),
};
