use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::aggregate::hash::{hash_bytes, hash_u64};

fn sketch(hashes: impl IntoIterator<Item = u64>) -> ApproxDistinct {
    let mut sketch = ApproxDistinct::default();
    hashes.into_iter().for_each(|hash| sketch.add(hash));
    sketch
}

/// How far off, in standard errors.
fn off(sketch: &ApproxDistinct, exact: u64) -> f64 {
    let estimate = sketch.value().unwrap_or_default() as f64;
    (estimate / exact as f64 - 1.0).abs() / (1.04 / (M as f64).sqrt())
}

#[test]
fn no_values_are_no_different_values() {
    assert_eq!(sketch([]).value(), Some(0));
}

#[test]
fn few_values_are_counted_exactly() {
    assert_eq!(sketch((0..3_000).map(|i| hash_u64(i % 1_000))).value(), Some(1_000));
    assert_eq!(sketch((0..1_024).map(hash_u64)).value(), Some(1_024));
}

#[test]
fn neighbouring_numbers_are_counted_within_three_standard_errors() {
    for n in [1_025, 2_000, 5_000, 16_384, 40_000, 82_000, 300_000, 1_000_000] {
        let off = off(&sketch((0..n).map(hash_u64)), n);
        assert!(off < 3.0, "{n}: {off}");
    }
}

#[test]
fn the_mean_square_error_is_the_stated_one() {
    let squares = (0..40_u64).map(|seed| off(&sketch((0..20_000).map(|i| hash_u64(hash_u64(seed) ^ i))), 20_000).powi(2));
    let root = (squares.sum::<f64>() / 40.0).sqrt();
    assert!((0.6..1.4).contains(&root), "{root}");
}

#[test]
fn texts_that_are_alike_are_counted_within_three_standard_errors() {
    let off = off(&sketch((0..100_000).map(|i| hash_bytes(format!("user-{i}").as_bytes()))), 100_000);
    assert!(off < 3.0, "{off}");
}

#[test]
fn the_way_of_merging_leaves_no_trace() {
    let whole = sketch((0..50_000).map(hash_u64));
    let parts: Vec<_> = (0..100).map(|i| sketch((i * 400..i * 500 + 500).map(hash_u64))).collect();
    let mut forth = ApproxDistinct::default();
    parts.iter().for_each(|part| forth.merge(part));
    let mut back = ApproxDistinct::default();
    parts.iter().rev().chain(&parts).for_each(|part| back.merge(part));
    assert_eq!((&forth, &back), (&whole, &whole));
}

#[test]
fn it_comes_back_from_its_bytes() -> Result<(), postcard::Error> {
    for n in [0, 10, 5_000] {
        let there = sketch((0..n).map(hash_u64));
        assert_eq!(postcard::from_bytes::<ApproxDistinct>(&postcard::to_stdvec(&there)?)?, there);
    }
    Ok(())
}

#[test]
fn what_is_no_sketch_is_refused() {
    for kept in [Kept::Few(vec![2, 1]), Kept::Few((0..2_000).collect()), Kept::Many(vec![0; 9]), Kept::Many(vec![60; M])] {
        assert_eq!(ApproxDistinct::try_from(kept), Err(NotASketch));
    }
}

#[test]
fn full_registers_have_a_finite_estimate() {
    assert!(sketch((0..M as u64).map(|register| register << Q)).value().is_some_and(|d| d > 1 << 60));
}

proptest! {
    #[test]
    fn odd_bytes_never_panic(bytes in vec(any::<u8>(), 0..60)) {
        if let Ok(mut sketch) = postcard::from_bytes::<ApproxDistinct>(&bytes) {
            sketch.add(hash_u64(1));
            prop_assert!(sketch.value() > Some(0));
        }
    }
}
