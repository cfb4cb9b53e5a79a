//! Case tables of submission, review, caps and fingerprints.

use super::*;
use crate::domain::ids::{FileId, Uid};
use crate::domain::indicator::{Extra, Rule, Scoring};

fn reasons(result: Result<(), Vec<Reason>>) -> Vec<ReasonCode> {
    result.err().unwrap_or_default().into_iter().map(|r| r.code).collect()
}

#[test]
fn submission_needs_every_leaf_and_every_returned_one_mended() {
    let full = Progress { done: 91, of: 91 };
    assert_eq!(may_submit(full, &[]), Ok(()));
    assert_eq!(
        reasons(may_submit(Progress { done: 90, of: 91 }, &["章程".into()])),
        [ReasonCode::ProgressIncomplete, ReasonCode::ReturnedLeavesOpen]
    );
    let told = may_submit(Progress { done: 90, of: 91 }, &[]).unwrap_err();
    assert_eq!(told[0].args, ["98", "1"]);
}

fn worth(points_x100: i64) -> EnteredItem {
    EnteredItem { points_x100, ..EnteredItem::default() }
}

#[test]
fn extras_are_capped_by_item_and_together_and_may_stay_empty() {
    let item = |code: &str, max_x100| Extra {
        code: code.into(),
        name: Label::default(),
        max_x100,
        veto: false,
        register: String::new(),
        suggested_by: None,
    };
    let extras = Extras { cap_x100: 2500, items: vec![item("B1", 2000), item("B2", 1000)] };
    assert_eq!(capped(&extras, &Entered::new()), 0);
    let entered = |list: &[(&str, i64)]| list.iter().map(|(c, p)| ((*c).to_owned(), worth(*p))).collect();
    assert_eq!(capped(&extras, &entered(&[("B1", 9900)])), 2000);
    assert_eq!(capped(&extras, &entered(&[("B1", 2000), ("B2", 1000)])), 2500);
    assert_eq!(capped(&extras, &entered(&[("B1", -5), ("X", 400)])), 0);
}

#[test]
fn points_without_evidence_and_scores_off_the_suggestion_without_reason_are_refused() {
    let paths = |problems: Vec<FieldProblem>| problems.into_iter().map(|p| p.path).collect::<Vec<_>>();
    assert!(check_extra(2000, &worth(0)).is_empty());
    assert_eq!(paths(check_extra(2000, &worth(2001))), ["points", "note"]);
    let script = FileRef { file: FileId(Uid::compose(1, [0; 10])), name: "证明.exe".into(), size_bytes: 1 };
    assert_eq!(paths(check_extra(2000, &EnteredItem { files: vec![script], ..worth(0) })), ["files"]);
    assert!(check_score(1000, Some(1000), 1000, "").is_empty());
    assert!(check_score(1000, None, 600, "").is_empty());
    assert_eq!(paths(check_score(1000, Some(1000), 600, " ")), ["comment"]);
    assert_eq!(paths(check_score(1000, Some(1000), 1001, "多")), ["score"]);
    assert_eq!(paths(check_score(1000, None, -1, "")), ["score"]);
}

#[test]
fn approval_counts_the_leaves_without_a_score() {
    let leaf = |code: &str| Leaf {
        code: code.into(),
        name: Label::default(),
        standard: Label::default(),
        max_x100: 100,
        confirm: true,
        register: String::new(),
        rule: Rule::Manual,
        scoring: Scoring::Manual,
    };
    let (a, b) = (leaf("1.1.1.1"), leaf("1.1.1.2"));
    let scored = LeafReview { score_x100: Some(0), ..LeafReview::default() };
    let mut reviews = BTreeMap::from([("1.1.1.1".to_owned(), scored.clone())]);
    let told = may_approve(&[&a, &b], &reviews).unwrap_err();
    assert_eq!((told[0].code, told[0].args.clone()), (ReasonCode::LeavesUnscored, vec!["1".to_owned()]));
    reviews.insert("1.1.1.2".into(), scored);
    assert_eq!(may_approve(&[&a, &b], &reviews), Ok(()));
}

#[test]
fn returned_case_stays_with_the_one_who_returned_it() {
    let [me, other] = [1, 2].map(|n| AccountId(Uid::compose(n, [0; 10])));
    assert_eq!(may_hold(None, me), Ok(()));
    assert_eq!(may_hold(Some((me, "我")), me), Ok(()));
    assert_eq!(reasons(may_hold(Some((other, "他")), me)), [ReasonCode::HeldByAnother]);
}

#[test]
fn fingerprint_changes_with_a_version_and_with_the_set() {
    let [a, b] = [1, 2].map(|n| RecordId(Uid::compose(n, [0; 10])));
    let versions = BTreeMap::from([(a, 1), (b, 1)]);
    let before = digest(&[a, b], &versions);
    assert_eq!(before, digest(&[a, b], &versions));
    assert_ne!(before, digest(&[a], &versions));
    assert_ne!(before, digest(&[a, b], &BTreeMap::from([(a, 1), (b, 2)])));
}

#[test]
fn window_includes_both_its_days() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let batch = Batch {
        id: BatchId(Uid::compose(1, [0; 10])),
        name: "2026 年度".into(),
        year: 2026,
        opens_on: day("2026-03-01"),
        closes_on: day("2026-12-31"),
    };
    assert_eq!(batch.open_on(day("2026-03-01")), Ok(()));
    assert_eq!(batch.open_on(day("2026-12-31")), Ok(()));
    assert_eq!(batch.open_on(day("2027-01-01")).unwrap_err().code, ReasonCode::OutsideWindow);
}
