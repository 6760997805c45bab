use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn of<T: Interpolate>(values: impl IntoIterator<Item = T>, q: f64) -> Option<Exact> {
    quantile(&Multiset::from_values(values.into_iter().collect()), q)
}

fn float(of: Option<Exact>) -> Option<f64> {
    if let Some(Exact::Float(x)) = of { Some(x) } else { None }
}

#[test]
fn no_values_have_no_quantile_and_one_is_all_of_them() {
    assert_eq!(of::<f64>([], 0.5), None);
    assert_eq!(of([1.0], f64::NAN), None);
    for q in [-1.0, 0.0, 0.3, 1.0, 2.0] {
        assert_eq!(of([7.0], q), Some(Exact::Float(7.0)));
        assert_eq!(of([7_i128], q), Some(Exact::Whole(7)));
    }
}

#[test]
fn floats_are_interpolated_as_type_7() {
    let cells = [4.0, 1.0, 3.0, 2.0];
    assert_eq!(float(of(cells, 0.5)), Some(2.5));
    assert_eq!(float(of(cells, 0.25)), Some(1.75));
    assert_eq!(float(of(cells, 1.0)), Some(4.0));
    assert_eq!(float(of([1.0, 1.0, 1.0, 5.0], 0.5)), Some(1.0));
}

/// What it is as a float, if it lies between two whole numbers.
fn between(of: Option<Exact>) -> Option<f64> {
    if let Some(Exact::Between(whole, part)) = of { Some(nearest(whole, part, 0)) } else { None }
}

#[test]
fn whole_numbers_stay_whole_where_they_can() {
    assert_eq!(of([1_i64, 3], 0.5), Some(Exact::Whole(2)));
    assert_eq!(between(of([1_i64, 2], 0.5)), Some(1.5));
    let far = 1_i128 << 60;
    assert_eq!(of([far, far + 1, far + 2], 0.5), Some(Exact::Whole(far + 1)));
    assert_eq!(between(of([i64::MAX, i64::MIN], 0.5)), Some(-0.5));
    assert_eq!(between(of([u64::MAX.into(), -i128::from(u64::MAX)], 0.75)), Some(u64::MAX as f64 / 2.0));
    assert_eq!(of([-(10_i128.pow(38)), 10_i128.pow(38)], 0.5), Some(Exact::Whole(0)));
}

#[test]
fn what_lies_between_wide_decimals_is_rounded_once() {
    let most = 10_i128.pow(38) - 1;
    assert_eq!(of([most - 2, most], 0.5), Some(Exact::Whole(most - 1)));
    assert_eq!(of([i128::MIN, i128::MAX], 0.25), Some(Exact::Between(i128::MIN / 2 - 1, 3 << 60)));
    // Both neighbours are 2^90 to a float; what lies between them is above the middle between two floats.
    let middle = (1_i128 << 90) + (1 << 37);
    assert_eq!(between(of([middle, middle + 1], 0.5)), Some((2_f64.powi(90)).next_up()));
    assert_eq!(between(of([-middle - 1, -middle], 0.5)), Some(-(2_f64.powi(90)).next_up()));
    for (whole, part, scale, expected) in [
        (1, UNIT as u64 / 2, 1, 0.15),
        (-1, UNIT as u64 / 2, 1, -0.05),
        (12_345_678_901_234_567, UNIT as u64 / 2, 2, 123_456_789_012_345.67),
        (-12_345_678_901_234_568, UNIT as u64 / 2, 2, -123_456_789_012_345.67),
        (most, 0, 30, 1e8),
    ] {
        assert_eq!(nearest(whole, part, scale), expected, "{whole} {part} {scale}");
    }
}

#[test]
fn nan_is_the_greatest_value() {
    assert_eq!(float(of([f64::NAN, 1.0, 2.0, f64::NAN, 3.0], 0.5)), Some(3.0));
    assert!(float(of([f64::NAN, 1.0, 2.0], 0.75)).is_some_and(f64::is_nan));
    assert!(float(of([f64::NAN, 1.0, 2.0], 1.0)).is_some_and(f64::is_nan));
}

#[test]
fn infinities_are_ends_not_poison() {
    let cells = [f64::NEG_INFINITY, 1.0, 3.0, f64::INFINITY];
    assert_eq!(float(of(cells, 0.5)), Some(2.0));
    assert_eq!(float(of(cells, 0.1)), Some(f64::NEG_INFINITY));
    assert_eq!(float(of(cells, 0.9)), Some(f64::INFINITY));
    assert!(float(of([f64::NEG_INFINITY, f64::INFINITY], 0.5)).is_some_and(f64::is_nan));
    assert_eq!(float(of([-f64::MAX, f64::MAX], 0.5)), Some(0.0));
}

proptest! {
    #[test]
    fn it_is_what_sorting_all_values_gives(mut cells in vec(-50_i64..50, 1..60), q in 0.0..=1.0) {
        let answer = of(cells.clone(), q);
        cells.sort_unstable();
        let h = (cells.len() - 1) as f64 * q;
        let (lo, hi) = (cells[h as usize], cells[h.ceil() as usize]);
        let expected = lo as f64 + h.fract() * (hi - lo) as f64;
        let found = match answer { Some(Exact::Whole(x)) => x as f64, Some(Exact::Between(x, part)) => nearest(x, part, 0), _ => f64::NAN };
        prop_assert!((found - expected).abs() < 1e-12);
    }

    #[test]
    fn it_never_leaves_its_neighbours(a in any::<f64>(), b in any::<f64>(), gamma in 0.0..1.0) {
        let (lo, hi) = (a.min(b), a.max(b));
        let x = lerp(lo, hi, gamma);
        prop_assert!(lo <= x && x <= hi || !lo.is_finite() || !hi.is_finite());
    }
}
