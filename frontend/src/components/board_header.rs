//! The head of a dashboard: its title, the rows it shows, what can be done with it.

use leptos::prelude::*;
use shared::wire::dashboard::ChartSpec;

use super::dashboard_title::DashboardTitle;
use super::icon::{Glyph, Icon};
use super::live_badge::LiveBadge;
use super::share_dialog::ShareDialog;
use super::words::words;
use crate::actions::versions::pin_dashboard;
use crate::figure::count_of;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// The head.
#[component]
pub fn BoardHeader(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let words = words();
    let is_link = open.link.with_value(Option::is_some);
    let sharing = RwSignal::new(false);
    let share = move || {
        view! {
            <button class="primary" data-testid="share-button" on:click=move |_| sharing.set(true)>
                <Icon glyph=Glyph::Share/><span>{move || words.get().board.share}</span>
            </button>
            <ShareDialog open shown=sharing/>
        }
    };
    let badge = move || {
        view! {
            <span class="badge" data-testid="view-only" title=move || words.get().board.view_only_hint>
                <Icon glyph=Glyph::Eye/><span>{move || words.get().board.view_only}</span>
            </span>
        }
    };
    view! {
        <div class="board-head">
            <DashboardTitle open/>
            <RowCount open/>
            <LiveBadge open/>
            <div class="board-end">{if is_link { badge().into_any() } else { view! { <Pin open/>{share()} }.into_any() }}</div>
        </div>
    }
}

/// Whether the dashboard stays at the versions that it shows, and the switch.
#[component]
fn Pin(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let pinned = Memo::new(move |_| open.dashboard.with(|dashboard| dashboard.tiles.iter().find_map(|tile| tile.version)));
    let text = move || if pinned.get().is_some() { words.get().versions.unpin } else { words.get().versions.pin };
    let badge = move || {
        let version = pinned.get()?;
        Some(view! { <span class="badge" data-testid="pinned">{(words.get().versions.pinned)(&words.integer(version))}</span> })
    };
    view! {
        {badge}
        <button data-testid="pin" title=move || words.get().versions.pin_hint on:click=move |_| pin_dashboard(store, pinned.get_untracked().is_none())>{text}</button>
    }
}

/// Rows loaded while they come, then rows used of rows there.
#[component]
fn RowCount(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let words = words();
    let there = open.rows_there;
    let passing = move || {
        open.tiles.with_value(|tiles| {
            let number = tiles.iter().find(|t| t.tile.chart == ChartSpec::Number)?;
            number.drawn.with(|drawn| drawn.as_ref().map(|d| count_of(&d.filtered)))
        })
    };
    let text = move || {
        let board = &words.get().board;
        let all = words.integer(there.get());
        match (open.loaded.get(), passing()) {
            (true, Some(used)) => (board.rows_used)(&words.integer(used), &all),
            (true, None) => (board.rows)(&all),
            (false, _) => (board.rows_loaded)(&words.integer(open.loaded_rows.get()), &all, open.loaded_percent.get()),
        }
    };
    view! {
        <div class="row-count" role="status">
            <span class="numbers muted">{text}</span>
            <Show when=move || !open.loaded.get()>
                <progress max="100" value=move || open.loaded_percent.get().to_string() aria-label=move || words.get().board.loading></progress>
            </Show>
        </div>
    }
}
