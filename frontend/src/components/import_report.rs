//! How a dataset's file was read: nothing is guessed in secret.

use leptos::prelude::*;
use shared::wire::dataset::{Dataset, ImportReport, Notice, Source};

use super::rejected_cells::RejectedCells;
use super::words::words;
use crate::format;
use crate::i18n::{Language, Messages};

/// The facts of an import, and what a person should know about it.
#[component]
pub fn ImportFacts(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let words = words();
    let (id, version) = (dataset.id.clone(), dataset.version);
    let (notices, rejected, total) = (dataset.import.notices.clone(), dataset.import.rejected.clone(), dataset.import.rejected_cells);
    let dataset = StoredValue::new(dataset);
    let facts = move || dataset.with_value(|dataset| facts(dataset, words.get(), words.language()));
    view! {
        <section class="panel" aria-labelledby="import-title">
            <h2 id="import-title">{move || words.get().dataset.import}</h2>
            <dl class="facts">
                {move || facts().into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd dir="auto" title=value.clone()>{value.clone()}</dd></div> }).collect_view()}
            </dl>
            {rejected.map(|rejected| view! { <RejectedCells id version rejected total/> })}
            <Notices notices/>
        </section>
    }
}

/// What a person should know about how a file was read, or would be.
#[component]
pub fn Notices(
    /// It.
    notices: Vec<Notice>,
) -> impl IntoView {
    let words = words();
    view! {
        <ul class="notices">
            {notices.into_iter().map(|notice| view! { <li dir="auto">{move || (words.get().dataset.notice)(&notice)}</li> }).collect_view()}
        </ul>
    }
}

fn facts(dataset: &Dataset, messages: &Messages, language: Language) -> Vec<(&'static str, String)> {
    let words = &messages.dataset;
    let source = match &dataset.source {
        Source::Upload { file_name } => file_name.clone(),
        Source::Url { url } => url.clone(),
        Source::Sample { key } => format!("{} · {key}", words.sample),
        Source::Sql { .. } => words.sql_result.into(),
        Source::Rejected { .. } => messages.reading.rejected_source.into(),
        Source::Stream { .. } => words.stream_result.into(),
    };
    let ImportReport { format: form, packing, entry, sheet, encoding, delimiter, quote, escape, header, rejected_cells, .. } = &dataset.import;
    let is_file = dataset.source.is_file();
    let mut facts = vec![(words.source, source)];
    let packing = packing.as_ref().map_or_else(String::new, |packing| format!(" · {packing}"));
    facts.extend(is_file.then(|| (words.format, (words.format_name)(form) + &packing)));
    facts.extend(entry.as_ref().map(|entry| (words.entry, entry.clone())));
    facts.extend(sheet.as_ref().map(|sheet| (words.sheet, sheet.clone())));
    facts.extend(encoding.as_ref().map(|encoding| (words.encoding, encoding.clone())));
    facts.extend(delimiter.as_ref().map(|mark| (words.delimiter, (words.delimiter_name)(mark))));
    let mark = |mark: &String| if mark == "none" { words.no.to_owned() } else { mark.clone() };
    facts.extend(quote.as_ref().filter(|quote| *quote != "\"").map(|quote| (messages.reading.quote, mark(quote))));
    facts.extend(escape.as_ref().filter(|escape| *escape != "none").map(|escape| (messages.reading.escape, mark(escape))));
    facts.extend(header.map(|header| (words.header, if header { words.yes } else { words.no }.to_owned())));
    facts.extend(is_file.then(|| (words.rejected, format::integer(language, *rejected_cells))));
    facts.push((words.version, dataset.version.to_string()));
    facts.push((words.created, format::date_time(language, &dataset.created_at)));
    facts
}
