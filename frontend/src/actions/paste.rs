//! Pasting on the home page: cells from a spreadsheet, files, a link.

use leptos::prelude::*;
use web_sys::DataTransfer;

use super::import_link::import_link;
use super::upload_files::upload_files;
use crate::format;
use crate::js::{date, file};
use crate::state::Store;

/// Adds what was pasted; `false` if it is nothing that can be added.
pub fn paste(store: Store, pasted: &DataTransfer) -> bool {
    let text = pasted.get_data("text/plain").unwrap_or_default();
    // Spreadsheets paste a picture of the cells beside their text.
    if let Some(ending) = ending_of(&text) {
        let language = store.language.get_untracked();
        let name = (language.messages().upload.pasted)(&format::date_time(language, &date::now()));
        let files = file::list_of(&format!("{name}.{ending}"), &text);
        return files.map(|files| upload_files(store, files)).is_some();
    }
    if let Some(files) = pasted.files().filter(|files| files.length() > 0) {
        upload_files(store, files);
        return true;
    }
    let is_link = text.trim().starts_with("http://") || text.trim().starts_with("https://");
    if is_link {
        import_link(store, text.trim());
    }
    is_link
}

/// The ending of a file of such a text, if it is a table: several lines, or several cells.
fn ending_of(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    match (text.starts_with(['{', '[']), text.contains('\t'), text.trim_end().contains('\n')) {
        (true, _, _) => Some("json"),
        (_, true, _) => Some("tsv"),
        (_, _, true) => Some("csv"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::ending_of;

    #[test]
    fn a_table_has_several_lines_or_cells() {
        for (text, ending) in [
            ("a\tb\n1\t2\n", Some("tsv")),
            ("a\tb", Some("tsv")),
            ("a,b\r\n1,2\r\n", Some("csv")),
            (" [{\"a\":1}]", Some("json")),
            ("a word\n", None),
            ("https://a.example/x", None),
            ("", None),
        ] {
            assert_eq!(ending_of(text), ending, "{text}");
        }
    }
}
