//! The editor: where a query is written and run.

use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::sql_save::{SaveButton, SavingState};
use super::words::words;
use crate::actions;
use crate::js::editing;
use crate::state::Store;
use crate::state::sql_page::SqlPhase;

/// What Tab puts in.
const INDENT: &str = "  ";

/// The field, Run and Cancel, and what is wrong with the query.
#[component]
pub fn SqlEditor(
    /// The field.
    editor: NodeRef<Textarea>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let page = store.sql;
    let leaving = StoredValue::new(false);
    let problem =
        move || page.phase.with(|phase| if let SqlPhase::Failed(problem) = phase { Some((words.get().trouble.problem)(problem)) } else { None });
    view! {
        <div class="panel sql-editor">
            <textarea
                node_ref=editor
                class="code"
                data-testid="sql-text"
                rows="8"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                aria-label=move || words.get().sql.editor
                aria-describedby="sql-help"
                aria-invalid=move || page.phase.with(|phase| matches!(phase, SqlPhase::Failed(_))).to_string()
                placeholder=move || words.get().sql.placeholder
                prop:value=move || page.text.get()
                on:input=move |event| actions::edit_sql::edit_sql(store, event_target_value(&event))
                on:keydown=move |event| pressed(store, editor, leaving, &event)
            ></textarea>
            <div class="sql-bar"><RunButtons/><RunState/><SaveButton/></div>
            <SavingState/>
            <p id="sql-help" class="muted small-text sql-help">{move || words.get().sql.help}</p>
            {move || problem().map(|text| view! { <p class="sql-problem" role="alert" data-testid="sql-problem" dir="auto">{text}</p> })}
        </div>
    }
}

/// Run while nothing runs, Cancel while something does.
#[component]
fn RunButtons() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let running = Memo::new(move |_| store.sql.phase.with(|phase| *phase == SqlPhase::Running));
    let blank = Memo::new(move |_| store.sql.text.with(|text| text.trim().is_empty()));
    view! {
        <button class="primary" data-testid="sql-run" disabled=move || blank.get() || running.get() on:click=move |_| actions::run_sql::run_sql(store)>
            <Icon glyph=Glyph::Run/>{move || words.get().sql.run}
        </button>
        <button data-testid="sql-cancel" disabled=move || !running.get() on:click=move |_| actions::run_sql::cancel_sql(store)>
            {move || words.get().sql.cancel}
        </button>
    }
}

/// How long the run takes, or how it ended.
#[component]
fn RunState() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let time = move || (words.get().jobs.duration)(store.sql.elapsed_ms.get() as u64);
    let text = move || {
        let sql = &words.get().sql;
        match store.sql.phase.get() {
            SqlPhase::Idle | SqlPhase::Failed(_) => String::new(),
            SqlPhase::Running => (sql.running)(&time()),
            SqlPhase::Done => (sql.took)(&time()),
            SqlPhase::Cancelled => sql.cancelled.to_owned(),
        }
    };
    let word = move || match store.sql.phase.get() {
        SqlPhase::Idle => "idle",
        SqlPhase::Running => "running",
        SqlPhase::Done => "done",
        SqlPhase::Cancelled => "cancelled",
        SqlPhase::Failed(_) => "failed",
    };
    // Only the outcome is spoken: a clock that counts would talk without end.
    let spoken = move || if store.sql.phase.with(|phase| *phase == SqlPhase::Running) { "off" } else { "polite" };
    view! { <span class="muted numbers" data-testid="sql-state" data-phase=word role="status" aria-live=spoken>{text}</span> }
}

/// Ctrl or ⌘ with Enter runs. Tab alone indents, but after Escape, and with anything selected, it leaves the field as everywhere.
fn pressed(store: Store, editor: NodeRef<Textarea>, leaving: StoredValue<bool>, event: &KeyboardEvent) {
    let was_leaving = leaving.get_value();
    leaving.set_value(event.key() == "Escape");
    // Enter and Tab also choose words in an input method's list.
    if event.is_composing() {
        return;
    }
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            actions::run_sql::run_sql(store);
        }
        "Tab" if !modified && !was_leaving => {
            let Some(field) = editor.get_untracked().filter(|field| field.selection_start() == field.selection_end()) else { return };
            event.prevent_default();
            editing::insert(&field, INDENT);
            actions::edit_sql::edit_sql(store, field.value());
        }
        _ => {}
    }
}
