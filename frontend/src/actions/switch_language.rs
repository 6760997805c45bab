//! Switching the language.

use leptos::prelude::*;

use crate::i18n::Language;
use crate::js::document;
use crate::state::{Store, language};

/// Shows every text in another language, now and at the next visit.
pub fn switch_language(store: Store, chosen: Language) {
    language::keep(chosen);
    document::set_language(chosen.tag());
    store.language.set(chosen);
}
