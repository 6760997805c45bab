//! Broken files, as a person sees them: each tells next to its own name what is wrong, in the language of the page.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tests::flights;
use tests::page::{Page, quote};
use tests::server::Server;

/// A file's name, its bytes, and what its message says in English and in Chinese.
type Broken = (&'static str, Vec<u8>, &'static str, &'static str);

fn broken() -> Vec<Broken> {
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let few = flights::first(5_000);
    vec![
        ("empty.csv", Vec::new(), "empty", "空的"),
        ("holiday.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".repeat(50), "jpeg", "jpeg"),
        ("cut.parquet", half(flights::parquet(&few)), "damaged or incomplete (Parquet: ", "已损坏或不完整（Parquet："),
        ("cut.arrow", half(flights::arrow_file(&few)), "damaged or incomplete (Arrow file: ", "已损坏或不完整（Arrow 文件："),
        ("ragged.csv", b"a,b\n1,2\n3\n".to_vec(), "found in line", "字段数不一致"),
        ("latin.ndjson", b"\xef\xbb\xbf{\"town\":\"Orl\xe9ans\"}\n".to_vec(), "encoding", "编码"),
        ("long.csv", [b"a\n".to_vec(), b"x".repeat(17 << 20)].concat(), "longer than", "超过了"),
        ("wide.csv", (0..6_000).map(|at| format!("c{at}")).collect::<Vec<_>>().join(",").into_bytes(), "columns are more", "列的上限"),
        ("lines.ndjson", b"{\"a\":1}\n{\"a\":\n".to_vec(), "valid JSON", "有效的 JSON"),
        ("locked.xlsx", include_bytes!("../fixtures/workbooks/password.xlsx").to_vec(), "protected by a password", "密码保护"),
        ("open.csv", b"a,b\n1,\"two\n3,4\n".to_vec(), "never closes", "没有闭合"),
    ]
}

fn tell_why(language: &str, expected: impl Fn(&Broken) -> &'static str) {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let files = broken();
    let write = |(name, bytes, ..): &Broken| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let paths: Vec<PathBuf> = files.iter().map(write).collect();
    let mut page = Page::open_in(language, &server, "/");
    page.watch().expect("status of 422");
    page.watch().expect("status of 415");
    page.drop_files("[data-testid=drop-zone]", &paths.iter().map(PathBuf::as_path).collect::<Vec<&Path>>());
    for file in &files {
        let selector = format!("[data-testid=upload][data-file={}] [data-testid=problem]", quote(file.0));
        page.wait_for(&format!("document.querySelector({})", quote(&selector)));
        let text = page.text(&selector);
        assert!(text.contains(expected(file)), "{}: {text}", file.0);
    }
    server.expect_well();
}

#[test]
fn each_broken_file_tells_what_is_wrong_in_english() {
    tell_why("en-US", |file| file.2);
}

#[test]
fn each_broken_file_tells_what_is_wrong_in_chinese() {
    tell_why("zh-CN", |file| file.3);
}
