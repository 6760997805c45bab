//! A small drawing of counts.

use std::fmt::Write;

/// The path of bars of one unit each, 24 high, with gaps between them; what is counted at all can be seen.
pub fn spark(counts: &[u64]) -> String {
    let most = counts.iter().copied().max().unwrap_or_default().max(1) as f64;
    let mut path = String::new();
    for (at, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let height = (n as f64 / most * 24.0).max(1.0);
        let _ = write!(path, "M{at}.1 24v-{height:.1}h.8V24");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::spark;

    #[test]
    fn the_greatest_count_is_as_high_as_there_is_room_and_none_is_not_drawn() {
        assert_eq!(spark(&[4, 0, 2, 8]), "M0.1 24v-12.0h.8V24M2.1 24v-6.0h.8V24M3.1 24v-24.0h.8V24");
        assert_eq!(spark(&[1_000_000, 1]), "M0.1 24v-24.0h.8V24M1.1 24v-1.0h.8V24");
        assert_eq!(spark(&[]), "");
    }
}
