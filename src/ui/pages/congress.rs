//! Congresses: the list, and the quota board with its live meter.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::congress::{Nominate, RemoveNominee, find_congress, list_congresses};
use crate::domain::congress::{CongressView, Nominee, NomineeForm};
use crate::domain::error::{AppError, Reason};
use crate::domain::quota::{Identity, Person, Sex, board, may_add};
use crate::domain::text::Label;
use crate::domain::text::common::Common;
use crate::domain::text::congress::CongressText;
use crate::domain::time::Day;
use crate::ui::parts::field::{Problems, invalid_mark};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting, refresh_after};
use crate::ui::preference::{t, tf, use_lang};

/// The congresses that concern my unit.
#[component]
pub fn CongressList() -> impl IntoView {
    let congresses = Load::once(list_congresses);

    let shown = congresses.shown(|found| {
        if found.is_empty() {
            return view! { <p class="empty">{t(CongressText::NoCongress)}</p> }.into_any();
        }
        let lines = found
            .into_iter()
            .map(|c| {
                let days = tf(CongressText::Window, &[&c.opens_on.to_string(), &c.closes_on.to_string()]);
                view! {
                    <li class="plain-list__row">
                        <a href=format!("/congress/{}", c.id)>{c.name}</a>
                        <span class="quiet">{days}</span>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="plain-list">{lines}</ul> }.into_any()
    });
    view! {
        <Title text=t(CongressText::Title)/>
        <div class="page">
            <div class="page__titles">
                <h1 class="page__title">{t(CongressText::Title)}</h1>
                <p class="page__note">{t(CongressText::ListNote)}</p>
            </div>
            {shown}
        </div>
    }
    .into_any()
}

/// The quota board of my unit in one congress.
#[component]
pub fn CongressPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|p| p.get("congress"));
    let congress =
        Load::new(
            id,
            |id| async move { find_congress(id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?).await },
        );

    congress.shown(move |view| view! { <Board view=view/> }.into_any())
}

#[component]
fn Board(view: CongressView) -> impl IntoView {
    let (nominate, remove) = (Posting::to::<Nominate>(), Posting::to::<RemoveNominee>());
    let typed = |field| nominate.typed(field, "");
    let form = RwSignal::new(NomineeForm {
        name: typed("name"),
        mobile: typed("mobile"),
        identity: typed("identity"),
        sex: typed("sex"),
        birth_on: typed("birth_on"),
        ethnic: typed("ethnic"),
        party1: typed("party1"),
        party2: typed("party2"),
        grassroots: typed("grassroots"),
    });
    let list = RwSignal::new(view.nominees.clone());
    let congress = view.congress.id;
    refresh_after(
        [nominate, remove],
        move || find_congress(congress),
        move |now: CongressView| {
            list.try_set(now.nominees);
        },
    );
    let people = Memo::new(move |_| list.with(|list| list.iter().map(|n| n.person.clone()).collect::<Vec<Person>>()));
    let quota = StoredValue::new(view.quota.clone());
    let rules = view.congress.counting;
    let candidate = Memo::new(move |_| form.with(NomineeForm::person));
    let reasons = Memo::new(move |_| {
        candidate.with(|c| {
            c.as_ref().map_or_else(Vec::new, |c| {
                quota.with_value(|q| people.with(|p| may_add(q, p, c).err().unwrap_or_default()))
            })
        })
    });
    let lines = move || {
        let extra = candidate.get();
        let counted = quota.with_value(|q| people.with(|p| board(q, p.iter().chain(extra.as_ref()), &rules)));
        counted.lines.iter().map(|line| row(line, &rules)).collect_view()
    };
    let live = move || {
        candidate.with(Option::is_some).then(|| view! { <span class="badge">{t(CongressText::WithCandidate)}</span> })
    };
    let error = Signal::derive(move || nominate.error().get().or_else(|| remove.error().get()));
    let congress = view.congress.clone();
    let days = tf(CongressText::Window, &[&congress.opens_on.to_string(), &congress.closes_on.to_string()]);
    let read_only = view.read_only.clone();
    // An empty form for the next one, when one was taken; a refused one stays as it is.
    let add = {
        let view = view.clone();
        move || {
            if !read_only.is_empty() {
                return view! { <Reasons id="nominate-why" reasons=read_only.clone()/> }.into_any();
            }
            if nominate.successes() > 0 {
                form.set(NomineeForm::default());
            }
            view! { <NomineeFields view=view.clone() form=form reasons=reasons nominate=nominate error=error/> }
                .into_any()
        }
    };
    let (reference, ethnics, may_remove) =
        (rules.reference, StoredValue::new(view.ethnics.clone()), view.read_only.is_empty());
    let listed = move || {
        list.with(|list| match list.is_empty() {
            true => view! { <p class="empty">{t(CongressText::NoNominee)}</p> }.into_any(),
            false => nominees(list, reference, ethnics, may_remove.then_some(remove)),
        })
    };
    view! {
        <Title text=congress.name.clone()/>
        <div class="page">
            <div class="page__titles">
                <h1 class="page__title">{congress.name.clone()}</h1>
                <p class="page__note">
                    {view.org_name.clone()} " · " {tf(CongressText::HeldOn, &[&rules.reference.to_string()])} " · " {days}
                </p>
            </div>
            <section class="sheet quota" aria-live="polite">
                <div class="sheet__head"><h2 class="sheet__title">{t(CongressText::Board)}</h2>{live}</div>
                <div class="table-frame" tabindex="0" role="region" aria-label=t(CongressText::Board)>
                    <table class="table quota__table">
                        <thead>
                            <tr>
                                <th>{t(CongressText::Constraint)}</th>
                                <th>{t(CongressText::Count)}</th>
                                <th>{t(CongressText::Verdict)}</th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </section>
            <section class="sheet sheet--padded">
                <h2>{t(CongressText::Add)}</h2>
                {add}
            </section>
            <section class="sheet">
                <div class="sheet__head"><h2 class="sheet__title">{t(CongressText::Nominees)}</h2></div>
                {listed}
            </section>
        </div>
    }
    .into_any()
}

/// One constraint: its name, a bar, the figures in words, the verdict with its sign.
fn row(line: &crate::domain::quota::Line, rules: &crate::domain::quota::Counting) -> AnyView {
    let lang = use_lang();
    let class = if line.met() { "quota__line is-met" } else { "quota__line is-unmet" };
    let (value, most) = (line.submitted.max(0).to_string(), line.allotted.max(1).to_string());
    let name = line.name(rules, lang);
    view! {
        <tr class=class>
            <th scope="row">{name.clone()}</th>
            <td>
                <progress class="quota__bar" value=value max=most aria-label=name></progress>
                <span class="quota__figures">{line.counted(lang)}</span>
            </td>
            <td><span class="quota__sign" aria-hidden="true">{line.sign()}</span> {line.verdict(rules, lang)}</td>
        </tr>
    }
    .into_any()
}

type Names = Vec<(String, Label)>;

#[component]
fn NomineeFields(
    view: CongressView,
    form: RwSignal<NomineeForm>,
    reasons: Memo<Vec<Reason>>,
    nominate: Posting,
    #[prop(into)] error: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let names = |names: &Names| names.iter().map(|(c, n)| (c.clone(), n.text(lang).to_owned())).collect::<Vec<_>>();
    let identities: Vec<(String, String)> =
        Identity::ALL.iter().map(|i| (i.key().to_owned(), i.name().text(lang).to_owned())).collect();
    let sexes: Vec<(String, String)> = Sex::ALL.iter().map(|s| (s.key().to_owned(), s.name(lang).to_owned())).collect();
    let (ethnics, parties) = (names(&view.ethnics), names(&view.parties));
    let refused = move || reasons.with(|r| !r.is_empty()).then_some("true");
    let stop = move |ev: leptos::ev::SubmitEvent| {
        if reasons.with_untracked(|r| !r.is_empty()) {
            ev.prevent_default();
        }
    };
    view! {
        <PostForm post=nominate emptied=true attr:class="form" on:submit:capture=stop>
            <ErrorBox error=error/>
            <input type="hidden" name="congress" value=view.congress.id.to_string()/>
            <Typed name="name" kind="text" label=CongressText::Name post=nominate on_text=move |v| form.update(|f| f.name = v)/>
            <Typed name="mobile" kind="tel" label=CongressText::Mobile post=nominate on_text=move |v| form.update(|f| f.mobile = v)/>
            <Chosen name="identity" label=CongressText::Identity options=identities post=nominate help=t(CongressText::BothHelp)
                on_text=move |v| form.update(|f| f.identity = v)/>
            <Chosen name="sex" label=CongressText::Sex options=sexes post=nominate on_text=move |v| form.update(|f| f.sex = v)/>
            <Typed name="birth_on" kind="date" label=CongressText::Birth post=nominate on_text=move |v| form.update(|f| f.birth_on = v)/>
            <Chosen name="ethnic" label=CongressText::Ethnic options=ethnics post=nominate on_text=move |v| form.update(|f| f.ethnic = v)/>
            <Chosen name="party1" label=CongressText::Party1 options=parties.clone() post=nominate on_text=move |v| form.update(|f| f.party1 = v)/>
            <Chosen name="party2" label=CongressText::Party2 required=false options=parties post=nominate on_text=move |v| form.update(|f| f.party2 = v)/>
            <label class="check">
                <input type="checkbox" name="grassroots" value="是" checked=nominate.ticked("grassroots", false)
                    on:change=move |ev| form.update(|f| f.grassroots = if event_target_checked(&ev) { "是".into() } else { String::new() })/>
                {t(CongressText::Grassroots)}
            </label>
            <div>
                <button class="button button--main" type="submit" aria-disabled=refused aria-describedby="assign-why">
                    {t(CongressText::Assign)}
                </button>
            </div>
            <div id="assign-why" role="status">
                {move || reasons.get().into_iter().map(|r| view! { <p class="field__problem">{r.message(lang)}</p> }).collect_view()}
            </div>
        </PostForm>
    }
    .into_any()
}

/// A typed field that reports every keystroke to the meter.
#[component]
fn Typed(
    name: &'static str,
    kind: &'static str,
    label: CongressText,
    post: Posting,
    #[prop(into)] on_text: Callback<String>,
) -> impl IntoView {
    let value = post.typed(name, "");
    view! {
        <div class="field">
            <label class="field__label" for=name>{t(label)} " " <span class="field__mark">{t(Common::Required)}</span></label>
            <input class="control" id=name name=name type=kind required=true value=value
                aria-invalid=invalid_mark(post.error(), name) on:input=move |ev| on_text.run(event_target_value(&ev))/>
            <Problems error=post.error() path=name/>
        </div>
    }
    .into_any()
}

/// A choice that reports to the meter.
#[component]
fn Chosen(
    name: &'static str,
    label: CongressText,
    options: Vec<(String, String)>,
    #[prop(default = true)] required: bool,
    #[prop(optional)] help: &'static str,
    post: Posting,
    #[prop(into)] on_text: Callback<String>,
) -> impl IntoView {
    let typed = post.typed(name, "");
    let option = |(value, text): (String, String)| {
        let chosen = value == typed;
        view! { <option value=value selected=chosen>{text}</option> }
    };
    let options = options.into_iter().map(option).collect_view();
    let (mark, look) = match required {
        true => (Common::Required, "field__mark"),
        false => (Common::Optional, "field__mark field__mark--optional"),
    };
    view! {
        <div class="field">
            <label class="field__label" for=name>{t(label)} " " <span class=look>{t(mark)}</span></label>
            <select class="control" id=name name=name required=required
                aria-invalid=invalid_mark(post.error(), name) on:change=move |ev| on_text.run(event_target_value(&ev))>
                <option value="">{t(Common::Choose)}</option>
                {options}
            </select>
            <span class="field__help">{help}</span>
            <Problems error=post.error() path=name/>
        </div>
    }
    .into_any()
}

fn nominees(list: &[Nominee], reference: Day, ethnics: StoredValue<Names>, remove: Option<Posting>) -> AnyView {
    let lang = use_lang();
    let rows = list
        .iter()
        .map(|n| {
            let person = &n.person;
            let name = person.name.clone();
            let ethnic = ethnics.with_value(|names| {
                names.iter().find(|(c, _)| *c == person.ethnic).map(|(_, l)| l.text(lang).to_owned())
            });
            let age = person.birth_on.map(|b| tf(CongressText::Age, &[&b.age_on(reference).to_string()]));
            let id = n.id.to_string();
            let act = remove.map(|remove| {
                view! {
                    <details class="confirm">
                        <summary>{t(CongressText::Remove)}</summary>
                        <PostForm post=remove>
                            <p>{tf(CongressText::RemoveWhat, &[&name])}</p>
                            <input type="hidden" name="nominee" value=id/>
                            <button class="button button--danger" type="submit">{t(CongressText::Remove)}</button>
                        </PostForm>
                    </details>
                }
            });
            view! {
                <tr>
                    <td>{person.name.clone()}</td>
                    <td>{person.identity.name().text(lang).to_owned()}</td>
                    <td>{person.sex.map(|s| s.name(lang))}</td>
                    <td>{ethnic}</td>
                    <td>{age}</td>
                    <td>{act}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(CongressText::Nominees)>
            <table class="table">
                <thead>
                    <tr>
                        <th>{t(CongressText::Name)}</th>
                        <th>{t(CongressText::Identity)}</th>
                        <th>{t(CongressText::Sex)}</th>
                        <th>{t(CongressText::Ethnic)}</th>
                        <th>{t(CongressText::AgeColumn)}</th>
                        <th>{t(Common::Operation)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
