//! A density raster as a picture: counts to colours.
//!
//! `EqualHist` is histogram equalisation (R. C. Gonzalez, R. E. Woods, "Digital Image Processing", section 3.3), Datashader's default: a count's
//! level is the share of the other cells with rows that have at most as many. `Log` is `(ln c - ln min) / (ln max - ln min)`. In both the
//! least count has the ramp's first colour and the greatest its last; where all are equal, all have the last. Cells without rows are clear.

/// A colour: red, green, blue.
pub type Rgb = [u8; 3];

/// How counts become places on a ramp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// By rank.
    EqualHist,
    /// By the logarithm.
    Log,
}

/// The bytes of a picture as `ImageData` takes them: red, green, blue and alpha per cell, the greatest y first. `counts` has `width` cells a
/// row, the least y first. A ramp without colours draws nothing.
pub fn rgba(counts: &[u64], width: usize, scale: Scale, ramp: &[Rgb]) -> Vec<u8> {
    let mut found: Vec<u64> = counts.iter().copied().filter(|count| *count > 0).collect();
    found.sort_unstable();
    let pixel = |count: &u64| match level(*count, &found, scale).and_then(|level| color(level, ramp)) {
        Some([red, green, blue]) => [red, green, blue, 255],
        None => [0; 4],
    };
    counts.chunks(width.max(1)).rev().flatten().flat_map(pixel).collect()
}

/// A colour written as `#rrggbb`; none if it is no such.
pub fn parse(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

/// Where a count lies between the least, 0, and the greatest, 1, of the counts that are found; none of no rows.
fn level(count: u64, found: &[u64], scale: Scale) -> Option<f64> {
    let (&least, &greatest) = (found.first()?, found.last()?);
    if count == 0 {
        return None;
    }
    if least == greatest {
        return Some(1.0);
    }
    Some(match scale {
        Scale::EqualHist => {
            let up_to = |count: u64| found.partition_point(|other| *other <= count);
            (up_to(count) - up_to(least)) as f64 / (found.len() - up_to(least)) as f64
        }
        Scale::Log => (count as f64 / least as f64).ln() / (greatest as f64 / least as f64).ln(),
    })
}

/// The colour at a level from 0 to 1, between its two neighbours.
fn color(level: f64, ramp: &[Rgb]) -> Option<Rgb> {
    let at = level * ramp.len().checked_sub(1)? as f64;
    let (below, share) = (at.floor(), at.fract());
    let lower = *ramp.get(below as usize)?;
    let upper = ramp.get(below as usize + 1).copied().unwrap_or(lower);
    let mixed = |(a, b): (u8, u8)| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    Some([mixed((lower[0], upper[0])), mixed((lower[1], upper[1])), mixed((lower[2], upper[2]))])
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREYS: [Rgb; 2] = [[0; 3], [200; 3]];

    /// Red and alpha of each pixel.
    fn pixels(counts: &[u64], width: usize, scale: Scale) -> Vec<(u8, u8)> {
        rgba(counts, width, scale, &GREYS).chunks(4).map(|pixel| (pixel[0], pixel[3])).collect()
    }

    #[test]
    fn cells_without_rows_are_clear() {
        assert_eq!(pixels(&[0, 0], 2, Scale::EqualHist), [(0, 0); 2]);
        assert_eq!(pixels(&[0, 3], 2, Scale::Log), [(0, 0), (200, 255)]);
    }

    #[test]
    fn equal_hist_goes_by_rank_and_not_by_size() {
        assert_eq!(pixels(&[1, 1, 2, 3, 900, 0], 6, Scale::EqualHist), [(0, 255), (0, 255), (67, 255), (133, 255), (200, 255), (0, 0)]);
    }

    #[test]
    fn log_goes_by_the_logarithm() {
        assert_eq!(pixels(&[1, 10, 100], 3, Scale::Log), [(0, 255), (100, 255), (200, 255)]);
    }

    #[test]
    fn the_greatest_y_is_on_top() {
        assert_eq!(pixels(&[1, 1, 1, 1, 5, 5], 2, Scale::Log)[..2], [(200, 255); 2]);
    }

    #[test]
    fn a_ramp_of_one_colour_or_none_is_enough() {
        assert_eq!(rgba(&[1, 2], 2, Scale::Log, &[[1, 2, 3]]), [1, 2, 3, 255, 1, 2, 3, 255]);
        assert_eq!(rgba(&[1, 2], 2, Scale::Log, &[]), [0; 8]);
    }

    #[test]
    fn colours_are_six_digits() {
        assert_eq!(parse("#26379C"), Some([0x26, 0x37, 0x9c]));
        assert!(["26379c", "#26379", "#+26379", "#gggggg", "red", "#é2345"].iter().all(|text| parse(text).is_none()));
    }
}
