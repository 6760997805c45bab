//! What went wrong, in words for the person who asked: no paths, no names that are ours, the place in the text where it is known.

use datafusion::error::DataFusionError;

use super::super::error::SqlError;
use super::super::work::Budget;
use crate::ingest::IngestError;

const LONGEST: usize = 400;

/// The error of a planner or an operator.
#[allow(clippy::needless_pass_by_value)]
pub(super) fn explained(error: DataFusionError, budget: &Budget) -> SqlError {
    let root = error.find_root();
    let text = root.strip_backtrace();
    if is_no_space(&text) {
        return SqlError::Write(IngestError::NoSpace);
    }
    if text.contains("Read-only file system") {
        return SqlError::Write(IngestError::NotWritable);
    }
    match root {
        DataFusionError::ResourcesExhausted(_) => SqlError::Memory { bytes: budget.pool_bytes },
        DataFusionError::ObjectStore(_) | DataFusionError::ParquetError(_) | DataFusionError::IoError(_) => SqlError::Damaged { reason: text },
        DataFusionError::External(_) if text.contains("store") => SqlError::Damaged { reason: text },
        // Arrow's words for it.
        _ if text.starts_with("Parquet argument error: ") => SqlError::Damaged { reason: text },
        DataFusionError::Internal(_) => SqlError::Internal { reason: text },
        _ if is_overflow(&text) => SqlError::Overflow { reason: shortened(&text) },
        _ => SqlError::Invalid { reason: shortened(&text) },
    }
}

fn is_overflow(text: &str) -> bool {
    text.to_lowercase().contains("overflow")
}

fn is_no_space(text: &str) -> bool {
    text.contains("No space left on device")
}

/// The message's first line without prefixes that say nothing and without names of ours.
fn shortened(text: &str) -> String {
    let mut line = text.lines().next().unwrap_or_default().trim();
    const PREFIXES: [&str; 12] = [
        "DataFusion error: ",
        "SQL error: ",
        "Error during planning: ",
        "Schema error: ",
        "Execution error: ",
        "Arrow error: ",
        "This feature is not implemented: ",
        "Optimizer rule 'simplify_expressions' failed",
        "Invalid argument error: ",
        "Arithmetic overflow: ",
        "Compute error: ",
        "External error: ",
    ];
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| line.strip_prefix(prefix)) {
        line = rest;
    }
    let plain = line.replace("datafusion.public.", "").replace("ParserError(\"", "").replace("TokenizerError(\"", "");
    let plain = plain.trim_end_matches("\")").replace("Line: ", "line ").replace("Column: ", "column ");
    let plain = without_paths(plain.trim_end_matches('.'));
    match plain.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}

/// Whatever looks like a path is a table that isn't there; repeating it could tell about the machine.
fn without_paths(text: &str) -> String {
    let is_path = |word: &str| word.trim_matches(|c: char| "'\"`.,;()".contains(c)).starts_with('/') || word.contains("://") || word.contains("../");
    let words: Vec<&str> = text.split(' ').map(|word| if is_path(word) && word.len() > 2 { "…" } else { word }).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn what_is_ours_is_not_shown() {
        assert_eq!(shortened("Error during planning: table 'datafusion.public./etc/passwd' not found"), "table … not found");
        assert_eq!(shortened("Error during planning: table 'datafusion.public.t' not found"), "table 't' not found");
        let syntax = "SQL error: ParserError(\"Expected: an expression, found: FROM at Line: 1, Column: 8\")";
        assert_eq!(shortened(syntax), "Expected: an expression, found: FROM at line 1, column 8");
    }
}
