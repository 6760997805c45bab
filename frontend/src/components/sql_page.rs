//! SQL over the datasets.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::sql_datasets::SqlDatasets;
use super::sql_editor::SqlEditor;
use super::sql_result::SqlResultPanel;
use super::words::words;

/// The page at `/sql`.
#[component]
pub fn SqlPage() -> impl IntoView {
    let words = words();
    let editor = NodeRef::<Textarea>::new();
    view! {
        <section class="workspace sql" data-testid="sql-page">
            <h1 class="visually-hidden">{move || words.get().sql.title}</h1>
            <SqlDatasets editor/>
            <div class="sql-work">
                <SqlEditor editor/>
                <SqlResultPanel/>
            </div>
        </section>
    }
}
