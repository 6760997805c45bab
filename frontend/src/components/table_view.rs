//! Which rows of a table are in view. The browser can't make an element as high as many rows would be, so beyond a limit the scroll
//! bar is a map of the rows: the first row in view is the truth, and the scroll position only follows it.

/// A row's height in pixels, as in the style sheet.
pub const ROW: f64 = 30.0;

/// The greatest height of the scrolled area; browsers stop at 16 to 33 million pixels.
const TALLEST: f64 = 8_000_000.0;

/// The measures of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TableView {
    /// Rows there are.
    pub rows: u64,
    /// Pixels of rows in view.
    pub height: f64,
}

impl TableView {
    /// The height of the scrolled area.
    pub fn spacer(self) -> f64 {
        (self.rows as f64 * ROW).min(TALLEST)
    }

    /// Whether the scroll bar is a map.
    pub fn is_scaled(self) -> bool {
        self.rows as f64 * ROW > TALLEST
    }

    /// Rows in view.
    pub fn visible(self) -> f64 {
        self.height / ROW
    }

    /// The greatest first row: the one that leaves the last row at the bottom.
    pub fn last_first(self) -> f64 {
        (self.rows as f64 - self.visible()).max(0.0)
    }

    /// The first row in view at a scroll position, with its fraction.
    pub fn first_at(self, scroll_top: f64) -> f64 {
        let reach = (self.spacer() - self.height).max(1.0);
        if self.is_scaled() { (scroll_top / reach).clamp(0.0, 1.0) * self.last_first() } else { (scroll_top / ROW).clamp(0.0, self.last_first()) }
    }

    /// The scroll position of a first row.
    pub fn scroll_top_of(self, first: f64) -> f64 {
        let reach = (self.spacer() - self.height).max(0.0);
        if self.is_scaled() { first / self.last_first().max(1.0) * reach } else { first * ROW }
    }

    /// The rows to draw: those in view, whole.
    pub fn drawn(self, first: f64) -> std::ops::Range<u64> {
        let from = first.max(0.0).floor() as u64;
        from..((first + self.visible()).ceil() as u64 + 1).min(self.rows)
    }

    /// The rows to fetch: those in view and as many again before and after.
    pub fn wanted(self, first: f64) -> (u64, u64) {
        let page = (self.visible().ceil() as u64).max(20);
        ((first.max(0.0) as u64).saturating_sub(page), page * 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: TableView = TableView { rows: 1_000, height: 300.0 };
    const LARGE: TableView = TableView { rows: 100_000_000, height: 300.0 };

    #[test]
    fn few_rows_scroll_by_pixels() {
        assert!(!SMALL.is_scaled());
        assert_eq!(SMALL.first_at(ROW * 12.5), 12.5);
        assert_eq!(SMALL.drawn(12.5), 12..24);
        assert_eq!(SMALL.wanted(0.0), (0, 60));
    }

    #[test]
    fn the_last_row_is_reached_at_the_end_of_the_scroll_bar() {
        for view in [SMALL, LARGE] {
            let end = view.spacer() - view.height;
            assert_eq!(view.drawn(view.first_at(end)).end, view.rows);
            assert_eq!(view.first_at(0.0), 0.0);
        }
    }

    #[test]
    fn every_row_of_many_can_be_first() {
        let first = 54_321_987.0;
        let there_and_back = LARGE.first_at(LARGE.scroll_top_of(first));
        assert!((there_and_back - first).abs() < 1e-3);
        assert!(LARGE.is_scaled());
    }

    #[test]
    fn fewer_rows_than_fit_are_all_drawn() {
        let view = TableView { rows: 3, height: 300.0 };
        assert_eq!(view.drawn(0.0), 0..3);
        assert_eq!(view.last_first(), 0.0);
        assert_eq!(TableView { rows: 0, height: 300.0 }.drawn(0.0), 0..0);
    }
}
