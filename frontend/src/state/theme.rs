//! Light, dark or as the system is.

use crate::js::storage;

const KEY: &str = "sightline.theme";

/// The colour scheme that the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word in the page's `data-theme` and in storage; none for [`Theme::Auto`].
    pub fn word(self) -> Option<&'static str> {
        match self {
            Theme::Auto => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }

    fn of_word(word: &str) -> Theme {
        match word {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }
}

/// The theme of the last visit.
pub fn chosen() -> Theme {
    storage::get(KEY).map_or(Theme::Auto, |word| Theme::of_word(&word))
}

/// Keeps the theme for the next visit.
pub fn keep(theme: Theme) {
    storage::set(KEY, theme.word());
}
