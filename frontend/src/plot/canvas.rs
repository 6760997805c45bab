//! A sketch on a canvas, sharp on any screen. Nothing is decided here: what to draw is in `figure::sketch`.

use std::f64::consts::TAU;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::figure::{Command, FAMILY, Size, Sketch};

/// Draws a sketch on a canvas that covers a tile of some size. False where the browser gives no canvas to draw on.
pub(super) fn draw(canvas: &HtmlCanvasElement, sketch: &Sketch, size: Size) -> bool {
    let Some(context) = context(canvas) else { return false };
    let ratio = pixel_ratio();
    fit(canvas, size, ratio);
    let pen = Pen { context, ratio };
    pen.clear(size);
    pen.context.save();
    sketch.commands.iter().for_each(|command| pen.draw(command));
    pen.context.restore();
    true
}

/// Pixels of the screen for each of CSS.
pub(super) fn pixel_ratio() -> f64 {
    gloo::utils::window().device_pixel_ratio().max(0.1)
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// As many pixels as the screen has there, none of them stretched. Setting them again, even to the same, would cost the canvas its memory.
fn fit(canvas: &HtmlCanvasElement, size: Size, ratio: f64) {
    let pixels = |length: f64| (length * ratio).round().max(1.0) as u32;
    let (width, height) = (pixels(size.width), pixels(size.height));
    if (canvas.width(), canvas.height()) == (width, height) {
        return;
    }
    canvas.set_width(width);
    canvas.set_height(height);
    for (name, pixels) in [("width", width), ("height", height)] {
        // Fails only for names that are no properties.
        let _ = canvas.style().set_property(name, &format!("{}px", f64::from(pixels) / ratio));
    }
}

struct Pen {
    context: CanvasRenderingContext2d,
    /// Device pixels in a CSS pixel.
    ratio: f64,
}

impl Pen {
    fn clear(&self, size: Size) {
        let context = &self.context;
        // Fails only for numbers that are not finite.
        let _ = context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, size.width, size.height);
        context.set_line_join("miter");
        context.set_miter_limit(2.0);
        context.set_line_cap("butt");
        context.set_text_align("center");
        context.set_text_baseline("alphabetic");
    }

    fn draw(&self, command: &Command) {
        let context = &self.context;
        match command {
            Command::Clip(area) => {
                // Clips only ever get smaller, but for those of a state that is left.
                context.restore();
                context.save();
                context.begin_path();
                context.rect(area.left, area.top, area.width, area.height);
                context.clip();
            }
            Command::Rect { x, y, color } => {
                let (left, right, top, bottom) = (self.sharp(x.0), self.sharp(x.1), self.sharp(y.0), self.sharp(y.1));
                context.set_fill_style_str(color);
                context.fill_rect(left, top, right - left, bottom - top);
            }
            Command::Area { points, color } => {
                self.path(points);
                context.set_fill_style_str(color);
                context.fill();
            }
            Command::Line { points, width, color } => {
                self.path(points);
                context.set_stroke_style_str(color);
                context.set_line_width(*width);
                context.stroke();
            }
            Command::Dot { at, radius, color } => {
                context.begin_path();
                // Fails only for a negative radius.
                let _ = context.arc(at.0, at.1, *radius, 0.0, TAU);
                context.set_fill_style_str(color);
                context.fill();
            }
            Command::Outline { x, y, fill, edge } => {
                context.set_fill_style_str(fill);
                context.fill_rect(x.0, y.0, x.1 - x.0, y.1 - y.0);
                context.set_stroke_style_str(edge);
                context.set_line_width(1.0);
                context.stroke_rect(x.0, y.0, x.1 - x.0, y.1 - y.0);
            }
            Command::Text { at, size, text, color } => {
                context.set_font(&format!("{size}px {FAMILY}"));
                context.set_fill_style_str(color);
                // Fails only for numbers that are not finite.
                let _ = context.fill_text(text, at.0, at.1);
            }
        }
    }

    fn path(&self, points: &[(f64, f64)]) {
        self.context.begin_path();
        for (x, y) in points {
            // The first line of a path only moves there.
            self.context.line_to(*x, *y);
        }
    }

    /// The nearest edge of a device pixel.
    fn sharp(&self, at: f64) -> f64 {
        (at * self.ratio + 0.5).floor() / self.ratio
    }
}
