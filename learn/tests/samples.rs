//! The promise of the two samples: 97 % right on rows that the model never saw.

#![allow(clippy::unwrap_used)]

use std::{fs::File, ops::ControlFlow, path::Path};

use arrow_array::{Array, cast::AsArray};
use learn::{Examples, FitSpec, Fitted, Inputs, fit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use shared::wire::model::Estimator;

/// A column of a sample, each value by `of`.
fn column<T>(sample: &str, name: &str, of: fn(&dyn Array, usize) -> T) -> Vec<Option<T>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/samples").join(sample);
    let batches = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let values = |batch: arrow_array::RecordBatch| {
        let column = batch.column_by_name(name).unwrap().clone();
        (0..column.len()).map(|row| Some(of(&column, row))).collect::<Vec<_>>()
    };
    batches.flat_map(|batch| values(batch.unwrap())).collect()
}

fn text(column: &dyn Array, row: usize) -> String {
    column.as_string::<i32>().value(row).to_owned()
}

fn bytes(column: &dyn Array, row: usize) -> Vec<u8> {
    column.as_binary::<i32>().value(row).to_vec()
}

fn learned(inputs: Inputs, target: Vec<Option<String>>, estimator: Estimator) -> Fitted {
    let spec = FitSpec { estimator, seed: 42, held_out: 0.2, steps: None, clusters: None };
    let began = std::time::Instant::now();
    let fitted = fit(&Examples { inputs, target: Some(target) }, &spec, &mut |_| ControlFlow::Continue(())).unwrap();
    let metrics = &fitted.metrics;
    println!("{estimator:?}: {:?} of {} after {:.1} s, {:?}", metrics.accuracy, metrics.held_out_rows, began.elapsed().as_secs_f64(), fitted.curve);
    fitted
}

#[test]
fn handwritten_digits_are_told_apart() {
    let pictures = Inputs::Pictures(column("digits.parquet", "picture", bytes));
    let fitted = learned(pictures, column("digits.parquet", "digit", text), Estimator::ImageCnn);
    assert!(fitted.metrics.accuracy.unwrap() >= 0.97, "{:?}", fitted.metrics);
    assert_eq!(fitted.metrics.classes.iter().map(|class| class.class.as_str()).collect::<String>(), "0123456789");
}

#[test]
fn unwanted_messages_are_told_from_wanted_ones_and_words_say_why() {
    let texts: Vec<Option<String>> = column("messages.parquet", "text", text);
    let fitted = learned(Inputs::Texts(texts), column("messages.parquet", "label", text), Estimator::TextLinear);
    assert!(fitted.metrics.accuracy.unwrap() >= 0.97, "{:?}", fitted.metrics);
    let offer = Inputs::Texts(vec![Some("Dear friend, click here to order now: FREE money, 100% guaranteed!".to_owned())]);
    let prediction = fitted.model.predict(&offer).unwrap().remove(0).unwrap();
    println!("{prediction:?}");
    assert_eq!(prediction.class, "spam");
    assert!(prediction.words.iter().any(|word| word.word == "free") && prediction.words.len() <= 8);
}
