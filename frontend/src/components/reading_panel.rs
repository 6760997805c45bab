//! How a dataset's file is read, on the dataset's page.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;

use super::reading_form::ReadingForm;
use super::words::words;
use crate::actions;
use crate::actions::preview_reading::{Look, ReadingOf};
use crate::queries::reading_form::has_types;
use crate::state::Store;

/// The choices, folded away until somebody wants them; nothing for an archive of pictures or texts, which leaves none.
#[component]
pub fn ReadingPanel(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Dataset { id, source, import, .. } = dataset;
    let has_choices = has_types(&import);
    let (is_open, busy) = (RwSignal::new(false), RwSignal::new(false));
    (source.is_file() && has_choices).then(move || {
        let of = ReadingOf::Dataset(id.clone());
        let submit = Callback::new(move |options| actions::read_again::read_again(store, id.clone(), options, busy));
        view! {
            <details class="panel reading" data-testid="reading" on:toggle=move |event| is_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))>
                <summary><h2>{move || words.get().reading.title}</h2></summary>
                <p class="muted">{move || words.get().reading.hint}</p>
                <ReadingForm of import look=Look::default() is_open submit button=Signal::derive(move || words.get().reading.again) busy/>
            </details>
        }
    })
}
