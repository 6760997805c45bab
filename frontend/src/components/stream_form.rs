//! The form for a new stream.

use leptos::prelude::*;
use shared::wire::query::Measure;

use super::banner::Banner;
use super::icon::{Glyph, Icon};
use super::stream_fields::KindFields;
use super::words::words;
use crate::actions::make_stream;
use crate::js::date;
use crate::queries::refused;
use crate::queries::stream_form::{Begin, KINDS, Kind, StreamForm, new_stream};
use crate::state::Store;

/// What is filled in. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct Filled {
    /// What kind.
    pub kind: RwSignal<Kind>,
    /// The name.
    pub name: RwSignal<String>,
    /// The brokers.
    pub brokers: RwSignal<String>,
    /// The topic.
    pub topic: RwSignal<String>,
    /// Where to begin: `earliest`, `latest` or `time`.
    pub begin: RwSignal<String>,
    /// A local time.
    pub time: RwSignal<String>,
    /// The dataset to fill.
    pub target: RwSignal<String>,
    /// The sample.
    pub sample: RwSignal<String>,
    /// Rows per second.
    pub rows_per_sec: RwSignal<String>,
    /// The dataset to read.
    pub dataset: RwSignal<String>,
    /// Whether the rows that are there are sent too.
    pub from_start: RwSignal<bool>,
    /// The column of the event time.
    pub time_column: RwSignal<String>,
    /// The position of the unit.
    pub every: RwSignal<String>,
    /// Seconds.
    pub lateness: RwSignal<String>,
    /// Columns.
    pub group_by: RwSignal<Vec<String>>,
    /// What is computed.
    pub measures: RwSignal<Vec<Measure>>,
    /// The model.
    pub model: RwSignal<String>,
    /// The field that is missing, found before anything was sent.
    missing: RwSignal<Option<&'static str>>,
}

impl Filled {
    fn new() -> Filled {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Filled {
            kind: RwSignal::new(Kind::default()),
            name: text(""),
            brokers: text(""),
            topic: text(""),
            begin: text("earliest"),
            time: text(""),
            target: text(""),
            sample: text(""),
            rows_per_sec: text("100"),
            dataset: text(""),
            from_start: RwSignal::new(true),
            time_column: text(""),
            every: text("1"),
            lateness: text("0"),
            group_by: RwSignal::new(Vec::new()),
            measures: RwSignal::new(vec![Measure::count()]),
            model: text(""),
            missing: RwSignal::new(None),
        }
    }

    fn form(self, store: Store) -> StreamForm {
        let dataset = self.dataset.get_untracked();
        let version = store.streams.choices.with_untracked(|c| c.datasets.iter().find(|d| d.id == dataset).map(|d| d.version));
        StreamForm {
            kind: self.kind.get_untracked(),
            name: self.name.get_untracked(),
            brokers: self.brokers.get_untracked(),
            topic: self.topic.get_untracked(),
            begin: match self.begin.get_untracked().as_str() {
                "latest" => Begin::Latest,
                "time" => Begin::Time,
                _ => Begin::Earliest,
            },
            time: date::utc_of_local(&self.time.get_untracked()).unwrap_or_default(),
            target: self.target.get_untracked(),
            sample: self.sample.get_untracked(),
            rows_per_sec: self.rows_per_sec.get_untracked(),
            after: version.filter(|_| !self.from_start.get_untracked()),
            dataset,
            time_column: self.time_column.get_untracked(),
            every: self.every.get_untracked().parse().unwrap_or_default(),
            lateness: self.lateness.get_untracked(),
            group_by: self.group_by.get_untracked(),
            measures: self.measures.get_untracked(),
            model: self.model.get_untracked(),
        }
    }
}

/// What is wrong with a field: missing, or what the server says of it.
pub fn wrong(filled: Filled, field: &'static str) -> Signal<Option<String>> {
    let page = expect_context::<Store>().streams;
    let words = words();
    Signal::derive(move || {
        if filled.missing.get() == Some(field) {
            return Some(words.get().streams.form.required.to_owned());
        }
        page.refused.with(|problem| problem.as_ref().filter(|p| refused::field(p) == field).map(|p| (words.get().trouble.problem)(p)))
    })
}

/// Which fields a kind shows; a problem of any other is shown above the form.
fn fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::KafkaIn => &["name", "brokers", "topic", "start", "target"],
        Kind::Replay => &["name", "sample", "rows_per_sec", "target"],
        Kind::Window => &["name", "dataset", "time", "every", "lateness_secs", "group_by", "measures"],
        Kind::Predict => &["name", "dataset", "model"],
        Kind::KafkaOut => &["name", "dataset", "brokers", "topic"],
    }
}

/// The form; a kind first, then its fields.
#[component]
pub fn NewStreamForm(
    /// Whether it is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let page = store.streams;
    let filled = Filled::new();
    page.refused.set(None);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match new_stream(&filled.form(store)) {
            Ok(new) => {
                filled.missing.set(None);
                make_stream::make_stream(store, new);
            }
            Err(field) => filled.missing.set(Some(field)),
        }
    };
    // A problem that no field shows.
    let other = RwSignal::new(None);
    Effect::new(move |_| other.set(page.refused.get().filter(|problem| !fields(filled.kind.get()).contains(&refused::field(problem)))));
    view! {
        <form class="panel form" data-testid="stream-form" aria-labelledby="stream-form-title" novalidate on:submit=submit>
            <div class="panel-head">
                <h2 id="stream-form-title">{move || words.get().streams.new}</h2>
                <button type="button" class="ghost square" aria-label=move || words.get().streams.form.close on:click=move |_| shown.set(false)>
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            <Kinds filled/>
            <Banner problem=other/>
            <KindFields filled/>
            <div class="form-end">
                <button type="submit" class="primary" data-testid="make-stream" disabled=move || page.making.get()>
                    {move || if page.making.get() { words.get().streams.form.making } else { words.get().streams.form.make }}
                </button>
            </div>
        </form>
    }
}

/// The choice of the kind.
#[component]
fn Kinds(
    /// What is filled in.
    filled: Filled,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let words = words();
    let choose = move |kind: Kind| {
        filled.kind.set(kind);
        filled.missing.set(None);
        page.refused.set(None);
    };
    let radio = move |kind: Kind| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="kind"
                    value=word(kind)
                    prop:checked=move || filled.kind.get() == kind
                    on:change=move |_| choose(kind)
                />
                <span class="choice-name">{move || (words.get().streams.form.kind_name)(kind)}</span>
                <span class="choice-hint">{move || (words.get().streams.form.kind_hint)(kind)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choices" data-field="kind">
            <legend>{move || words.get().streams.form.kind}</legend>
            <div class="choice-row">{KINDS.into_iter().map(radio).collect_view()}</div>
        </fieldset>
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::KafkaIn => "kafka_in",
        Kind::Replay => "replay",
        Kind::Window => "window",
        Kind::Predict => "predict",
        Kind::KafkaOut => "kafka_out",
    }
}
