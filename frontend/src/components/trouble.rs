//! Pages for what can't be shown.

use leptos::prelude::*;
use shared::wire::problem::{Code, Problem};

use super::page_link::PageLink;
use super::words::words;
use crate::route::Page;

/// The page of an address that names nothing.
#[component]
pub fn NotFound() -> impl IntoView {
    let words = words();
    view! { <Message title=Signal::derive(move || words.get().trouble.not_found) text=Signal::derive(move || words.get().trouble.not_found_hint.to_owned())/> }
}

/// The page of an address whose content can't be had.
#[component]
pub fn Trouble(
    /// Why not.
    problem: Problem,
) -> impl IntoView {
    let words = words();
    let code = problem.code;
    let title = Signal::derive(move || {
        let trouble = &words.get().trouble;
        match code {
            Code::LinkRevoked => trouble.revoked,
            Code::NotFound => trouble.not_found,
            _ => trouble.failed,
        }
    });
    let text = Signal::derive(move || {
        let trouble = &words.get().trouble;
        match code {
            Code::LinkRevoked => trouble.revoked_hint.to_owned(),
            Code::NotFound => trouble.not_found_hint.to_owned(),
            _ => (trouble.problem)(&problem),
        }
    });
    view! { <Message title text/> }
}

/// A heading, a sentence and the way home.
#[component]
fn Message(
    /// The heading.
    title: Signal<&'static str>,
    /// The sentence.
    text: Signal<String>,
) -> impl IntoView {
    let words = words();
    view! {
        <section class="message" role="alert" data-testid="problem">
            <h1>{title}</h1>
            <p dir="auto">{text}</p>
            <PageLink page=Page::Home class="button primary">{move || words.get().trouble.go_home}</PageLink>
        </section>
    }
}
