//! Approximate number of different values: HyperLogLog with `m = 2^p` registers, p = 14.
//!
//! P. Flajolet, É. Fusy, O. Gandouet, F. Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm", AofA
//! 2007. A value's hash of 64 bits names a register by its first p bits and offers it ρ, the position of the first 1 in the remaining
//! `q = 64 - p`; a register keeps the greatest, and `estimate.rs` reads the number off all of them. Its standard error is `1.04/√m` =
//! 0.8 %. Up to 1,024 different hashes are kept as they are and counted exactly, so a group of few
//! values takes little room; m bytes otherwise. Which of the two it is depends on the set of values alone, so merging, the union or the
//! greater of each register, is exactly associative, commutative and idempotent.

mod estimate;

use serde::{Deserialize, Serialize};

use super::Summary;
use estimate::estimate;

const P: u32 = 14;
const M: usize = 1 << P;
const Q: usize = (u64::BITS - P) as usize;
/// So many hashes are kept as they are: half the room of the registers.
const FEW: usize = 1_024;

/// What is known of the different hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct ApproxDistinct(Kept);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kept {
    /// All hashes, sorted.
    Few(Vec<u64>),
    /// `M` registers, each at most `Q + 1`.
    Many(Vec<u8>),
}

/// A sketch from elsewhere that no summary has written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no HyperLogLog of 2^14 registers")]
pub struct NotASketch;

impl Default for ApproxDistinct {
    fn default() -> Self {
        ApproxDistinct(Kept::Few(Vec::new()))
    }
}

impl Summary for ApproxDistinct {
    /// A value's hash, by [`super::hash`]: equal values must have equal bytes, so floats go in by
    /// [`crate::engine::order::canonical_bits`].
    type Cell = u64;
    type Output = u64;

    #[inline]
    fn add(&mut self, hash: u64) {
        match &mut self.0 {
            Kept::Many(registers) => offer(registers, hash),
            Kept::Few(hashes) => {
                if let Err(at) = hashes.binary_search(&hash) {
                    hashes.insert(at, hash);
                    self.spread();
                }
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (_, Kept::Few(hashes)) => hashes.iter().for_each(|&hash| self.add(hash)),
            (Kept::Many(a), Kept::Many(b)) => a.iter_mut().zip(b).for_each(|(a, &b)| *a = (*a).max(b)),
            (Kept::Few(hashes), Kept::Many(registers)) => {
                let mut registers = registers.clone();
                hashes.iter().for_each(|&hash| offer(&mut registers, hash));
                self.0 = Kept::Many(registers);
            }
        }
    }

    /// 0 for no values: a count is always defined.
    fn value(&self) -> Option<u64> {
        match &self.0 {
            Kept::Few(hashes) => Some(hashes.len() as u64),
            Kept::Many(registers) => Some(estimate(registers).round() as u64),
        }
    }

    fn heap_bytes(&self) -> usize {
        match &self.0 {
            Kept::Few(hashes) => hashes.capacity() * size_of::<u64>(),
            Kept::Many(registers) => registers.capacity(),
        }
    }
}

impl ApproxDistinct {
    fn spread(&mut self) {
        if let Kept::Few(hashes) = &self.0
            && hashes.len() > FEW
        {
            let mut registers = vec![0; M];
            hashes.iter().for_each(|&hash| offer(&mut registers, hash));
            self.0 = Kept::Many(registers);
        }
    }
}

#[inline]
fn offer(registers: &mut [u8], hash: u64) {
    // The 1 behind the remaining bits bounds ρ by q + 1.
    let rho = ((hash << P) | (1 << (P - 1))).leading_zeros() as u8 + 1;
    let register = &mut registers[(hash >> Q) as usize];
    *register = rho.max(*register);
}

impl From<ApproxDistinct> for Kept {
    fn from(sketch: ApproxDistinct) -> Kept {
        sketch.0
    }
}

impl TryFrom<Kept> for ApproxDistinct {
    type Error = NotASketch;

    fn try_from(kept: Kept) -> Result<Self, NotASketch> {
        let valid = match &kept {
            Kept::Few(hashes) => hashes.len() <= FEW && hashes.is_sorted_by(|a, b| a < b),
            Kept::Many(registers) => registers.len() == M && registers.iter().all(|&k| usize::from(k) <= Q + 1),
        };
        if valid { Ok(ApproxDistinct(kept)) } else { Err(NotASketch) }
    }
}

#[cfg(test)]
mod tests;
