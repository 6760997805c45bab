//! One summary of a cube, which one or several measures are read off: at all positions.

use std::ops::Range;

use super::levels::Levels;
use super::places::Places;
use super::prefix::PrefixSums;
use crate::engine::aggregate::states::Summaries;

/// The summaries at every position.
pub(super) trait Layer {
    /// Those over the positions where a run of the first axis crosses one of the second, one per group.
    fn sum(&self, xs: &[Range<usize>], ys: &[Range<usize>]) -> Summaries;

    /// What it takes in memory.
    fn bytes(&self) -> usize;

    /// What it takes beside the summaries that it was made of.
    fn bytes_beside(&self) -> usize {
        self.bytes()
    }
}

/// The layer that takes the fewest steps in so much room: `most_bytes` beside the summaries themselves.
pub(super) fn layer(summaries: &Summaries, places: &Places, most_bytes: usize) -> Box<dyn Layer> {
    let prefix = match summaries {
        Summaries::Count(counts) => PrefixSums::of(counts, places, most_bytes, Summaries::Count),
        Summaries::Sum(sums) => PrefixSums::of(sums, places, most_bytes, Summaries::Sum),
        Summaries::FloatSum(sums) => PrefixSums::of(sums, places, most_bytes, Summaries::FloatSum),
        _ => None,
    };
    prefix.unwrap_or_else(|| Box::new(Levels::of(summaries, places, most_bytes)))
}
