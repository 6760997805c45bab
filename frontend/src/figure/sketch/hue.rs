//! A heatmap's colours between those of the palette's scale, as Plotly mixes them.

use super::Color;
use super::place::round;
use crate::figure::palette::Palette;

/// The scale from 0 to the greatest number of rows.
pub(super) struct Hues {
    steps: [[f64; 3]; 4],
    greatest: f64,
}

impl Hues {
    pub(super) fn new(palette: &Palette, greatest: f64) -> Hues {
        Hues { steps: palette.scale.map(channels), greatest }
    }

    /// The colour of a number of rows: red, green and blue.
    pub(super) fn rgb(&self, rows: f64) -> [u8; 3] {
        let last = self.steps.len() - 1;
        let at = (rows / self.greatest).clamp(0.0, 1.0) * last as f64;
        let step = (at.floor() as usize).min(last - 1);
        let share = at - step as f64;
        // Between two channels that fit a byte.
        [0, 1, 2].map(|channel| round(self.steps[step][channel] * (1.0 - share) + self.steps[step + 1][channel] * share) as u8)
    }

    /// The same for a canvas.
    pub(super) fn css(&self, rows: f64) -> Color {
        let [red, green, blue] = self.rgb(rows);
        Color::Owned(format!("#{red:02x}{green:02x}{blue:02x}"))
    }
}

/// White or dark grey, whichever is read more easily on a colour: the greater contrast by WCAG 2.
pub(super) fn contrast(on: [u8; 3]) -> &'static str {
    const WHITE: &str = "#ffffff";
    const GREY: &str = "#444444";
    let light = luminance(on);
    let ratio = |other: f64| (light.max(other) + 0.05) / (light.min(other) + 0.05);
    if ratio(luminance([255; 3])) > ratio(luminance([0x44; 3])) { WHITE } else { GREY }
}

/// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>, from 0 to 1
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
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
        let hues = Hues::new(&LIGHT, 30.0);
        assert_eq!([0.0, 10.0, 30.0, 99.0].map(|rows| hues.css(rows)), ["#dfe4fb", "#a9b6f2", "#26379c", "#26379c"]);
        assert_eq!(hues.rgb(5.0), [0xc4, 0xcd, 0xf7]);
    }

    #[test]
    fn numbers_are_light_on_dark_cells_and_dark_on_light_ones() {
        assert_eq!((contrast([0x26, 0x37, 0x9c]), contrast([0xdf, 0xe4, 0xfb])), ("#ffffff", "#444444"));
    }
}
