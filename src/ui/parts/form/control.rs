//! The control of each field kind.

use std::sync::Arc;

use leptos::prelude::*;

use super::code::code_control;
use super::file::FilesControl;
use super::name::Name;
use super::picker::PickerControl;
use super::rows::RowsControl;
use super::state::{FormState, Group};
use super::view::scalar;
use crate::domain::form::kinds::id_card;
use crate::domain::form::{Choice, Field, Kind, Value, fill};
use crate::domain::text::Lang;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::ui::browser;
use crate::ui::preference::{t, use_lang};

/// Where a control stands: its field, its group, its names.
#[derive(Clone)]
pub struct Spot {
    /// The editor.
    pub state: FormState,
    /// The form or row.
    pub group: Group,
    /// The field.
    pub field: Arc<Field>,
    /// Name of the control and path of its problems.
    pub path: Name,
    /// Id of the control.
    pub id: Name,
    /// Id of the label.
    pub label_id: Name,
    /// Ids of help and problems.
    pub described: Name,
    /// Whether an error is shown.
    pub invalid: Signal<bool>,
}

impl Spot {
    /// Whether the field is made of several controls.
    pub fn is_group(&self) -> bool {
        !self.is_filled() && self.is_made_of_several()
    }

    fn is_made_of_several(&self) -> bool {
        matches!(
            self.field.kind,
            Kind::Bool | Kind::MultiSelect { .. } | Kind::Files { .. } | Kind::Rows { .. } | Kind::Computed { .. }
        ) || self.cascades()
            || (matches!(self.field.kind, Kind::Record { .. }) && self.offered().is_none())
    }

    /// Whether a choice beside it fills the field in: it is read, not typed.
    fn is_filled(&self) -> bool {
        self.group.fields.with_value(|fields| fill::is_filled(fields, &self.field.key))
    }

    /// The records of a record field, where all of them are offered.
    fn offered(&self) -> Option<Vec<(String, String, bool)>> {
        let Kind::Record { register, .. } = &self.field.kind else { return None };
        let lines = self.state.extras.with_value(|e| e.offered.get(register).cloned())?;
        Some(lines.into_iter().map(|(id, title)| (id, title, false)).collect())
    }

    /// Whether a code field is chosen level by level.
    pub fn cascades(&self) -> bool {
        match &self.field.kind {
            Kind::Code { table, .. } => self.state.extras.with_value(|e| !e.tables.contains_key(table)),
            _ => false,
        }
    }

    /// The scalar of the field.
    pub fn text(&self) -> Memo<String> {
        let (values, key) = (self.group.values, self.field.key.clone());
        Memo::new(move |_| values.with(|v| v.text(&key).to_owned()))
    }

    /// Sets the scalar.
    pub fn set(&self, text: String) {
        self.state.set(self.group, &self.field.key, text);
    }

    /// Shows the field's problems from now on.
    pub fn touch(&self) {
        if let Some(path) = self.path.now() {
            self.state.touch(path);
        }
    }

    /// Whether the field is still part of a page: a control that is taken away while it has the focus says that it
    /// changed.
    pub fn stands(&self) -> bool {
        self.invalid.try_get_untracked().is_some()
    }

    /// `aria-invalid`.
    pub fn invalid_mark(&self) -> impl Fn() -> Option<&'static str> + Send + Sync + Copy + 'static {
        let invalid = self.invalid;
        move || invalid.get().then_some("true")
    }
}

/// The control of the spot's field.
pub fn control(spot: Spot) -> AnyView {
    match &spot.field.kind {
        _ if spot.is_filled() => filled(spot),
        Kind::Text { .. } => line(spot, Line::default()),
        Kind::TextArea { .. } => area(spot),
        Kind::Int { .. } => {
            line(spot, Line { mode: "numeric", class: "control control--short control--number", ..Line::default() })
        }
        Kind::Year => {
            line(spot, Line { mode: "numeric", class: "control control--short control--number", ..Line::default() })
        }
        Kind::Decimal { .. } | Kind::Money => {
            line(spot, Line { mode: "decimal", class: "control control--short control--number", ..Line::default() })
        }
        Kind::Date { .. } => line(spot, Line { kind: "date", class: "control control--short", ..Line::default() }),
        Kind::DateTime => {
            line(spot, Line { kind: "datetime-local", class: "control control--short", ..Line::default() })
        }
        Kind::Mobile | Kind::Landline => {
            line(spot, Line { kind: "tel", class: "control control--short", ..Line::default() })
        }
        Kind::Email => line(spot, Line { mode: "email", ..Line::default() }),
        Kind::Url => line(spot, Line { mode: "url", ..Line::default() }),
        Kind::Postcode | Kind::Cn | Kind::Issn | Kind::Uscc { .. } => line(spot, Line::default()),
        Kind::IdCard { .. } => id_number(spot),
        Kind::Login => line(spot, Line { autocomplete: "username", ..Line::default() }),
        Kind::Password => line(spot, Line { kind: "password", autocomplete: "new-password", ..Line::default() }),
        Kind::Bool => yes_no(spot),
        Kind::Select { choices, .. } => {
            let choices = choices.clone();
            select(spot, &choices)
        }
        Kind::MultiSelect { choices, .. } => {
            let choices = choices.clone();
            many(spot, &choices)
        }
        Kind::Code { .. } => code_control(spot),
        Kind::Files { .. } => view! { <FilesControl spot=spot/> }.into_any(),
        Kind::Record { .. } => match spot.offered() {
            Some(options) => options_select(spot, options),
            None => view! { <PickerControl spot=spot/> }.into_any(),
        },
        Kind::Rows { .. } => view! { <RowsControl spot=spot/> }.into_any(),
        Kind::Computed { .. } => computed(spot),
    }
}

struct Line {
    kind: &'static str,
    mode: &'static str,
    class: &'static str,
    autocomplete: &'static str,
    fixed: bool,
}

impl Default for Line {
    fn default() -> Self {
        Self { kind: "text", mode: "", class: "control", autocomplete: "off", fixed: false }
    }
}

/// The text as the control takes it.
fn to_control(kind: &str, text: String) -> String {
    if kind == "datetime-local" { text.replacen(' ', "T", 1) } else { text }
}

fn from_control(kind: &str, text: String) -> String {
    if kind == "datetime-local" { text.replacen('T', " ", 1) } else { text }
}

fn line(spot: Spot, line: Line) -> AnyView {
    line_then(spot, line, |_| {})
}

fn line_then(spot: Spot, line: Line, left: impl Fn(&Spot) + Send + Sync + 'static) -> AnyView {
    let text = spot.text();
    let kind = line.kind;
    let shown = move || to_control(kind, text.get());
    let first = to_control(kind, text.get_untracked());
    let mode = (!line.mode.is_empty()).then_some(line.mode);
    let (typing, leaving) = (spot.clone(), spot.clone());
    view! {
        <input
            class=line.class
            id=spot.id.clone()
            name=spot.path.clone()
            type=kind
            inputmode=mode
            autocomplete=line.autocomplete
            readonly=line.fixed
            value=first
            prop:value=shown
            aria-invalid=spot.invalid_mark()
            aria-describedby=spot.described.clone()
            on:input=move |ev| typing.set(from_control(kind, event_target_value(&ev)))
            on:change=move |_| {
                if leaving.stands() {
                    leaving.touch();
                    left(&leaving);
                }
            }
        />
    }
    .into_any()
}

/// What a choice beside it fills in (E-089); a code is read by its name.
fn filled(spot: Spot) -> AnyView {
    if !matches!(spot.field.kind, Kind::Code { .. }) {
        return line(spot, Line { fixed: true, ..Line::default() });
    }
    let (lang, text, extras) = (use_lang(), spot.text(), spot.state.extras);
    let (values, field) = (spot.group.values, spot.field);
    let name = move || values.with(|values| extras.with_value(|extras| scalar(&field, values, extras, lang)));
    let first = untrack(&name);
    view! {
        <input class="control" id=spot.id readonly=true value=first prop:value=name aria-describedby=spot.described/>
        <input type="hidden" name=spot.path value=text.get_untracked() prop:value=text/>
    }
    .into_any()
}

/// An identity number: fills birth date and sex that are still empty (REG-18).
fn id_number(spot: Spot) -> AnyView {
    line_then(spot, Line::default(), |spot| {
        let Kind::IdCard { birth, sex, .. } = &spot.field.kind else { return };
        let text = id_card::canonical(spot.text().get_untracked().as_str());
        let Some(Ok(facts)) = browser::today().map(|today| id_card::facts(&text, today)) else { return };
        let fill = |key: &Option<String>, value: String| {
            if let Some(key) = key
                && spot.group.values.with_untracked(|v| v.text(key).is_empty())
            {
                spot.state.set(spot.group, key, value);
            }
        };
        fill(birth, facts.birth.to_string());
        fill(sex, facts.sex.to_owned());
    })
}

/// A text of several lines. The only place with a `textarea`: the server writes its children unescaped, so
/// the text goes in escaped; the first line break is eaten by the HTML parser.
#[component]
pub fn TextArea(
    /// Id of the control.
    #[prop(into)]
    id: Name,
    /// Name in the form.
    #[prop(into)]
    name: Name,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Ids of the texts that explain it.
    #[prop(optional, into)]
    described: Name,
    /// Whether an error is shown.
    #[prop(optional, into)]
    invalid: Signal<bool>,
    /// Called with the text while typing.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the field is left.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> impl IntoView {
    let first = format!("\n{}", html_escape::encode_text(&value.get_untracked()));
    view! {
        <textarea
            class="control"
            id=id
            name=name
            rows="4"
            inner_html=first
            prop:value=value
            aria-invalid=move || invalid.get().then_some("true")
            aria-describedby=described
            on:input=move |ev| {
                if let Some(heard) = on_input {
                    heard.run(event_target_value(&ev));
                }
            }
            on:change=move |_| {
                if let Some(heard) = on_leave {
                    // None is there any more once the page is left.
                    heard.try_run(());
                }
            }
        ></textarea>
    }
    .into_any()
}

fn area(spot: Spot) -> AnyView {
    let (typing, leaving) = (spot.clone(), spot.clone());
    view! {
        <TextArea
            id=spot.id.clone()
            name=spot.path.clone()
            value=spot.text()
            described=spot.described
            invalid=spot.invalid
            on_input=Callback::new(move |text| typing.set(text))
            on_leave=Callback::new(move |()| leaving.touch())
        />
    }
    .into_any()
}

/// The word of a choice.
pub fn word(choice: &Choice, lang: Lang) -> String {
    if lang == Lang::En && !choice.en.is_empty() { choice.en.clone() } else { choice.value.clone() }
}

fn yes_no(spot: Spot) -> AnyView {
    let text = spot.text();
    let radio = |value: &'static str, label: Common, first: bool| {
        let choosing = spot.clone();
        // The first radio carries the field's id, so that links lead to it.
        let id = if first { spot.id.clone() } else { spot.id.then(|id| format!("{id}-no")) };
        view! {
            <label class="choice">
                <input
                    type="radio"
                    id=id
                    name=spot.path.clone()
                    value=value
                    checked=text.get_untracked() == value
                    prop:checked=move || text.get() == value
                    aria-describedby=spot.described.clone()
                    on:change=move |_| {
                        choosing.set(value.to_owned());
                        choosing.touch();
                    }
                />
                {t(label)}
            </label>
        }
        .into_any()
    };
    view! {
        <div class="choices" role="radiogroup" aria-labelledby=spot.label_id.clone() aria-invalid=spot.invalid_mark()>
            {radio("是", Common::Yes, true)} {radio("否", Common::No, false)}
        </div>
    }
    .into_any()
}

fn select(spot: Spot, choices: &[Choice]) -> AnyView {
    let lang = use_lang();
    let options = choices.iter().map(|c| (c.value.clone(), word(c, lang), false)).collect();
    options_select(spot, options)
}

/// A select of (value, word, only a heading). A stored value that is no option any more stays visible.
pub fn options_select(spot: Spot, mut options: Vec<(String, String, bool)>) -> AnyView {
    let text = spot.text();
    let now = text.get_untracked();
    if !now.is_empty() && !options.iter().any(|(value, ..)| *value == now) {
        options.push((now.clone(), now.clone(), false));
    }
    let lines = options
        .into_iter()
        .map(|(value, word, heading)| {
            let selected = value == now;
            view! { <option value=value selected=selected disabled=heading>{word}</option> }.into_any()
        })
        .collect_view();
    let choosing = spot.clone();
    view! {
        <select
            class="control"
            id=spot.id.clone()
            name=spot.path.clone()
            prop:value=text
            aria-invalid=spot.invalid_mark()
            aria-describedby=spot.described.clone()
            on:change=move |ev| {
                choosing.set(event_target_value(&ev));
                choosing.touch();
            }
        >
            <option value="" selected=now.is_empty()>{t(Common::Choose)}</option>
            {lines}
        </select>
    }
    .into_any()
}

fn many(spot: Spot, choices: &[Choice]) -> AnyView {
    let lang = use_lang();
    let (values, key) = (spot.group.values, spot.field.key.clone());
    let chosen = Memo::new(move |_| values.with(|v| v.values(&key).to_vec()));
    let order: Arc<Vec<String>> = Arc::new(choices.iter().map(|c| c.value.clone()).collect());
    let boxes = choices
        .iter()
        .enumerate()
        .map(|(at, choice)| {
            let (spot, order, value) = (spot.clone(), order.clone(), choice.value.clone());
            let id = if at == 0 { spot.id.clone() } else { spot.id.then(move |id| format!("{id}-{at}")) };
            let holds = {
                let value = value.clone();
                move || chosen.with(|all| all.contains(&value))
            };
            let first = untrack(&holds);
            let (path, described, sent) = (spot.path.clone(), spot.described.clone(), value.clone());
            let flip = move |ev| {
                let on = event_target_checked(&ev);
                let mut all = chosen.get_untracked();
                all.retain(|v| *v != value);
                if on {
                    all.push(value.clone());
                }
                all.sort_by_key(|v| order.iter().position(|o| o == v));
                spot.state.put(spot.group, &spot.field.key, Value::Many(all));
                spot.touch();
            };
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        id=id
                        name=path
                        value=sent
                        checked=first
                        prop:checked=holds
                        aria-describedby=described
                        on:change=flip
                    />
                    {word(choice, lang)}
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! { <div class="choices" role="group" aria-labelledby=spot.label_id>{boxes}</div> }.into_any()
}

fn computed(spot: Spot) -> AnyView {
    let value = spot.state.extras.with_value(|e| e.computed.get(&spot.field.key).cloned());
    let shown = value.filter(|v| !v.is_empty()).unwrap_or_else(|| t(FormText::ComputedLater).to_owned());
    view! { <div class="readout" id=spot.id role="group" aria-labelledby=spot.label_id>{shown}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minute_travels_between_control_and_canonical_form() {
        let canonical = "2024-03-05 09:30".to_owned();
        let control = to_control("datetime-local", canonical.clone());
        assert_eq!(control, "2024-03-05T09:30");
        assert_eq!(from_control("datetime-local", control), canonical);
        assert_eq!(to_control("text", "a b".into()), "a b");
    }
}
