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
fn uploads_that_have_no_room_together_are_not_called_too_large() {
    let told = |params: &[(&str, &str)], language: Language| {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (r#type, title, detail) = Default::default();
        (language.messages().trouble.problem)(&Problem { r#type, title, status: 413, code: Code::PayloadTooLarge, detail, params })
    };
    let together = |language| told(&[("limit", "0"), ("pending_limit", "100")], language);
    assert_eq!(
        together(Language::English),
        "Unfinished uploads may take 100 bytes together, and there is no room for this file. Finish or stop others first."
    );
    assert_eq!(together(Language::Chinese), "未完成的上传合计不能超过 100 字节，剩余空间放不下这个文件。请先完成或停止其他上传。");
    assert_eq!(told(&[("limit", "7")], Language::English), "This file is larger than the limit of 7 bytes.");
}

#[test]
fn chinese_texts_are_chinese() {
    let zh = Language::Chinese.messages();
    for text in [zh.bar.theme, zh.home.headline, zh.board.share, zh.dataset.columns, zh.share.title, zh.trouble.revoked] {
        assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
    }
}
