//! What can be learned from a dataset: which columns can be a target, which estimators fit, which columns they can use.

use shared::engine::order::arranged;
use shared::wire::column_type::{Role, role};
use shared::wire::dataset::Dataset;
use shared::wire::model::Estimator;
use shared::wire::profile::{ColumnProfile, Profile};

use super::confusion::is_written;

/// More values than this are no classes for a person to look at.
const CLASSES: u64 = 100;

/// Bytes of a text, its place in the column included, that is read rather than looked up.
const LONG: u64 = 30;

/// A column, as a learner sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Learnable {
    /// Its name.
    pub name: String,
    /// Numbers, which tables and clusters are made of.
    pub is_number: bool,
    /// Few values: classes to predict, or categories to predict from.
    pub is_category: bool,
    /// Texts.
    pub is_text: bool,
    /// Pictures.
    pub is_picture: bool,
    /// Every row has a value of its own, as numbers of rows and keys do.
    pub is_key: bool,
    /// Texts of more than a few words.
    is_long: bool,
    /// Bytes of all its values.
    bytes: u64,
}

/// The columns of a dataset that a learner can use.
pub fn columns(dataset: &Dataset, profile: &Profile) -> Vec<Learnable> {
    let column = |name: &str, word: &str| {
        let known = profile.columns.iter().find(|known| known.name == name);
        learnable(name, word, known, dataset.rows)
    };
    let all = dataset.columns.iter().map(|c| column(&c.name, &c.r#type));
    all.filter(|c| c.is_number || c.is_category || c.is_text || c.is_picture).collect()
}

fn learnable(name: &str, word: &str, known: Option<&ColumnProfile>, rows: u64) -> Learnable {
    let distinct = known.map_or(0, |known| known.distinct);
    let is_whole = word.starts_with("int") || word.starts_with("uint");
    let is_text = word == "string";
    Learnable {
        name: name.to_owned(),
        is_number: role(word) == Role::Number || word == "bool",
        is_category: (2..=CLASSES).contains(&distinct) && (is_text || is_whole || word == "bool"),
        is_text,
        is_picture: word == "binary",
        is_key: rows > 20 && distinct == rows && (is_whole || is_text),
        is_long: is_text && known.is_some_and(|known| known.bytes >= LONG.saturating_mul(rows.max(1))),
        bytes: known.map_or(0, |known| known.bytes),
    }
}

/// The columns that can be predicted, the one with the fewest classes first.
pub fn targets(columns: &[Learnable], profile: &Profile) -> Vec<String> {
    let found: Vec<&Learnable> = columns.iter().filter(|column| column.is_category && !is_prediction(&column.name)).collect();
    let classes = |column: &Learnable| profile.columns.iter().find(|known| known.name == column.name).map_or(0, |known| known.distinct);
    // Words are classes more often than whole numbers are.
    let rank = |column: &Learnable| (!column.is_text, classes(column));
    let order = arranged(found.len(), &|a, b| rank(found[a]).cmp(&rank(found[b])));
    order.into_iter().map(|at| found[at].name.clone()).collect()
}

/// The estimators that can predict a target; without one, those that find groups by themselves.
pub fn estimators(columns: &[Learnable], target: Option<&str>) -> Vec<Estimator> {
    let all: &[Estimator] = match target {
        Some(_) => &[Estimator::ImageCnn, Estimator::TextLinear, Estimator::LogisticRegression, Estimator::RandomForest],
        None => &[Estimator::KMeans],
    };
    let fits = |estimator: &&Estimator| !inputs(columns, **estimator, target).is_empty();
    let mut fitting: Vec<Estimator> = all.iter().filter(fits).copied().collect();
    // Short texts such as names are categories; a text worth reading is what a dataset with one is about.
    let has_long_text = columns.iter().any(|column| column.is_long && Some(column.name.as_str()) != target);
    if !has_long_text && let Some(at) = fitting.iter().position(|estimator| *estimator == Estimator::TextLinear) {
        let text = fitting.remove(at);
        fitting.push(text);
    }
    fitting
}

/// The columns that an estimator can use, the target left out.
pub fn inputs(columns: &[Learnable], estimator: Estimator, target: Option<&str>) -> Vec<String> {
    let usable = |column: &&Learnable| match estimator {
        Estimator::LogisticRegression | Estimator::RandomForest => column.is_number || column.is_category,
        Estimator::TextLinear => column.is_text,
        Estimator::ImageCnn => column.is_picture,
        Estimator::KMeans => column.is_number,
    };
    columns.iter().filter(usable).filter(|column| Some(column.name.as_str()) != target).map(|column| column.name.clone()).collect()
}

/// Whether an estimator reads one column only.
pub fn reads_one(estimator: Estimator) -> bool {
    matches!(estimator, Estimator::TextLinear | Estimator::ImageCnn)
}

/// The inputs that are chosen to begin with: the longest text, the first picture, all that is no key and no prediction.
pub fn preselected(columns: &[Learnable], estimator: Estimator, target: Option<&str>) -> Vec<String> {
    let usable = inputs(columns, estimator, target);
    let of = |name: &String| columns.iter().find(|column| column.name == *name);
    if reads_one(estimator) {
        return usable
            .into_iter()
            .filter(|name| !is_prediction(name))
            .max_by_key(|name| of(name).map_or(0, |column| column.bytes))
            .into_iter()
            .collect();
    }
    let worth = |name: &String| of(name).is_some_and(|column| !column.is_key && !is_prediction(name));
    usable.into_iter().filter(worth).collect()
}

/// Columns that a model wrote would tell the answer.
fn is_prediction(name: &str) -> bool {
    ["predicted", "confidence", "deciding_words", "split"].iter().any(|written| is_written(name, written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::wire::dataset::{Column, ImportReport, Source};

    fn dataset(columns: &[(&str, &str, u64)]) -> (Vec<Learnable>, Profile) {
        let column = |(name, word, _): &(&str, &str, u64)| Column { name: (*name).into(), r#type: (*word).into(), nullable: true };
        let known = |(name, _, distinct): &(&str, &str, u64)| ColumnProfile {
            name: (*name).into(),
            nulls: 0,
            distinct: *distinct,
            distinct_exact: true,
            distinct_at_most: Some(*distinct),
            bytes: distinct * 40,
            min: None,
            max: None,
            span: None,
        };
        let dataset = Dataset {
            id: "d".into(),
            name: "d".into(),
            version: 0,
            rows: 1000,
            size_bytes: 0,
            deleted_at: None,
            removed_at: None,
            columns: columns.iter().map(column).collect(),
            created_at: String::new(),
            updated_at: String::new(),
            source: Source::Upload { file_name: "d.csv".into() },
            import: ImportReport::default(),
        };
        let profile = Profile { rows: 1000, columns: columns.iter().map(known).collect(), ..Profile::default() };
        (self::columns(&dataset, &profile), profile)
    }

    #[test]
    fn pictures_with_a_label_are_for_the_network() {
        let (columns, profile) = dataset(&[("picture", "binary", 0), ("label", "string", 10)]);
        assert_eq!(targets(&columns, &profile), ["label"]);
        assert_eq!(estimators(&columns, Some("label")), [Estimator::ImageCnn]);
        assert_eq!(preselected(&columns, Estimator::ImageCnn, Some("label")), ["picture"]);
    }

    #[test]
    fn labelled_messages_are_for_the_text_classifier() {
        let (columns, profile) = dataset(&[("label", "string", 2), ("subject", "string", 900), ("text", "string", 1000)]);
        assert_eq!(targets(&columns, &profile), ["label"]);
        assert_eq!(estimators(&columns, Some("label")).first(), Some(&Estimator::TextLinear));
        assert_eq!(preselected(&columns, Estimator::TextLinear, Some("label")), ["text"]);
    }

    #[test]
    fn of_a_table_everything_but_keys_is_chosen() {
        let (columns, _) =
            dataset(&[("row", "int64", 1000), ("species", "string", 3), ("mass", "float64", 800), ("island", "string", 3), ("tail", "string", 200)]);
        assert_eq!(estimators(&columns, Some("species"))[..2], [Estimator::LogisticRegression, Estimator::RandomForest]);
        assert_eq!(preselected(&columns, Estimator::RandomForest, Some("species")), ["mass", "island"]);
        assert_eq!(inputs(&columns, Estimator::RandomForest, Some("species")), ["row", "mass", "island"]);
    }

    #[test]
    fn without_a_target_groups_of_numbers_are_found() {
        let (columns, _) = dataset(&[("species", "string", 3), ("mass", "float64", 800)]);
        assert_eq!(estimators(&columns, None), [Estimator::KMeans]);
        assert_eq!(preselected(&columns, Estimator::KMeans, None), ["mass"]);
        assert!(estimators(&columns[..1], None).is_empty());
    }

    #[test]
    fn what_a_model_wrote_is_not_chosen_to_learn_from() {
        let (columns, _) = dataset(&[("species", "string", 3), ("mass", "float64", 800), ("predicted", "string", 3)]);
        assert_eq!(preselected(&columns, Estimator::RandomForest, Some("species")), ["mass"]);
    }
}
