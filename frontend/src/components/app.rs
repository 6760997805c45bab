//! The root of the page.

use leptos::prelude::*;

use super::board::Board;
use super::dataset_page::DatasetView;
use super::drop_overlay::DropOverlay;
use super::home::Home;
use super::jobs_drawer::JobsDrawer;
use super::model_page::ModelView;
use super::models_page::ModelsPage;
use super::reading_dialog::ReadingDialog;
use super::skeleton::BoardSkeleton;
use super::sql_page::SqlPage;
use super::streams_page::StreamsPage;
use super::top_bar::TopBar;
use super::trouble::{NotFound, Trouble};
use super::upload_tray::UploadTray;
use super::words::words;
use crate::actions;
use crate::js::document::set_title;
use crate::route::Page;
use crate::state::Store;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::new();
    provide_context(store);
    actions::load_page::load_page(store);
    Effect::new(move |_| set_title(&title(store)));
    let words = words();
    view! {
        <a class="skip" href="#content">{move || words.get().bar.skip}</a>
        <TopBar/>
        <main id="content" tabindex="-1">{move || page(store)}</main>
        <JobsDrawer/>
        <UploadTray/>
        <ReadingDialog/>
        <DropOverlay/>
    }
}

fn page(store: Store) -> AnyView {
    let page = store.page.get();
    if let Some(problem) = store.problem.get() {
        return view! { <Trouble problem/> }.into_any();
    }
    match page {
        Page::Home => view! { <Home/> }.into_any(),
        Page::Dataset(_) => view! { <DatasetView/> }.into_any(),
        Page::Dashboard(_) | Page::Link(_) => match store.open.get() {
            Some(open) => view! { <Board open/> }.into_any(),
            None => view! { <BoardSkeleton/> }.into_any(),
        },
        Page::Sql => view! { <SqlPage/> }.into_any(),
        Page::Streams => view! { <StreamsPage/> }.into_any(),
        Page::Models => view! { <ModelsPage/> }.into_any(),
        Page::Model(_) => view! { <ModelView/> }.into_any(),
        Page::Unknown => view! { <NotFound/> }.into_any(),
    }
}

/// The text on the browser's tab.
fn title(store: Store) -> String {
    let name = match store.page.get() {
        Page::Dashboard(_) | Page::Link(_) => store.open.get().map(|open| open.dashboard.with(|d| d.title.clone())),
        Page::Dataset(_) => store.dataset_page.dataset.with(|dataset| dataset.as_ref().map(|d| d.name.clone())),
        Page::Sql => Some(store.language.get().messages().sql.title.to_owned()),
        Page::Streams => Some(store.language.get().messages().streams.title.to_owned()),
        Page::Models => Some(store.language.get().messages().models.title.to_owned()),
        Page::Model(_) => store.models.open.model.with(|model| model.as_ref().map(|m| m.name.clone())),
        Page::Home | Page::Unknown => None,
    };
    name.filter(|name| !name.trim().is_empty()).map_or_else(|| "Sightline".into(), |name| format!("{name} · Sightline"))
}
