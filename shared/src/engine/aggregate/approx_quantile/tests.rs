use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::aggregate::hash::hash_u64;
use crate::engine::order::TotalOrder;

fn sketch(cells: &[f64]) -> ApproxQuantile {
    let mut sketch = ApproxQuantile::default();
    cells.iter().for_each(|&x| sketch.add(x));
    sketch
}

/// In a hundred pieces, merged as a tree.
fn in_pieces(cells: &[f64]) -> ApproxQuantile {
    let mut parts: Vec<_> = cells.chunks(cells.len().div_ceil(100)).map(sketch).collect();
    while parts.len() > 1 {
        parts = parts.chunks(2).map(|pair| pair.iter().fold(ApproxQuantile::default(), merged)).collect();
    }
    parts.remove(0)
}

fn merged(mut a: ApproxQuantile, b: &ApproxQuantile) -> ApproxQuantile {
    a.merge(b);
    a
}

/// The greatest distance from `q` to the ranks of its quantile, which span from the share of lesser values to that of values not greater.
fn rank_error(sketch: &ApproxQuantile, sorted: &[f64]) -> f64 {
    let n = sorted.len() as f64;
    let errors = (0..=100).map(|i| {
        let q = f64::from(i) / 100.0;
        let x = sketch.quantile(q).unwrap_or_default();
        let lo = sorted.partition_point(|y| y.order(&x).is_lt()) as f64 / n;
        let hi = sorted.partition_point(|y| y.order(&x).is_le()) as f64 / n;
        // The exact quantile's own rank is off by up to 1/n.
        (lo - q).max(q - hi).max(0.0) - 1.0 / n
    });
    errors.fold(0.0, f64::max)
}

fn unit(i: u64) -> f64 {
    hash_u64(i) as f64 / 2f64.powi(64)
}

fn data() -> Vec<(&'static str, Vec<f64>)> {
    let n = 30_000;
    let normal = |i: u64| (0..12).map(|j| unit(12 * i + j)).sum::<f64>() - 6.0;
    vec![
        ("uniform", (0..n).map(unit).collect()),
        ("normal", (0..n).map(normal).collect()),
        ("shifted", (0..n).map(|i| 1e9 + normal(i)).collect()),
        ("heavy-tailed", (0..n).map(|i| 1.0 / unit(i).powi(3)).collect()),
        ("sorted", (0..n).map(|i| i as f64).collect()),
        ("reversed", (0..n).map(|i| -(i as f64)).collect()),
        ("zigzag", (0..n).map(|i| if i % 2 == 0 { i as f64 } else { -(i as f64) }).collect()),
        ("three values", (0..n).map(|i| (unit(i) * 3.0).floor()).collect()),
        ("mostly zero", (0..n).map(|i| (unit(i) - 0.9).max(0.0)).collect()),
        ("prices", (0..n).map(|i| (10.0 * (1.0 + normal(i).powi(2)).powi(2) * 100.0).round()).collect()),
        ("lumps", (0..n).map(|i| if unit(i + n) < 0.3 { 0.5 } else { unit(i) }).collect()),
        ("delays", (0..n).map(|i| (normal(i) * 40.0).round()).collect()),
        ("a giant", (0..n).map(|i| if i == 777 { 1e300 } else { unit(i) }).collect()),
        ("two ends", (0..n).map(|i| if unit(i) < 0.5 { -f64::MAX } else { f64::MAX }).collect()),
    ]
}

#[test]
fn ranks_are_within_the_bound_whatever_the_data_and_however_merged() {
    for (name, cells) in data() {
        let (whole, pieces) = (sketch(&cells), in_pieces(&cells));
        let one_by_one = cells.chunks(300).map(sketch).fold(ApproxQuantile::default(), |a, b| merged(a, &b));
        let mut sorted = cells;
        sorted.sort_unstable_by(f64::total_cmp);
        for (way, sketch) in [("whole", whole), ("in pieces", pieces), ("one by one", one_by_one)] {
            let error = rank_error(&sketch, &sorted);
            assert!(error < RANK_ERROR, "{name}, {way}: {error}");
            assert_eq!((sketch.quantile(0.0), sketch.quantile(1.0)), (sorted.first().copied(), sorted.last().copied()), "{name}");
        }
    }
}

#[test]
fn no_values_have_no_quantile_and_one_is_all_of_them() {
    assert_eq!(sketch(&[]).quantile(0.5), None);
    assert_eq!(sketch(&[1.0]).quantile(f64::NAN), None);
    assert_eq!([0.0, 0.3, 1.0].map(|q| sketch(&[7.0]).quantile(q)), [Some(7.0); 3]);
}

#[test]
fn few_values_are_interpolated_exactly() {
    let four = sketch(&[4.0, 1.0, 3.0, 2.0]);
    assert_eq!([0.25, 0.5, 1.0].map(|q| four.quantile(q)), [Some(1.75), Some(2.5), Some(4.0)]);
}

#[test]
fn infinities_and_nan_are_counted_exactly() {
    let cells = [f64::NAN, f64::NEG_INFINITY, 1.0, f64::INFINITY, 3.0];
    let sketch = sketch(&cells.repeat(1_000));
    assert_eq!([0.0, 0.19, 0.3, 0.5, 0.7].map(|q| sketch.quantile(q)), [f64::NEG_INFINITY, f64::NEG_INFINITY, 1.0, 3.0, f64::INFINITY].map(Some));
    assert!(sketch.quantile(0.81).is_some_and(f64::is_nan));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn merging_is_commutative_and_else_within_the_bound(x in vec(-1e9..1e9, 0..900), y in vec(-1e9..1e9, 0..900), z in vec(0_u8..4, 1..900)) {
        let z: Vec<f64> = z.into_iter().map(f64::from).collect();
        let (a, b, c) = (sketch(&x), sketch(&y), sketch(&z));
        let same = (0..=20).all(|i| merged(a.clone(), &b).quantile(f64::from(i) / 20.0) == merged(b.clone(), &a).quantile(f64::from(i) / 20.0));
        prop_assert!(same, "commutativity");
        let (left, right) = (merged(merged(a.clone(), &b), &c), merged(a, &merged(b, &c)));
        let mut all = [x, y, z].concat();
        all.sort_unstable_by(f64::total_cmp);
        prop_assert!(rank_error(&left, &all) < RANK_ERROR);
        prop_assert!(rank_error(&right, &all) < RANK_ERROR);
    }

    #[test]
    fn odd_bytes_never_panic(bytes in vec(any::<u8>(), 0..80), q in 0.0..=1.0) {
        if let Ok(mut sketch) = postcard::from_bytes::<ApproxQuantile>(&bytes) {
            let copy = sketch.clone();
            (0..40).for_each(|_| sketch.merge(&copy));
            (0..600).for_each(|i| sketch.add(i.into()));
            prop_assert!(sketch.quantile(q).is_some());
        }
    }
}
