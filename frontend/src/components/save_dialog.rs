//! The form that makes a dataset of a query.

use leptos::ev::{Event, SubmitEvent};
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use shared::wire::job::Refresh;
use shared::wire::sql::SaveSql;

use super::confirm::open_with;
use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions;
use crate::state::Store;

/// Name, and when it is computed again.
#[component]
pub fn SaveDialog(
    /// Whether it is open.
    asked: RwSignal<bool>,
    /// The name that is offered.
    name: Signal<String>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (dialog, field) = (NodeRef::<Dialog>::new(), NodeRef::<Input>::new());
    let refresh = RwSignal::new(Refresh::Manual);
    open_with(dialog, asked);
    Effect::new(move |_| {
        if let Some(field) = field.get().filter(|_| asked.get()) {
            field.set_value(&name.get_untracked());
            field.select();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
        if !name.is_empty() {
            asked.set(false);
            actions::save_sql::save_sql(store, SaveSql { name, sql: store.sql.text.get_untracked(), refresh: refresh.get_untracked() });
        }
    };
    view! {
        <dialog node_ref=dialog class="dialog" aria-labelledby="save-title" on:close=move |_: Event| asked.set(false)>
            <header class="dialog-head">
                <h2 id="save-title">{move || words.get().sql.save_title}</h2>
                <button class="ghost square" aria-label=move || words.get().sql.close on:click=move |_| asked.set(false)><Icon glyph=Glyph::Close/></button>
            </header>
            <p class="muted small-text">{move || words.get().sql.save_hint}</p>
            <form class="save-form" on:submit=save>
                <label class="save-field"><span class="label">{move || words.get().sql.name}</span><input node_ref=field type="text" required maxlength="200" data-testid="save-name"/></label>
                <fieldset class="save-field">
                    <legend class="label">{move || words.get().sql.refresh}</legend>
                    <RefreshChoice refresh value=Refresh::Manual text=Signal::derive(move || words.get().sql.by_hand)/>
                    <RefreshChoice refresh value=Refresh::OnChange text=Signal::derive(move || words.get().sql.on_change)/>
                </fieldset>
                <div class="dialog-end"><button class="primary" type="submit" data-testid="save-now">{move || words.get().sql.save_now}</button></div>
            </form>
        </dialog>
    }
}

/// One of the ways.
#[component]
fn RefreshChoice(
    /// The choice.
    refresh: RwSignal<Refresh>,
    /// This way.
    value: Refresh,
    /// Its name.
    text: Signal<&'static str>,
) -> impl IntoView {
    let word = if value == Refresh::Manual { "manual" } else { "on_change" };
    view! {
        <label class="save-choice">
            <input type="radio" name="refresh" value=word prop:checked=move || refresh.get() == value on:change=move |_| refresh.set(value)/>
            <span>{text}</span>
        </label>
    }
}
