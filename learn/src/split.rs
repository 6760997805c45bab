use crate::random::unit_at;

/// Whether a row is held out of training, to be measured on.
///
/// It depends on nothing but the arguments: with `mix` the finaliser of `SplitMix64`, the row's number `u` in [0, 1) is
/// `mix(mix(seed) + (row_number + 1) · 0x9e3779b97f4a7c15) >> 11`, divided by 2^53, and the row is held out if `u < share`.
/// So rows that are appended later don't move the earlier ones. `row_number` counts from 0.
pub fn is_held_out(seed: u64, row_number: u64, share: f64) -> bool {
    unit_at(seed, row_number) < share
}

#[cfg(test)]
mod tests {
    use super::is_held_out;

    #[test]
    fn the_split_of_a_seed_never_changes() {
        let rows: Vec<u64> = (0..40).filter(|row| is_held_out(42, *row, 0.2)).collect();
        assert_eq!(rows, FIRST_OF_SEED_42);
    }

    #[test]
    fn the_share_is_held_for_any_seed() {
        for seed in [0, 1, 42, u64::MAX] {
            let held = (0..100_000).filter(|row| is_held_out(seed, *row, 0.2)).count();
            assert!((19_500..20_500).contains(&held), "{seed}: {held}");
        }
    }

    #[test]
    fn an_impossible_share_holds_out_nothing_or_everything() {
        assert!(!is_held_out(42, 1, 0.0) && !is_held_out(42, 1, f64::NAN) && is_held_out(42, 1, 1.0));
    }

    const FIRST_OF_SEED_42: [u64; 12] = [1, 2, 3, 7, 13, 14, 16, 18, 26, 29, 30, 32];
}
