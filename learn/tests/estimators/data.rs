use std::{io::Cursor, ops::ControlFlow};

use image::{GrayImage, ImageFormat, Luma};
use learn::{Examples, FitSpec, Fitted, Inputs, LearnError, TableColumn, Values, fit};
use shared::wire::model::Estimator;

pub(crate) const ALL: [Estimator; 5] =
    [Estimator::LogisticRegression, Estimator::RandomForest, Estimator::TextLinear, Estimator::ImageCnn, Estimator::KMeans];

pub(crate) fn spec(estimator: Estimator) -> FitSpec {
    let steps = if estimator == Estimator::RandomForest { 10 } else { 6 };
    FitSpec { estimator, seed: 42, held_out: 0.25, steps: Some(steps), clusters: Some(3) }
}

pub(crate) fn fitted(examples: &Examples, spec: &FitSpec) -> Result<Fitted, LearnError> {
    fit(examples, spec, &mut |_| ControlFlow::Continue(()))
}

/// Examples that suit an estimator, in three classes that take turns.
pub(crate) fn examples(estimator: Estimator, rows: usize) -> Examples {
    let inputs = match estimator {
        Estimator::TextLinear => Inputs::Texts((0..rows).map(|row| Some(sentence(row))).collect()),
        Estimator::ImageCnn => Inputs::Pictures((0..rows).map(|row| Some(picture(row))).collect()),
        Estimator::KMeans => Inputs::Table(table(rows).into_iter().take(2).collect()),
        _ => Inputs::Table(table(rows)),
    };
    Examples { inputs, target: Some((0..rows).map(|row| Some(class(row))).collect()) }
}

pub(crate) fn class(row: usize) -> String {
    ["iris", "rose", "tulip"][row % 3].to_owned()
}

/// Something between 0 and 1 that looks random.
fn wobble(row: usize, salt: usize) -> f64 {
    ((row * 7919 + salt * 104_729) % 1009) as f64 / 1009.0
}

fn table(rows: usize) -> Vec<TableColumn> {
    let numbers = |salt: usize, of: fn(usize) -> f64| Values::Numbers((0..rows).map(|row| Some(of(row % 3) + wobble(row, salt))).collect());
    let colour = |row: usize| if wobble(row, 3) < 0.9 { ["blue", "red", "white"][row % 3] } else { "blue" };
    vec![
        TableColumn { name: "height".to_owned(), values: numbers(1, |class| class as f64 * 1.5) },
        TableColumn { name: "width".to_owned(), values: numbers(2, |class| 1e6 - class as f64 * 2.0) },
        TableColumn { name: "colour".to_owned(), values: Values::Categories((0..rows).map(|row| Some(colour(row).to_owned())).collect()) },
    ]
}

fn sentence(row: usize) -> String {
    let telling = [["blue", "marsh", "沼泽的鸢尾花"], ["thorn", "red", "玫瑰有刺"], ["bulb", "dutch", "荷兰郁金香"]][row % 3];
    format!("The {} flower number {row}: {}", telling[row % 2], telling[1 + row % 2])
}

/// Stripes of 12×12: along, across or none.
pub(crate) fn picture(row: usize) -> Vec<u8> {
    let shade = |x: u32, y: u32| match row % 3 {
        0 => (x / 2 % 2) * 180,
        1 => (y / 2 % 2) * 180,
        _ => 90,
    };
    let noise = |x: u32, y: u32| (wobble(row, (x * 12 + y) as usize) * 50.0) as u8;
    let image = GrayImage::from_fn(12, 12, |x, y| Luma([shade(x, y) as u8 + noise(x, y)]));
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}
