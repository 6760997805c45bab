use shared::wire::model::{ClassScore, Prediction};

/// Softmax, with the largest taken off first so that nothing overflows.
pub(crate) fn softmax(logits: &[f64]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logits.iter().map(|logit| (logit - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

/// The place of the largest; the first of equals.
pub(crate) fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}

/// Probabilities by class as a prediction: the most likely first, equals in the order of the classes.
pub(crate) fn prediction(classes: &[String], probabilities: &[f64]) -> Prediction {
    // A sum of votes may miss 1 by its last digit.
    let score = |(class, score): (&String, &f64)| ClassScore { class: class.clone(), score: score.clamp(0.0, 1.0) };
    let mut scores: Vec<ClassScore> = classes.iter().zip(probabilities).map(score).collect();
    scores.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = scores.first().cloned().unwrap_or_default();
    Prediction { class: best.class, confidence: best.score, scores, ..Prediction::default() }
}
