//! What is seen of a chart: Plotly's drawing or, over its axes, a canvas with the marks.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::{canvas, plotly};
use crate::figure::{Figure, Frame, Palette, Picture, draw, sketch};
use crate::i18n::Language;

/// Set on Plotly's element while the canvas shows: the style sheet hides Plotly's marks then.
const SKETCHED: &str = "sketched";

/// A chart on the screen. `Copy`: handles of what belongs to the component that makes it.
#[derive(Clone, Copy)]
pub struct Screen {
    host: NodeRef<Div>,
    canvas: NodeRef<Canvas>,
    painted: StoredValue<Option<Look>>,
    sketched: StoredValue<bool>,
}

/// What Plotly's axes depend on beside the frame.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    palette: &'static Palette,
    language: Language,
}

impl Screen {
    /// A chart that Plotly draws into `host`, and a canvas that covers it.
    pub fn new(host: NodeRef<Div>, canvas: NodeRef<Canvas>) -> Screen {
        Effect::new(move |_| {
            if let Some(host) = host.get() {
                let element = StoredValue::new_local(host);
                on_cleanup(move || {
                    element.try_with_value(|host| plotly::clear(host));
                });
            }
        });
        Screen { host, canvas, painted: StoredValue::new(None), sketched: StoredValue::new(false) }
    }

    /// Redraws all with Plotly, and takes the canvas away. `None` for what is no chart, or if Plotly refused it.
    pub fn paint(self, picture: &Picture<'_>) -> Option<Figure> {
        let (host, figure) = (self.host.get_untracked()?, draw(picture)?);
        let is_painted = plotly::paint(&host, &figure, picture.language);
        self.painted.set_value(is_painted.then_some(Look::of(picture)));
        self.uncover();
        is_painted.then_some(figure)
    }

    /// Draws only the marks, over the axes that Plotly painted with `frame`. False where these don't fit the picture.
    pub fn sketch(self, picture: &Picture<'_>, frame: &Frame) -> bool {
        if frame.size != picture.size || self.painted.get_value() != Some(Look::of(picture)) {
            return false;
        }
        let (Some(canvas), Some(sketch)) = (self.canvas.get_untracked(), sketch(picture, frame)) else { return false };
        let is_drawn = canvas::draw(&canvas, &sketch, frame.size);
        if is_drawn {
            self.cover(true);
        }
        is_drawn
    }

    /// Whether the canvas shows.
    pub fn is_sketched(self) -> bool {
        self.sketched.try_get_value().unwrap_or(false)
    }

    /// Shows Plotly's drawing as it is.
    pub fn uncover(self) {
        self.cover(false);
    }

    fn cover(self, sketched: bool) {
        let Some(host) = self.host.get_untracked().filter(|_| self.sketched.get_value() != sketched) else { return };
        self.sketched.set_value(sketched);
        // Fails only for names that are no words.
        let _ = host.class_list().toggle_with_force(SKETCHED, sketched);
    }
}

impl Look {
    fn of(picture: &Picture<'_>) -> Look {
        Look { palette: picture.palette, language: picture.language }
    }
}
