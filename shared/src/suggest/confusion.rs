//! The confusion matrix: what a model says against what is so.

use super::chart::{is_category, is_integer};
use crate::wire::column_type::{Role, role};
use crate::wire::dashboard::ChartSpec;
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;
use crate::wire::query::GroupKey;

/// What a model's column is called; of several models the later ones have a number.
const PREDICTED: &str = "predicted";
/// What the true class is called, where its name alone tells.
const TARGETS: [&str; 7] = ["label", "class", "target", "category", "digit", "标签", "类别"];
/// Classes that a matrix has room for.
const MAX_CLASSES: u64 = 40;

/// The matrix: predictions across, the truth up.
pub(super) fn matrix(columns: &[(&Column, &ColumnProfile)]) -> Option<ChartSpec> {
    let (predicted, target) = pair(columns)?;
    Some(ChartSpec::Heatmap { x: GroupKey::plain(predicted), y: GroupKey::plain(target) })
}

/// The predicted and the true class, by name: of the columns with few values the one that is called like a class, else the one with as many
/// values as there are predicted ones.
pub(super) fn pair(columns: &[(&Column, &ColumnProfile)]) -> Option<(String, String)> {
    let (predicted, known) = columns.iter().find(|(column, profile)| column.name == PREDICTED && is_category(profile, MAX_CLASSES))?;
    let is_class = |(column, profile): &&(&Column, &ColumnProfile)| {
        let fits = role(&column.r#type) == Role::Category || is_integer(column);
        fits && is_category(profile, MAX_CLASSES) && profile.distinct > 1 && !column.name.starts_with(PREDICTED)
    };
    let classes: Vec<_> = columns.iter().filter(is_class).collect();
    let named = classes.iter().find(|(column, _)| TARGETS.contains(&column.name.to_lowercase().as_str()));
    let (target, _) = named.or_else(|| classes.iter().find(|(_, profile)| profile.distinct == known.distinct))?;
    Some((predicted.name.clone(), target.name.clone()))
}
