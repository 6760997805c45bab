//! Whether a chart's brush is on the move: the chart itself then waits for its end, and the page draws marks only.

use leptos::prelude::*;

use crate::actions;
use crate::state::dashboard::OpenDashboard;

/// A brush between its first move and its rest. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct Motion {
    dragged: RwSignal<bool>,
    said: StoredValue<bool>,
    open: OpenDashboard,
}

impl Motion {
    /// At rest, of a chart of a dashboard.
    pub fn new(open: OpenDashboard) -> Motion {
        let motion = Motion { dragged: RwSignal::new(false), said: StoredValue::new(false), open };
        on_cleanup(move || {
            // A chart that is gone can't say any more that its drag is over.
            if motion.said.try_get_value() == Some(true) {
                motion.open.dragging.try_set(false);
                actions::rest::rest();
            }
        });
        motion
    }

    /// Whether a pointer drags it; reactive.
    pub fn is_dragged(self) -> bool {
        self.dragged.get()
    }

    /// A pointer drags it.
    pub fn drag(self) {
        self.set_dragged(true);
        self.say(true);
    }

    /// A key that is held down moves it; the chart draws that like any other.
    pub fn repeat(self) {
        self.say(true);
    }

    /// It has come to rest.
    pub fn end(self) {
        self.set_dragged(false);
        self.say(false);
    }

    fn set_dragged(self, dragged: bool) {
        if self.dragged.get_untracked() != dragged {
            self.dragged.set(dragged);
        }
    }

    fn say(self, moving: bool) {
        if self.said.get_value() != moving {
            self.said.set_value(moving);
            self.open.dragging.set(moving);
            if !moving {
                actions::rest::rest();
            }
        }
    }
}
