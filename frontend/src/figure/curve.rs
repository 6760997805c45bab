//! A learning curve as the points of two lines.

use shared::wire::model::CurvePoint;

/// The drawing's width and height, in its own units.
pub const SIZE: (f64, f64) = (240.0, 64.0);

/// Room for the stroke above and below.
const EDGE: f64 = 2.0;

/// Two lines in a box of [`SIZE`], as the points of SVG polylines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// The loss, from its greatest value (top) to 0 (bottom).
    pub loss: String,
    /// The share of held-out rows that are right, from 0 (bottom) to 1 (top); empty where it was not measured.
    pub accuracy: String,
}

/// The curve of these points. `steps` is the last step that will come, where known, so that the curve grows to the right.
pub fn curve(points: &[CurvePoint], steps: Option<u64>) -> Curve {
    let drawn = || points.iter().filter(|point| point.loss.is_finite());
    let greatest = drawn().map(|point| point.loss).fold(0.0, f64::max);
    let last = points.iter().map(|point| point.step).chain(steps).max().unwrap_or(1).max(2);
    let x = |step: u64| step.saturating_sub(1) as f64 / (last - 1) as f64 * SIZE.0;
    let y = |share: f64| EDGE + (1.0 - share.clamp(0.0, 1.0)) * (SIZE.1 - 2.0 * EDGE);
    let line = |points: Vec<(u64, f64)>| points.iter().map(|(step, share)| format!("{:.1},{:.1}", x(*step), y(*share))).collect::<Vec<_>>().join(" ");
    let loss = drawn().map(|point| (point.step, if greatest > 0.0 { point.loss / greatest } else { 0.0 })).collect();
    let accuracy = points.iter().filter_map(|point| point.accuracy.filter(|share| share.is_finite()).map(|share| (point.step, share))).collect();
    Curve { loss: line(loss), accuracy: line(accuracy) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(step: u64, loss: f64, accuracy: Option<f64>) -> CurvePoint {
        CurvePoint { step, loss, accuracy }
    }

    #[test]
    fn the_loss_falls_from_the_top_and_the_accuracy_rises_from_the_bottom() {
        let curve = curve(&[point(1, 2.0, Some(0.0)), point(2, 1.0, None), point(3, 0.0, Some(1.0))], None);
        assert_eq!(curve.loss, "0.0,2.0 120.0,32.0 240.0,62.0");
        assert_eq!(curve.accuracy, "0.0,62.0 240.0,2.0");
    }

    #[test]
    fn a_curve_leaves_room_for_the_steps_to_come() {
        assert_eq!(curve(&[point(1, 1.0, None), point(2, 1.0, None)], Some(5)).loss, "0.0,2.0 60.0,2.0");
    }

    #[test]
    fn no_points_and_broken_points_draw_nothing() {
        assert_eq!(curve(&[], None), Curve::default());
        assert_eq!(curve(&[point(1, f64::NAN, Some(f64::NAN))], None), Curve::default());
    }
}
