//! How a file is read: what was found, every choice to change it, and at once what it would become.

use leptos::prelude::*;
use shared::wire::dataset::ImportReport;
use shared::wire::import::ImportOptions;

use super::field::{SelectField, TextField};
use super::reading_preview::ReadingPreview;
use super::words::words;
use crate::actions::preview_reading::{Look, ReadingOf, preview_reading};
use crate::queries::reading_form::{DELIMITERS, ENCODINGS, Filled};

/// The choices and the rows. Only delimited text has choices.
#[component]
pub fn ReadingForm(
    /// Whose file it is.
    of: ReadingOf,
    /// How it was read.
    import: ImportReport,
    /// What is told of it.
    look: Look,
    /// Whether anybody looks.
    #[prop(into)]
    is_open: Signal<bool>,
    /// Takes the choices.
    submit: Callback<ImportOptions>,
    /// The button, and whether its work is under way.
    button: Signal<&'static str>,
    /// Whether the button's work is under way.
    busy: RwSignal<bool>,
) -> impl IntoView {
    let words = words();
    let before = import.options.clone().unwrap_or_default();
    let filled = Filled::of(&before);
    let has_choices = import.format == "csv";
    let [encoding, delimiter, header, preamble] = [filled.encoding, filled.delimiter, filled.header, filled.preamble].map(RwSignal::new);
    let columns = RwSignal::new(filled.columns);
    let options = Memo::new(move |_| {
        let [encoding, delimiter, header, preamble] = [encoding, delimiter, header, preamble].map(|field| field.get());
        Filled { encoding, delimiter, header, preamble, columns: columns.get() }.options(&before)
    });
    // Where records are cut otherwise there are other columns.
    Effect::new(move |cut: Option<[String; 4]>| {
        let now = [encoding, delimiter, header, preamble].map(|field| field.get());
        if cut.is_some_and(|cut| cut != now) {
            columns.set(Vec::new());
        }
        now
    });
    Effect::new(move |_| {
        let options = options.get();
        if is_open.get() {
            preview_reading(&of, options, look);
        }
    });
    view! {
        <form on:submit=move |event| { event.prevent_default(); submit.run(options.get_untracked()); }>
            {has_choices.then(|| view! { <Cutting import encoding delimiter header preamble/> })}
            <ReadingPreview look columns=has_choices.then_some(columns)/>
            <div class="form-end">
                <button class="primary" type="submit" data-testid="read-again" disabled=move || busy.get() aria-busy=move || busy.get().to_string()>
                    {move || if busy.get() { words.get().reading.busy } else { button.get() }}
                </button>
            </div>
        </form>
    }
}

/// How records and fields are cut.
#[component]
fn Cutting(
    /// How the file was read.
    import: ImportReport,
    /// The encoding that is chosen.
    encoding: RwSignal<String>,
    /// The delimiter.
    delimiter: RwSignal<String>,
    /// Whether there is a header.
    header: RwSignal<String>,
    /// Records before the table.
    preamble: RwSignal<String>,
) -> impl IntoView {
    let words = words();
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
    view! {
        <div class="fields">
            <SelectField name="delimiter" label=Signal::derive(move || words.get().dataset.delimiter.to_owned()) value=delimiter options=marks/>
            <SelectField name="encoding" label=Signal::derive(move || words.get().dataset.encoding.to_owned()) value=encoding options=encodings/>
            <SelectField name="header" label=Signal::derive(move || words.get().dataset.header.to_owned()) value=header options=headers/>
            <TextField name="preamble" kind="number" label=Signal::derive(move || words.get().reading.preamble.to_owned()) value=preamble/>
        </div>
    }
}
