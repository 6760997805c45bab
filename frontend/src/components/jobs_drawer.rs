//! Background work: what runs, what ran, and how to stop it.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html::Button;
use leptos::prelude::*;
use shared::wire::job::Job;

use super::banner::Banner;
use super::icon::{Glyph, Icon};
use super::job_card::JobCard;
use super::skeleton::ListSkeleton;
use super::words::words;
use crate::actions;
use crate::state::Store;

/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(1);

/// The drawer; nothing while it is closed.
#[component]
pub fn JobsDrawer() -> impl IntoView {
    let store = expect_context::<Store>();
    view! { <Show when=move || store.jobs.open.get()><Drawer/></Show> }
}

/// The open drawer. It does not stop the rest of the page from being used.
#[component]
fn Drawer() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let close = NodeRef::<Button>::new();
    actions::show_jobs::look_at_clock(store);
    if let Ok(tick) = set_interval_with_handle(move || actions::show_jobs::look_at_clock(store), TICK) {
        on_cleanup(move || tick.clear());
    }
    Effect::new(move |_| {
        if let Some(close) = close.get() {
            // Fails only for what is not shown.
            let _ = close.focus();
        }
    });
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            actions::show_jobs::hide_jobs(store);
        }
    };
    view! {
        <aside id="jobs" class="drawer" data-testid="jobs" aria-labelledby="jobs-title" on:keydown=key>
            <header class="dialog-head">
                <h2 id="jobs-title">{move || words.get().jobs.title}</h2>
                <button
                    node_ref=close
                    class="ghost square"
                    data-testid="jobs-close"
                    aria-label=move || words.get().jobs.close
                    on:click=move |_| actions::show_jobs::hide_jobs(store)
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </header>
            <Banner problem=store.jobs.problem/>
            <Show when=move || store.jobs.list.with(Option::is_some) fallback=|| view! { <ListSkeleton/> }>
                <Show
                    when=move || store.jobs.list.with(|list| list.iter().flatten().next().is_some())
                    fallback=move || view! { <p class="empty">{move || words.get().jobs.none}</p> }
                >
                    <JobGroup title=Signal::derive(move || words.get().jobs.active) over=false/>
                    <JobGroup title=Signal::derive(move || words.get().jobs.past) over=true/>
                </Show>
            </Show>
        </aside>
    }
}

/// The jobs that are over, or those that are not; nothing if there are none.
#[component]
fn JobGroup(
    /// The heading.
    title: Signal<&'static str>,
    /// Which ones.
    over: bool,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let jobs = move || store.jobs.list.with(|list| list.iter().flatten().filter(|job| job.state.is_over() == over).cloned().collect::<Vec<Job>>());
    let ids = Memo::new(move |_| jobs().into_iter().map(|job| job.id).collect::<Vec<String>>());
    view! {
        <Show when=move || !ids.with(Vec::is_empty)>
            <section class="job-group" aria-label=title>
                <h3 class="label">{title}</h3>
                <ul class="job-list"><For each=move || ids.get() key=String::clone children=move |id| view! { <li><JobCard id/></li> }/></ul>
            </section>
        </Show>
    }
}
