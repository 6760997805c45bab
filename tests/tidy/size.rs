use tests::source::{SourceFile, files};

/// Vendored and generated files are nobody's to split.
fn is_ours(file: &SourceFile) -> bool {
    [".rs", ".css", ".js"].iter().any(|ending| file.path.ends_with(ending)) && !file.path.contains("vendor/")
}

#[test]
fn no_source_file_has_more_than_400_lines() {
    let sizes = files().into_iter().filter(|file| is_ours(file) && !file.holds_tests()).map(|file| (file.text.lines().count(), file.path));
    let long: Vec<_> = sizes.filter(|(lines, _)| *lines > 400).collect();
    assert!(long.is_empty(), "split these: {long:?}");
}
