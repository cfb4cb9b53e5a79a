use super::*;
use crate::domain::form::FormDefinition;
use crate::domain::ids::Uid;

fn id(n: u8) -> OrgId {
    OrgId(Uid::compose(n.into(), [n; 10]))
}

fn org(n: u8, parent: Option<u8>, kind: &str) -> Org {
    Org {
        id: id(n),
        parent: parent.map(id),
        kind: kind.into(),
        code: format!("U{n}"),
        name: format!("示例单位{n}"),
        enabled: true,
        version: 1,
    }
}

fn kind(key: &str, children: &[&str], stepwise: bool) -> OrgKind {
    OrgKind {
        key: key.into(),
        name: Label { zh: key.into(), en: String::new() },
        children: children.iter().map(|c| (*c).to_owned()).collect(),
        stepwise,
        door: None,
        ..OrgKind::default()
    }
}

fn codes(reasons: Vec<Reason>) -> Vec<ReasonCode> {
    reasons.into_iter().map(|r| r.code).collect()
}

/// ORG-11, S-093: a base goes to a unit beside it, and to no other.
#[test]
fn a_base_goes_down_one_level_at_a_time() {
    let (base, above) = (kind("base", &[], true), kind("management", &["management", "base"], false));
    let unit = org(3, Some(1), "base");
    let against = |other: Org| {
        let ends = Ends { unit: &unit, unit_kind: &base, other: &other, other_kind: &above, inside: false };
        codes(move_reasons(ends))
    };
    assert!(against(org(2, Some(1), "management")).is_empty());
    assert_eq!(against(org(4, Some(2), "management")), [ReasonCode::OneLevel]);
    assert_eq!(against(org(1, None, "management")), [ReasonCode::SamePlace]);
}

#[test]
fn moves_need_a_fitting_enabled_place_outside() {
    let above = kind("management", &["management"], false);
    let below = kind("executing", &[], false);
    let unit = org(3, Some(1), "management");
    let mut other = org(4, Some(2), "executing");
    other.enabled = false;
    let ends = Ends { unit: &unit, unit_kind: &above, other: &other, other_kind: &below, inside: true };
    assert_eq!(codes(move_reasons(ends)), [ReasonCode::InsideItself, ReasonCode::ChildKind, ReasonCode::Disabled]);
    let root = org(1, None, "management");
    let ends = Ends { unit: &root, ..ends };
    assert!(codes(move_reasons(ends)).contains(&ReasonCode::RootStays));
}

#[test]
fn only_enabled_units_of_one_kind_merge() {
    let society = kind("society", &["branch"], false);
    let branch = kind("branch", &[], false);
    let (a, b, c) = (org(2, Some(1), "society"), org(3, Some(1), "society"), org(4, Some(2), "branch"));
    let ends = Ends { unit: &a, unit_kind: &society, other: &b, other_kind: &society, inside: false };
    assert!(merge_reasons(ends).is_empty());
    let ends = Ends { other: &c, other_kind: &branch, inside: true, ..ends };
    assert_eq!(codes(merge_reasons(ends)), [ReasonCode::InsideItself, ReasonCode::KindsDiffer]);
    let off = Org { enabled: false, ..b.clone() };
    let ends = Ends { other: &off, other_kind: &society, inside: false, ..ends };
    assert_eq!(codes(merge_reasons(ends)), [ReasonCode::Disabled]);
}

#[test]
fn a_split_takes_something_and_never_the_root() {
    let part = Part { name: "新单位".into(), registers: vec!["journal".into()], ..Part::default() };
    assert!(split_reasons(&org(2, Some(1), "society"), &part).is_empty());
    assert_eq!(
        codes(split_reasons(&org(1, None, "society"), &Part::default())),
        [ReasonCode::RootStays, ReasonCode::NothingChosen]
    );
    assert_eq!(Part::default().check()[0].path, "name");
}

/// ORG-16: what was built upon a change is named; nothing is taken back over it.
#[test]
fn everything_built_upon_a_change_stands_against_its_reversal() {
    assert!(reversal_reasons(ChangeKind::Merge, &Since::default()).is_empty());
    assert_eq!(codes(reversal_reasons(ChangeKind::Rename, &Since::default())), [ReasonCode::NotReversible]);
    let since = Since {
        reversed: false,
        later: Some((ChangeKind::Split, Instant(0))),
        units: 1,
        records: 2,
        people: 3,
        added: 4,
        place_disabled: true,
    };
    assert_eq!(
        codes(reversal_reasons(ChangeKind::Split, &since)),
        [
            ReasonCode::ChangedSince,
            ReasonCode::UnitsMovedOn,
            ReasonCode::RecordsChanged,
            ReasonCode::PeopleChanged,
            ReasonCode::AddedSince,
            ReasonCode::ParentDisabled,
        ]
    );
    let done = Since { reversed: true, ..since };
    assert_eq!(codes(reversal_reasons(ChangeKind::Split, &done)), [ReasonCode::AlreadyReversed]);
}

#[test]
fn registers_that_refer_to_each_other_are_one_family() {
    let register = |key: &str, shape: &str, refers: &[&str]| -> FormDefinition {
        let fields: Vec<serde_json::Value> = refers
            .iter()
            .map(|r| serde_json::json!({ "key": r, "label": { "zh": r }, "kind": "record", "register": r }))
            .collect();
        serde_json::from_value(serde_json::json!({
            "key": key, "version": 1, "name": { "zh": key }, "purpose": { "zh": key }, "menu": "organisation",
            "shape": shape, "title": "name", "columns": [], "fields": fields,
        }))
        .unwrap()
    };
    let all = [
        register("basic", "single", &[]),
        register("branch", "list", &[]),
        register("member_level", "list", &[]),
        register("journal", "list", &["basic"]),
        register("member", "list", &["member_level"]),
        register("member_application", "list", &[]),
        register("branch_person", "list", &["branch", "member"]),
    ];
    assert_eq!(
        families(&all),
        [vec!["branch", "member_level", "member", "member_application", "branch_person"], vec!["journal"]]
    );
}

#[test]
fn every_kind_of_change_is_read_back_from_its_key() {
    for kind in ChangeKind::ALL {
        assert_eq!(ChangeKind::from_key(kind.key()), Some(kind));
    }
    assert_eq!(ChangeKind::from_key("x"), None);
}

#[test]
fn a_line_of_history_names_the_units() {
    let detail = ChangeDetail {
        unit: "甲".into(),
        from: "乙".into(),
        to: "丙".into(),
        counts: Counts { units: 1, ..Counts::default() },
        reversed: Some(ChangeKind::Move),
    };
    let change = |kind| OrgChange {
        id: OrgChangeId(Uid::compose(1, [0; 10])),
        kind,
        at: Instant(0),
        by: String::new(),
        detail: detail.clone(),
        reversed: None,
    };
    assert_eq!(change(ChangeKind::Move).sentence(Lang::Zh), "“甲”由“乙”移至“丙”");
    assert_eq!(change(ChangeKind::Reverse).sentence(Lang::Zh), "撤销：“甲”由“乙”移至“丙”");
    assert_eq!(change(ChangeKind::Rename).sentence(Lang::En), "“乙” was renamed “丙”");
    assert!(change(ChangeKind::Split).along(Lang::En).unwrap().starts_with("Along with it: 1 units"));
}
