#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use shared::wire::problem::{Code, Problem};

use super::Language;

#[test]
fn any_chinese_tag_is_chinese_and_every_other_english() {
    for (tag, language) in [
        ("zh", Language::Chinese),
        ("zh-TW", Language::Chinese),
        ("ZH-Hans", Language::Chinese),
        ("en-GB", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(Language::of(tag), language, "{tag}");
    }
    assert_eq!(Language::of(Language::Chinese.tag()), Language::Chinese);
}

#[test]
fn a_problem_names_its_values_in_both_languages() {
    let params = BTreeMap::from([("row".to_owned(), "42".to_owned())]);
    let problem = Problem { r#type: String::new(), title: String::new(), status: 422, code: Code::UnclosedQuote, detail: String::new(), params };
    for language in [Language::English, Language::Chinese] {
        assert!((language.messages().trouble.problem)(&problem).contains("42"));
    }
}

#[test]
fn chinese_texts_are_chinese() {
    let zh = Language::Chinese.messages();
    for text in [zh.bar.theme, zh.home.headline, zh.board.share, zh.dataset.columns, zh.share.title, zh.trouble.revoked] {
        assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
    }
}
