//! One stream.

use leptos::prelude::*;
use shared::wire::stream::{Stream, StreamSpec, StreamState};

use super::confirm::Confirm;
use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::words::{Words, words};
use crate::actions::{change_stream, open_dataset};
use crate::format;
use crate::i18n::Messages;
use crate::queries::stream_form::Kind;
use crate::route::Page;
use crate::state::Store;

/// Name, what it does, how it goes, what can be done with it.
#[component]
pub fn StreamCard(
    /// The stream's id.
    id: String,
) -> impl IntoView {
    let page = expect_context::<Store>().streams;
    let stream = {
        let id = id.clone();
        Memo::new(move |_| page.list.with(|list| list.iter().find(|stream| stream.id == id).cloned()))
    };
    let name = Memo::new(move |_| stream.with(|stream| stream.as_ref().map(|stream| stream.name.clone()).unwrap_or_default()));
    let state = Memo::new(move |_| stream.with(|stream| stream.as_ref().map(|stream| stream.state)));
    let shown = id.clone();
    view! {
        <li class="entry" data-testid="stream" data-id=shown data-name=name data-state=move || state.get().map(word)>
            <div class="entry-head">
                <h2 dir="auto" title=name>{name}</h2>
                <StateBadge state/>
                <Buttons id name state/>
            </div>
            <Description stream/>
            <Figures stream/>
            <Problem stream/>
            <Links stream/>
        </li>
    }
}

/// Where it stands; said to screen readers when it changes.
#[component]
fn StateBadge(
    /// The state.
    state: Memo<Option<StreamState>>,
) -> impl IntoView {
    let words = words();
    view! { <span class="state" role="status" data-state=move || state.get().map(word)>{move || state.get().map(|state| (words.get().streams.state)(state))}</span> }
}

/// Pause or resume, delete.
#[component]
fn Buttons(
    /// The stream's id.
    id: String,
    /// Its name.
    name: Memo<String>,
    /// Its state.
    state: Memo<Option<StreamState>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let busy = {
        let id = id.clone();
        move || store.streams.busy.with(|busy| busy.contains(&id))
    };
    let runs = move || state.get() == Some(StreamState::Running);
    let switch = {
        let id = id.clone();
        move |_| match state.get_untracked() {
            Some(StreamState::Running) => change_stream::pause_stream(store, id.clone()),
            _ => change_stream::resume_stream(store, id.clone()),
        }
    };
    view! {
        <div class="entry-end">
            <button class="small" data-testid="stream-switch" disabled=busy on:click=switch>
                {move || if runs() { words.get().streams.pause } else { words.get().streams.resume }}
                <span class="visually-hidden" dir="auto">{move || format!(" {}", name.get())}</span>
            </button>
            <button
                class="ghost square"
                data-testid="stream-delete"
                aria-label=move || (words.get().streams.delete)(&name.get())
                on:click=move |_| asked.set(true)
            >
                <Icon glyph=Glyph::Delete/>
            </button>
            <Confirm
                asked
                question=Signal::derive(move || (words.get().streams.confirm_delete)(&name.get()))
                agreed=Callback::new(move |()| change_stream::delete_stream(store, id.clone()))
            />
        </div>
    }
}

/// What it does: from where to where.
#[component]
fn Description(
    /// The stream.
    stream: Memo<Option<Stream>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let line = move || {
        let (messages, choices) = (words.get(), store.streams.choices);
        let dataset = |id: &str| choices.with(|choices| choices.datasets.iter().find(|dataset| dataset.id == id).map(|dataset| dataset.name.clone()));
        stream.with(|stream| stream.as_ref().map(|stream| describe(messages, stream, &dataset)))
    };
    view! { <p class="muted small-text" dir="auto">{line}</p> }
}

fn describe(messages: &Messages, stream: &Stream, dataset: &dyn Fn(&str) -> Option<String>) -> String {
    let texts = &messages.streams;
    let named = |id: &str| dataset(id).unwrap_or_else(|| texts.gone.to_owned());
    let target = || stream.target.as_deref().map(named).unwrap_or_default();
    let (kind, from, to) = match &stream.spec {
        StreamSpec::KafkaIn { brokers, topic, .. } => (Kind::KafkaIn, (texts.topic_at)(topic, brokers), target()),
        StreamSpec::Replay { sample, .. } => (Kind::Replay, sample.clone(), target()),
        StreamSpec::KafkaOut { dataset, brokers, topic, .. } => (Kind::KafkaOut, named(dataset), (texts.topic_at)(topic, brokers)),
        StreamSpec::Window { dataset, .. } => (Kind::Window, named(dataset), target()),
        StreamSpec::Predict { dataset, .. } => (Kind::Predict, named(dataset), target()),
    };
    let way = if to.is_empty() { from } else { (texts.from_to)(&from, &to) };
    format!("{} · {way}", (texts.form.kind_name)(kind))
}

/// Rows, rate, lag and what did not fit.
#[component]
fn Figures(
    /// The stream.
    stream: Memo<Option<Stream>>,
) -> impl IntoView {
    let words = words();
    let figures = move || stream.with(|stream| stream.as_ref().map(|stream| figures(words, stream)).unwrap_or_default());
    let figure = |(key, name, value): (&'static str, &'static str, String)| {
        view! { <div data-figure=key><dt>{name}</dt><dd class="numbers">{value}</dd></div> }
    };
    view! { <dl class="figures">{move || figures().into_iter().map(figure).collect_view()}</dl> }
}

fn figures(words: Words, stream: &Stream) -> Vec<(&'static str, &'static str, String)> {
    let (texts, status) = (&words.get().streams, &stream.status);
    let rate = format::decimal(status.rows_per_sec, 1);
    let mut figures = vec![("rows", texts.rows, words.integer(status.rows)), ("rate", texts.rate, rate)];
    figures.extend(status.lag.map(|lag| ("lag", texts.lag, words.integer(lag))));
    let is_in = matches!(stream.spec, StreamSpec::KafkaIn { .. });
    let is_window = matches!(stream.spec, StreamSpec::Window { .. });
    figures.extend((is_in || status.dead_letters > 0).then(|| ("dead-letters", texts.dead_letters, words.integer(status.dead_letters))));
    figures.extend((is_window || status.late_rows > 0).then(|| ("late-rows", texts.late_rows, words.integer(status.late_rows))));
    figures
}

/// Why it stopped, or what it is trying to get over.
#[component]
fn Problem(
    /// The stream.
    stream: Memo<Option<Stream>>,
) -> impl IntoView {
    let words = words();
    let problem = Memo::new(move |_| stream.with(|stream| stream.as_ref().and_then(|s| Some((s.problem.clone()?, s.state)))));
    let line = move || {
        problem.get().map(|(problem, state)| {
            let sentence = (words.get().trouble.problem)(&problem);
            let text = if state == StreamState::Running { (words.get().streams.trying_again)(&sentence) } else { sentence };
            view! { <p class="entry-problem" role="alert" data-testid="stream-problem" dir="auto">{text}</p> }
        })
    };
    view! { {line} }
}

/// To what it fills.
#[component]
fn Links(
    /// The stream.
    stream: Memo<Option<Stream>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let targets = Memo::new(move |_| stream.with(|s| s.as_ref().map(|s| (s.target.clone(), s.dead_letters.clone())).unwrap_or_default()));
    let dashboard = move |id: String| {
        view! {
            <button class="small" data-testid="stream-dashboard" on:click=move |_| open_dataset::open_dataset(store, id.clone())>
                <Icon glyph=Glyph::Chart/>{move || words.get().streams.open_dashboard}
            </button>
        }
    };
    let links = move || {
        let (target, dead) = targets.get();
        view! {
            {target.clone().map(dashboard)}
            {target.map(|id| view! { <PageLink page=Page::Dataset(id)>{move || words.get().streams.open_dataset}</PageLink> })}
            {dead.map(|id| view! { <PageLink page=Page::Dataset(id)>{move || words.get().streams.open_dead_letters}</PageLink> })}
        }
    };
    view! { <div class="entry-links">{links}</div> }
}

fn word(state: StreamState) -> &'static str {
    match state {
        StreamState::Running => "running",
        StreamState::Paused => "paused",
        StreamState::Failed => "failed",
    }
}
