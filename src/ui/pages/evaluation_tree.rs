//! The indicator tree: a real tree with arrow keys, one line for each visible node; used by the evaluation of a
//! society and by the review. Lines are links, so that it reads without scripts too.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::domain::evaluation::{LeafRow, NodeView, record_href};
use crate::domain::indicator::evaluate::Standing;
use crate::domain::indicator::words::points;
use crate::domain::text::common::Common;
use crate::domain::text::evaluation::EvaluationText as T;
use crate::ui::browser;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::progress::Ring;
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, tf};

/// One visible line.
#[derive(Clone, PartialEq)]
struct Line {
    code: String,
    name: String,
    level: usize,
    /// None for a leaf.
    folded: Option<bool>,
    place: usize,
    siblings: usize,
    percent: i64,
    /// Done and all leaves of the society; none where all belong to the association.
    count: Option<String>,
    leaf: Option<LeafRow>,
}

/// The lines that are seen, in order, and the place of each code among them.
#[derive(Clone, Default, PartialEq)]
struct Visible {
    lines: Vec<Arc<Line>>,
    places: HashMap<String, usize>,
}

impl Visible {
    fn new(lines: Vec<Line>) -> Self {
        let places = lines.iter().enumerate().map(|(at, line)| (line.code.clone(), at)).collect();
        Self { lines: lines.into_iter().map(Arc::new).collect(), places }
    }

    fn line(&self, code: &str) -> Option<&Arc<Line>> {
        self.lines.get(*self.places.get(code)?)
    }
}

/// What narrows the tree.
struct Narrowing {
    words: String,
    only_open: bool,
    branch: Option<String>,
}

fn below(code: &str, branch: &str) -> bool {
    code == branch || code.strip_prefix(branch).is_some_and(|rest| rest.starts_with('.'))
}

fn leaf_fits(leaf: &LeafRow, by: &Narrowing) -> bool {
    let done = matches!(leaf.standing, Standing::Met | Standing::NothingRequired | Standing::Association);
    (!by.only_open || !done || leaf.returned)
        && (by.words.is_empty() || leaf.name.to_lowercase().contains(&by.words) || leaf.code.starts_with(&by.words))
        && by.branch.as_ref().is_none_or(|b| below(&leaf.code, b))
}

fn any_fits(node: &NodeView, by: &Narrowing) -> bool {
    node.leaves.iter().any(|l| leaf_fits(l, by)) || node.nodes.iter().any(|n| any_fits(n, by))
}

fn lines(nodes: &[NodeView], by: &Narrowing, folded: &BTreeSet<String>, out: &mut Vec<Line>) {
    let shown: Vec<&NodeView> = nodes.iter().filter(|n| any_fits(n, by)).collect();
    for (at, node) in shown.iter().enumerate() {
        let closed = folded.contains(&node.code);
        out.push(Line {
            code: node.code.clone(),
            name: node.name.clone(),
            level: node.code.split('.').count(),
            folded: Some(closed),
            place: at + 1,
            siblings: shown.len(),
            percent: node.progress.percent(),
            count: (node.progress.of > 0).then(|| format!("{}/{}", node.progress.done, node.progress.of)),
            leaf: None,
        });
        if closed {
            continue;
        }
        lines(&node.nodes, by, folded, out);
        let leaves: Vec<&LeafRow> = node.leaves.iter().filter(|l| leaf_fits(l, by)).collect();
        out.extend(leaves.iter().enumerate().map(|(at, leaf)| Line {
            code: leaf.code.clone(),
            name: leaf.name.clone(),
            level: 4,
            folded: None,
            place: at + 1,
            siblings: leaves.len(),
            percent: leaf.percent,
            count: None,
            leaf: Some((*leaf).clone()),
        }));
    }
}

/// What a key does in the tree.
enum Move {
    To(String),
    Fold(String, bool),
    Open(Arc<Line>),
}

fn key_move(key: &str, Visible { lines, places }: &Visible, at: &str) -> Option<Move> {
    let index = places.get(at).copied().unwrap_or(0);
    let line = lines.get(index)?;
    let to = |i: usize| lines.get(i).map(|l| Move::To(l.code.clone()));
    match key {
        "ArrowDown" => to(index + 1),
        "ArrowUp" => to(index.checked_sub(1)?),
        "Home" => to(0),
        "End" => to(lines.len() - 1),
        "ArrowRight" if line.folded == Some(true) => Some(Move::Fold(line.code.clone(), false)),
        "ArrowRight" if line.folded == Some(false) => to(index + 1),
        "ArrowLeft" if line.folded == Some(false) => Some(Move::Fold(line.code.clone(), true)),
        "ArrowLeft" => line.code.rsplit_once('.').map(|(parent, _)| Move::To(parent.to_owned())),
        "Enter" | " " => Some(Move::Open(line.clone())),
        _ => None,
    }
}

/// The tree with its search. `path` is the page that lines link to, with `?leaf=` and `?branch=`.
#[component]
pub fn IndicatorTree(
    /// The first level.
    #[prop(into)]
    nodes: Signal<Vec<NodeView>>,
    /// The page.
    path: String,
    /// Whether leaves carry 去完善.
    #[prop(default = false)]
    fill: bool,
) -> impl IntoView {
    let query = use_query_map();
    let (navigate, guard) = (use_navigate(), Guard::of_page());
    let asked = |key: &str| query.with_untracked(|q| q.get(key)).unwrap_or_default();
    let words = RwSignal::new(asked("q"));
    let only_open = RwSignal::new(!asked("open").is_empty());
    let branch = Memo::new(move |_| query.with(|q| q.get("branch")).filter(|b| !b.is_empty()));
    let chosen = Memo::new(move |_| query.with(|q| q.get("leaf")).unwrap_or_default());
    let folded = RwSignal::new(BTreeSet::<String>::new());
    let active = RwSignal::new(asked("leaf"));
    let visible = Memo::new(move |_| {
        let by =
            Narrowing { words: words.get().trim().to_lowercase(), only_open: only_open.get(), branch: branch.get() };
        let mut out = Vec::new();
        nodes.with(|nodes| folded.with(|folded| lines(nodes, &by, folded, &mut out)));
        Visible::new(out)
    });
    // The line that the Tab key reaches: the active one, else the first.
    let reached = Memo::new(move |_| {
        let active = active.get();
        visible.with(|visible| visible.line(&active).or(visible.lines.first()).map(|line| line.code.clone()))
    });
    let fold = move |code: &str, close: bool| {
        folded.update(|f| {
            if close {
                f.insert(code.to_owned());
            } else {
                f.remove(code);
            }
        });
    };
    let here = path.clone();
    let press = move |ev: KeyboardEvent| {
        let at = active.get_untracked();
        let Some(step) = visible.with_untracked(|lines| key_move(&ev.key(), lines, &at)) else { return };
        ev.prevent_default();
        match step {
            Move::To(code) => {
                active.set(code.clone());
                browser::focus(&format!("line-{code}"));
            }
            Move::Fold(code, close) => fold(&code, close),
            Move::Open(line) => match line.folded {
                Some(closed) => fold(&line.code, !closed),
                None if guard.is_none_or(Guard::may_switch) => {
                    navigate(&leaf_href(&here, &line.code, branch.get_untracked().as_deref()), Default::default());
                }
                None => {}
            },
        }
    };
    let rows = {
        let path = path.clone();
        move |first: Arc<Line>| {
            let branch = branch.get_untracked();
            settled(row(&first, &Row { path: path.clone(), fill, visible, chosen, reached, branch }, fold))
        }
    };
    // A line that leads elsewhere is built anew; what else can change of a line changes within it, so that the focus
    // stays.
    let key = move |line: &Arc<Line>| (line.code.clone(), branch.get_untracked());
    let seen = move || {
        branch.track();
        visible.with(|v| v.lines.clone())
    };
    view! {
        <section class="evaluation__tree" aria-label=t(T::Tree)>
            <Narrow path=path words=words only_open=only_open branch=branch nodes=nodes/>
            <ul class="tree" role="tree" aria-label=t(T::Tree) on:keydown=press>
                <For each=seen key=key children=rows/>
            </ul>
            <Show when=move || visible.with(|v| v.lines.is_empty())><p class="empty">{t(T::NoLine)}</p></Show>
        </section>
    }
    .into_any()
}

fn leaf_href(path: &str, code: &str, branch: Option<&str>) -> String {
    let branch = branch.map(|b| format!("&branch={b}")).unwrap_or_default();
    format!("{path}?leaf={code}{branch}")
}

struct Row {
    path: String,
    fill: bool,
    visible: Memo<Visible>,
    chosen: Memo<String>,
    reached: Memo<Option<String>>,
    branch: Option<String>,
}

impl Row {
    /// Reads what can change of a line. One that is seen no more keeps its first look until it is gone.
    fn of<T: 'static>(
        &self,
        first: &Arc<Line>,
        read: impl Fn(&Line) -> T + Clone + Send + Sync + 'static,
    ) -> impl Fn() -> T + Clone + Send + Sync + 'static {
        let (visible, first) = (self.visible, first.clone());
        move || match browser::is_here() {
            true => visible.with(|visible| read(visible.line(&first.code).unwrap_or(&first))),
            false => read(&first),
        }
    }
}

/// One line: the fold, the sign or ring, the name, points and 去完善.
fn row(first: &Arc<Line>, tree: &Row, fold: impl Fn(&str, bool) + Copy + Send + Sync + 'static) -> AnyView {
    let is_leaf = first.leaf.is_some();
    let own = first.code.clone();
    let (chosen, reached) = (tree.chosen, tree.reached);
    let selected = move || (is_leaf && chosen.with(|code| *code == own)).to_string();
    let own = first.code.clone();
    let tab = move || if reached.with(|code| code.as_deref() == Some(own.as_str())) { "0" } else { "-1" };
    let expanded = (!is_leaf).then_some(tree.of(first, |l| l.folded.map(|closed| (!closed).to_string())));
    let body = if is_leaf { leaf_body(tree, first) } else { node_body(tree, first, fold) };
    view! {
        <li
            class=format!("tree__line tree__line--{}", first.level)
            id=format!("line-{}", first.code)
            role="treeitem"
            {..custom_attribute("aria-level", first.level.to_string())}
            aria-posinset=tree.of(first, |l| l.place.to_string())
            aria-setsize=tree.of(first, |l| l.siblings.to_string())
            aria-expanded=expanded
            aria-selected=selected
            tabindex=tab
        >
            {body}
        </li>
    }
    .into_any()
}

fn node_body(tree: &Row, first: &Arc<Line>, fold: impl Fn(&str, bool) + Copy + Send + Sync + 'static) -> AnyView {
    let code = first.code.clone();
    let percent = Signal::derive(tree.of(first, |l| l.percent));
    let count = tree.of(first, |l| l.count.clone());
    let folded = tree.of(first, |l| l.folded);
    let toggle = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        fold(&code, !untrack(&folded).unwrap_or_default());
    };
    view! {
        <a class="tree__name" tabindex="-1" href=format!("{}?branch={}", tree.path, first.code) on:click=toggle>
            <span class="tree__code">{first.code.clone()}</span> " " {first.name.clone()}
        </a>
        <span class="tree__count">{count}</span>
        {first.count.is_some().then(|| view! { <Ring percent=percent/> })}
    }
    .into_any()
}

fn leaf_body(tree: &Row, first: &Arc<Line>) -> AnyView {
    let href = leaf_href(&tree.path, &first.code, tree.branch.as_deref());
    let sign = tree.of(first, |l| l.leaf.as_ref().map(|l| sign(l.standing)));
    let standing = tree.of(first, |l| l.leaf.as_ref().map(leaf_standing));
    let register = first.leaf.as_ref().map(|l| l.register.clone()).unwrap_or_default();
    let go = match (tree.fill, register.is_empty()) {
        (true, false) => {
            let label = tf(T::CompleteNamed, &[&first.name]);
            let to = record_href(&register, None, Some(&first.code));
            view! { <a class="button button--plain" tabindex="-1" href=to target="_blank" aria-label=label>{t(T::Complete)}</a> }
                .into_any()
        }
        (_, true) => view! { <span class="badge">{t(T::ByAssociation)}</span> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        {sign}
        <a class="tree__name" tabindex="-1" href=href>
            <span class="tree__code">{first.code.clone()}</span> " " {first.name.clone()}
        </a>
        {standing}
        {go}
    }
    .into_any()
}

/// Marks, own progress and points.
fn leaf_standing(leaf: &LeafRow) -> AnyView {
    let returned = leaf.returned.then(|| view! { <span class="badge badge--danger">{t(T::Returned)}</span> });
    let changed = leaf.changed.then(|| view! { <span class="badge badge--waiting">{t(T::Changed)}</span> });
    let percent = (leaf.standing == Standing::Partly).then(|| format!("{}%", leaf.percent));
    let own = leaf.reviewed_x100.or(leaf.score_x100).map_or("–".to_owned(), points);
    view! {
        {returned}
        {changed}
        <span class="tree__count">{percent}</span>
        <span class="tree__score">{format!("{own} / {}", points(leaf.max_x100))}</span>
    }
    .into_any()
}

/// The sign of a leaf, always with its word.
pub fn sign(standing: Standing) -> AnyView {
    let (class, mark, word) = match standing {
        Standing::Met => ("tree__sign tree__sign--met", "√", T::Met),
        Standing::NothingRequired => ("tree__sign", "—", T::NothingRequired),
        Standing::Partly => ("tree__sign tree__sign--partly", "◐", T::Partly),
        Standing::Empty => ("tree__sign", "○", T::Empty),
        Standing::Association => ("tree__sign", "△", T::ByAssociation),
    };
    view! { <span class=class role="img" aria-label=t(word) title=t(word)>{mark}</span> }.into_any()
}

#[component]
fn Narrow(
    path: String,
    words: RwSignal<String>,
    only_open: RwSignal<bool>,
    branch: Memo<Option<String>>,
    nodes: Signal<Vec<NodeView>>,
) -> impl IntoView {
    let tabs = {
        let path = path.clone();
        move || {
            let current = branch.get();
            let tab = |code: Option<String>, name: String| {
                let on = (current == code).then_some("true");
                let href = code.map_or(path.clone(), |c| format!("{path}?branch={c}"));
                view! { <li><a class="tree__tab" href=href aria-current=on>{name}</a></li> }.into_any()
            };
            let first = tab(None, t(T::WholeTree).to_owned());
            let rest =
                nodes.with(|nodes| nodes.iter().map(|n| tab(Some(n.code.clone()), n.name.clone())).collect::<Vec<_>>());
            view! { {first} {rest} }
        }
    };
    view! {
        <ul class="tree__tabs">{tabs}</ul>
        <form class="search" method="get" action=path role="search">
            <input class="control" type="search" name="q" aria-label=t(T::SearchLabel) placeholder=t(T::SearchLabel)
                prop:value=words on:input=move |ev| words.set(event_target_value(&ev))/>
            <label class="choice">
                <input type="checkbox" name="open" value="1" prop:checked=only_open
                    on:change=move |ev| only_open.set(event_target_checked(&ev))/>
                " " {t(T::OnlyOpen)}
            </label>
            <button class="button" type="submit">{t(Common::Search)}</button>
        </form>
    }
    .into_any()
}
