//! `SplitMix64`: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. Five lines that
//! never change, so that a seed means the same in every version and on every machine.

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser: a bijection in which every bit of the input moves about half of the output's.
pub(crate) fn mix(seed: u64) -> u64 {
    let z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A generator of reproducible choices.
pub(crate) struct Random(u64);

impl Random {
    /// `purpose` keeps the choices of one seed apart: the first weights, the order of rows…
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        Self(purpose.bytes().fold(mix(seed), |state, byte| mix(state.wrapping_add(GOLDEN) ^ u64::from(byte))))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// In [0, 1), from the upper 53 bits.
    pub(crate) fn unit(&mut self) -> f64 {
        unit(self.next())
    }

    /// In [0, below); 0 if `below` is 0. The bias of the multiplication is under 2^-32 for what is counted here.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        usize::try_from((u128::from(self.next()) * below as u128) >> 64).unwrap_or(0)
    }

    /// Fisher and Yates.
    pub(crate) fn shuffle<T>(&mut self, values: &mut [T]) {
        for at in (1..values.len()).rev() {
            values.swap(at, self.below(at + 1));
        }
    }
}

/// The `step`-th value of the sequence that begins at `seed`, in [0, 1), without walking there.
pub(crate) fn unit_at(seed: u64, step: u64) -> f64 {
    unit(mix(mix(seed).wrapping_add(step.wrapping_add(1).wrapping_mul(GOLDEN))))
}

fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}
