//! The texts of the language that is on.

use leptos::prelude::*;

use crate::format;
use crate::i18n::{Language, Messages};
use crate::state::Store;

/// A handle of the texts; reading it in a view follows the language switch.
#[derive(Clone, Copy)]
pub struct Words(RwSignal<Language>);

/// The texts, inside of [`super::app::App`].
pub fn words() -> Words {
    Words(expect_context::<Store>().language)
}

impl Words {
    /// The texts.
    pub fn get(self) -> &'static Messages {
        self.0.get().messages()
    }

    /// The language.
    pub fn language(self) -> Language {
        self.0.get()
    }

    /// A whole number, grouped.
    pub fn integer(self, n: u64) -> String {
        format::integer(self.0.get(), n)
    }
}
