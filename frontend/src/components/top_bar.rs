//! The bar on top: the way home, the language, the theme.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::words::words;
use crate::actions;
use crate::i18n::Language;
use crate::route::Page;
use crate::state::{Store, Theme};

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    view! {
        <header class="bar">
            <PageLink page=Page::Home class="brand"><Mark/><span>"Sightline"</span></PageLink>
            <div class="bar-end"><LanguageSwitch/><ThemeSwitch/></div>
        </header>
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
