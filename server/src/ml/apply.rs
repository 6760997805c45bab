//! Predicting a whole table, inside the child: its rows in their order, with added columns.

use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{Field, Schema};
use futures::TryStreamExt;
use learn::{LearnError, TrainedModel};
use shared::wire::model::{Prediction, TrainSpec};

use super::added::{Added, AddedKind};
use super::work::LearnProgress;
use super::{MlError, inputs, load, runtime};
use crate::ingest::{Parsed, TableWriter};
use crate::storage::TableRef;

/// Writes the rows of a table with predictions.
pub(super) fn apply(
    table: &TableRef,
    spec: &TrainSpec,
    model: &Path,
    added: &Added,
    output: &Path,
    say: &mut dyn FnMut(LearnProgress),
) -> Result<Parsed, MlError> {
    let model = load(model)?;
    let columns = inputs::positions(&table.fields, &spec.inputs, spec.estimator)?;
    let kept = added.kept(&table.fields);
    let mut target = None;
    if let Some(name) = &spec.target {
        target = table.fields.iter().position(|field| field.name == *name);
    }
    let mut writer = TableWriter::new(output, added.fields(&table.fields)?);
    runtime()?.block_on(async {
        let mut batches = table.batches(None)?;
        while let Some(batch) = batches.try_next().await? {
            let first = writer.rows();
            let predictions = predict(&model, spec, table, &batch, &columns, first)?;
            let whole = Whole { batch: &batch, target, first, spec };
            writer.write(&with_columns(&whole, &predictions, added, &kept)?)?;
            say(LearnProgress::Rows(writer.rows()));
        }
        Ok::<_, MlError>(())
    })?;
    Ok(writer.finish()?)
}

/// A batch of the table, and where its rows are in it.
struct Whole<'a> {
    batch: &'a RecordBatch,
    target: Option<usize>,
    first: u64,
    spec: &'a TrainSpec,
}

type Predictions = Vec<Option<Prediction>>;

fn predict(
    model: &TrainedModel,
    spec: &TrainSpec,
    table: &TableRef,
    batch: &RecordBatch,
    columns: &[usize],
    first: u64,
) -> Result<Predictions, MlError> {
    let fields: Vec<_> = columns.iter().map(|&at| &table.fields[at]).collect();
    let mut rows = inputs::empty(&inputs::kinds(spec.estimator, &fields));
    inputs::add(&mut rows, batch, columns)?;
    model.predict(&rows).map_err(|error| match error {
        LearnError::BrokenPicture { row, reason } => MlError::BrokenPicture { row: row + first, reason },
        error => MlError::of(error, ""),
    })
}

fn with_columns(whole: &Whole<'_>, predictions: &Predictions, added: &Added, kept: &[usize]) -> Result<RecordBatch, MlError> {
    let schema = whole.batch.schema();
    let mut fields: Vec<Field> = kept.iter().map(|&at| schema.field(at).clone()).collect();
    let mut arrays: Vec<ArrayRef> = kept.iter().map(|&at| Arc::clone(whole.batch.column(at))).collect();
    for column in &added.columns {
        let array: ArrayRef = match column.kind {
            AddedKind::Predicted => Arc::new(texts(predictions, |prediction| prediction.class.clone())),
            AddedKind::DecidingWords => Arc::new(texts(predictions, words)),
            AddedKind::Confidence => Arc::new(predictions.iter().map(|p| p.as_ref().map(|p| p.confidence)).collect::<Float64Array>()),
            AddedKind::Split => Arc::new(split(whole, predictions, added.trained_rows.unwrap_or_default())?),
        };
        fields.push(Field::new(&column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

fn texts(predictions: &Predictions, text: impl Fn(&Prediction) -> String) -> StringArray {
    predictions.iter().map(|prediction| prediction.as_ref().map(&text)).collect()
}

fn words(prediction: &Prediction) -> String {
    prediction.words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>().join(" ")
}

/// What training did with each row; null for rows that it left out, and for those that came later.
fn split(whole: &Whole<'_>, predictions: &Predictions, trained_rows: u64) -> Result<StringArray, MlError> {
    let spec = whole.spec;
    let targets = whole.target.map(|at| inputs::texts(whole.batch.column(at))).transpose()?;
    let seen = |row: usize| predictions[row].is_some() && targets.as_ref().is_none_or(|targets| targets[row].is_some());
    let word = |row: usize| {
        let number = whole.first + row as u64;
        let held_out = spec.target.is_some() && learn::is_held_out(spec.seed, number, spec.held_out);
        (number < trained_rows && seen(row)).then_some(if held_out { "held out" } else { "train" })
    };
    Ok((0..whole.batch.num_rows()).map(word).collect())
}
