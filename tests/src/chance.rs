//! Chance that can be had again: its seed is told, and `SIGHTLINE_TEST_SEED` sets it.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

/// A row of numbers from a seed: SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
pub struct Chance(u64);

impl Chance {
    /// With the seed of the environment, or else another one each time.
    pub fn told() -> Chance {
        let given = std::env::var("SIGHTLINE_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64);
        println!("SIGHTLINE_TEST_SEED={seed}");
        Chance(seed)
    }

    /// With a seed that is always the same.
    pub fn of(seed: u64) -> Chance {
        Chance(seed)
    }

    /// The next number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most as u64) as usize
    }

    /// So many different numbers below `most`.
    pub fn several(&mut self, count: usize, most: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        while found.len() < count {
            found.insert(self.below(most));
        }
        found
    }
}
