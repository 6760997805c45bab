//! Whether a model can be trained as asked, before anything is made.

use shared::wire::column_type::{Role, role};
use shared::wire::dataset::{Column, Dataset};
use shared::wire::model::{Estimator, TrainSpec};

use super::{MlError, inputs};
use crate::error::{Answer, Failure};

const NAME_BYTES_MAX: usize = 1_000;
const STEPS_MAX: u32 = 1_000;
const CLUSTERS_MAX: u32 = 100;
const INPUTS_MAX: usize = 1_000;

/// Refuses what can't be trained: which field, why, and what to do.
pub(super) fn check(spec: &TrainSpec, dataset: &Dataset) -> Answer<()> {
    if spec.name.as_ref().is_some_and(|name| name.trim().is_empty() || name.len() > NAME_BYTES_MAX) {
        return Err(Failure::invalid("name", format!("give a name of 1 to {NAME_BYTES_MAX} bytes, or leave it out")));
    }
    if !(spec.held_out > 0.0 && spec.held_out < 1.0) {
        return Err(Failure::invalid("held_out", "give a share between 0 and 1, such as 0.2"));
    }
    if spec.steps.is_some_and(|steps| !(1..=STEPS_MAX).contains(&steps)) {
        return Err(Failure::invalid("steps", format!("give 1 to {STEPS_MAX}, or leave it out")));
    }
    clusters(spec)?;
    target(spec, dataset)?;
    chosen(spec, dataset)
}

fn clusters(spec: &TrainSpec) -> Answer<()> {
    match (spec.estimator, spec.clusters) {
        (_, None) => Ok(()),
        (Estimator::KMeans, Some(clusters)) if (2..=CLUSTERS_MAX).contains(&clusters) => Ok(()),
        (Estimator::KMeans, Some(_)) => Err(Failure::invalid("clusters", format!("give 2 to {CLUSTERS_MAX}, or leave it out"))),
        (_, Some(_)) => Err(Failure::invalid("clusters", "only k-means makes clusters; leave it out")),
    }
}

fn target(spec: &TrainSpec, dataset: &Dataset) -> Answer<()> {
    let name = match (spec.estimator, &spec.target) {
        (Estimator::KMeans, None) => return Ok(()),
        (Estimator::KMeans, Some(_)) => return Err(Failure::invalid("target", "k-means finds clusters without a target; leave it out")),
        (_, None) => return Err(Failure::invalid("target", "name the column to predict")),
        (_, Some(name)) => name,
    };
    let column = column(dataset, name, "target")?;
    let whole_number = column.r#type.starts_with("int") && column.r#type != "interval" || column.r#type.starts_with("uint");
    if whole_number || role(&column.r#type) == Role::Category { Ok(()) } else { Err(unsuitable(column, "text, truth values or whole numbers")) }
}

fn chosen(spec: &TrainSpec, dataset: &Dataset) -> Answer<()> {
    let single = matches!(spec.estimator, Estimator::TextLinear | Estimator::ImageCnn);
    if spec.inputs.is_empty() || spec.inputs.len() > INPUTS_MAX {
        return Err(Failure::invalid("inputs", format!("name 1 to {INPUTS_MAX} columns to predict from")));
    }
    if single && spec.inputs.len() != 1 {
        return Err(Failure::invalid("inputs", "this estimator predicts from one column; name just that one"));
    }
    for (at, name) in spec.inputs.iter().enumerate() {
        let field = format!("inputs[{at}]");
        let column = column(dataset, name, &field)?;
        if spec.target.as_ref() == Some(name) {
            return Err(Failure::invalid(field, format!("`{name}` is the target; leave it out of the inputs")));
        }
        if spec.inputs[..at].contains(name) {
            return Err(Failure::invalid(field, format!("`{name}` is named twice")));
        }
        inputs::suits(spec.estimator, &column.r#type).map_err(|needed| unsuitable(column, needed))?;
    }
    Ok(())
}

fn column<'a>(dataset: &'a Dataset, name: &str, field: &str) -> Answer<&'a Column> {
    let found = dataset.columns.iter().find(|column| column.name == name);
    found.ok_or_else(|| Failure::invalid(field, format!("the dataset has no column `{name}`; name one that it has")))
}

/// A column whose type the estimator can't use.
pub(super) fn unsuitable(column: &Column, needed: &str) -> Failure {
    MlError::UnsuitableColumn { column: column.name.clone(), type_word: column.r#type.clone(), needed: needed.into() }.into()
}

/// A name for a model that has none.
pub(super) fn name(estimator: Estimator, dataset: &str) -> String {
    let estimator = match estimator {
        Estimator::LogisticRegression => "Logistic regression",
        Estimator::RandomForest => "Random forest",
        Estimator::TextLinear => "Text classifier",
        Estimator::ImageCnn => "Picture classifier",
        Estimator::KMeans => "k-means",
    };
    format!("{estimator}: {dataset}")
}
