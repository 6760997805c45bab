use shared::wire::model::{ClassMetrics, Metrics};

/// Measures predicted against true classes, both as places in `classes`.
///
/// Precision, recall and F1 are none where they are undefined (nothing predicted so, no row is so); the macro F1 is the mean over the classes
/// that occur in the held-out rows, an undefined F1 counting as 0.
pub(crate) fn measure(classes: &[String], pairs: impl IntoIterator<Item = (usize, usize)>) -> Metrics {
    let mut confusion = vec![vec![0u64; classes.len()]; classes.len()];
    for (truth, guess) in pairs {
        if let Some(cell) = confusion.get_mut(truth).and_then(|row| row.get_mut(guess)) {
            *cell += 1;
        }
    }
    let per_class: Vec<ClassMetrics> = classes.iter().enumerate().map(|(at, class)| of_class(class, at, &confusion)).collect();
    let rows: u64 = per_class.iter().map(|class| class.support).sum();
    let right: u64 = (0..classes.len()).map(|at| confusion[at][at]).sum();
    let occurring: Vec<&ClassMetrics> = per_class.iter().filter(|class| class.support > 0).collect();
    let macro_f1 = ratio(occurring.iter().map(|class| class.f1.unwrap_or(0.0)).sum(), occurring.len() as f64);
    Metrics { held_out_rows: rows, accuracy: ratio(right as f64, rows as f64), macro_f1, classes: per_class, confusion, ..Metrics::default() }
}

fn of_class(class: &str, at: usize, confusion: &[Vec<u64>]) -> ClassMetrics {
    let right = confusion[at][at] as f64;
    let support: u64 = confusion[at].iter().sum();
    let predicted: u64 = confusion.iter().map(|row| row[at]).sum();
    let f1 = ratio(2.0 * right, (support + predicted) as f64).filter(|_| support > 0 && predicted > 0);
    ClassMetrics { class: class.to_owned(), precision: ratio(right, predicted as f64), recall: ratio(right, support as f64), f1, support }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::measure;

    fn classes() -> Vec<String> {
        ["a", "b", "c"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_measures_are_those_of_the_textbook() {
        let metrics = measure(&classes(), [(0, 0), (0, 0), (0, 1), (1, 1)]);
        assert_eq!(metrics.confusion, [[2, 1, 0], [0, 1, 0], [0, 0, 0]]);
        assert_eq!((metrics.accuracy, metrics.held_out_rows), (Some(0.75), 4));
        assert_eq!((metrics.classes[0].precision, metrics.classes[0].recall, metrics.classes[0].f1), (Some(1.0), Some(2.0 / 3.0), Some(0.8)));
        assert_eq!(metrics.macro_f1, Some((0.8 + 2.0 / 3.0) / 2.0));
    }

    #[test]
    fn what_is_undefined_is_none() {
        let metrics = measure(&classes(), [(0, 0)]);
        assert_eq!((metrics.classes[2].precision, metrics.classes[2].recall, metrics.classes[2].f1), (None, None, None));
        assert_eq!(measure(&classes(), []).accuracy, None);
    }
}
