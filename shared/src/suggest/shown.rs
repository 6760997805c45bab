//! Tiles that show rows as what they are: pictures and sentences.

use super::chart::is_category;
use super::confusion;
use crate::wire::dashboard::ChartSpec;
use crate::wire::dataset::Column;
use crate::wire::profile::{ColumnProfile, Profile};

/// Text with more bytes than this on average is read, not counted.
const LONG_TEXT_BYTES: u64 = 60;
/// Cells of bytes with more of them on average are files.
const HEAVY_BYTES: u64 = 8 << 10;
/// Captions at most.
const MAX_CAPTIONS: usize = 3;
/// A column with more values says little under a picture.
const MAX_VALUES: u64 = 30;

/// What pictures are called.
const PICTURES: [&str; 8] = ["picture", "image", "thumbnail", "photo", "img", "图片", "图像", "照片"];

/// A gallery of the pictures, if there are any.
pub(super) fn gallery(columns: &[(&Column, &ColumnProfile)]) -> Option<ChartSpec> {
    let binary: Vec<&str> = columns.iter().filter(|(c, p)| c.r#type == "binary" && p.bytes > 0).map(|(c, _)| c.name.as_str()).collect();
    let is_named_so = |name: &&&str| PICTURES.iter().any(|word| name.to_lowercase().contains(word));
    let only = if binary.len() == 1 { binary.first() } else { None };
    let picture = binary.iter().find(is_named_so).or(only)?;
    Some(ChartSpec::Gallery { picture: (*picture).to_owned(), captions: captions(columns) })
}

/// Whether a column holds files rather than values: a table would load them all and show how long they are.
pub(super) fn is_heavy(column: &Column, profile: &ColumnProfile, rows: u64) -> bool {
    column.r#type == "binary" && profile.bytes > HEAVY_BYTES.saturating_mul(rows)
}

/// The column whose texts are read, as sentences with the words that decided.
pub(super) fn sentences(columns: &[(&Column, &ColumnProfile)], profile: &Profile) -> Option<ChartSpec> {
    let is_text = |column: &Column| column.r#type == "string";
    let mean_bytes = |p: &ColumnProfile| p.bytes.checked_div(profile.rows.saturating_sub(p.nulls)).unwrap_or(0);
    let words = columns.iter().find(|(c, _)| is_text(c) && c.name.to_lowercase().contains("words")).map(|(c, _)| c.name.clone());
    let long = columns.iter().filter(|(c, p)| is_text(c) && mean_bytes(p) > LONG_TEXT_BYTES && words.as_ref() != Some(&c.name));
    let (text, _) = long.max_by_key(|(_, p)| mean_bytes(p))?;
    Some(ChartSpec::Sentences { text: text.name.clone(), words, captions: captions(columns) })
}

/// The predicted and the true class if there are such, else the columns with the fewest values.
fn captions(columns: &[(&Column, &ColumnProfile)]) -> Vec<String> {
    if let Some((predicted, target)) = confusion::pair(columns) {
        return vec![target, predicted];
    }
    let mut few: Vec<_> = columns.iter().filter(|(c, p)| c.r#type != "binary" && p.distinct > 1 && is_category(p, MAX_VALUES)).collect();
    few.sort_by_key(|(_, p)| p.distinct);
    few.into_iter().take(MAX_CAPTIONS).map(|(column, _)| column.name.clone()).collect()
}
