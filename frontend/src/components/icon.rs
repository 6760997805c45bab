//! Line icons, 16 by 16, in the colour of the text.

use leptos::prelude::*;

/// An icon's path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// ×
    Close,
    /// A bin.
    Delete,
    /// An arrow up from a tray.
    Upload,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// Half light, half dark.
    Auto,
    /// A node with two branches.
    Share,
    /// An eye.
    Eye,
    /// A table.
    Table,
    /// Bars.
    Chart,
    /// Two upright bars.
    Pause,
    /// A triangle.
    Play,
    /// A list with a tick.
    Jobs,
    /// A triangle.
    Run,
    /// An arrow down to a tray.
    Download,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Glyph::Close => "M4 4l8 8M12 4l-8 8",
            Glyph::Delete => "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5",
            Glyph::Upload => "M8 10.5V2.5M4.8 5.5L8 2.3l3.2 3.2M2.5 10.5v3h11v-3",
            Glyph::Sun => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9"
            }
            Glyph::Moon => "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
            Glyph::Auto => "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2v11.6M8 4.6l3.9 0M8 7h5.6M8 9.4h5.5M8 11.8h3.6",
            Glyph::Share => "M8 9.5v-7M5.2 5L8 2.2 10.8 5M5 7.2H3.5v6.3h9V7.2H11",
            Glyph::Eye => "M1.5 8S3.8 3.8 8 3.8 14.5 8 14.5 8 12.2 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
            Glyph::Table => "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.2 6.3V13",
            Glyph::Jobs => "M2.5 4.2l1.2 1.2 2.1-2.4M2.5 11.4h2.6M8 4.2h5.5M8 8h5.5M8 11.8h5.5M2.5 8h2.6",
            Glyph::Run => "M4.5 3v10l8-5z",
            Glyph::Download => "M8 2.5v8M4.8 7.5L8 10.7l3.2-3.2M2.5 10.5v3h11v-3",
            Glyph::Chart => "M3 13V8M6.3 13V4M9.7 13V6.5M13 13V3",
            Glyph::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Glyph::Play => "M5 3.2l7.5 4.8L5 12.8z",
        }
    }
}

/// An icon that says nothing to a screen reader: its button has a name.
#[component]
pub fn Icon(
    /// Which one.
    #[prop(into)]
    glyph: Signal<Glyph>,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=move || glyph.get().path() fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>
        </svg>
    }
}
