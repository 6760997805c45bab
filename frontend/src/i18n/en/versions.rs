//! What the page of a dataset says of its commits and of what keeps it filled.

use shared::wire::job::Refresh;
use shared::wire::version::Change;

use crate::i18n::messages::VersionMessages;

/// The English texts.
pub(super) const VERSIONS: VersionMessages = VersionMessages {
    title: "Versions",
    number: "Version",
    change: "Change",
    added: "Rows added",
    rows: "Rows after",
    when: "When",
    change_name: |change| match change {
        Change::Import => "First rows",
        Change::Append => "Rows added",
        Change::Replace => "All rows replaced",
        Change::Columns => "Columns added",
        Change::Compaction => "Files merged, same rows",
        Change::Restore => "Restored",
        Change::Retype => "Read again",
        Change::Delete => "Deleted",
    },
    restored: |n| format!("Version {n} restored"),
    imported_from: |file| format!("First rows, from {file}"),
    replaced_with: |file| format!("Replaced with {file}"),
    rows_removed: |n| if n == "1" { "1 row removed".into() } else { format!("{n} rows removed") },
    columns_added: |n, names| if n == 1 { format!("1 column added ({names})") } else { format!("{n} columns added ({names})") },
    columns_removed: |n, names| if n == 1 { format!("1 column removed ({names})") } else { format!("{n} columns removed ({names})") },
    rejected: |n| if n == "1" { "1 cell rejected".into() } else { format!("{n} cells rejected") },
    marks: [": ", ", ", ", "],
    gone_version: "Removed",
    preview: "Preview",
    first_rows: |n| format!("First rows of version {n}"),
    close: "Close",
    restore: "Restore",
    restore_hint: "Makes a new version of these rows and columns. No version is lost.",
    dashboard: "Open a dashboard of this version",
    pin: "Stay at this version",
    pin_hint: "This dashboard and its links keep showing the rows that are here now.",
    unpin: "Follow the latest",
    pinned: |n| format!("Version {n}"),
    show_all: |n| format!("Show all {n} versions"),
    compact: "Merge small files",
    compact_hint: "Datasets that grow in small steps read faster once their files are merged. No row changes.",
    query: "Saved query",
    inputs: "Reads",
    gone: "deleted dataset",
    refresh: "Computed again",
    refresh_name: |refresh| match refresh {
        Refresh::Manual => "By hand",
        Refresh::OnChange => "When an input changes",
    },
    refresh_now: "Refresh now",
    edit_query: "Open in SQL",
    stream_notice: "A stream fills this dataset, so it may grow while you look at it.",
    open_streams: "Open streams",
};
