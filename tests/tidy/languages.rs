//! That no message is missing is checked by the compiler; that each was translated, here.

use tests::source::rust_files;

/// Names that are the same in every language.
const NAMES: [&str; 11] = ["Sightline", "Avro", "CSV", "JSON", "TSV", "Parquet", "Arrow", "NDJSON", "EN", "English", "UTC"];

/// The string literals of the message files below `folder`, placeholders taken out.
fn texts(folder: &str) -> Vec<String> {
    let files = rust_files(folder);
    assert!(!files.is_empty(), "no messages below {folder}");
    let lines = files.iter().flat_map(|file| file.text.lines()).filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(literals).map(|literal| without_placeholders(&literal)).collect()
}

fn literals(line: &str) -> Vec<String> {
    let (mut found, mut open, mut escaped) = (Vec::new(), None::<String>, false);
    for c in line.chars() {
        match open.as_mut() {
            None if c == '"' => open = Some(String::new()),
            None => {}
            Some(text) if c != '"' || escaped => text.push(c),
            Some(_) => found.extend(open.take()),
        }
        escaped = c == '\\' && !escaped;
    }
    found
}

fn without_placeholders(text: &str) -> String {
    let mut depth = 0;
    let keep = |c: &char| {
        depth += i32::from(*c == '{');
        let outside = depth == 0;
        depth -= i32::from(*c == '}');
        outside
    };
    text.chars().filter(keep).collect()
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether there are words for people in it, besides names: a single word in lower case is a key of a program.
fn speaks(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    (text.contains(' ') || text.starts_with(|c: char| c.is_ascii_uppercase())) && words.any(|word| !NAMES.contains(&word))
}

#[test]
fn every_chinese_message_is_in_chinese() {
    let untranslated: Vec<String> = texts("frontend/src/i18n/zh/").into_iter().filter(|text| speaks(text) && !text.contains(is_han)).collect();
    assert!(untranslated.is_empty(), "{untranslated:#?}");
}

#[test]
fn every_english_message_is_in_english() {
    let foreign: Vec<String> = texts("frontend/src/i18n/en/").into_iter().filter(|text| text.contains(is_han) && text != "中文").collect();
    assert!(foreign.is_empty(), "{foreign:#?}");
}

#[test]
fn components_hold_no_text_of_their_own() {
    let spoken = rust_files("frontend/src/components/").into_iter().flat_map(|file| {
        let texts = file.text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(literals).collect::<Vec<_>>();
        let sentences = texts.into_iter().filter(|text| text.contains(is_han) && text != "中文");
        sentences.map(|text| format!("{}: {text}", file.path)).collect::<Vec<_>>()
    });
    let spoken: Vec<String> = spoken.collect();
    assert!(spoken.is_empty(), "{spoken:#?}");
}
