//! Writing a query.

use leptos::prelude::*;

use super::navigate::navigate;
use crate::route::Page;
use crate::state::{Store, sql_page};

/// Keeps what is in the editor, also over a reload.
pub fn edit_sql(store: Store, text: String) {
    sql_page::keep(&text);
    store.sql.text.set(text);
}

/// Opens a query on the SQL page.
pub fn open_sql(store: Store, text: impl Into<String>) {
    edit_sql(store, text.into());
    navigate(store, Page::Sql);
}
