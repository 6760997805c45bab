//! The table of messages: plain texts as fields, texts with values as functions.

use shared::wire::dashboard::ChartSpec;
use shared::wire::dataset::Notice;
use shared::wire::problem::Problem;
use shared::wire::query::Measure;

use crate::state::live::LiveState;
use crate::state::upload::UploadPhase;

mod cases;
mod jobs;
mod models;
mod profile;
mod reading;
mod share;
mod sql;
mod streams;
mod versions;

pub(super) use cases::CaseMessages;
pub(super) use jobs::JobMessages;
pub(super) use models::{MetricMessages, ModelMessages, PredictMessages, TrainMessages};
pub(super) use profile::ProfileMessages;
pub(super) use reading::ReadingMessages;
pub(super) use share::ShareMessages;
pub(super) use sql::SqlMessages;
pub(super) use streams::{StreamFormMessages, StreamMessages};
pub(super) use versions::VersionMessages;

/// The texts of one language. Values arrive already formatted for that language.
pub struct Messages {
    /// The top bar and its switches.
    pub bar: BarMessages,
    /// The home page.
    pub home: HomeMessages,
    /// The worked cases of the home page.
    pub cases: CaseMessages,
    /// Uploads.
    pub upload: UploadMessages,
    /// A dashboard and its tiles.
    pub board: BoardMessages,
    /// The page of one dataset.
    pub dataset: DatasetMessages,
    /// The columns of a dataset.
    pub profile: ProfileMessages,
    /// The commits of a dataset and what keeps it filled.
    pub versions: VersionMessages,
    /// How a file is read.
    pub reading: ReadingMessages,
    /// The share dialog.
    pub share: ShareMessages,
    /// The SQL page.
    pub sql: SqlMessages,
    /// The streams page.
    pub streams: StreamMessages,
    /// The models page.
    pub models: ModelMessages,
    /// The jobs drawer.
    pub jobs: JobMessages,
    /// Pages and banners that say what went wrong.
    pub trouble: TroubleMessages,
}

/// The top bar and its switches.
pub struct BarMessages {
    /// The name of the product's mark, for screen readers.
    pub home: &'static str,
    /// The name of the list of pages.
    pub pages: &'static str,
    /// The link to the home page, in the list of pages.
    pub start: &'static str,
    /// The link to the SQL page.
    pub sql: &'static str,
    /// The link to the streams.
    pub streams: &'static str,
    /// The link to the models.
    pub models: &'static str,
    /// The name of the language switch.
    pub language: &'static str,
    /// The name of the theme switch.
    pub theme: &'static str,
    /// As the system is.
    pub theme_auto: &'static str,
    /// Light.
    pub theme_light: &'static str,
    /// Dark.
    pub theme_dark: &'static str,
    /// The link that jumps over the bar.
    pub skip: &'static str,
}

/// The home page.
pub struct HomeMessages {
    /// The headline.
    pub headline: &'static str,
    /// The sentence under it.
    pub promise: &'static str,
    /// The name of the drop zone.
    pub drop_zone: &'static str,
    /// The line that invites to drop.
    pub drop_here: &'static str,
    /// The button for those who can't drag.
    pub choose: &'static str,
    /// The field for a link.
    pub link: &'static str,
    /// The button that fetches it.
    pub fetch: &'static str,
    /// Which files can be read.
    pub formats: &'static str,
    /// Shown over the page while a file is dragged over it.
    pub release: &'static str,
    /// The heading of the samples.
    pub samples: &'static str,
    /// The heading of the datasets.
    pub datasets: &'static str,
    /// The heading of the dashboards.
    pub dashboards: &'static str,
    /// No datasets yet.
    pub no_datasets: &'static str,
    /// No dashboards yet.
    pub no_dashboards: &'static str,
    /// Shown while a list is on its way.
    pub loading: &'static str,
    /// The delete button, of the thing with this name.
    pub delete: fn(&str) -> String,
    /// Asks whether to delete a dataset.
    pub confirm_delete_dataset: fn(&str) -> String,
    /// The dataset of this name was deleted just now.
    pub was_deleted: fn(&str) -> String,
    /// The heading of the datasets that can be brought back, of which there are so many.
    pub recently_deleted: fn(usize) -> String,
    /// When one of them was deleted, and when it is removed for good if it ever is.
    pub deleted_on: fn(&str, Option<&str>) -> String,
    /// Brings one of them back.
    pub bring_back: &'static str,
    /// Asks whether to delete a dashboard.
    pub confirm_delete_dashboard: fn(&str) -> String,
    /// The button that deletes.
    pub confirm: &'static str,
    /// The button that doesn't.
    pub keep: &'static str,
    /// Tiles of a dashboard.
    pub tiles: fn(usize) -> String,
    /// Rows, with the number formatted.
    pub rows: fn(&str) -> String,
    /// Columns, with the number formatted.
    pub columns: fn(&str) -> String,
}

/// Uploads.
pub struct UploadMessages {
    /// The name of the tray.
    pub tray: &'static str,
    /// Where an upload is.
    pub phase: fn(&UploadPhase) -> &'static str,
    /// Bytes sent of bytes there.
    pub sent: fn(&str, &str) -> String,
    /// The amount, bytes a second, and the time that is left.
    pub speed: fn(&str, &str, &str) -> String,
    /// How long it still takes.
    pub left: fn(&str) -> String,
    /// Lets the person look at how files are read before they are loaded.
    pub look_first: &'static str,
    /// Opens the choices of how it is read.
    pub choose: &'static str,
    /// Loads it.
    pub load: &'static str,
    /// The heading of uploads that stopped halfway.
    pub pending: &'static str,
    /// How one of them goes on.
    pub go_on: &'static str,
    /// Throws it away.
    pub discard: &'static str,
    /// Rows read so far.
    pub rows_read: fn(&str) -> String,
    /// The name of a pasted table, by its time.
    pub pasted: fn(&str) -> String,
    /// Opens the new dashboard.
    pub open: &'static str,
    /// Cancels the upload of this file.
    pub cancel: fn(&str) -> String,
    /// Takes this file out of the tray.
    pub dismiss: fn(&str) -> String,
}

/// A dashboard and its tiles.
pub struct BoardMessages {
    /// The name of the title's button.
    pub rename: &'static str,
    /// The name of the title's field.
    pub title: &'static str,
    /// A title that is empty.
    pub untitled: &'static str,
    /// The badge for the holder of a link.
    pub view_only: &'static str,
    /// What the badge means.
    pub view_only_hint: &'static str,
    /// The share button.
    pub share: &'static str,
    /// Rows used of rows there.
    pub rows_used: fn(&str, &str) -> String,
    /// Rows loaded of rows there, and the per cent of all columns' cells.
    pub rows_loaded: fn(&str, &str, u64) -> String,
    /// The name of the row of chips.
    pub filters: &'static str,
    /// No brush yet: what to do.
    pub no_filters: &'static str,
    /// Clears one chip.
    pub clear: fn(&str) -> String,
    /// Clears all chips.
    pub clear_all: &'static str,
    /// Several values of a set, when too many to name: the first one and how many more.
    pub and_more: fn(&str, &str) -> String,
    /// The lower end of an open interval.
    pub at_least: fn(&str) -> String,
    /// The upper end of an open interval.
    pub below: fn(&str) -> String,
    /// Filters to null cells.
    pub only_null: &'static str,
    /// Filters null cells out.
    pub not_null: &'static str,
    /// A null as a label on an axis.
    pub null: &'static str,
    /// Whatever this is not said of.
    pub except: fn(&str) -> String,
    /// The cell of all values that have none of their own.
    pub other: &'static str,
    /// Taking a tile off, by its title.
    pub remove_tile: fn(&str) -> String,
    /// A tile was taken off.
    pub removed: fn(&str) -> String,
    /// The title of a tile.
    pub tile_title: fn(&ChartSpec) -> String,
    /// The line under the title of a tile.
    pub tile_subtitle: fn(&ChartSpec) -> String,
    /// The numbers are approximate while a brush moves.
    pub approximate: &'static str,
    /// Added to the line: rows that have no place on the axis.
    pub unplaced: fn(&str) -> String,
    /// Rows under the brushes of all rows, for tips.
    pub rows_of: fn(&str, &str) -> String,
    /// Rows.
    pub rows: fn(&str) -> String,
    /// What is measured, its value, and that of all rows where it is another one, for tips.
    pub measured: fn(&Measure, &str, Option<&str>) -> String,
    /// Of all rows, in per cent.
    pub share_of_rows: fn(&str) -> String,
    /// A tile that isn't drawn yet.
    pub loading: &'static str,
    /// A chart without marks.
    pub no_rows: &'static str,
    /// A table whose rows all fail the filters.
    pub no_rows_pass: &'static str,
    /// The row numbers' column in a table.
    pub row_number: &'static str,
    /// How to brush a chart from the keyboard.
    pub chart_help: &'static str,
    /// The table's name.
    pub table: &'static str,
    /// The server computed a tile.
    pub on_server: &'static str,
    /// Why a tile's rows aren't loaded.
    pub rows_too_large: &'static str,
    /// Why a link's page can't draw a tile.
    pub link_too_large: &'static str,
    /// A picture that can't be shown.
    pub broken_picture: &'static str,
    /// No picture in a row.
    pub no_picture: &'static str,
    /// Rows shown of rows that pass: first, last, all.
    pub page_of: fn(&str, &str, &str) -> String,
    /// Turns back a page.
    pub page_back: &'static str,
    /// Turns a page.
    pub page_on: &'static str,
    /// Whether new rows arrive.
    pub live: LiveMessages,
}

/// The badge that says whether new rows arrive.
pub struct LiveMessages {
    /// Its word.
    pub state: fn(LiveState) -> &'static str,
    /// What the word means.
    pub hint: fn(LiveState) -> &'static str,
    /// How old the newest data are, in seconds.
    pub age: fn(u64) -> String,
    /// Holds new rows back.
    pub pause: &'static str,
    /// Lets them come again.
    pub resume: &'static str,
}

/// The page of one dataset.
pub struct DatasetMessages {
    /// Opens its dashboard.
    pub open: &'static str,
    /// Saves its rows as a file.
    pub export: &'static str,
    /// Why they can't be a workbook.
    pub too_many_rows: &'static str,
    /// The heading of the columns.
    pub columns: &'static str,
    /// Column header: name.
    pub name: &'static str,
    /// Column header: type.
    pub kind: &'static str,
    /// Column header: nulls.
    pub nulls: &'static str,
    /// Column header: distinct values.
    pub distinct: &'static str,
    /// Column header: least value.
    pub min: &'static str,
    /// Column header: greatest value.
    pub max: &'static str,
    /// The heading of the import report.
    pub import: &'static str,
    /// Where it came from.
    pub source: &'static str,
    /// The file's format.
    pub format: &'static str,
    /// A format's name from its word in the contract.
    pub format_name: fn(&str) -> String,
    /// Which file of an archive was read.
    pub entry: &'static str,
    /// Which sheet of a workbook was read.
    pub sheet: &'static str,
    /// The text's encoding.
    pub encoding: &'static str,
    /// The separator.
    pub delimiter: &'static str,
    /// A separator's name.
    pub delimiter_name: fn(&str) -> String,
    /// Whether the first record was the header.
    pub header: &'static str,
    /// It was.
    pub yes: &'static str,
    /// It wasn't.
    pub no: &'static str,
    /// Cells that didn't fit.
    pub rejected: &'static str,
    /// Version.
    pub version: &'static str,
    /// When it was made.
    pub created: &'static str,
    /// A sample that ships with the program.
    pub sample: &'static str,
    /// A saved SQL result.
    pub sql_result: &'static str,
    /// What a stream stores.
    pub stream_result: &'static str,
    /// At least so many distinct values.
    pub at_least: fn(&str) -> String,
    /// What a person should know about the import.
    pub notice: fn(&Notice) -> String,
}

/// Pages and banners that say what went wrong.
pub struct TroubleMessages {
    /// The title of a page that isn't there.
    pub not_found: &'static str,
    /// The sentence under it.
    pub not_found_hint: &'static str,
    /// The title of a revoked link's page.
    pub revoked: &'static str,
    /// The sentence under it.
    pub revoked_hint: &'static str,
    /// The title of any other page that can't be shown.
    pub failed: &'static str,
    /// The way home.
    pub go_home: &'static str,
    /// Loads the page again.
    pub reload: &'static str,
    /// Closes a banner.
    pub dismiss: &'static str,
    /// Takes the last step back.
    pub undo: &'static str,
    /// The sentence for a problem.
    pub problem: fn(&Problem) -> String,
}
