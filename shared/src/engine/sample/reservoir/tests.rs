#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::Int64Array;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::sample::Sample;
use crate::engine::sample::tests::{batch, sample};

/// Of the rows 0 to `of`, in shares that begin at `cuts`.
fn draw(of: i64, size: usize, seed: u64, cuts: &[usize]) -> Reservoir {
    let batch = batch([("n", Arc::new(Int64Array::from_iter_values(0..of)) as _)]);
    let spec = format!(r#"{{"reservoir":{{"columns":["n"],"rows":{size},"seed":{seed}}}}}"#);
    let Sample::Reservoir(reservoir) = sample(&spec, &batch, cuts) else { panic!() };
    reservoir
}

fn numbers(reservoir: &Reservoir) -> Vec<i128> {
    let number = |row: Vec<Value>| if let [Value::Int(n)] = row[..] { n } else { panic!("{row:?}") };
    reservoir.rows().into_iter().map(number).collect()
}

#[test]
fn each_row_is_drawn_as_often_as_any_other() {
    let mut times = [0u32; 20];
    (0..4_000).for_each(|seed| numbers(&draw(20, 5, seed, &[])).into_iter().for_each(|row| times[row as usize] += 1));
    // 1,000 each; the deviation of 4,000 draws with a chance of 1/4 is 27.
    assert!(times.iter().all(|times| (870..1_130).contains(times)), "{times:?}");
}

#[test]
fn another_seed_draws_other_rows_and_the_same_seed_the_same() {
    assert_eq!(draw(10_000, 50, 7, &[]), draw(10_000, 50, 7, &[]));
    assert_ne!(numbers(&draw(10_000, 50, 7, &[])), numbers(&draw(10_000, 50, 8, &[])));
}

#[test]
fn fewer_rows_than_wanted_are_all_taken() {
    let reservoir = draw(4, 9, 1, &[2]);
    assert_eq!((numbers(&reservoir), reservoir.of), (vec![0, 1, 2, 3], 4));
}

proptest! {
    #[test]
    fn it_has_the_rows_of_the_least_ranks_whichever_way_they_are_split(of in 0i64..5_000, size in 1usize..60, seed: u64, cuts in vec(0usize..5_000, 0..5)) {
        let cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(of as usize)).collect();
        let reservoir = draw(of, size, seed, &cuts);
        let mut all: Vec<u64> = (0..of as u64).collect();
        all.sort_by_key(|row| rank(seed, *row));
        all.truncate(size);
        all.sort_unstable();
        prop_assert_eq!(numbers(&reservoir), all.into_iter().map(i128::from).collect::<Vec<_>>());
        prop_assert_eq!(reservoir.of, of as u64);
    }
}
