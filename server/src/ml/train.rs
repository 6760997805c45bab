//! Training, inside the child.

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use futures::TryStreamExt;
use learn::{Examples, FitSpec};
use shared::wire::model::TrainSpec;

use super::work::{LearnProgress, Learned};
use super::{MlError, inputs, runtime};
use crate::fault::{self, Point};
use crate::storage::TableRef;

/// Trains on a table and writes the model.
pub(super) fn train(table: &TableRef, spec: &TrainSpec, model: &Path, say: &mut dyn FnMut(LearnProgress)) -> Result<Learned, MlError> {
    let started = Instant::now();
    let examples = runtime()?.block_on(read(table, spec))?;
    let mut on_step = |point| {
        say(LearnProgress::Step(point));
        ControlFlow::Continue(())
    };
    let fitted = learn::fit(&examples, &fit_spec(spec), &mut on_step);
    let fitted = fitted.map_err(|error| MlError::of(error, spec.target.as_deref().unwrap_or_default()))?;
    let mut file = File::create(model)?;
    file.write_all(&fitted.model.to_bytes())?;
    file.sync_all()?;
    fault::point(Point::ModelWritten);
    Ok(Learned::Trained { metrics: fitted.metrics, secs: started.elapsed().as_secs_f64() })
}

fn fit_spec(spec: &TrainSpec) -> FitSpec {
    FitSpec { estimator: spec.estimator, held_out: spec.held_out, seed: spec.seed, steps: spec.steps, clusters: spec.clusters }
}

async fn read(table: &TableRef, spec: &TrainSpec) -> Result<Examples, MlError> {
    let mut columns = inputs::positions(&table.fields, &spec.inputs, spec.estimator)?;
    let fields: Vec<_> = columns.iter().map(|&at| &table.fields[at]).collect();
    let target = spec.target.as_ref().map(|_| Vec::new());
    let mut examples = Examples { inputs: inputs::empty(&inputs::kinds(spec.estimator, &fields)), target };
    let missing = |name: &String| MlError::MissingColumn { column: name.clone() };
    let position = |name: &String| table.fields.iter().position(|field| field.name == *name).ok_or_else(|| missing(name));
    columns.extend(spec.target.as_ref().map(position).transpose()?);
    let mut read: Vec<usize> = columns.clone();
    read.sort_unstable();
    read.dedup();
    let places: Vec<usize> = columns.iter().filter_map(|at| read.binary_search(at).ok()).collect();
    let mut batches = table.batches(Some(&read))?;
    while let Some(batch) = batches.try_next().await? {
        inputs::add(&mut examples.inputs, &batch, &places)?;
        if let Some(target) = &mut examples.target {
            target.extend(inputs::texts(batch.column(places[spec.inputs.len()]))?);
        }
    }
    Ok(examples)
}
