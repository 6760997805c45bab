use learn::{Examples, FitSpec, Inputs, LearnError, TableColumn, Values};
use shared::wire::model::Estimator;

use crate::data::{ALL, class, examples, fitted, picture, spec};

const CLASSIFIERS: [Estimator; 4] = [Estimator::LogisticRegression, Estimator::RandomForest, Estimator::TextLinear, Estimator::ImageCnn];

/// The inputs with nothing in row 5.
fn without_row_5(inputs: &Inputs) -> Inputs {
    let mut rows: Vec<usize> = (0..inputs.len()).collect();
    rows[5] = usize::MAX;
    inputs.pick(&rows)
}

#[test]
fn rows_with_nulls_are_skipped_counted_and_not_predicted() {
    for estimator in ALL {
        let whole = examples(estimator, 90);
        let mut target = whole.target.clone().unwrap();
        target[7] = None;
        let holed = Examples { inputs: without_row_5(&whole.inputs), target: Some(target) };
        let fitted = fitted(&holed, &spec(estimator)).unwrap();
        let skipped = if estimator == Estimator::KMeans { 1 } else { 2 };
        assert_eq!(fitted.metrics.skipped_rows, skipped, "{estimator:?}");
        let predicted = fitted.model.predict(&holed.inputs).unwrap();
        assert!(predicted.iter().enumerate().all(|(row, one)| one.is_some() == (row != 5)), "{estimator:?}");
    }
}

#[test]
fn one_class_is_nothing_to_learn() {
    for estimator in CLASSIFIERS {
        let examples = Examples { target: Some(vec![Some("rose".to_owned()); 60]), ..examples(estimator, 60) };
        assert_eq!(fitted(&examples, &spec(estimator)).unwrap_err(), LearnError::OneClass { class: "rose".to_owned() });
    }
}

#[test]
fn too_few_rows_are_refused_with_what_is_needed() {
    for estimator in CLASSIFIERS {
        assert_eq!(fitted(&examples(estimator, 6), &spec(estimator)).unwrap_err(), LearnError::TooFewRows { rows: 6, needed: 14 });
        assert_eq!(fitted(&examples(estimator, 0), &spec(estimator)).unwrap_err(), LearnError::TooFewRows { rows: 0, needed: 14 });
    }
    let two =
        Inputs::Table(vec![TableColumn { name: "x".to_owned(), values: Values::Numbers((0..50).map(|row| Some(f64::from(row % 2))).collect()) }]);
    let refused = fitted(&Examples { inputs: two, target: None }, &spec(Estimator::KMeans)).unwrap_err();
    assert_eq!(refused, LearnError::TooFewRows { rows: 2, needed: 3 }, "there are two different rows only");
}

#[test]
fn too_many_classes_are_no_classes() {
    let target = (0..400).map(|row| Some(format!("{}", row % 200))).collect();
    let refused = fitted(&Examples { target: Some(target), ..examples(Estimator::RandomForest, 400) }, &spec(Estimator::RandomForest)).unwrap_err();
    assert_eq!(refused, LearnError::TooManyClasses { classes: 200, limit: 100 });
    let clusters = FitSpec { clusters: Some(101), ..spec(Estimator::KMeans) };
    assert_eq!(fitted(&examples(Estimator::KMeans, 400), &clusters).unwrap_err(), LearnError::TooManyClasses { classes: 101, limit: 100 });
}

#[test]
fn a_broken_picture_names_its_row_in_training_and_in_prediction() {
    let good = examples(Estimator::ImageCnn, 60);
    let model = fitted(&good, &spec(Estimator::ImageCnn)).unwrap().model;
    let cut = picture(0)[..40].to_vec();
    for broken in [b"GIF89a, no".to_vec(), Vec::new(), cut] {
        let mut pictures: Vec<Option<Vec<u8>>> = (0..60).map(|row| Some(picture(row))).collect();
        pictures[17] = Some(broken);
        let examples = Examples { inputs: Inputs::Pictures(pictures), ..good.clone() };
        for refused in [fitted(&examples, &spec(Estimator::ImageCnn)).unwrap_err(), model.predict(&examples.inputs).unwrap_err()] {
            assert!(matches!(&refused, LearnError::BrokenPicture { row: 17, reason } if !reason.is_empty()), "{refused:?}");
        }
    }
}

#[test]
fn a_picture_that_claims_to_be_giant_is_refused_before_it_is_decoded() {
    let mut giant = picture(0);
    giant[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let examples = Examples { inputs: Inputs::Pictures(vec![Some(giant); 40]), ..examples(Estimator::ImageCnn, 40) };
    assert!(matches!(fitted(&examples, &spec(Estimator::ImageCnn)).unwrap_err(), LearnError::BrokenPicture { row: 0, .. }));
}

#[test]
fn inputs_of_another_kind_are_refused() {
    for estimator in ALL {
        let other = if estimator == Estimator::TextLinear { Estimator::ImageCnn } else { Estimator::TextLinear };
        let refused = fitted(&Examples { target: examples(estimator, 60).target, ..examples(other, 60) }, &spec(estimator)).unwrap_err();
        assert!(matches!(refused, LearnError::UnsuitableColumn { .. }), "{estimator:?}: {refused:?}");
        let model = fitted(&examples(estimator, 60), &spec(estimator)).unwrap().model;
        assert!(matches!(model.predict(&examples(other, 3).inputs), Err(LearnError::UnsuitableColumn { .. })), "{estimator:?}");
    }
}

#[test]
fn a_missing_column_and_one_of_another_kind_are_named() {
    let model = fitted(&examples(Estimator::LogisticRegression, 60), &spec(Estimator::LogisticRegression)).unwrap().model;
    let column = |name: &str, values| TableColumn { name: name.to_owned(), values };
    let wrong = vec![column("height", Values::Categories(vec![Some("tall".to_owned())]))];
    let refused = |columns| model.predict(&Inputs::Table(columns)).unwrap_err();
    let named = |found| LearnError::UnsuitableColumn { column: Some("height".to_owned()), found, needed: "numbers" };
    assert_eq!((refused(vec![]), refused(wrong)), (named("nothing"), named("categories")));
    let categories = Examples { inputs: examples(Estimator::LogisticRegression, 60).inputs, target: None };
    assert!(
        matches!(fitted(&categories, &spec(Estimator::KMeans)), Err(LearnError::UnsuitableColumn { column: Some(name), .. }) if name == "colour")
    );
}

#[test]
fn wild_numbers_harm_nobody() {
    let wild = [f64::MAX, f64::MIN, f64::NAN, f64::INFINITY, 0.0, 1e-300, 1e300, -0.0, 5.0];
    let values = (0..90).map(|row| Some(wild[row % wild.len()])).collect();
    let constant = TableColumn { name: "constant".to_owned(), values: Values::Numbers(vec![Some(7.0); 90]) };
    let inputs = Inputs::Table(vec![TableColumn { name: "wild".to_owned(), values: Values::Numbers(values) }, constant]);
    let target = Some((0..90).map(|row| Some(class(row))).collect());
    for estimator in [Estimator::LogisticRegression, Estimator::RandomForest, Estimator::KMeans] {
        let fitted = fitted(&Examples { inputs: inputs.clone(), target: target.clone() }, &spec(estimator)).unwrap();
        assert_eq!(fitted.metrics.skipped_rows, 20, "{estimator:?}: what isn't finite counts as null");
        assert!(fitted.curve.iter().all(|point| point.loss.is_finite()), "{estimator:?}: {:?}", fitted.curve);
        assert!(fitted.model.predict(&inputs).unwrap().into_iter().flatten().all(|one| one.confidence.is_finite()), "{estimator:?}");
    }
}
