//! A new record, or a stored one to change: drafts save themselves, nothing typed is lost.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use super::conflict::ConflictDialog;
use super::design::DesignPreview;
use super::record::title_of;
use super::{calls, crumbs, extras, outdated, tell_saved};
use crate::api::code::list_tables;
use crate::api::register::{drop_draft, find_draft, find_form, keep_draft, new_record, save_record};
use crate::domain::code::{CodeEntry, NamedCodes};
use crate::domain::error::{AppError, Conflict, FieldProblem};
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::form::design::DESIGNS;
use crate::domain::form::{Answer, RecordFlow};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::record::{RecordDraft, RecordView, SaveMode, SavedRecord, case_flow, keeps_as_draft};
use crate::domain::text::common::Common;
use crate::domain::text::form::{FormText, RecordText};
use crate::domain::text::guide::GuideText;
use crate::domain::text::{Label, Lang, Text};
use crate::domain::time::Instant;
use crate::domain::workflow::Tone;
use crate::ui::browser;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::form::FormEditor;
use crate::ui::parts::form::state::FormState;
use crate::ui::parts::form::summary::SUMMARY_ID;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::load::Load;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::preference::{t, tf, use_lang};

/// How long nothing must be typed before what was typed is kept.
const QUIET: Duration = Duration::from_millis(2500);

/// The record, the small code tables, what was typed and not saved, and what the address wants shown.
type Loaded = (RecordView, BTreeMap<String, Vec<CodeEntry>>, Option<RecordDraft>, String);

/// `/registers/{register}/new` and `/registers/{register}/{id}/edit`
#[component]
pub fn RecordEdit() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = move || {
        let show = query.with(|q| q.get("show")).unwrap_or_default();
        let set = query.with(set_in);
        params.with(|p| (p.get("register").unwrap_or_default(), p.get("id"), show, set))
    };
    let loaded = Load::new(asked, |(register, id, show, set)| async move {
        let view = match id {
            Some(id) => find_form(register.clone(), id.parse().map_err(|_| AppError::NotFound)?).await?,
            None => new_record(register.clone(), set).await?,
        };
        let tables = list_tables(register.clone()).await?;
        let draft = find_draft(view.org, register, view.id).await?;
        Ok((view, tables, draft, show))
    });

    loaded.shown(move |loaded| view! { <Edit loaded=loaded/> }.into_any())
}

/// What a new record begins with: `set.name=章程` of the address.
fn set_in(query: &ParamsMap) -> BTreeMap<String, String> {
    let pairs = query.clone().into_iter();
    pairs.filter_map(|(name, value)| Some((name.strip_prefix("set.")?.to_owned(), value))).collect()
}

/// The record as the server last gave it.
#[derive(Clone)]
struct Head {
    /// None while it is not stored.
    id: Option<RecordId>,
    title: String,
    state: Label,
    tone: Tone,
}

impl Head {
    fn of(view: &RecordView, lang: Lang) -> Self {
        Self { id: view.id, title: title_of(view, lang), state: view.state_name.clone(), tone: view.tone }
    }

    fn after(saved: &SavedRecord, lang: Lang) -> Self {
        let title = if saved.title.is_empty() { FormText::Untitled.text(lang).to_owned() } else { saved.title.clone() };
        Self { id: Some(saved.id), title, state: saved.state_name.clone(), tone: saved.tone }
    }
}

/// What the buttons of the page work on.
#[derive(Clone, Copy)]
struct Saving {
    state: FormState,
    org: OrgId,
    register: StoredValue<String>,
    version: RwSignal<i64>,
    /// Whether the record may be kept as a draft: it is new or one already.
    draft: bool,
    /// What the button is called that hands the record in; none: it is saved.
    hands_in: Option<&'static str>,
    head: RwSignal<Head>,
    status: RwSignal<String>,
    error: RwSignal<Option<AppError>>,
    conflict: RwSignal<Option<Conflict>>,
    guard: Option<Guard>,
    /// Whether what is shown was typed earlier and is not saved yet.
    restored: RwSignal<bool>,
    /// The save under way.
    busy: RwSignal<bool>,
    /// Whether what was typed is on its way to be kept.
    keeping: StoredValue<bool>,
    /// The save that waits until it is: what is kept after the save would come back in the next form.
    next: StoredValue<Option<(SaveMode, Callback<SavedRecord>)>>,
    lang: Lang,
}

impl Saving {
    /// The record, once it is stored; not tracked.
    fn id(self) -> Option<RecordId> {
        self.head.with_untracked(|head| head.id)
    }

    fn save(self, mode: SaveMode, done: Callback<SavedRecord>) {
        if self.busy.get_untracked() {
            return;
        }
        let say = Callback::new(move |words: &'static str| self.status.set(words.to_owned()));
        if self.state.arrivals.hold(self.busy, say, Callback::new(move |()| self.save(mode, done))) {
            return;
        }
        if mode == SaveMode::Valid {
            self.state.asked.set(true);
            if self.state.errors() > 0 {
                set_timeout(|| browser::focus(SUMMARY_ID), Duration::ZERO);
                return;
            }
        }
        self.busy.set(true);
        if self.keeping.get_value() {
            return self.next.set_value(Some((mode, done)));
        }
        self.error.set(None);
        let (count, answer) = untrack(|| (self.state.edit_count(), self.state.answer()));
        let (id, version) = (self.id(), self.version.get_untracked());
        spawn_local(async move {
            let saved = save_record(self.org, self.register.get_value(), id, version, answer, mode).await;
            if self.is_gone() {
                return;
            }
            self.busy.set(false);
            match saved {
                Ok(record) => self.saved(record, count, mode, done),
                Err(error) => self.refused(error),
            }
        });
    }

    /// Whether the page was left while an answer was awaited.
    fn is_gone(self) -> bool {
        self.busy.try_get_untracked().is_none()
    }

    fn saved(self, record: SavedRecord, count: u64, mode: SaveMode, done: Callback<SavedRecord>) {
        let register = self.register.get_value();
        if self.id().is_none() {
            browser::replace_address(&format!("/registers/{register}/{}/edit", record.id));
        }
        self.version.set(record.version);
        self.head.set(Head::after(&record, self.lang));
        self.state.mark_saved(count);
        self.restored.set(false);
        let open = self.state.errors();
        match mode {
            SaveMode::Draft if open > 0 => self.say(FormText::DraftSavedOpen, &[&open.to_string()]),
            SaveMode::Draft => self.say(FormText::DraftSaved, &[]),
            SaveMode::Valid if self.hands_in.is_some() => self.say(FormText::Submitted, &[]),
            SaveMode::Valid => self.say(FormText::Saved, &[]),
        }
        tell_saved(self.org, &register);
        done.run(record);
    }

    /// A sentence with the time of day and what else it names.
    fn say(self, text: FormText, rest: &[&str]) {
        let clock = browser::now().map(Instant::minute_text).unwrap_or_default();
        let clock = clock.split(' ').next_back().unwrap_or_default();
        self.status.set(text.fill(self.lang, &[&[clock], rest].concat()));
    }

    fn refused(self, error: AppError) {
        self.hear(&error);
        match error {
            AppError::Conflict(conflict) => self.conflict.set(Some(conflict)),
            AppError::NotSignedIn => {}
            AppError::Invalid { problems } if !problems.is_empty() => {
                self.state.answered.set(problems);
                self.state.asked.set(true);
                set_timeout(|| browser::focus(SUMMARY_ID), Duration::ZERO);
            }
            other => self.error.set(Some(other)),
        }
    }

    fn hear(self, error: &AppError) {
        if let Some(guard) = self.guard {
            guard.hear(error);
        }
    }

    /// Keeps what was typed when typing pauses, and once the session goes on. The record itself stays as it is.
    fn keep_by_itself(self) {
        if let Some(guard) = self.guard {
            guard.watch(Signal::derive(move || self.state.dirty()), false);
            Effect::new(move |before: Option<bool>| {
                let ended = guard.ended().get();
                if before == Some(true) && !ended {
                    self.keep(untrack(|| self.state.edit_count()));
                }
                ended
            });
        }
        Effect::new(move |_| {
            let count = self.state.edit_count();
            if count > 0 {
                set_timeout(move || self.keep(count), QUIET);
            }
        });
    }

    fn keep(self, count: u64) {
        // The page may be gone, or typing went on.
        let waits = self.busy.try_get_untracked() == Some(false)
            && untrack(|| self.state.edit_count() == count && self.state.dirty());
        if !waits {
            return;
        }
        let answer = untrack(|| self.state.answer());
        let (id, version) = (self.id(), self.version.get_untracked());
        self.keeping.set_value(true);
        spawn_local(async move {
            let kept = keep_draft(self.org, self.register.get_value(), id, version, answer).await;
            if self.is_gone() {
                return;
            }
            self.keeping.set_value(false);
            match kept {
                Ok(_) => self.say(FormText::AutoSaved, &[]),
                Err(error) => {
                    self.hear(&error);
                    self.status.set(FormText::AutoSaveFailed.text(self.lang).to_owned());
                }
            }
            if let Some((mode, done)) = self.next.try_update_value(Option::take).flatten() {
                self.busy.set(false);
                self.save(mode, done);
            }
        });
    }
}

#[component]
fn Edit(loaded: Loaded) -> impl IntoView {
    let lang = use_lang();
    let (view, tables, draft, show) = loaded;
    let definition = view.definition.clone();
    let base = format!("/registers/{}", definition.key);
    let name = definition.name.text(lang).to_owned();
    let mut came = extras(&view);
    came.tables = tables;
    let answer = draft.as_ref().map_or_else(|| view.answer.clone(), |d| d.answer.clone());
    let problems = shown_problems(&view, draft.as_ref(), &show);
    let state = FormState::new(definition.clone(), answer, came, calls(&definition.key));
    state.answered.set(problems);
    let saving = Saving {
        state,
        org: view.org,
        register: StoredValue::new(definition.key.clone()),
        version: RwSignal::new(draft.as_ref().map_or(view.version, |d| d.base_version)),
        draft: view.id.is_none() || keeps_as_draft(definition.flow, &view.state),
        hands_in: hands_in(definition.flow, &view.state, lang),
        head: RwSignal::new(Head::of(&view, lang)),
        status: RwSignal::new(String::new()),
        error: RwSignal::new(None),
        conflict: RwSignal::new(None),
        guard: Guard::of_page(),
        restored: RwSignal::new(draft.is_some()),
        busy: RwSignal::new(false),
        keeping: StoredValue::new(false),
        next: StoredValue::new(None),
        lang,
    };
    let fresh = FormText::NewOf.fill(lang, &[&name]);
    let heading = Signal::derive(move || {
        saving.head.with(|head| match head.id {
            Some(_) => FormText::EditOf.fill(lang, &[&head.title]),
            None => fresh.clone(),
        })
    });
    let way = {
        let base = base.clone();
        move || {
            let mut above = vec![(name.clone(), base.clone())];
            let head = saving.head.get();
            let here = match head.id {
                Some(id) => {
                    above.push((head.title, format!("{base}/{id}")));
                    t(Common::Edit)
                }
                None => t(FormText::NewRecord),
            };
            crumbs("", above, here.to_owned())
        }
    };
    let state_badge = move || {
        let Head { state, tone, .. } = saving.head.get();
        view! { <StateBadge name=state tone=tone/> }.into_any()
    };
    // The title outlives the page for a moment.
    let title = view! { <Title text=move || heading.try_get().unwrap_or_default()/> };
    if !view.read_only.is_empty() {
        let reasons = view.read_only.clone();
        return view! {
            {title}
            <div class="page">
                {way}
                <h1 class="page__title">{heading}</h1>
                <div class="notice notice--warning">
                    <p class="notice__title">{t(FormText::ReadOnly)}</p>
                    <Reasons id="read-only" reasons=reasons/>
                </div>
            </div>
        }
        .into_any();
    }
    saving.keep_by_itself();
    let preview = (definition.key == DESIGNS).then(|| view! { <DesignPreview state=state/> }.into_any());
    let restored = draft.map(|d| {
        view! { <Restored saving=saving draft=d stored=view.answer.clone() version=view.version/> }.into_any()
    });
    let outdated = outdated::offered(&view, state);
    let hidden = vec![
        ("_org", view.org.to_string()),
        ("_id", view.id.map(|id| id.to_string()).unwrap_or_default()),
        ("_version", saving.version.get_untracked().to_string()),
    ];
    view! {
        {title}
        <div class="page">
            {way}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{heading} {state_badge}</h1>
                    <p class="page__note">{definition.purpose.text(lang).to_owned()}</p>
                </div>
                // A tab of its own: what is typed here stays.
                <div class="page__actions">
                    <a class="button button--plain" href=format!("{base}/help") target="_blank">{t(GuideText::Link)}</a>
                </div>
            </div>
            {restored}
            {outdated}
            <FormEditor state=state action=format!("/records/{}/save", definition.key) hidden=hidden>
                <Buttons saving=saving base=base.clone()/>
            </FormEditor>
            {preview}
            <ConflictDialog
                state=state
                conflict=saving.conflict
                on_merged=Callback::new(move |version| saving.version.set(version))
            />
        </div>
    }
    .into_any()
}

/// What handing a record in is called; none where it is saved.
fn hands_in(flow: RecordFlow, state: &str, lang: Lang) -> Option<&'static str> {
    match flow {
        RecordFlow::Submit => Some(Common::Submit.text(lang)),
        RecordFlow::Publish => Some(RecordText::Publish.text(lang)),
        RecordFlow::Reviewed | RecordFlow::Climb | RecordFlow::Reelection | RecordFlow::Answer => {
            case_flow(flow)?.form_step(Some(state)).map(|step| step.name(lang))
        }
        RecordFlow::Save | RecordFlow::Leave | RecordFlow::Application | RecordFlow::Derived => None,
    }
}

/// What the page shows before anybody typed: what a post without scripts ran into, else what the server says
/// of the stored answer.
fn shown_problems(view: &RecordView, draft: Option<&RecordDraft>, show: &str) -> Vec<FieldProblem> {
    match draft {
        Some(draft) if show == "problems" => {
            let env = CheckEnv { today: draft.kept_at.day(), codes: &NamedCodes(&view.code_names) };
            check(&view.definition, &draft.answer, &env)
        }
        Some(_) => Vec::new(),
        None => view.problems.clone(),
    }
}

/// Says that what is shown was typed earlier and not saved, and gives the stored content back.
#[component]
fn Restored(saving: Saving, draft: RecordDraft, stored: Answer, version: i64) -> impl IntoView {
    let drop = Callback::new(move |()| {
        let stored = stored.clone();
        spawn_local(async move {
            let dropped = drop_draft(saving.org, saving.register.get_value(), saving.id()).await;
            if saving.is_gone() {
                return;
            }
            match dropped {
                Ok(()) => {
                    saving.state.load(stored);
                    saving.state.answered.set(Vec::new());
                    saving.state.mark_saved(untrack(|| saving.state.edit_count()));
                    saving.version.set(version);
                    saving.status.set(String::new());
                    saving.restored.set(false);
                }
                Err(error) => saving.error.set(Some(error)),
            }
        });
    });
    let words = tf(FormText::Restored, &[&draft.kept_at.minute_text()]);
    let shown = move || {
        saving.restored.get().then(|| {
            view! {
                <div class="notice">
                    <p>{words.clone()}</p>
                    <div class="needs-script">
                        <Button id="drop-draft" label=t(FormText::DropDraft).to_owned() on_press=drop/>
                    </div>
                </div>
            }
            .into_any()
        })
    };
    view! { {shown} }.into_any()
}

/// The bar at the lower edge: 临时保存 and 保存 or 提交 (E-108).
#[component]
fn Buttons(saving: Saving, base: String) -> impl IntoView {
    let lang = use_lang();
    let navigate = use_navigate();
    let leave = Callback::new(move |record: SavedRecord| {
        if let Some(guard) = saving.guard {
            guard.say(saving.status.get_untracked());
        }
        navigate(&format!("{base}/{}", record.id), Default::default());
    });
    let status = move || {
        let said = saving.status.get();
        if said.is_empty() && saving.state.dirty() { FormText::Unsaved.text(lang).to_owned() } else { said }
    };
    // 保存 keeps a draft where 提交 sends it; elsewhere 临时保存 does.
    let (keep, finish) = match saving.hands_in {
        Some(words) => (Common::Save, words),
        None => (Common::SaveDraft, t(Common::Save)),
    };
    let draft = saving.draft.then(|| {
        view! {
            <Button
                id="save-draft"
                label=t(keep).to_owned()
                busy=saving.busy
                submit="draft"
                on_press=Callback::new(move |()| saving.save(SaveMode::Draft, Callback::new(|_| {})))
            />
        }
        .into_any()
    });
    view! {
        <ErrorBox error=saving.error/>
        <div class="sticky">
            <span class="sticky__status" role="status">{status}</span>
            {draft}
            <Button
                id="save"
                label=finish.to_owned()
                look=Look::Main
                busy=saving.busy
                submit="valid"
                on_press=Callback::new(move |()| saving.save(SaveMode::Valid, leave))
            />
        </div>
    }
    .into_any()
}
