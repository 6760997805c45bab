//! One file on its way.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::words::words;
use crate::actions;
use crate::format;
use crate::queries::reading_form::may_be_read_otherwise;
use crate::route::Page;
use crate::state::Store;
use crate::state::upload::{Upload, UploadPhase};

/// Name, progress by bytes and then rows, and what went wrong next to the name.
#[component]
pub fn UploadCard(
    /// The upload.
    upload: Upload,
) -> impl IntoView {
    let words = words();
    let store = expect_context::<Store>();
    let asking = upload.clone();
    let Upload { id, file_name, total_bytes, sent_bytes, bytes_a_second, rows, read_share, read_ms, phase } = upload;
    let name = file_name.clone();
    let word = move || phase.with(|phase| (words.get().upload.phase)(phase));
    let amount = move || {
        let (language, upload) = (words.language(), &words.get().upload);
        match phase.get() {
            UploadPhase::Sending => {
                let (sent, speed) = (sent_bytes.get(), bytes_a_second.get());
                let amount = (upload.sent)(&format::bytes(language, sent), &format::bytes(language, total_bytes));
                // The first moments tell no speed.
                if speed < 1.0 {
                    return amount;
                }
                let left_ms = total_bytes.saturating_sub(sent) as f64 / speed * 1_000.0;
                let speed = (upload.speed)(&amount, &format::bytes(language, speed as u64), &(words.get().jobs.duration)(left_ms as u64));
                if rows.get() == 0 { speed } else { speed + " · " + &(upload.rows_read)(&words.integer(rows.get())) }
            }
            UploadPhase::Waiting => (upload.sent)(&format::bytes(language, sent_bytes.get()), &format::bytes(language, total_bytes)),
            UploadPhase::Fetching => format::bytes(language, sent_bytes.get()),
            UploadPhase::Inferring | UploadPhase::Reading | UploadPhase::Storing if rows.get() > 0 => {
                let (read, share) = ((upload.rows_read)(&words.integer(rows.get())), read_share.get());
                let left_ms = read_ms.get() * (1.0 - share) / share;
                // The first moments tell no speed.
                let is_told = share > 0.0 && read_ms.get() >= 1_000.0 && left_ms >= 1_000.0 && phase.get() != UploadPhase::Storing;
                if is_told { read + " · " + &(upload.left)(&(words.get().jobs.duration)(left_ms as u64)) } else { read }
            }
            UploadPhase::Done { .. } => (upload.rows_read)(&words.integer(rows.get())),
            _ => String::new(),
        }
    };
    let problem = move || match phase.get() {
        UploadPhase::Failed(problem) => Some((words.get().trouble.problem)(&problem)),
        _ => None,
    };
    view! {
        <article class="upload" data-testid="upload" data-phase=move || phase.with(word_of) data-file=name.clone()>
            <div class="upload-head">
                <span class="upload-name" dir="auto" title=name.clone()>{name.clone()}</span>
                <UploadButton id file_name phase/>
            </div>
            <Show when=move || phase.with(is_busy)>
                <progress class:endless=move || share(phase, sent_bytes, total_bytes, read_share).is_none() max="100" value=move || share(phase, sent_bytes, total_bytes, read_share) aria-label=word></progress>
            </Show>
            <div class="upload-foot">
                <span class="muted">{word}</span>
                <span class="muted numbers">{amount}</span>
                {move || match phase.get() {
                    UploadPhase::Done { dashboard } => Some(view! { <PageLink page=Page::Dashboard(dashboard)>{move || words.get().upload.open}</PageLink> }),
                    _ => None,
                }}
                {move || {
                    let (asking, phase) = (asking.clone(), phase.get());
                    let is_asking = matches!(phase, UploadPhase::Asking { .. });
                    let is_refused = matches!(&phase, UploadPhase::Failed(problem) if may_be_read_otherwise(problem));
                    let choose = move |_| if is_asking { actions::look_first::look_at(store, &asking) } else { actions::look_first::read_otherwise(store, &asking) };
                    (is_asking || is_refused).then(|| view! {
                        <button on:click=choose>{move || if is_asking { words.get().upload.choose } else { words.get().reading.title }}</button>
                    })
                }}
            </div>
            {move || problem().map(|text| view! { <p class="upload-problem" role="alert" data-testid="problem" dir="auto">{text}</p> })}
        </article>
    }
}

/// Cancels what moves, dismisses what is at rest.
#[component]
fn UploadButton(
    /// The upload's id.
    id: String,
    /// Its file's name.
    file_name: String,
    /// Where it is.
    phase: RwSignal<UploadPhase>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let name = move || {
        let upload = &words.get().upload;
        if phase.with(UploadPhase::is_moving) { (upload.cancel)(&file_name) } else { (upload.dismiss)(&file_name) }
    };
    let press = move |_| {
        if phase.with_untracked(UploadPhase::is_moving) {
            actions::cancel_upload::cancel_upload(store, id.clone());
        } else {
            actions::dismiss_upload::dismiss_upload(store, id.clone());
        }
    };
    view! { <button class="ghost square" data-testid="upload-end" aria-label=name disabled=move || phase.get() == UploadPhase::Storing on:click=press><Icon glyph=Glyph::Close/></button> }
}

/// Whether the program, not the person, has the next step.
fn is_busy(phase: &UploadPhase) -> bool {
    phase.is_moving() && !matches!(phase, UploadPhase::Queued | UploadPhase::Asking { .. })
}

/// The value of a progress bar; none makes it run without an end in sight.
fn share(phase: RwSignal<UploadPhase>, sent: RwSignal<u64>, total: u64, read: RwSignal<f64>) -> Option<String> {
    let share = if phase.with(is_sending) && total > 0 {
        sent.get() * 100 / total
    } else {
        let is_read = phase.with(|phase| matches!(phase, UploadPhase::Inferring | UploadPhase::Reading)) && read.get() > 0.0;
        is_read.then(|| (read.get() * 100.0) as u64)?
    };
    Some(share.min(100).to_string())
}

fn is_sending(phase: &UploadPhase) -> bool {
    matches!(phase, UploadPhase::Sending | UploadPhase::Waiting)
}

fn word_of(phase: &UploadPhase) -> &'static str {
    match phase {
        UploadPhase::Queued => "queued",
        UploadPhase::Sending => "sending",
        UploadPhase::Waiting => "waiting",
        UploadPhase::Asking { .. } => "asking",
        UploadPhase::Fetching => "fetching",
        UploadPhase::Inferring => "inferring",
        UploadPhase::Reading => "reading",
        UploadPhase::Storing => "storing",
        UploadPhase::Done { .. } => "done",
        UploadPhase::Failed(_) => "failed",
        UploadPhase::Cancelled => "cancelled",
    }
}
