//! Numbers that are read on any colour.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_light_on_dark_cells_and_dark_on_light_ones() {
        assert_eq!((contrast([0x26, 0x37, 0x9c]), contrast([0xdf, 0xe4, 0xfb])), ("#ffffff", "#444444"));
    }
}
