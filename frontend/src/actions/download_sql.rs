//! A result as a file.

use leptos::prelude::*;
use shared::wire::problem::Code;
use wasm_bindgen_futures::spawn_local;

use crate::js::download;
use crate::net::{sql, trouble};
use crate::queries::sql_text;
use crate::state::Store;

/// The formats of a downloaded result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Text with commas.
    Csv,
    /// Arrow IPC stream.
    Arrow,
}

/// Runs the result's statement again and saves all of its rows.
pub fn download_sql(store: Store, sql: impl Into<String>, name: impl Into<String>, format: FileFormat) {
    let (statement, name) = (sql.into(), name.into());
    let (media_type, ending) = match format {
        FileFormat::Csv => ("text/csv", "csv"),
        FileFormat::Arrow => ("application/vnd.apache.arrow.stream", "arrows"),
    };
    store.sql.problem.set(None);
    spawn_local(async move {
        let saved = match sql::download(&statement, media_type).await {
            Ok(bytes) => download::save(&bytes, &sql_text::file_name(&name, ending)).map_err(|_| refused()),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = saved {
            store.sql.problem.set(Some(problem));
        }
    });
}

fn refused() -> shared::wire::problem::Problem {
    trouble::problem(Code::Internal, "The browser didn’t save the file. Allow downloads for this page and try again.", &[])
}
