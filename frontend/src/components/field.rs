//! The fields of a form: a label, a control, a hint, and what is wrong with it.

use leptos::prelude::*;

/// A line of text, a number or a time.
#[component]
pub fn TextField(
    /// The field's name in the contract.
    name: &'static str,
    /// Its label.
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// `text`, `number` or `datetime-local`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What to type.
    #[prop(default = Signal::stored(String::new()))]
    hint: Signal<String>,
    /// What is wrong with it.
    #[prop(into, default = Signal::stored(None))]
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let input = id.clone();
    view! {
        <FieldFrame name id label hint wrong>
            <input
                id=input.clone()
                type=kind
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=format!("{input}-more")
                on:input=move |event| value.set(event_target_value(&event))
            />
        </FieldFrame>
    }
}

/// One of several.
#[component]
pub fn SelectField(
    /// The field's name in the contract.
    name: &'static str,
    /// Its label.
    label: Signal<String>,
    /// The value that is chosen.
    value: RwSignal<String>,
    /// Values and what they are called.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is wrong with it.
    #[prop(into, default = Signal::stored(None))]
    wrong: Signal<Option<String>>,
    /// More about what is chosen.
    #[prop(default = Signal::stored(String::new()))]
    hint: Signal<String>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let select = id.clone();
    let option = move |(key, text): (String, String)| {
        let own = key.clone();
        view! { <option value=key prop:selected=move || value.with(|value| *value == own)>{text}</option> }
    };
    view! {
        <FieldFrame name id label hint wrong>
            <select
                id=select.clone()
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=format!("{select}-more")
                on:change=move |event| value.set(event_target_value(&event))
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </FieldFrame>
    }
}

/// What every field has around its control.
#[component]
fn FieldFrame(
    /// The field's name in the contract.
    name: &'static str,
    /// The control's id.
    id: String,
    /// The label.
    label: Signal<String>,
    /// What to type.
    hint: Signal<String>,
    /// What is wrong with it.
    wrong: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let more = format!("{id}-more");
    let line = move || match wrong.get() {
        Some(text) => view! { <p class="field-wrong" role="alert" data-testid="field-problem" dir="auto">{text}</p> }.into_any(),
        None => hint.get().into_any(),
    };
    view! {
        <div class="field" data-field=name>
            <label for=id>{label}</label>
            {children()}
            <div class="field-more" id=more>{line}</div>
        </div>
    }
}

/// Several of several.
#[component]
pub fn ChecksField(
    /// The field's name in the contract.
    name: &'static str,
    /// The label of the group.
    label: Signal<String>,
    /// The values that are chosen, in the order of the options.
    value: RwSignal<Vec<String>>,
    /// The values there are.
    #[prop(into)]
    options: Signal<Vec<String>>,
    /// What is wrong with it.
    #[prop(into, default = Signal::stored(None))]
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let toggle = move |option: &str| {
        let (all, mut chosen) = (options.get_untracked(), value.get_untracked());
        match chosen.iter().position(|one| one == option) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(option.to_owned()),
        }
        value.set(all.into_iter().filter(|one| chosen.contains(one)).collect());
    };
    let check = move |option: String| {
        let (own, shown) = (option.clone(), option.clone());
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    value=option.clone()
                    prop:checked=move || value.with(|value| value.contains(&own))
                    on:change=move |_| toggle(&option)
                />
                <span dir="auto">{shown}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field checks-field" data-field=name>
            <legend>{label}</legend>
            <div class="checks">{move || options.get().into_iter().map(check).collect_view()}</div>
            <div class="field-more">
                {move || wrong.get().map(|text| view! { <p class="field-wrong" role="alert" data-testid="field-problem" dir="auto">{text}</p> })}
            </div>
        </fieldset>
    }
}
