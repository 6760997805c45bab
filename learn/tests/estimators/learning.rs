use std::ops::ControlFlow;

use learn::{Inputs, LearnError, TableColumn, Values, fit, is_held_out};
use shared::wire::model::Estimator;

use crate::data::{ALL, class, examples, fitted, spec};

#[test]
fn every_classifier_learns_what_is_easy() {
    for estimator in ALL.into_iter().filter(|estimator| *estimator != Estimator::KMeans) {
        let fitted = fitted(&examples(estimator, 240), &spec(estimator)).unwrap();
        let metrics = fitted.metrics;
        assert!(metrics.accuracy.unwrap() >= 0.9 && metrics.macro_f1.unwrap() >= 0.9, "{estimator:?}: {metrics:?}");
        assert_eq!((metrics.train_rows + metrics.held_out_rows, metrics.skipped_rows), (240, 0), "{estimator:?}");
        assert!(fitted.curve.last().unwrap().loss <= fitted.curve[0].loss, "{estimator:?}: {:?}", fitted.curve);
    }
}

#[test]
fn the_confusion_matrix_counts_exactly_the_rows_held_out() {
    let metrics = fitted(&examples(Estimator::LogisticRegression, 240), &spec(Estimator::LogisticRegression)).unwrap().metrics;
    let held_out = (0..240).filter(|row| is_held_out(42, *row, 0.25));
    let of_class = |place: usize| held_out.clone().filter(|row| *row as usize % 3 == place).count() as u64;
    for (place, row) in metrics.confusion.iter().enumerate() {
        assert_eq!((row.iter().sum::<u64>(), metrics.classes[place].class.as_str()), (of_class(place), class(place).as_str()));
    }
}

#[test]
fn clusters_are_found_and_numbered_by_size() {
    let examples = examples(Estimator::KMeans, 241);
    let fitted = fitted(&examples, &spec(Estimator::KMeans)).unwrap();
    assert!(fitted.metrics.inertia.unwrap() < 0.3 && fitted.metrics.accuracy.is_none(), "{:?}", fitted.metrics);
    let predicted: Vec<String> = fitted.model.predict(&examples.inputs).unwrap().into_iter().map(|one| one.unwrap().class).collect();
    assert!((3..241).all(|row| predicted[row] == predicted[row - 3]), "{predicted:?}");
    assert_eq!(predicted.iter().max().unwrap(), "3");
    assert_eq!(predicted[0], "1", "the class that has one row more");
}

#[test]
fn the_same_seed_gives_the_same_model_and_another_one_another() {
    for estimator in ALL {
        let model = |seed| fitted(&examples(estimator, 90), &learn::FitSpec { seed, ..spec(estimator) }).unwrap().model.to_bytes();
        assert_eq!(model(42), model(42), "{estimator:?}");
        if estimator != Estimator::KMeans {
            assert_ne!(model(42), model(43), "{estimator:?}");
        }
    }
}

#[test]
fn a_wish_to_stop_is_heard_after_every_step() {
    for estimator in ALL {
        let mut told = 0;
        let stopped = fit(&examples(estimator, 90), &spec(estimator), &mut |point| {
            told += 1;
            assert_eq!(point.step, told);
            if told == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((stopped.unwrap_err(), told), (LearnError::Stopped, 2), "{estimator:?}");
    }
}

#[test]
fn confidence_and_scores_are_probabilities_the_likeliest_first() {
    for estimator in ALL {
        let examples = examples(estimator, 90);
        let model = fitted(&examples, &spec(estimator)).unwrap().model;
        for prediction in model.predict(&examples.inputs).unwrap().into_iter().flatten() {
            let sum: f64 = prediction.scores.iter().map(|score| score.score).sum();
            assert!((sum - 1.0).abs() < 1e-6 && prediction.scores.is_sorted_by(|a, b| a.score >= b.score), "{estimator:?}: {prediction:?}");
            assert_eq!((&prediction.class, prediction.confidence), (&prediction.scores[0].class, prediction.scores[0].score));
        }
    }
}

#[test]
fn the_words_that_decide_are_named_in_both_languages() {
    let model = fitted(&examples(Estimator::TextLinear, 120), &spec(Estimator::TextLinear)).unwrap().model;
    let texts = ["A THORN in the flower", "荷兰郁金香开了"].map(|text| Some(text.to_owned())).to_vec();
    let predictions: Vec<_> = model.predict(&Inputs::Texts(texts)).unwrap().into_iter().flatten().collect();
    assert_eq!((predictions[0].class.as_str(), predictions[0].words[0].word.as_str()), ("rose", "thorn"));
    assert_eq!(predictions[1].class, "tulip");
    assert!(predictions[1].words.iter().any(|word| word.word == "郁金") && predictions[1].words.iter().all(|word| word.weight > 0.0));
}

#[test]
fn classes_that_are_numbers_are_in_the_order_of_numbers() {
    let mut examples = examples(Estimator::LogisticRegression, 60);
    examples.target = Some((0..60).map(|row| Some(["10", "9", "-1"][row % 3].to_owned())).collect());
    let metrics = fitted(&examples, &spec(Estimator::LogisticRegression)).unwrap().metrics;
    assert_eq!(metrics.classes.iter().map(|class| class.class.as_str()).collect::<Vec<_>>(), ["-1", "9", "10"]);
}

#[test]
fn a_category_that_was_never_seen_is_no_obstacle() {
    for estimator in [Estimator::LogisticRegression, Estimator::RandomForest] {
        let model = fitted(&examples(estimator, 90), &spec(estimator)).unwrap().model;
        let column = |name: &str, values| TableColumn { name: name.to_owned(), values };
        let row = Inputs::Table(vec![
            column("colour", Values::Categories(vec![Some("green".to_owned())])),
            column("height", Values::Numbers(vec![Some(3.4)])),
            column("unused", Values::Numbers(vec![None])),
            column("width", Values::Numbers(vec![Some(1e6 - 3.6)])),
        ]);
        assert_eq!(model.predict(&row).unwrap()[0].as_ref().unwrap().class, "tulip", "{estimator:?}");
    }
}
