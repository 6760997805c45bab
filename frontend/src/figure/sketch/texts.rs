//! The numbers on a heatmap's cells, as large as Plotly writes them: all in one size, that of the least room.

use super::contrast::contrast;
use super::heatmap::Counted;
use super::{Color, Command};
use crate::figure::heatmap::GAP;
use crate::figure::layout::TEXT_SIZE;

/// A line's height, of the font's size; half of it is about a letter's width.
const SPACING: f64 = 1.3;

/// The numbers, in the order of their cells; none where the cells are too small for any.
pub(super) fn texts(cells: &[Counted]) -> Vec<Command> {
    let size = size(cells);
    if size <= 0.0 {
        return Vec::new();
    }
    let down = size * (SPACING / 2.0 - 1.0);
    let text = |cell: &Counted| Command::Text {
        at: (cell.at.0, cell.at.1 - down),
        size,
        text: cell.text.clone(),
        color: Color::Borrowed(contrast(cell.hue)),
    };
    cells.iter().map(text).collect()
}

/// From the least distance between two cells that follow each other, and the longest text.
fn size(cells: &[Counted]) -> f64 {
    let step = |distance: fn(&Counted, &Counted) -> f64| {
        cells.windows(2).map(|pair| distance(&pair[0], &pair[1]).abs()).filter(|step| *step > 0.0).fold(f64::INFINITY, f64::min)
    };
    let (across, down) = (step(|a, b| a.at.0 - b.at.0), step(|a, b| a.at.1 - b.at.1));
    if across.is_infinite() || down.is_infinite() {
        return TEXT_SIZE;
    }
    let letters = cells.iter().map(|cell| cell.text.len()).max().unwrap_or(1) as f64;
    ((across - GAP) / letters / (SPACING / 2.0)).floor().min(((down - GAP) / SPACING).floor()).min(TEXT_SIZE)
}
