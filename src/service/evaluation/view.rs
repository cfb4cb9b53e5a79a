//! Puts the pages of evaluation and review together from outcomes.

use crate::domain::error::AppError;
use crate::domain::evaluation::deduction::Hints;
use crate::domain::evaluation::{
    Entered, EnteredItem, ExtraKind, ExtraView, ExtrasView, LeafReview, LeafRow, LeafView, MissingLine, NodeView,
    RecordLink, capped, record_href,
};
use crate::domain::form::kinds::number;
use crate::domain::ids::{EvaluationId, OrgId};
use crate::domain::indicator::evaluate::{Missing, Outcome, Progress};
use crate::domain::indicator::words::Words;
use crate::domain::indicator::{Branch, Extras, Leaf, Tree};
use crate::domain::text::Lang;
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;

/// So many counting records are named in a panel.
const NAMED: usize = 10;

/// What a case adds to the row of a leaf.
pub struct Marks {
    /// Returned and not yet mended.
    pub returned: bool,
    /// Changed since the round before.
    pub changed: bool,
    /// The reviewer's score.
    pub reviewed_x100: Option<i64>,
}

/// The row of a leaf.
pub fn row(leaf: &Leaf, outcome: &Outcome, marks: Marks, lang: Lang) -> LeafRow {
    LeafRow {
        code: leaf.code.clone(),
        name: leaf.name.text(lang).to_owned(),
        register: leaf.register.clone(),
        standing: outcome.standing,
        percent: outcome.percent(),
        max_x100: leaf.max_x100,
        score_x100: outcome.score_x100,
        returned: marks.returned,
        changed: marks.changed,
        reviewed_x100: marks.reviewed_x100,
    }
}

/// The whole tree; `outcomes` in the order of `Tree::leaves`.
pub fn nodes(tree: &Tree, outcomes: &[Outcome], marks: &dyn Fn(&str) -> Marks, lang: Lang) -> Vec<NodeView> {
    fn node(
        branch: &Branch,
        outcomes: &mut std::slice::Iter<'_, Outcome>,
        marks: &dyn Fn(&str) -> Marks,
        lang: Lang,
    ) -> NodeView {
        let mut progress = Progress::default();
        let mut leaves = Vec::with_capacity(branch.leaves.len());
        for leaf in &branch.leaves {
            let Some(outcome) = outcomes.next() else { break };
            progress.of += i64::from(!leaf.confirm);
            progress.done += i64::from(!leaf.confirm && outcome.done());
            leaves.push(row(leaf, outcome, marks(&leaf.code), lang));
        }
        let nodes: Vec<NodeView> = branch.branches.iter().map(|b| node(b, outcomes, marks, lang)).collect();
        for below in &nodes {
            progress.of += below.progress.of;
            progress.done += below.progress.done;
        }
        NodeView {
            code: branch.code.clone(),
            name: branch.name.text(lang).to_owned(),
            max_x100: branch.max_x100,
            progress,
            nodes,
            leaves,
        }
    }
    let mut outcomes = outcomes.iter();
    tree.branches.iter().map(|b| node(b, &mut outcomes, marks, lang)).collect()
}

/// The panel of a leaf.
///
/// # Errors
/// Those of the store.
#[allow(clippy::too_many_arguments)]
pub async fn leaf(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    leaf: &Leaf,
    outcome: &Outcome,
    marks: Marks,
    review: Option<LeafReview>,
    lang: Lang,
) -> Result<LeafView, AppError> {
    let words = Words { names: ctx.catalog.names(), lang };
    let first = outcome.counted.iter().take(NAMED).copied().collect();
    let counted = store::record::select_titles_ever(tx, org, &first)
        .await?
        .into_iter()
        .map(|(id, (register, title))| RecordLink { id, register, title })
        .collect();
    Ok(LeafView {
        standard: leaf.standard.text(lang).to_owned(),
        rule: words.rule(&leaf.rule),
        scoring: words.scoring(leaf),
        register: (!leaf.confirm)
            .then(|| (record_href(&leaf.register, None, Some(&leaf.code)), words.names.register(&leaf.register, lang))),
        counted,
        counted_total: outcome.counted.len() as i64,
        missing: outcome.missing.iter().map(|m| missing(words, m, &leaf.code)).collect(),
        next: outcome.next.map(|rung| words.rung(rung)),
        review,
        row: row(leaf, outcome, marks, lang),
    })
}

fn missing(words: Words<'_>, missing: &Missing, code: &str) -> MissingLine {
    let mut href = record_href(&missing.register, missing.record, Some(code));
    if let Some(field) = &missing.field {
        href.push_str(&format!("#{field}"));
    }
    MissingLine { text: words.missing(missing), href }
}

/// Bonus and deductions of a case as entered now, with what the registers suggest.
///
/// # Errors
/// Those of the store.
pub async fn extras(
    tx: &mut Tx,
    tree: &Tree,
    id: Option<EvaluationId>,
    hints: &Hints,
    lang: Lang,
) -> Result<ExtrasView, AppError> {
    let (bonus, deductions) = match id {
        Some(id) => (
            store::evaluation::select_items(tx, id, ExtraKind::Bonus).await?,
            store::evaluation::select_items(tx, id, ExtraKind::Deduction).await?,
        ),
        None => Default::default(),
    };
    Ok(entered(tree, (&bonus, &deductions), hints, lang))
}

/// Bonus and deductions with what was entered and what the registers suggest.
pub fn entered(tree: &Tree, (bonus, deductions): (&Entered, &Entered), hints: &Hints, lang: Lang) -> ExtrasView {
    let list = |extras: &Extras, entered: &Entered| -> Vec<ExtraView> {
        let one = |item: &crate::domain::indicator::Extra| {
            let EnteredItem { points_x100, note, files } = entered.get(&item.code).cloned().unwrap_or_default();
            ExtraView {
                code: item.code.clone(),
                name: item.name.text(lang).to_owned(),
                max_x100: item.max_x100,
                veto: item.veto,
                register: item.register.clone(),
                points_x100,
                note,
                files,
                hint: hints.get(&item.code).copied(),
            }
        };
        extras.items.iter().map(one).collect()
    };
    let deductions_shown = list(&tree.deductions, deductions);
    ExtrasView {
        bonus_x100: capped(&tree.bonus, bonus),
        bonus_cap_x100: tree.bonus.reach_x100(),
        deducted_x100: capped(&tree.deductions, deductions),
        deducted_cap_x100: tree.deductions.reach_x100(),
        vetoed: deductions_shown.iter().any(|d| d.veto && d.points_x100 > 0),
        bonus: list(&tree.bonus, bonus),
        deductions: deductions_shown,
    }
}

/// Points as typed, in hundredths; empty is 0.
///
/// # Errors
/// `Invalid` at that path for what is no number, or one with more than two decimals.
pub fn typed_points(path: &str, text: &str) -> Result<i64, AppError> {
    if text.trim().is_empty() { Ok(0) } else { number::decimal_x100(path, text).map_err(AppError::of) }
}
