//! From a brush to the other tiles' numbers, and on to their redraw. A newer brush replaces one that is still on its way.

use std::collections::BTreeSet;

/// One brush on its way through the page.
#[derive(Debug, Default)]
pub struct BrushWatch {
    since: Option<f64>,
    numbers: BTreeSet<String>,
    paints: BTreeSet<String>,
}

impl BrushWatch {
    /// A brush moved: `tiles` will have new numbers; those of `charts` will be redrawn by Plotly.
    pub fn begin(now: f64, tiles: &[String], charts: &[String]) -> BrushWatch {
        BrushWatch { since: Some(now), numbers: tiles.iter().cloned().collect(), paints: charts.iter().cloned().collect() }
    }

    /// A tile has its numbers: whether it was the last one.
    pub fn numbers(&mut self, tile: &str) -> bool {
        self.numbers.remove(tile) && self.numbers.is_empty()
    }

    /// A chart was redrawn. A redraw before the tile's numbers is of older ones and does not count.
    pub fn painted(&mut self, tile: &str) {
        if !self.numbers.contains(tile) {
            self.paints.remove(tile);
        }
    }

    /// When the brush moved, once everything it changed is there and drawn; then it is forgotten.
    pub fn finished(&mut self) -> Option<f64> {
        if self.numbers.is_empty() && self.paints.is_empty() { self.since.take() } else { None }
    }

    /// When the brush moved.
    pub fn since(&self) -> Option<f64> {
        self.since
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
        assert!(!watch.numbers("t1"));
        assert!(!watch.numbers("t3"));
        assert!(watch.numbers("t2"));
        assert!(!watch.numbers("t2"));
        assert_eq!(watch.since(), Some(7.0));
    }

    #[test]
    fn a_redraw_of_older_numbers_does_not_count() {
        let mut watch = watch();
        watch.painted("t2");
        watch.numbers("t2");
        watch.numbers("t3");
        watch.painted("t3");
        watch.numbers("t1");
        assert_eq!(watch.finished(), None);
        watch.painted("t2");
        assert_eq!(watch.finished(), Some(7.0));
        assert_eq!(watch.finished(), None);
    }

    #[test]
    fn it_is_not_finished_before_the_last_numbers_even_if_all_charts_are_drawn() {
        let mut watch = watch();
        for chart in ["t2", "t3"] {
            watch.numbers(chart);
            watch.painted(chart);
        }
        assert_eq!(watch.finished(), None);
        watch.numbers("t1");
        assert_eq!(watch.finished(), Some(7.0));
    }
}
