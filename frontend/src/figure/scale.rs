//! The colours of numbers of rows, between those of the palette's scale, as Plotly mixes them.

use std::borrow::Cow;

use super::palette::Palette;
use super::sketch::Color;

/// Steps of the logarithm: between two of them a colour is mixed by the number itself, as Plotly can do no other.
const STEPS: usize = 16;

/// From the colour of few rows to that of the greatest number of them.
pub(super) struct Scale {
    /// Shares of the greatest number, from 0 to 1, and their colours.
    stops: Vec<(f64, [f64; 3])>,
    greatest: f64,
}

impl Scale {
    /// By the number itself.
    pub(super) fn linear(palette: &Palette, greatest: f64) -> Scale {
        let colors = palette.scale.map(channels);
        let share = |at: usize| at as f64 / (colors.len() - 1) as f64;
        Scale { stops: colors.into_iter().enumerate().map(|(at, color)| (share(at), color)).collect(), greatest }
    }

    /// By the logarithm of the number and one, so that single rows are seen beside very many.
    pub(super) fn logarithmic(palette: &Palette, greatest: f64) -> Scale {
        let linear = Scale::linear(palette, 1.0);
        let stop = |step: usize| {
            let level = step as f64 / STEPS as f64;
            (((greatest + 1.0).powf(level) - 1.0) / greatest, linear.mixed(level))
        };
        let mut stops: Vec<_> = (0..=STEPS).map(stop).collect();
        // As near as powers come to it.
        stops[STEPS].0 = 1.0;
        Scale { stops, greatest }
    }

    /// The shares of the greatest number from 0 to 1 that have a colour of their own.
    pub(super) fn stops(&self) -> impl Iterator<Item = (f64, String)> {
        self.stops.iter().map(|(share, color)| (*share, hex(whole(*color))))
    }

    /// The colour of a number of rows: red, green and blue.
    pub(super) fn rgb(&self, rows: f64) -> [u8; 3] {
        whole(self.mixed(rows / self.greatest))
    }

    /// The same for a canvas.
    pub(super) fn css(&self, rows: f64) -> Color {
        Cow::Owned(hex(self.rgb(rows)))
    }

    fn mixed(&self, share: f64) -> [f64; 3] {
        let after = self.stops.partition_point(|(stop, _)| *stop <= share).clamp(1, self.stops.len() - 1);
        let ((from, low), (to, high)) = (self.stops[after - 1], self.stops[after]);
        let part = ((share - from) / (to - from)).clamp(0.0, 1.0);
        [0, 1, 2].map(|channel| low[channel] * (1.0 - part) + high[channel] * part)
    }
}

/// Between two channels that fit a byte; halves go up, as JavaScript rounds.
fn whole(color: [f64; 3]) -> [u8; 3] {
    color.map(|channel| (channel + 0.5).floor() as u8)
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The channels of `#rrggbb`.
fn channels(hex: &str) -> [f64; 3] {
    [1, 3, 5].map(|at| hex.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map_or(0.0, f64::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::LIGHT;

    #[test]
    fn the_scale_ends_at_its_colours_and_mixes_between_them() {
        let scale = Scale::linear(&LIGHT, 30.0);
        assert_eq!([0.0, 10.0, 30.0, 99.0].map(|rows| scale.css(rows)), ["#dfe4fb", "#a9b6f2", "#26379c", "#26379c"]);
        assert_eq!(scale.rgb(5.0), [0xc4, 0xcd, 0xf7]);
    }

    #[test]
    fn by_the_logarithm_as_many_rows_more_make_less_of_a_difference_the_more_there_are() {
        let scale = Scale::logarithmic(&LIGHT, 9_999.0);
        let blue = |rows: f64| i32::from(scale.rgb(rows)[0]);
        assert_eq!([0.0, 9_999.0].map(|rows| scale.css(rows)), ["#dfe4fb", "#26379c"]);
        assert!(blue(1.0) - blue(100.0) > 40 && blue(100.0) - blue(200.0) < 20, "{:?}", [1.0, 100.0, 200.0].map(blue));
        assert!(scale.stops().is_sorted_by(|a, b| a.0 < b.0) && scale.stops().count() == STEPS + 1);
    }

    #[test]
    fn where_one_row_is_the_most_both_ends_are_there() {
        let scale = Scale::logarithmic(&LIGHT, 1.0);
        assert_eq!([0.0, 1.0].map(|rows| scale.css(rows)), ["#dfe4fb", "#26379c"]);
    }
}
