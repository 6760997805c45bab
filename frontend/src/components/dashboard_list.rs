//! The dashboards there are.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;

use super::confirm::Confirm;
use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::skeleton::ListSkeleton;
use super::words::words;
use crate::actions;
use crate::format;
use crate::route::Page;
use crate::state::Store;

/// All dashboards, newest first.
#[component]
pub fn DashboardList() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let list = move || match store.home.dashboards.get() {
        None => view! { <ListSkeleton/> }.into_any(),
        Some(dashboards) if dashboards.is_empty() => view! { <p class="empty">{move || words.get().home.no_dashboards}</p> }.into_any(),
        Some(dashboards) => view! {
            <ul class="list">
                <For
                    each=move || dashboards.clone()
                    key=|d| (d.id.clone(), d.version)
                    children=move |dashboard| view! { <DashboardRow dashboard/> }
                />
            </ul>
        }
        .into_any(),
    };
    view! {
        <section class="shelf" aria-labelledby="dashboards-title">
            <h2 id="dashboards-title">{move || words.get().home.dashboards}</h2>
            {list}
        </section>
    }
}

/// One dashboard.
#[component]
fn DashboardRow(
    /// The dashboard.
    dashboard: Dashboard,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let Dashboard { id, title, tiles, updated_at, .. } = dashboard;
    let tiles = tiles.len();
    let title = StoredValue::new(title);
    let name = move || match title.get_value() {
        title if title.trim().is_empty() => words.get().board.untitled.to_owned(),
        title => title,
    };
    let (shown_id, at) = (id.clone(), updated_at.clone());
    let page = Page::Dashboard(id.clone());
    view! {
        <li class="row" data-testid="dashboard" data-id=shown_id>
            <span class="row-icon"><Icon glyph=Glyph::Chart/></span>
            <PageLink page class="row-name"><span dir="auto" title=name>{name}</span></PageLink>
            <span class="row-facts">{move || (words.get().home.tiles)(tiles)}</span>
            <time class="row-date" datetime=at>{move || format::date(words.language(), &updated_at)}</time>
            <button class="ghost square row-delete" aria-label=move || (words.get().home.delete)(&name()) on:click=move |_| asked.set(true)>
                <Icon glyph=Glyph::Delete/>
            </button>
            <Confirm
                asked
                question=Signal::derive(move || (words.get().home.confirm_delete_dashboard)(&name()))
                agreed=Callback::new(move |()| actions::delete_dashboard::delete_dashboard(store, id.clone()))
            />
        </li>
    }
}
