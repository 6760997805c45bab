//! The clusters of a t-digest: `(mean, w)`, sorted by mean, neighbours joined while they span at most 1 of the scale `k`.
//!
//! `k(q) = δ/2·√(2q)` for `q ≤ 1/2`, `δ - k(1 - q)` above: steep at both ends like the paper's `k1 = δ/2π·asin(2q - 1)`, but of roots only,
//! which round the same in every build. A cluster holds at most a share of `2/δ` = 1 % of the values about the median and of `2/δ²` at
//! the ends. Two neighbours span more than 1 together, so at most `2δ` = 400 are left.
//!
//! Equal values are one cluster whatever its weight, and known as such: its values lie at its mean, not about it. So a value that is
//! a third of all, as in a column of few different numbers, blurs nothing around it.

use serde::{Deserialize, Serialize};

use crate::engine::aggregate::quantile::lerp;

const DELTA: f64 = 200.0;

/// Some neighbouring values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cluster {
    pub(super) mean: f64,
    pub(super) w: u64,
    mixed: bool,
}

impl Cluster {
    /// `w` equal values.
    pub(super) fn of(x: f64, w: u64) -> Cluster {
        Cluster { mean: x, w, mixed: false }
    }

    /// Whether its values differ.
    pub(super) fn is_mixed(&self) -> bool {
        self.mixed
    }

    /// The first and the last index at which its mean is the value, with so many values before it.
    pub(super) fn indices(&self, before: f64) -> (f64, f64) {
        let last = self.w as f64 - 1.0;
        if self.mixed { (before + last / 2.0, before + last / 2.0) } else { (before, before + last) }
    }

    fn equals(&self, other: &Cluster) -> bool {
        !self.mixed && !other.mixed && self.mean == other.mean
    }

    fn take(&mut self, other: &Cluster) {
        self.mixed = !self.equals(other);
        self.w = self.w.saturating_add(other.w);
        self.mean = lerp(self.mean, other.mean, other.w as f64 / self.w as f64);
    }
}

/// By mean, so that any order of arrival becomes the same; equal values become one.
pub(super) fn sort(clusters: &mut Vec<Cluster>) {
    clusters.sort_unstable_by(|a, b| a.mean.total_cmp(&b.mean).then(a.mixed.cmp(&b.mixed)).then(a.w.cmp(&b.w)));
    clusters.dedup_by(|next, kept| {
        let same = kept.equals(next);
        if same {
            kept.take(next);
        }
        same
    });
}

/// The number of values.
pub(super) fn weight(clusters: &[Cluster]) -> u64 {
    clusters.iter().fold(0, |w, cluster| w.saturating_add(cluster.w))
}

/// Joins neighbours where the scale allows it.
pub(super) fn join(sorted: &[Cluster]) -> Vec<Cluster> {
    let n = weight(sorted) as f64;
    let mut before = 0.0;
    let mut clusters: Vec<Cluster> = Vec::with_capacity(sorted.len());
    for next in sorted {
        if let Some(last) = clusters.last_mut() {
            let after = before + last.w as f64 + next.w as f64;
            if k(after / n) - k(before / n) <= 1.0 {
                last.take(next);
                continue;
            }
            before += last.w as f64;
        }
        clusters.push(*next);
    }
    clusters
}

fn k(q: f64) -> f64 {
    if q <= 0.5 { DELTA / 2.0 * (2.0 * q).sqrt() } else { DELTA - DELTA / 2.0 * (2.0 * (1.0 - q)).max(0.0).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_runs_from_0_to_delta_without_a_step() {
        assert_eq!([0.0, 0.5, 1.0].map(k), [0.0, DELTA / 2.0, DELTA]);
        assert!((k(0.5 + 1e-9) - k(0.5)).abs() < 1e-6);
    }

    #[test]
    fn at_most_two_clusters_for_each_step_of_the_scale_are_left() {
        let values: Vec<Cluster> = (0..100_000).map(|i| Cluster::of(i.into(), 1)).collect();
        let joined = join(&values);
        assert!((200..=400).contains(&joined.len()), "{}", joined.len());
        assert!(joined.iter().all(|cluster| cluster.w <= 1_000));
        assert_eq!(weight(&joined), 100_000);
    }

    #[test]
    fn equal_values_are_one_cluster_of_their_own() {
        let mut values: Vec<Cluster> = (0..1_000).map(|i| Cluster::of((i % 2).into(), 1)).collect();
        sort(&mut values);
        assert_eq!(join(&values).iter().map(|cluster| (cluster.w, cluster.mixed)).collect::<Vec<_>>(), [(500, false), (500, false)]);
    }
}
