//! English.

mod cases;
mod jobs;
mod measures;
mod models;
mod problem;
mod profile;
mod reading;
mod sql;
mod streams;
mod versions;

use shared::wire::dashboard::ChartSpec;
use shared::wire::dataset::Notice;
use shared::wire::query::CalendarUnit;

use super::listed;
use super::messages::{
    BarMessages, BoardMessages, DatasetMessages, HomeMessages, LiveMessages, Messages, ShareMessages, TroubleMessages, UploadMessages,
};
use crate::state::live::LiveState;
use crate::state::upload::UploadPhase;

/// The English texts.
pub(super) const EN: Messages = Messages {
    bar: BAR,
    home: HOME,
    cases: cases::CASES,
    upload: UPLOAD,
    board: BOARD,
    dataset: DATASET,
    profile: profile::PROFILE,
    versions: versions::VERSIONS,
    reading: reading::READING,
    share: SHARE,
    sql: sql::SQL,
    streams: streams::STREAMS,
    models: models::MODELS,
    jobs: jobs::JOBS,
    trouble: TROUBLE,
};

const BAR: BarMessages = BarMessages {
    home: "Sightline, home",
    pages: "Pages",
    start: "Home",
    sql: "SQL",
    streams: "Streams",
    models: "Models",
    language: "Language",
    theme: "Appearance",
    theme_auto: "Auto",
    theme_light: "Light",
    theme_dark: "Dark",
    skip: "Skip to content",
};

const HOME: HomeMessages = HomeMessages {
    headline: "Drop a file. See what’s in it.",
    promise: "A dashboard you can brush, in seconds. Your data stays on this server.",
    drop_zone: "Add files",
    drop_here: "Drop files here",
    choose: "Choose files",
    link: "Paste a link",
    fetch: "Add",
    formats: "CSV, TSV, Excel, JSON, Parquet, Arrow or Avro, also zipped; zipped folders of pictures or texts",
    release: "Drop to add",
    samples: "Try a sample",
    datasets: "Datasets",
    dashboards: "Dashboards",
    no_datasets: "No datasets yet. Drop a file or open a sample.",
    no_dashboards: "No dashboards yet. Each dataset gets one of its own.",
    loading: "Loading…",
    delete: |name| format!("Delete {name}"),
    confirm_delete_dataset: |name| format!("Delete the dataset “{name}”? Its dashboards have nothing to show until it is brought back."),
    was_deleted: |name| format!("“{name}” was deleted."),
    recently_deleted: |n| format!("Recently deleted ({n})"),
    deleted_on: |date, end| match end {
        Some(end) => format!("Deleted {date}, kept until {end}"),
        None => format!("Deleted {date}"),
    },
    bring_back: "Restore",
    confirm_delete_dashboard: |name| format!("Delete the dashboard “{name}”? Its links stop working. The data stays."),
    confirm: "Delete",
    keep: "Keep",
    tiles: |n| if n == 1 { "1 tile".into() } else { format!("{n} tiles") },
    rows: |n| if n == "1" { "1 row".into() } else { format!("{n} rows") },
    columns: |n| if n == "1" { "1 column".into() } else { format!("{n} columns") },
};

const UPLOAD: UploadMessages = UploadMessages {
    tray: "Uploads",
    phase: |phase| match phase {
        UploadPhase::Queued => "Waiting for its turn",
        UploadPhase::Sending => "Uploading",
        UploadPhase::Waiting => "Connection lost; trying again",
        UploadPhase::Asking { .. } => "Waiting for you",
        UploadPhase::Fetching => "Fetching",
        UploadPhase::Inferring => "Working out types",
        UploadPhase::Reading => "Reading rows",
        UploadPhase::Storing => "Storing",
        UploadPhase::Done { .. } => "Ready",
        UploadPhase::Failed(_) => "Couldn’t be added",
        UploadPhase::Cancelled => "Cancelled",
    },
    sent: |sent, total| format!("{sent} of {total}"),
    speed: |amount, speed, left| format!("{amount} · {speed}/s · {left} left"),
    left: |left| format!("{left} left"),
    look_first: "Let me check how a file is read before it is loaded",
    choose: "Check how it is read",
    load: "Load",
    pending: "Unfinished uploads",
    go_on: "add the same file again and it goes on from there",
    discard: "Discard",
    rows_read: |rows| format!("{rows} rows"),
    pasted: |time| format!("Pasted {time}"),
    open: "Open dashboard",
    cancel: |name| format!("Cancel {name}"),
    dismiss: |name| format!("Dismiss {name}"),
};

const BOARD: BoardMessages = BoardMessages {
    rename: "Rename this dashboard",
    title: "Dashboard title",
    untitled: "Untitled",
    view_only: "View only",
    view_only_hint: "You opened a shared link: brush as you like, nothing is saved.",
    share: "Share",
    rows_used: |used, there| format!("{used} of {there} rows"),
    rows_loaded: |loaded, there, percent| format!("Loading {loaded} of {there} rows ({percent}%)"),
    filters: "Filters",
    no_filters: "Drag across a chart or click a bar to filter everything else.",
    clear: |label| format!("Clear filter {label}"),
    clear_all: "Clear all",
    and_more: |first, more| format!("{first} + {more} more"),
    at_least: |value| format!("≥ {value}"),
    below: |value| format!("< {value}"),
    only_null: "no value",
    not_null: "has a value",
    null: "(no value)",
    except: |label| format!("not {label}"),
    other: "others",
    remove_tile: |title| format!("Remove “{title}” from the dashboard"),
    removed: |title| format!("“{title}” is off the dashboard."),
    tile_title: |chart| match chart {
        ChartSpec::Number => "Rows".into(),
        ChartSpec::Histogram { column, .. } | ChartSpec::Bar { column, .. } => column.clone(),
        ChartSpec::Line { column, .. } => column.clone(),
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => format!("{} × {}", x.column, y.column),
        ChartSpec::Series { y, .. } => y.clone(),
        ChartSpec::Table { .. } => "All rows".into(),
        ChartSpec::Gallery { picture, .. } => picture.clone(),
        ChartSpec::Sentences { text, .. } => text.clone(),
    },
    tile_subtitle: |chart| match chart {
        ChartSpec::Number => "that pass the filters".into(),
        ChartSpec::Histogram { .. } => "rows per range of values".into(),
        ChartSpec::Bar { measure: Some(measure), .. } => format!("{} per value, greatest first", measures::measured(measure)),
        ChartSpec::Bar { .. } => "rows per value, most frequent first".into(),
        ChartSpec::Line { every, measure: Some(measure), .. } => format!("{} per {}", measures::measured(measure), unit(*every)),
        ChartSpec::Line { every, .. } => format!("rows per {}", unit(*every)),
        ChartSpec::Heatmap { .. } => "rows per pair of values".into(),
        ChartSpec::Scatter { .. } => "rows by where they lie on both axes".into(),
        ChartSpec::Series { x, .. } => format!("every value along {}", x.column),
        ChartSpec::Table { .. } => String::new(),
        ChartSpec::Gallery { .. } => "pictures of the rows that pass the filters".into(),
        ChartSpec::Sentences { words: Some(_), .. } => "texts of the rows that pass the filters, deciding words marked".into(),
        ChartSpec::Sentences { .. } => "texts of the rows that pass the filters".into(),
    },
    approximate: "≈ until the brush rests",
    unplaced: |rows| format!("{rows} without a value"),
    rows_of: |rows, all| format!("{rows} of {all} rows"),
    rows: |rows| format!("{rows} rows"),
    measured: |measure, value, all| match all {
        Some(all) => format!("{}: {value} (all rows: {all})", measures::measured(measure)),
        None => format!("{}: {value}", measures::measured(measure)),
    },
    share_of_rows: |percent| format!("{percent} of all rows"),
    loading: "Loading",
    no_rows: "Nothing to draw",
    no_rows_pass: "No rows pass the filters.",
    row_number: "Row",
    chart_help: "Arrow keys move over the chart and select, Shift extends the selection, Escape clears it.",
    table: "Rows of the dataset",
    on_server: "computed on the server",
    rows_too_large: "These columns are larger than this tab may hold, so their rows aren’t loaded. The other tiles count them all the same.",
    link_too_large: "These data are too large for the page of a link. Ask the person who shared it for a smaller selection.",
    broken_picture: "This picture is broken",
    no_picture: "No picture",
    page_of: |first, last, all| format!("{first}–{last} of {all}"),
    page_back: "Previous page",
    page_on: "Next page",
    live: LiveMessages {
        state: |state| match state {
            LiveState::Off | LiveState::On => "Live",
            LiveState::Paused => "Paused",
            LiveState::Reconnecting => "Reconnecting",
            LiveState::Ended => "Ended",
        },
        hint: |state| match state {
            LiveState::Off | LiveState::On => "New rows show up as they arrive.",
            LiveState::Paused => "New rows are held back until you resume.",
            LiveState::Reconnecting => "The connection is lost. It’s being tried again; no row will be missed.",
            LiveState::Ended => "The dataset was deleted or can’t be seen any more. What you see is what there was.",
        },
        age: |secs| match secs {
            0..60 => format!("{secs} s ago"),
            60..3_600 => format!("{} min ago", secs / 60),
            3_600..86_400 => format!("{} h ago", secs / 3_600),
            _ => format!("{} d ago", secs / 86_400),
        },
        pause: "Pause",
        resume: "Resume",
    },
};

const DATASET: DatasetMessages = DatasetMessages {
    open: "Open dashboard",
    export: "Export",
    too_many_rows: "No Excel: more rows than a sheet’s 1,048,575",
    columns: "Columns",
    name: "Name",
    kind: "Type",
    nulls: "Nulls",
    distinct: "Distinct",
    min: "Min",
    max: "Max",
    import: "How it was read",
    source: "Source",
    format: "Format",
    format_name: |word| match word {
        "csv" => "CSV".into(),
        "json" => "JSON".into(),
        "ndjson" => "NDJSON".into(),
        "excel" => "Workbook".into(),
        "parquet" => "Parquet".into(),
        "arrow_file" => "Arrow file".into(),
        "arrow_stream" => "Arrow stream".into(),
        "avro" => "Avro".into(),
        "pictures" => "Pictures".into(),
        "texts" => "Texts".into(),
        other => other.into(),
    },
    entry: "File in the archive",
    sheet: "Sheet",
    encoding: "Encoding",
    delimiter: "Separator",
    delimiter_name: |mark| match mark {
        "," => "Comma".into(),
        ";" => "Semicolon".into(),
        "\t" => "Tab".into(),
        "|" => "Vertical bar".into(),
        " " => "Space".into(),
        "\u{1f}" => "Unit separator (1F)".into(),
        "\u{1}" => "Control-A (01)".into(),
        other => other.into(),
    },
    header: "Header",
    yes: "First line",
    no: "None",
    rejected: "Cells that didn’t fit",
    version: "Version",
    created: "Added",
    sample: "Sample",
    sql_result: "SQL result",
    stream_result: "Stream",
    at_least: |n| format!("≥ {n}"),
    notice: |notice| match notice {
        Notice::Renamed { position, from, to } if from.is_empty() => format!("Column {} had no name and is now “{to}”.", position + 1),
        Notice::Renamed { position, from, to } => format!("Column {} was called “{from}”, which is taken, and is now “{to}”.", position + 1),
        Notice::NoRows => "The file has a header and no rows.".into(),
        Notice::OtherFormat { ending } => {
            format!("The file’s name ends in .{ending}, but its contents are of another format. The contents were used.")
        }
        Notice::OtherSheets { sheets, hidden } if hidden.is_empty() => {
            format!("The workbook has more sheets that were not read: {}.", sheets.join(", "))
        }
        Notice::OtherSheets { sheets, hidden } => {
            format!("The workbook has more sheets that were not read: {} (hidden: {}).", sheets.join(", "), hidden.join(", "))
        }
        Notice::OtherFiles { files, names } => format!("Files in the archive that were left out ({files}): {}.", listed(*files, names, ", ")),
        Notice::Unread { files, names } => format!("Files that couldn’t be made out ({files}): {}.", listed(*files, names, ", ")),
        Notice::NoHeader => "The file has no header, so columns are named by their position.".into(),
        Notice::Preamble { lines: 1, text } => format!("A line before the table was left out: “{text}”."),
        Notice::Preamble { lines, text } => format!("{lines} lines before the table were left out: “{text}”."),
        Notice::Written { column, writing } => format!("“{column}” is written as {}.", reading::written(*writing)),
        Notice::NullWords { column, words, cells } => {
            let words: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
            format!("In “{column}”, {} means no value ({cells} {}).", words.join(", "), if *cells == 1 { "cell" } else { "cells" })
        }
        Notice::NotADate { column, text } => format!("“{column}” looks like dates or times but stays text: “{text}” doesn’t fit."),
        Notice::Ambiguous { column, first, second } => {
            format!("“{column}” could be {} or {}, so it stays text.", reading::written(*first), reading::written(*second))
        }
    },
};

const SHARE: ShareMessages = ShareMessages {
    title: "Share this dashboard",
    explanation: "Anyone with the link can see this dashboard and brush it, starting from what is selected now. They can’t change anything, \
                  and they reach no other data.",
    make: "Create link",
    keep_data: "Keep the data as they are now",
    keeps_data: "keeps the data of then",
    link: "New link",
    copy: "Copy",
    copied: "Copied",
    once: "Copy it now: for safety, the link is shown only once.",
    links: "Links",
    no_links: "No links yet.",
    made_on: |date| format!("Created {date}"),
    revoked_on: |date| format!("Revoked {date}"),
    revoke: "Revoke",
    revoke_made_on: |date| format!("Revoke the link created {date}"),
    close: "Close",
};

const TROUBLE: TroubleMessages = TroubleMessages {
    not_found: "There’s nothing here",
    not_found_hint: "The address may be mistyped, or what it named was deleted.",
    revoked: "This link was revoked",
    revoked_hint: "The person who shared it has switched it off. Ask them for a new one.",
    failed: "This page can’t be shown",
    go_home: "Go home",
    reload: "Reload",
    dismiss: "Dismiss",
    undo: "Undo",
    problem: problem::problem,
};

fn unit(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Second => "second",
        CalendarUnit::Minute => "minute",
        CalendarUnit::Hour => "hour",
        CalendarUnit::Day => "day",
        CalendarUnit::Week => "week",
        CalendarUnit::Month => "month",
        CalendarUnit::Quarter => "quarter",
        CalendarUnit::Year => "year",
    }
}
