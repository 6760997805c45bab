use tests::source::{SourceFile, files};

/// Text that somebody wrote: lock files and vendored bundles are not.
fn written(file: &SourceFile) -> bool {
    !file.path.ends_with(".lock") && !file.path.ends_with(".min.js") && !file.path.ends_with("LICENSE")
}

fn holders(words: &[&str], of: impl Fn(&SourceFile) -> bool) -> Vec<String> {
    let found = files().into_iter().filter(|file| of(file)).flat_map(|file| {
        let held = words.iter().filter(|word| file.text.contains(**word)).map(|word| format!("{}: {word}", file.path));
        held.collect::<Vec<_>>()
    });
    found.collect()
}

#[test]
fn no_file_names_a_registry_or_a_content_network() {
    let words = [
        concat!("registry.", "npmjs"),
        concat!("static.", "crates.io"),
        concat!("index.", "crates.io"),
        concat!("cdn.", "jsdelivr"),
        concat!("un", "pkg.com"),
        concat!("cdn", "js.cloudflare"),
        concat!("cdn.", "plot.ly"),
        concat!("fonts.", "googleapis"),
        concat!("fonts.", "gstatic"),
        concat!("deb.", "debian.org"),
        concat!("pypi.", "org"),
    ];
    let found = holders(&words, written);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    let found = holders(&[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")], written);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_is_left_for_later_and_no_test_is_skipped() {
    let words = [
        concat!("#[ig", "nore"),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("db", "g!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
    ];
    let found = holders(&words, |file| file.path.ends_with(".rs"));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_test_sleeps() {
    let found = holders(&[concat!("thread::sl", "eep"), concat!("time::sl", "eep")], |file| {
        file.path.starts_with("tests/") || file.path.ends_with("tests.rs")
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_page_never_builds_elements_from_text() {
    let words = [concat!("inner_", "html"), concat!("set_inner", "_html"), concat!("inner", "HTML"), concat!("document.", "write")];
    let found = holders(&words, |file| file.path.starts_with("frontend/src/"));
    assert!(found.is_empty(), "{found:#?}");
}
