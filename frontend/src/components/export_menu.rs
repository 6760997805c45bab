//! A version's rows as a file.

use leptos::html::{Details, Summary};
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;

/// Formats by their words in the contract, and their names.
const FORMATS: [(&str, &str); 5] = [("csv", "CSV"), ("xlsx", "Excel"), ("ndjson", "NDJSON"), ("parquet", "Parquet"), ("arrow", "Arrow")];

/// A button that opens a list of formats. The server names the file.
#[component]
pub fn ExportMenu(
    /// The dataset's id.
    id: String,
    /// The version.
    version: u64,
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
        let href = format!("/api/datasets/{id}/export?format={format}&version={version}");
        view! { <li><a href=href download="" on:click=move |_| close()>{name}</a></li> }
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
