use std::collections::{BTreeMap, BTreeSet};

use tests::source::{SourceFile, read, rust_files};

/// The files below `folder`, but for those below one of `but`, that hold one of `words` outside of comments.
fn users(folder: &str, but: &[&str], words: &[&str]) -> Vec<String> {
    let uses = |file: &SourceFile| {
        file.text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| words.iter().any(|word| line.contains(word)))
    };
    let excepted = |file: &SourceFile| but.iter().any(|prefix| file.path.starts_with(prefix)) || file.holds_tests();
    rust_files(folder).into_iter().filter(|file| !excepted(file) && uses(file)).map(|file| file.path).collect()
}

#[test]
fn the_engine_knows_wire_only_in_its_plan() {
    let found = users("shared/src/engine/", &["shared/src/engine/plan"], &["wire::", "worker::", "suggest::"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn wire_knows_nobody() {
    let found = users("shared/src/wire/", &[], &["engine::", "worker::", "suggest::"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn shared_does_no_io_and_reads_no_clock() {
    let found =
        users("shared/src/", &[], &["std::fs", "std::net", "std::process", "std::env", "SystemTime", "Instant::now", "Utc::now", "Local::now"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn learning_does_no_io_reads_no_clock_and_starts_nothing() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::process",
        "std::env",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "tokio::",
        "arrow_",
        "parquet::",
        "println!",
    ];
    let found = users("learn/src/", &[], &forbidden);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn learning_knows_the_wire_and_nothing_else_of_ours() {
    let found = users("learn/src/", &[], &["shared::engine", "shared::worker", "shared::suggest"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_component_never_fetches_and_never_posts_to_a_worker() {
    let found = users("frontend/src/components/", &[], &["crate::net", "crate::workers", "gloo::net", "fetch_with"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_route_knows_no_sql_and_no_file_format() {
    let found = users("server/src/routes/", &[], &["sqlx::", "parquet::", "arrow_csv::", "SELECT "]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn nobody_depends_on_the_server_or_the_page() {
    for member in ["shared", "learn", "server", "frontend", "tests", "benches", "xtask"] {
        let manifest = read(&format!("{member}/Cargo.toml"));
        assert!(!manifest.contains("../server") && !manifest.contains("../frontend"), "{member}/Cargo.toml");
    }
}

#[test]
fn there_is_one_arrow_in_the_lock_file() {
    let lock = read("Cargo.lock");
    let mut majors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in lock.split("[[package]]") {
        let field = |name: &str| {
            package.lines().find_map(|line| line.strip_prefix(&format!("{name} = \""))).map(|value| value.trim_end_matches('"').to_owned())
        };
        if let (Some(name), Some(version)) = (field("name"), field("version"))
            && (name == "arrow" || name == "parquet" || name.starts_with("arrow-"))
        {
            majors.entry(version.split('.').next().unwrap().to_owned()).or_default().insert(name);
        }
    }
    assert_eq!(majors.len(), 1, "{majors:?}");
}
