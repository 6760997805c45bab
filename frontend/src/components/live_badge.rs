//! Whether new rows arrive, how old the newest are, and a button that holds them back.

use gloo::timers::callback::Interval;
use js_sys::Date;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;
use crate::state::live::LiveState;

/// The badge; nothing before rows can arrive.
#[component]
pub fn LiveBadge(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let live = open.live;
    let shown = Memo::new(move |_| live.get() != LiveState::Off);
    view! { <Show when=move || shown.get()><Badge open/></Show> }
}

/// The badge itself.
#[component]
fn Badge(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let live = open.live;
    let age = age_secs(open);
    let text = move || (words.get().board.live.state)(live.get());
    let hint = move || (words.get().board.live.hint)(live.get());
    let is_paused = move || live.get() == LiveState::Paused;
    let button = move || if is_paused() { words.get().board.live.resume } else { words.get().board.live.pause };
    let glyph = Signal::derive(move || if is_paused() { Glyph::Play } else { Glyph::Pause });
    let can_pause = move || live.get() != LiveState::Ended;
    view! {
        <div class="live" data-testid="live" data-live=move || word(live.get())>
            <span class="live-state" role="status" title=hint><span class="live-dot" aria-hidden="true"></span>{text}</span>
            <span class="live-age muted numbers" data-testid="live-age">{move || (words.get().board.live.age)(age.get())}</span>
            <Show when=can_pause>
                <button class="ghost icon-button" data-testid="live-pause" aria-label=button title=button
                    on:click=move |_| actions::live::pause_or_resume(store)
                >
                    <Icon glyph/>
                </button>
            </Show>
        </div>
    }
}

/// How old the newest data are, counted while the badge is on the page.
fn age_secs(open: OpenDashboard) -> Memo<u64> {
    let now = RwSignal::new(Date::now());
    let ticking = StoredValue::new_local(Interval::new(1_000, move || {
        now.try_set(Date::now());
    }));
    on_cleanup(move || ticking.dispose());
    // Whole seconds; data from a clock that is ahead are new.
    Memo::new(move |_| ((now.get() - open.newest_ms.get()) / 1_000.0).max(0.0) as u64)
}

fn word(state: LiveState) -> &'static str {
    match state {
        LiveState::Off => "off",
        LiveState::On => "live",
        LiveState::Paused => "paused",
        LiveState::Reconnecting => "reconnecting",
        LiveState::Ended => "ended",
    }
}
