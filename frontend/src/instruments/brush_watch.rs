//! From a brush to the other tiles' numbers, and on to their redraw. A newer brush replaces one that is still on its way.

use std::collections::BTreeSet;

/// One brush on its way through the page.
#[derive(Debug, Default)]
pub struct BrushWatch {
    since: f64,
    numbers: BTreeSet<String>,
    paints: BTreeSet<String>,
}

impl BrushWatch {
    /// A brush moved: `tiles` will have new numbers; those of `charts` will be redrawn by Plotly.
    pub fn begin(now: f64, tiles: &[String], charts: &[String]) -> BrushWatch {
        BrushWatch { since: now, numbers: tiles.iter().cloned().collect(), paints: charts.iter().cloned().collect() }
    }

    /// A tile has its numbers: the start, if it was the last one.
    pub fn numbers(&mut self, tile: &str) -> Option<f64> {
        (self.numbers.remove(tile) && self.numbers.is_empty()).then_some(self.since)
    }

    /// A chart was redrawn: the start, if it was the last one. A redraw before the tile's numbers is of older ones.
    pub fn painted(&mut self, tile: &str) -> Option<f64> {
        (!self.numbers.contains(tile) && self.paints.remove(tile) && self.paints.is_empty()).then_some(self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch() -> BrushWatch {
        BrushWatch::begin(7.0, &["t1".into(), "t2".into(), "t3".into()], &["t2".into(), "t3".into()])
    }

    #[test]
    fn a_brush_ends_with_the_last_tiles_numbers() {
        let mut watch = watch();
        assert_eq!(watch.numbers("t1"), None);
        assert_eq!(watch.numbers("t3"), None);
        assert_eq!(watch.numbers("t2"), Some(7.0));
        assert_eq!(watch.numbers("t2"), None);
    }

    #[test]
    fn a_redraw_of_older_numbers_does_not_count() {
        let mut watch = watch();
        assert_eq!(watch.painted("t2"), None);
        watch.numbers("t2");
        watch.numbers("t3");
        assert_eq!(watch.painted("t3"), None);
        assert_eq!(watch.painted("t2"), Some(7.0));
        assert_eq!(watch.painted("t2"), None);
    }
}
