use learn::{InputKinds, LearnError, TrainedModel};
use shared::wire::model::Estimator;

use crate::data::{ALL, examples, fitted, spec};

/// As the format has it.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A sequence that looks random.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn a_model_that_was_kept_predicts_the_same() {
    for estimator in ALL {
        let examples = examples(estimator, 90);
        let model = fitted(&examples, &spec(estimator)).unwrap().model;
        let bytes = model.to_bytes();
        let kept = TrainedModel::from_bytes(&bytes).unwrap();
        assert_eq!(kept.predict(&examples.inputs), model.predict(&examples.inputs), "{estimator:?}");
        assert_eq!((kept.estimator(), kept.inputs(), kept.to_bytes()), (estimator, &examples.inputs.kinds(), bytes), "{estimator:?}");
    }
}

#[test]
fn a_model_knows_its_columns() {
    let model = fitted(&examples(Estimator::RandomForest, 60), &spec(Estimator::RandomForest)).unwrap().model;
    let InputKinds::Table(columns) = model.inputs() else { panic!("{:?}", model.inputs()) };
    let named: Vec<String> = columns.iter().map(|column| format!("{} {}", column.name, column.kind.word())).collect();
    assert_eq!(named, ["height numbers", "width numbers", "colour categories"]);
}

#[test]
fn garbage_is_refused() {
    let mut state = 1;
    let noise: Vec<u8> = (0..4096).map(|_| next(&mut state) as u8).collect();
    for length in [0, 1, 7, 8, 9, 16, 24, 100, 4096] {
        let bare = &noise[..length];
        let begun = [b"SLMODEL1", bare].concat();
        let signed = [begun.as_slice(), &checksum(&begun).to_le_bytes()].concat();
        for bytes in [bare, &begun, &signed] {
            assert!(matches!(TrainedModel::from_bytes(bytes), Err(LearnError::BadModel { .. })), "{length} bytes");
        }
    }
}

#[test]
fn a_damaged_model_is_refused_wherever_the_damage_is() {
    let bytes = fitted(&examples(Estimator::LogisticRegression, 60), &spec(Estimator::LogisticRegression)).unwrap().model.to_bytes();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(TrainedModel::from_bytes(&damaged).is_err(), "byte {at}");
        assert!(TrainedModel::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_forged_model_is_refused_or_harmless() {
    let mut state = 42;
    for estimator in ALL {
        let examples = examples(estimator, 60);
        let bytes = fitted(&examples, &spec(estimator)).unwrap().model.to_bytes();
        let some = examples.inputs.pick(&[0, 1, 2]);
        for _ in 0..300 {
            let mut forged = bytes[..bytes.len() - 8].to_vec();
            for _ in 0..=next(&mut state) % 3 {
                // Half of the changes hit the header, where they do most.
                let within = if next(&mut state).is_multiple_of(2) { forged.len() } else { forged.len().min(700) };
                let at = 16 + next(&mut state) % (within - 16);
                forged[at] = if next(&mut state).is_multiple_of(2) { b'0' + (next(&mut state) % 10) as u8 } else { next(&mut state) as u8 };
            }
            forged.extend(checksum(&forged).to_le_bytes());
            match TrainedModel::from_bytes(&forged).and_then(|model| model.predict(&some)) {
                Ok(predicted) => assert_eq!(predicted.len(), 3, "{estimator:?}"),
                Err(LearnError::BadModel { .. } | LearnError::UnsuitableColumn { .. }) => {}
                Err(other) => panic!("{estimator:?}: {other:?}"),
            }
        }
    }
}
