//! The SQL page.

/// The SQL page.
pub struct SqlMessages {
    /// The heading.
    pub title: &'static str,
    /// The name of the field that holds the query.
    pub editor: &'static str,
    /// What an empty field says.
    pub placeholder: &'static str,
    /// How to run from the keyboard, and how to leave the field with Tab.
    pub help: &'static str,
    /// Runs the query.
    pub run: &'static str,
    /// Stops it.
    pub cancel: &'static str,
    /// Runs, for so long.
    pub running: fn(&str) -> String,
    /// It was stopped by the person.
    pub cancelled: &'static str,
    /// How long it took.
    pub took: fn(&str) -> String,
    /// The heading of the list of datasets.
    pub datasets: &'static str,
    /// There are none.
    pub no_datasets: &'static str,
    /// Shows or hides the columns of a dataset, for screen readers.
    pub columns_of: fn(&str) -> String,
    /// Writes a name into the query.
    pub insert: fn(&str) -> String,
    /// The name of the result.
    pub result: &'static str,
    /// Nothing was run yet.
    pub no_result: &'static str,
    /// The statement gave no row.
    pub no_rows: &'static str,
    /// Only the first so many of so many rows are shown.
    pub first_rows: fn(&str, &str) -> String,
    /// The query was edited since.
    pub stale: &'static str,
    /// Saves the result as a file of a format, given by its name.
    pub download: fn(&str) -> String,
    /// Opens the form that saves the query as a dataset.
    pub save: &'static str,
    /// The title of that form.
    pub save_title: &'static str,
    /// What saving does.
    pub save_hint: &'static str,
    /// The field of the new dataset's name.
    pub name: &'static str,
    /// The choice of when it is computed again.
    pub refresh: &'static str,
    /// When somebody asks.
    pub by_hand: &'static str,
    /// When a dataset that it reads changes.
    pub on_change: &'static str,
    /// Saves.
    pub save_now: &'static str,
    /// Closes the form.
    pub close: &'static str,
    /// Saves the query and opens a dashboard of it.
    pub chart: &'static str,
    /// The chart is on its way.
    pub charting: &'static str,
    /// The job that saves runs; the drawer shows it.
    pub saving: &'static str,
    /// It is saved under this name.
    pub saved: fn(&str) -> String,
    /// Opens the saved dataset.
    pub open_saved: &'static str,
    /// The name of a result that is saved without a name of its own.
    pub default_name: &'static str,
}
