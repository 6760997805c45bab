//! What the page of a dataset says of its commits and of what keeps it filled.

use shared::wire::job::Refresh;
use shared::wire::version::Change;

/// Versions, saved queries, streams, compaction.
pub struct VersionMessages {
    /// The heading of the commits.
    pub title: &'static str,
    /// Column header: number.
    pub number: &'static str,
    /// Column header: what changed.
    pub change: &'static str,
    /// Column header: rows that it brought.
    pub added: &'static str,
    /// Column header: rows afterwards.
    pub rows: &'static str,
    /// Column header: when.
    pub when: &'static str,
    /// What made a commit.
    pub change_name: fn(Change) -> &'static str,
    /// The version whose rows a restore brought back.
    pub restored: fn(&str) -> String,
    /// The first rows, of that file.
    pub imported_from: fn(&str) -> String,
    /// All rows, by that file.
    pub replaced_with: fn(&str) -> String,
    /// Rows that went away: how many, as text.
    pub rows_removed: fn(&str) -> String,
    /// Columns that came: how many, and the names.
    pub columns_added: fn(usize, &str) -> String,
    /// Columns that went.
    pub columns_removed: fn(usize, &str) -> String,
    /// Cells that did not fit: how many, as text.
    pub rejected: fn(&str) -> String,
    /// Between what made a version and what it changed, between two changes, and between two names.
    pub marks: [&'static str; 3],
    /// Its files are gone.
    pub gone_version: &'static str,
    /// Shows a version's first rows.
    pub preview: &'static str,
    /// The heading of these.
    pub first_rows: fn(&str) -> String,
    /// Hides them.
    pub close: &'static str,
    /// Brings a version's rows back.
    pub restore: &'static str,
    /// What that does.
    pub restore_hint: &'static str,
    /// Makes a dashboard of a version.
    pub dashboard: &'static str,
    /// Has a dashboard stay at the versions that it shows.
    pub pin: &'static str,
    /// What that does.
    pub pin_hint: &'static str,
    /// Has it follow the latest versions.
    pub unpin: &'static str,
    /// It stays at that version.
    pub pinned: fn(&str) -> String,
    /// Shows all commits, of which there are so many.
    pub show_all: fn(&str) -> String,
    /// Merges small files.
    pub compact: &'static str,
    /// What that does.
    pub compact_hint: &'static str,
    /// The heading of the saved query.
    pub query: &'static str,
    /// The datasets that it reads.
    pub inputs: &'static str,
    /// One of them, deleted.
    pub gone: &'static str,
    /// When it is computed again.
    pub refresh: &'static str,
    /// When, in words.
    pub refresh_name: fn(Refresh) -> &'static str,
    /// Computes it now.
    pub refresh_now: &'static str,
    /// Opens the query on the SQL page.
    pub edit_query: &'static str,
    /// A stream fills this dataset.
    pub stream_notice: &'static str,
    /// Leads to the streams.
    pub open_streams: &'static str,
}
