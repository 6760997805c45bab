use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn one_by_one(values: &[i64]) -> Runs<i64, u64> {
    let mut runs = Runs::default();
    values.iter().for_each(|&x| runs.add(x));
    runs
}

#[test]
fn nothing_has_no_runs() {
    assert!(Runs::<i64, u64>::default().runs().is_empty());
    assert_eq!(Runs::<i64, u64>::from_values(Vec::new()), Runs::default());
}

#[test]
fn nan_is_one_value_and_zero_is_minus_zero() {
    let runs = Runs::<f64, u64>::from_values(vec![f64::NAN, 0.0, -f64::NAN, -0.0, f64::INFINITY]).into_runs();
    assert_eq!(runs.iter().map(|run| run.1).collect::<Vec<_>>(), [2, 1, 2]);
    assert!(runs[2].0.is_nan());
}

#[test]
fn runs_in_disorder_are_put_in_order_by_the_constructor() {
    let runs = Runs::from_sorted_runs(vec![(5_i64, 1_u64), (3, 2), (5, 4)]);
    assert_eq!(runs.into_runs(), [(3, 2), (5, 5)]);
}

#[test]
fn values_of_another_type_are_put_in_its_order() {
    let runs = Runs::<i64, u64>::from_values(vec![1, 2, 2]).map(|x| -(x as f64));
    assert_eq!(runs.into_runs(), [(-2.0, 2), (-1.0, 1)]);
}

#[test]
fn runs_in_disorder_are_refused_from_a_peer() -> Result<(), postcard::Error> {
    let (ordered, disordered) =
        (postcard::to_stdvec(&[(3_i64, 1_u64), (5, 1)].as_slice())?, postcard::to_stdvec(&[(5_i64, 1_u64), (3, 1)].as_slice())?);
    assert!(postcard::from_bytes::<Runs<i64, u64>>(&ordered).is_ok());
    assert!(postcard::from_bytes::<Runs<i64, u64>>(&disordered).is_err());
    Ok(())
}

#[test]
fn a_set_writes_nothing_for_its_tallies() -> Result<(), postcard::Error> {
    let set = Runs::<i64, ()>::from_values((0..50).collect());
    assert_eq!(postcard::to_stdvec(&set)?.len(), 51);
    Ok(())
}

#[test]
fn the_stack_of_lists_stays_low() {
    let mut runs = Runs::<i64, u64>::default();
    (0..50_000).for_each(|i| runs.add(i * 7_919 % 20_011));
    assert!(runs.levels.len() <= 8, "{}", runs.levels.len());
    assert_eq!(runs.runs().len(), 20_011);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn however_values_come_the_bytes_are_the_same(values in vec(-60_i64..60, 0..3_000), cuts in vec(1_usize..900, 1..8)) {
        let bulk = Runs::<i64, u64>::from_values(values.clone());
        let mut pieces = Runs::default();
        let mut rest = values.as_slice();
        for cut in cuts.into_iter().chain([usize::MAX]) {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            pieces.merge(&one_by_one(piece));
            rest = after;
        }
        prop_assert_eq!(postcard::to_stdvec(&bulk), postcard::to_stdvec(&pieces));
        prop_assert_eq!(postcard::to_stdvec(&bulk), postcard::to_stdvec(&one_by_one(&values)));
        prop_assert_eq!(bulk, pieces);
    }

    #[test]
    fn odd_bytes_never_panic(bytes in vec(any::<u8>(), 0..60)) {
        if let Ok(mut runs) = postcard::from_bytes::<Runs<i128, u64>>(&bytes) {
            let copy = runs.clone();
            runs.merge(&copy);
            prop_assert_eq!(runs.runs().len(), copy.runs().len());
        }
    }
}
