//! The bar on top: the pages, the jobs, the language, the theme.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::words::words;
use crate::actions;
use crate::i18n::{BarMessages, Language};
use crate::route::Page;
use crate::state::{Store, Theme};

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let store = expect_context::<Store>();
    let is_owner = move || store.page.with(|page| !matches!(page, Page::Link(_)));
    view! {
        <header class="bar">
            <PageLink page=Page::Home class="brand"><Mark/><span class="brand-name">"Sightline"</span></PageLink>
            <Show when=is_owner><Pages/></Show>
            <div class="bar-end"><Show when=is_owner><JobsButton/></Show><LanguageSwitch/><ThemeSwitch/></div>
        </header>
    }
}

/// The links to the pages; the holder of a link to one dashboard has none.
#[component]
fn Pages() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let link = |page: Page, class: &'static str, name: fn(&BarMessages) -> &'static str| {
        let here = page.clone();
        let current = Signal::derive(move || store.page.with(|shown| shown.is_within(&here)));
        view! { <li class=class><PageLink page class="nav-link" current>{move || name(&words.get().bar)}</PageLink></li> }
    };
    view! {
        <nav class="nav" aria-label=move || words.get().bar.pages>
            <ul>
                {link(Page::Home, "nav-home", |bar| bar.start)}
                {link(Page::Sql, "", |bar| bar.sql)}
                {link(Page::Streams, "", |bar| bar.streams)}
                {link(Page::Models, "", |bar| bar.models)}
            </ul>
        </nav>
    }
}

/// Opens and closes the jobs drawer; tells how many jobs run.
#[component]
fn JobsButton() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let jobs = store.jobs;
    let active = Memo::new(move |_| jobs.active());
    let some = move || active.get() > 0;
    let name = move || {
        let words = &words.get().jobs;
        match active.get() {
            0 => words.title.to_owned(),
            n => (words.running)(n),
        }
    };
    let toggle = move |_| {
        if jobs.open.get_untracked() {
            actions::show_jobs::hide_jobs(store);
        } else {
            actions::show_jobs::show_jobs(store);
        }
    };
    view! {
        <button
            class="ghost jobs-button"
            id="jobs-button"
            data-testid="jobs-button"
            aria-label=name
            title=name
            aria-expanded=move || jobs.open.get().to_string()
            aria-controls="jobs"
            on:click=toggle
        >
            <Icon glyph=Glyph::Jobs/>
            <Show when=some><span class="count-badge numbers" data-testid="jobs-active">{active}</span></Show>
        </button>
    }
}

/// The product's mark: bars with a brush over them.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
            <rect class="mark-ghost" x="2" y="13" width="4" height="8" rx="1.2"/>
            <rect class="mark-accent" x="7.3" y="8" width="4" height="13" rx="1.2"/>
            <rect class="mark-accent" x="12.7" y="3" width="4" height="18" rx="1.2"/>
            <rect class="mark-ghost" x="18" y="10" width="4" height="11" rx="1.2"/>
        </svg>
    }
}

/// Switches to the other language; its text is in that language.
#[component]
fn LanguageSwitch() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let other = move || match words.language() {
        Language::English => Language::Chinese,
        Language::Chinese => Language::English,
    };
    let name = move || match other() {
        Language::English => "English",
        Language::Chinese => "中文",
    };
    view! {
        <button
            class="ghost"
            data-testid="language-switch"
            aria-label=move || format!("{}: {}", words.get().bar.language, name())
            on:click=move |_| actions::switch_language::switch_language(store, other())
        >
            <span lang=move || other().tag()>{name}</span>
        </button>
    }
}

/// Goes round system, light and dark.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let glyph = Signal::derive(move || match store.theme.get() {
        Theme::Auto => Glyph::Auto,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
    });
    let name = move || {
        let bar = &words.get().bar;
        let theme = match store.theme.get() {
            Theme::Auto => bar.theme_auto,
            Theme::Light => bar.theme_light,
            Theme::Dark => bar.theme_dark,
        };
        format!("{}: {theme}", bar.theme)
    };
    let next = move |_| {
        let theme = match store.theme.get_untracked() {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        };
        actions::switch_theme::switch_theme(store, theme);
    };
    view! {
        <button class="ghost square" data-testid="theme-switch" aria-label=name title=name on:click=next><Icon glyph/></button>
    }
}
