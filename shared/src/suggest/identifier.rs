//! Columns that name rows instead of describing them.

use crate::wire::column_type::{Role, role};
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;

/// The last words of names of identifiers.
const WORDS: [&str; 7] = ["id", "uuid", "guid", "key", "index", "idx", "rowid"];
/// The same in Chinese, where words aren't separated.
const ENDINGS: [&str; 2] = ["编号", "序号"];
/// A column with this few values describes, whatever its name is.
const FEW: u64 = 12;

/// Whether a column of `values` cells that aren't null holds identifiers: integers named so or numbering the rows, text that is hardly
/// ever the same twice.
pub(super) fn is_identifier(column: &Column, profile: &ColumnProfile, values: u64) -> bool {
    let is_integer = super::chart::is_integer(column);
    let is_text = role(&column.r#type) == Role::Category;
    if profile.distinct <= FEW || !(is_integer || is_text) {
        return false;
    }
    is_named_so(&column.name) || if is_integer { numbers_rows(profile, values) } else { is_mostly_unique(profile, values) }
}

fn is_mostly_unique(profile: &ColumnProfile, values: u64) -> bool {
    !profile.distinct_exact || profile.distinct.saturating_mul(10) >= values.saturating_mul(9)
}

/// Each value once, and hardly a gap between them.
fn numbers_rows(profile: &ColumnProfile, values: u64) -> bool {
    let bound = |scalar| super::width::number(scalar);
    let (Some(min), Some(max)) = (bound(&profile.min), bound(&profile.max)) else { return false };
    let unique = profile.distinct == values || !profile.distinct_exact;
    unique && max - min + 1.0 <= 1.1 * values as f64 && max - min + 1.0 >= 0.9 * values as f64
}

fn is_named_so(name: &str) -> bool {
    if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return true;
    }
    let start = name
        .char_indices()
        .zip(name.chars().skip(1))
        .filter(|((_, before), after)| !before.is_alphanumeric() || (before.is_lowercase() && after.is_uppercase()))
        .map(|((at, before), _)| at + before.len_utf8())
        .last();
    let last = name[start.unwrap_or(0)..].to_lowercase();
    WORDS.contains(&last.as_str())
}
