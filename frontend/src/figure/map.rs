//! A scatter by longitude and latitude keeps the shape of the land in its middle: there a degree of longitude is `cos φ` as long as one of latitude, and is
//! drawn so (the equirectangular projection with the middle's latitude φ as its standard parallel).

use super::frame::{Margin, Size};

/// The widest and the narrowest land, of its height: what is more of a strip is drawn larger than it is, to be seen.
const LAND: (f64, f64) = (0.25, 4.0);

/// The margin that leaves as much of the plot as has the shape of the land between these longitudes and latitudes, in degrees.
pub(super) fn margin(size: Size, margin: Margin, across: (f64, f64), up: (f64, f64)) -> Margin {
    let (width, height) = (size.width - margin.left - margin.right, size.height - margin.top - margin.bottom);
    let shape = (across.1 - across.0) * f64::midpoint(up.0, up.1).to_radians().cos() / (up.1 - up.0);
    // Names may promise degrees where there are none. The last cell may reach beyond a pole.
    let are_degrees = up.0 >= -100.0 && up.1 <= 100.0 && across.0 >= -190.0 && across.1 <= 370.0;
    if !(are_degrees && shape.is_finite() && shape > 0.0 && width > 0.0 && height > 0.0) {
        return margin;
    }
    let shape = shape.clamp(LAND.0, LAND.1);
    let (beside, above) = ((width - height * shape).max(0.0) / 2.0, (height - width / shape).max(0.0) / 2.0);
    Margin {
        left: (margin.left + beside).floor(),
        right: (margin.right + beside).floor(),
        top: (margin.top + above).floor(),
        bottom: (margin.bottom + above).floor(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 600.0, height: 340.0 };
    const MARGIN: Margin = Margin { left: 64.0, right: 8.0, top: 8.0, bottom: 24.0 };

    /// Pixels per degree of longitude and of latitude.
    fn pixels(across: (f64, f64), up: (f64, f64)) -> (f64, f64) {
        let margin = margin(SIZE, MARGIN, across, up);
        ((SIZE.width - margin.left - margin.right) / (across.1 - across.0), (SIZE.height - margin.top - margin.bottom) / (up.1 - up.0))
    }

    #[test]
    fn at_sixty_degrees_a_degree_of_longitude_is_half_as_long() {
        for across in [(4.0, 31.0), (10.0, 12.0), (0.0, 30.0)] {
            let (x, y) = pixels(across, (58.0, 62.0));
            assert!((x / y - 0.5).abs() < 0.02, "{across:?}: {x} {y}");
        }
    }

    #[test]
    fn what_are_no_degrees_and_strips_of_land_are_drawn_large_enough_to_be_brushed() {
        assert_eq!(margin(SIZE, MARGIN, (443_000.0, 449_000.0), (4_640_000.0, 4_650_000.0)), MARGIN);
        let strip = margin(SIZE, MARGIN, (5.0, 5.01), (50.0, 51.0));
        assert!(SIZE.width - strip.left - strip.right > 70.0, "{strip:?}");
    }

    #[test]
    fn of_a_single_place_the_plot_is_as_large_as_ever() {
        assert_eq!(margin(SIZE, MARGIN, (5.0, 5.0), (5.0, 5.0)), MARGIN);
    }
}
