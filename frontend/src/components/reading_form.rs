//! How a file is read: what was found, every choice to change it, and at once what it would become.

use leptos::prelude::*;
use shared::wire::dataset::ImportReport;
use shared::wire::import::ImportOptions;

use super::field::{SelectField, TextField};
use super::reading_preview::ReadingPreview;
use super::words::words;
use crate::actions::preview_reading::{Look, ReadingOf, preview_reading};
use crate::i18n::Messages;
use crate::queries::reading_form::{DELIMITERS, ENCODINGS, FIELDS, Filled, OTHER, QUOTES, others_of};

/// What is filled in, in the order of [`FIELDS`].
type Fields = [RwSignal<String>; FIELDS.len()];

/// The choices and the rows. Archives and workbooks have one each, where the table of a workbook begins are two; delimited text has all others.
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
    let fields: Fields = filled.texts.map(RwSignal::new);
    let columns = RwSignal::new(filled.columns);
    let options = Memo::new(move |_| Filled { texts: fields.map(|field| field.get()), columns: columns.get() }.options(&before));
    // How it was read last with choices that can be.
    let now = Memo::new(move |last: Option<&Option<ImportReport>>| {
        let told = look.told.with(|told| told.as_ref().and_then(|told| told.as_ref().ok()).map(|told| told.import.clone()));
        told.or_else(|| last.cloned().flatten()).or_else(|| Some(import.clone()))
    });
    Effect::new(move |cut: Option<Vec<String>>| {
        let now: Vec<String> = fields[..FIELDS.len() - 1].iter().map(|field| field.get()).collect();
        if let Some(cut) = cut.filter(|cut| *cut != now) {
            // Where records are cut otherwise there are other columns, and another file has nothing of this one's.
            columns.set(Vec::new());
            if cut[0] != now[0] {
                fields[1..].iter().for_each(|field| field.set(String::new()));
            }
        }
        now
    });
    Effect::new(move |_| {
        let options = options.get();
        if is_open.get() {
            preview_reading(&of, options, look);
        }
    });
    let is_format = move |format: &str| now.with(|now| now.as_ref().is_some_and(|now| now.format == format));
    let (is_text, is_book) = (Memo::new(move |_| is_format("csv")), Memo::new(move |_| is_format("excel")));
    view! {
        <form on:submit=move |event| { event.prevent_default(); submit.run(options.get_untracked()); }>
            <div class="fields">
                <OneOf name=FIELDS[0] is_sheet=false now value=fields[0]/>
                <OneOf name=FIELDS[1] is_sheet=true now value=fields[1]/>
                {move || (is_text.get() || is_book.get()).then(|| view! { <Cutting now fields is_text=is_text.get()/> })}
            </div>
            <ReadingPreview look columns/>
            <div class="form-end">
                <button class="primary" type="submit" data-testid="read-again" disabled=move || busy.get() aria-busy=move || busy.get().to_string()>
                    {move || if busy.get() { words.get().reading.busy } else { button.get() }}
                </button>
            </div>
        </form>
    }
}

/// Which file of an archive, or which sheet of a workbook; nothing where there is but one.
#[component]
fn OneOf(
    /// The field's name.
    name: &'static str,
    /// Whether it is a sheet.
    is_sheet: bool,
    /// How the file is read.
    now: Memo<Option<ImportReport>>,
    /// The one that is chosen.
    value: RwSignal<String>,
) -> impl IntoView {
    let words = words();
    let all = Memo::new(move |last: Option<&Vec<String>>| now.with(|now| now.as_ref().map(|now| others_of(now, is_sheet, last)).unwrap_or_default()));
    let label = Signal::derive(move || if is_sheet { words.get().dataset.sheet } else { words.get().dataset.entry }.to_owned());
    let options = Signal::derive(move || {
        let read = now.with(|now| now.as_ref().and_then(|now| if is_sheet { now.sheet.clone() } else { now.entry.clone() }));
        let found = value.with(String::is_empty).then(|| (String::new(), (words.get().reading.found)(&read.unwrap_or_default())));
        found.into_iter().chain(all.get().into_iter().map(|name| (name.clone(), name))).collect::<Vec<_>>()
    });
    move || (all.with(Vec::len) > 1).then(|| view! { <SelectField name label value options/> })
}

/// How records and fields are cut.
#[component]
fn Cutting(
    /// How the file is read.
    now: Memo<Option<ImportReport>>,
    /// What is filled in.
    fields: Fields,
    /// Whether it is delimited text: a workbook's fields are cut already.
    is_text: bool,
) -> impl IntoView {
    let words = words();
    let [_, _, encoding, delimiter, quote, escape, header, preamble, null_words] = fields;
    let label = |of: fn(&Messages) -> &'static str| Signal::derive(move || of(words.get()).to_owned());
    // What is found, while nothing else is chosen, and what can be.
    let choices =
        move |of: RwSignal<String>, read: fn(&ImportReport) -> String, name: fn(&Messages, &str) -> String, offered: &'static [&'static str]| {
            Signal::derive(move || {
                let texts = words.get();
                // Of a file that could not be read nothing was found.
                let found = now.with(|now| now.as_ref().map(read)).filter(|found| !found.is_empty() && of.with(String::is_empty));
                let found = found.map_or_else(|| texts.reading.as_found.to_owned(), |found| (texts.reading.found)(&name(texts, &found)));
                // One that is not offered here stays in the list while it is chosen.
                let own = of.get();
                let other = (!own.is_empty() && !offered.contains(&own.as_str())).then_some(own.as_str());
                let offered = offered.iter().copied().chain(other).map(|value| (value.to_owned(), name(texts, value)));
                [(String::new(), found)].into_iter().chain(offered).collect::<Vec<_>>()
            })
        };
    let yes_or_no = |texts: &Messages, value: &str| match value {
        "yes" => texts.dataset.yes.to_owned(),
        "no" => texts.dataset.no.to_owned(),
        other => other.to_owned(),
    };
    let had_header = |import: &ImportReport| import.header.map_or("", |header| if header { "yes" } else { "no" }).to_owned();
    let delimiter_name = |texts: &Messages, mark: &str| if mark == OTHER { texts.reading.other.into() } else { (texts.dataset.delimiter_name)(mark) };
    let known = choices(delimiter, |import| import.delimiter.clone().unwrap_or_default(), delimiter_name, &DELIMITERS);
    let is_other = Memo::new(move |_| delimiter.with(|mark| !mark.is_empty() && !DELIMITERS.contains(&mark.as_str())));
    let delimiters = Signal::derive(move || {
        let mut all = known.get();
        all.extend((!is_other.get()).then(|| (OTHER.to_owned(), words.get().reading.other.to_owned())));
        all
    });
    let other_label = label(|texts| texts.reading.other_mark);
    let typed = RwSignal::new(delimiter.get_untracked());
    // Another mark is typed anew: nothing stands there that isn't sent.
    Effect::new(move |_| {
        if delimiter.with(|mark| mark == OTHER) && !typed.with_untracked(String::is_empty) {
            typed.set(String::new());
        }
    });
    Effect::new(move |before: Option<()>| {
        let mark = typed.get();
        if before.is_some() {
            delimiter.set(if mark.is_empty() { OTHER.to_owned() } else { mark });
        }
    });
    let encodings = choices(encoding, |import| import.encoding.clone().unwrap_or_default(), |_, label| label.to_owned(), &ENCODINGS);
    let mark_name = |texts: &Messages, mark: &str| if mark == "none" { texts.dataset.no } else { mark }.to_owned();
    let quotes = choices(quote, |import| import.quote.clone().unwrap_or_default(), mark_name, &QUOTES);
    let escapes = choices(escape, |import| import.escape.clone().unwrap_or_default(), mark_name, &["none", "\\"]);
    let marks = || {
        view! {
            <SelectField name=FIELDS[3] label=label(|texts| texts.dataset.delimiter) value=delimiter options=delimiters/>
            {move || is_other.get().then(|| view! { <TextField name="other" label=other_label value=typed/> })}
            <SelectField name=FIELDS[2] label=label(|texts| texts.dataset.encoding) value=encoding options=encodings/>
        }
    };
    let fields = || {
        view! {
            <SelectField name=FIELDS[4] label=label(|texts| texts.reading.quote) value=quote options=quotes/>
            <SelectField name=FIELDS[5] label=label(|texts| texts.reading.escape) value=escape options=escapes/>
            <TextField name=FIELDS[8] label=label(|texts| texts.reading.null_words) value=null_words hint=label(|texts| texts.reading.null_words_hint)/>
        }
    };
    view! {
        {is_text.then(marks)}
        <SelectField name=FIELDS[6] label=label(|texts| texts.dataset.header) value=header options=choices(header, had_header, yes_or_no, &["yes", "no"])/>
        <TextField name=FIELDS[7] kind="number" label=label(|texts| texts.reading.preamble) value=preamble/>
        {is_text.then(fields)}
    }
}
