//! Medians of interleaved rounds.

/// The middle time; of an even number the lower one of the middle two.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) / 2]
}

/// Rounds that are taken at most and at least, and the milliseconds after which one engine has had enough.
pub struct Rounds {
    /// At most.
    pub most: usize,
    /// At least.
    pub least: usize,
    /// No round begins after so long.
    pub enough_ms: f64,
}

/// Lets each of `count` engines take its turn, round by round, and gives each one's median. The first time of each, when it warms
/// up, does not count.
pub fn interleave(rounds: &Rounds, count: usize, mut turn: impl FnMut(usize) -> f64) -> Vec<f64> {
    let mut times = vec![Vec::new(); count];
    (0..count).for_each(|engine| {
        turn(engine);
    });
    for round in 0..rounds.most {
        for (engine, times) in times.iter_mut().enumerate() {
            if round < rounds.least || times.iter().sum::<f64>() < rounds.enough_ms {
                times.push(turn(engine));
            }
        }
    }
    times.into_iter().map(median).collect()
}

/// The geometric mean.
pub fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_take_turns_and_a_slow_one_takes_fewer() {
        let (rounds, mut turns) = (Rounds { most: 5, least: 2, enough_ms: 100.0 }, Vec::new());
        let medians = interleave(&rounds, 2, |engine| {
            turns.push(engine);
            [1.0, 70.0][engine]
        });
        assert_eq!(medians, [1.0, 70.0]);
        assert_eq!(turns, [0, 1, 0, 1, 0, 1, 0, 0, 0]);
    }

    #[test]
    fn the_median_and_the_geometric_mean() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert!((geometric_mean(&[2.0, 8.0]) - 4.0).abs() < 1e-12);
    }
}
