//! Which language the page opens in.

use crate::i18n::Language;
use crate::js::{navigator, storage};

const KEY: &str = "sightline.language";

/// The language of the last visit, or else the browser's.
pub fn chosen() -> Language {
    match storage::get(KEY) {
        Some(tag) => of_tags(&[tag]),
        None => of_tags(&navigator::languages()),
    }
}

/// Keeps the language for the next visit.
pub fn keep(language: Language) {
    storage::set(KEY, Some(language.tag()));
}

/// The first of the wanted languages that the page speaks; English if it speaks none of them.
fn of_tags(tags: &[String]) -> Language {
    tags.iter().find(|tag| is_spoken(tag)).map_or(Language::English, |tag| Language::of(tag))
}

fn is_spoken(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    ["en", "zh"].iter().any(|spoken| primary.eq_ignore_ascii_case(spoken))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tags: &[&str], expected: Language) {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        assert!(of_tags(&tags) == expected, "{tags:?}");
    }

    #[test]
    fn the_first_language_that_the_page_speaks_wins() {
        check(&["zh-CN", "en"], Language::Chinese);
        check(&["zh-Hant-TW"], Language::Chinese);
        check(&["fr", "zh"], Language::Chinese);
        check(&["en-GB", "zh-CN"], Language::English);
        check(&["de"], Language::English);
        check(&[], Language::English);
    }
}
