//! A version's rows as a file.

use leptos::html::{Details, Summary};
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;

/// Formats by their words in the contract, and their names.
const FORMATS: [(&str, &str); 5] = [("csv", "CSV"), ("xlsx", "Excel"), ("ndjson", "NDJSON"), ("parquet", "Parquet"), ("arrow", "Arrow")];

/// A sheet holds no more below its header; the server refuses it too.
const SHEET_ROWS: u64 = 1_048_575;

/// A button that opens a list of formats. The server names the file.
#[component]
pub fn ExportMenu(
    /// The dataset's id.
    id: String,
    /// The version.
    version: u64,
    /// Its rows, if they are known here.
    #[prop(default = 0)]
    rows: u64,
) -> impl IntoView {
    let words = words();
    let (menu, button) = (NodeRef::<Details>::new(), NodeRef::<Summary>::new());
    let close = move || {
        if let Some((menu, button)) = menu.get_untracked().zip(button.get_untracked()) {
            // What had the focus is gone then.
            let _ = (menu.remove_attribute("open"), button.focus());
        }
    };
    let link = move |(format, name)| {
        // A download that fails tells no reason, so there is none where it must fail.
        let fits = format != "xlsx" || rows <= SHEET_ROWS;
        let href = fits.then(|| format!("/api/datasets/{id}/export?format={format}&version={version}"));
        let text = move || if fits { name } else { words.get().dataset.too_many_rows };
        view! { <li><a href=href download="" on:click=move |_| close()>{text}</a></li> }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=menu data-testid="export" on:keydown=key>
            <summary node_ref=button class="button"><Icon glyph=Glyph::Download/>{move || words.get().dataset.export}</summary>
            <ul>{FORMATS.map(link).collect_view()}</ul>
        </details>
    }
}
