//! How a delimited file is read: what was found, and every choice to change it.

use leptos::prelude::*;
use shared::wire::dataset::{Dataset, Source, Writing};

use super::field::{SelectField, TextField};
use super::reading_preview::ReadingPreview;
use super::words::words;
use crate::actions;
use crate::actions::preview_reading::{Told, preview_reading};
use crate::queries::reading_form::{DELIMITERS, ENCODINGS, Filled, READINGS, key};
use crate::state::Store;

/// Nothing for what is no delimited file.
#[component]
pub fn ReadingPanel(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let is_file = matches!(dataset.source, Source::Upload { .. } | Source::Sample { .. });
    (is_file && dataset.import.format == "csv").then(|| view! { <ReadingForm dataset/> })
}

/// The choices, folded away until somebody wants them.
#[component]
fn ReadingForm(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Dataset { id, columns, import, .. } = dataset;
    let before = import.options.clone().unwrap_or_default();
    let filled = Filled::of(&before);
    let [encoding, delimiter, header, preamble] = [filled.encoding, filled.delimiter, filled.header, filled.preamble].map(RwSignal::new);
    let chosen: Vec<(String, String, RwSignal<String>)> = columns
        .into_iter()
        .map(|column| {
            let value = filled.columns.iter().find(|(name, _)| *name == column.name).map(|(_, value)| value.clone()).unwrap_or_default();
            (column.name, column.r#type, RwSignal::new(value))
        })
        .collect();
    let busy = RwSignal::new(false);
    let found = move |value: String| (String::new(), (words.get().reading.found)(&value));
    let (found_encoding, found_mark, had_header) = (import.encoding.unwrap_or_default(), import.delimiter.unwrap_or_default(), import.header);
    let encodings = Signal::derive(move || {
        let offered = ENCODINGS.iter().map(|label| ((*label).to_owned(), (*label).to_owned()));
        [found(found_encoding.clone())].into_iter().chain(offered).collect::<Vec<_>>()
    });
    let marks = Signal::derive(move || {
        let name = |mark: &str| (words.get().dataset.delimiter_name)(mark);
        let offered = DELIMITERS.iter().map(|mark| ((*mark).to_owned(), name(mark)));
        [found(name(&found_mark))].into_iter().chain(offered).collect::<Vec<_>>()
    });
    let headers = Signal::derive(move || {
        let (yes, no) = (words.get().dataset.yes, words.get().dataset.no);
        let was = had_header.map_or("", |header| if header { yes } else { no });
        vec![found(was.to_owned()), ("yes".to_owned(), yes.to_owned()), ("no".to_owned(), no.to_owned())]
    });
    let rows = chosen.clone();
    let options = Memo::new(move |_| {
        let columns = chosen.iter().map(|(name, _, value)| (name.clone(), value.get())).filter(|(_, value)| !value.is_empty());
        let [encoding, delimiter, header, preamble] = [encoding, delimiter, header, preamble].map(|field| field.get());
        Filled { encoding, delimiter, header, preamble, columns: columns.collect() }.options(&before)
    });
    let (is_open, turn, told) = (RwSignal::new(false), StoredValue::new(0), RwSignal::new(Told::default()));
    let of = id.clone();
    Effect::new(move |_| {
        let options = options.get();
        if is_open.get() {
            preview_reading(of.clone(), options, turn, told);
        }
    });
    let submit = move || actions::read_again::read_again(store, id.clone(), options.get_untracked(), busy);
    view! {
        <details class="panel reading" data-testid="reading" on:toggle=move |event| is_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))>
            <summary><h2>{move || words.get().reading.title}</h2></summary>
            <p class="muted">{move || words.get().reading.hint}</p>
            <form on:submit=move |event| { event.prevent_default(); submit(); }>
                <div class="fields">
                    <SelectField name="delimiter" label=Signal::derive(move || words.get().dataset.delimiter.to_owned()) value=delimiter options=marks/>
                    <SelectField name="encoding" label=Signal::derive(move || words.get().dataset.encoding.to_owned()) value=encoding options=encodings/>
                    <SelectField name="header" label=Signal::derive(move || words.get().dataset.header.to_owned()) value=header options=headers/>
                    <TextField name="preamble" kind="number" label=Signal::derive(move || words.get().reading.preamble.to_owned()) value=preamble/>
                </div>
                <div class="wide" tabindex="0" role="region" aria-label=move || words.get().dataset.columns>
                    <table class="columns readings">
                        <thead><tr>
                            <th scope="col">{move || words.get().dataset.name}</th>
                            <th scope="col">{move || words.get().reading.read_as}</th>
                        </tr></thead>
                        <tbody>{rows.into_iter().map(|(name, of, value)| view! { <ColumnReading name of value/> }).collect_view()}</tbody>
                    </table>
                </div>
                <ReadingPreview told/>
                <div class="form-end">
                    <button class="primary" type="submit" data-testid="read-again" disabled=move || busy.get() aria-busy=move || busy.get().to_string()>
                        {move || if busy.get() { words.get().reading.busy } else { words.get().reading.again }}
                    </button>
                </div>
            </form>
        </details>
    }
}

/// How one column is read.
#[component]
fn ColumnReading(
    /// Its name.
    name: String,
    /// Its type.
    of: String,
    /// The reading that is chosen.
    value: RwSignal<String>,
) -> impl IntoView {
    let words = words();
    let text = move |(of, writing): (&str, Writing)| match writing {
        Writing::Plain => of.to_owned(),
        other => format!("{of} · {}", (words.get().reading.writing)(other)),
    };
    let is_offered = move |value: &str| value.is_empty() || READINGS.iter().any(|(of, writing)| key(of, *writing) == value);
    let other = value.get_untracked();
    let options = move || {
        let found = (String::new(), (words.get().reading.found)(&of));
        let kept = (!is_offered(&other)).then(|| (other.clone(), other.clone()));
        let offered = READINGS.iter().map(|reading| (key(reading.0, reading.1), text(*reading)));
        let all = [found].into_iter().chain(kept).chain(offered);
        all.map(|(key, text)| {
            let own = key.clone();
            view! { <option value=key prop:selected=move || value.with(|value| *value == own)>{text}</option> }
        })
        .collect_view()
    };
    view! {
        <tr>
            <th scope="row" dir="auto" title=name.clone()>{name.clone()}</th>
            <td><select aria-label=name.clone() data-column=name on:change=move |event| value.set(event_target_value(&event))>{options}</select></td>
        </tr>
    }
}
