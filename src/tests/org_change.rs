//! Changes of the tree: move, merge, split, what they refuse, and taking them back.

use std::collections::BTreeMap;

use serde_json::json;
use societas::domain::account::{Actor, Role};
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::ids::{OrgChangeId, OrgId};
use societas::domain::org::{NewOrg, OrgView};
use societas::domain::org_change::{ChangeKind, Part, Preview, Wanted};
use societas::domain::record::SaveMode;
use societas::service::{Ctx, account, invitation, org, org_change, register};

use super::invitation as joining;
use super::support::{TestApp, new_account, on_each_database};

pub fn reasons(error: AppError) -> Vec<ReasonCode> {
    match error {
        AppError::Denied { reasons } => reasons.into_iter().map(|r| r.code).collect(),
        other => panic!("{other:?}"),
    }
}

fn codes(preview: &Preview) -> Vec<ReasonCode> {
    preview.reasons.iter().map(|r| r.code).collect()
}

/// The same person as administrator of another unit.
pub fn within(ctx: &Ctx, unit: OrgId) -> Ctx {
    let actor = Actor { org: unit, ..ctx.actor().unwrap().clone() };
    ctx.clone().with_actor(actor)
}

/// Sets a unit up below one of the scope, as that one's own administrator.
async fn add(ctx: &Ctx, parent: OrgId, kind: &str, name: &str) -> OrgId {
    let new =
        NewOrg { kind: kind.into(), code: String::new(), name: name.into(), founded: (kind == "base").then_some(2019) };
    org::create_org(&within(ctx, parent), parent, new).await.unwrap()
}

pub async fn view(ctx: &Ctx, unit: OrgId) -> OrgView {
    org::find_org(ctx, unit, None).await.unwrap()
}

/// Previews, and does it.
async fn carry_out(ctx: &Ctx, unit: OrgId, wanted: &Wanted) -> Result<OrgId, AppError> {
    let preview = org_change::preview(ctx, unit, wanted).await?;
    org_change::commit(ctx, unit, wanted, &preview.mark).await
}

async fn last_change(ctx: &Ctx, unit: OrgId, kind: ChangeKind) -> OrgChangeId {
    view(ctx, unit).await.history.into_iter().find(|c| c.kind == kind).unwrap().id
}

/// ORG-11, ORG-16: a unit moves with everything below it; the preview counts it, the history tells it, and it can be
/// taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_move_takes_everything_along_and_is_taken_back() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let [a, b] = [
            add(&admin, test.association, "management", "示例甲厅").await,
            add(&admin, test.association, "management", "示例乙厅").await,
        ];
        let office = add(&admin, a, "management", "示例处").await;
        let unit = add(&admin, office, "executing", "示例中心").await;
        account::create_account(&within(&admin, office), unit, Role::Administrator, new_account("unit-head"))
            .await
            .unwrap();

        let wanted = Wanted::Move { to: b };
        let preview = org_change::preview(&admin, office, &wanted).await.unwrap();
        assert_eq!((preview.moves.units, preview.moves.people), (2, 1));
        assert_eq!(
            (preview.gain.clone(), preview.lose.clone()),
            (vec!["示例乙厅".to_owned()], vec!["示例甲厅".to_owned()])
        );
        assert!(preview.reasons.is_empty());
        let stale = org_change::commit(&admin, office, &wanted, "1.1-0-0-0-0-0-0").await.unwrap_err();
        assert_eq!(reasons(stale), [ReasonCode::PreviewStale]);
        org_change::commit(&admin, office, &wanted, &preview.mark).await.unwrap();

        let path: Vec<OrgId> = view(&admin, unit).await.path.iter().map(|o| o.id).collect();
        assert_eq!(path, [test.association, b, office, unit]);
        assert_eq!(org::find_org(&within(&admin, a), unit, None).await.unwrap_err(), AppError::NotFound);
        org::find_org(&within(&admin, b), unit, None).await.unwrap();
        for place in [office, a, b] {
            assert!(view(&admin, place).await.history.iter().any(|c| c.kind == ChangeKind::Move));
        }

        let change = last_change(&admin, office, ChangeKind::Move).await;
        assert!(org_change::find_reversal(&admin, change).await.unwrap().reasons.is_empty());
        org_change::reverse(&admin, change).await.unwrap();
        let path: Vec<OrgId> = view(&admin, unit).await.path.iter().map(|o| o.id).collect();
        assert_eq!(path, [test.association, a, office, unit]);
        assert_eq!(reasons(org_change::reverse(&admin, change).await.unwrap_err()), [ReasonCode::AlreadyReversed]);
        let history = view(&admin, office).await.history;
        assert_eq!(history[0].kind, ChangeKind::Reverse);
        assert!(history.iter().any(|c| c.id == change && c.reversed.is_some()));
    })
    .await;
}

/// ORG-11, S-093, S-095: a base goes down to a unit beside it, one level at a time, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn a_base_is_handed_down_level_by_level() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let province = add(&admin, test.association, "management", "示例省厅").await;
        let city = add(&admin, province, "management", "示例市局").await;
        let county = add(&admin, city, "management", "示例县局").await;
        let elsewhere = add(&admin, test.association, "management", "示例外省厅").await;
        let base = add(&admin, province, "base", "示例基地").await;
        let head = within(&admin, province);

        let offered = org_change::list_targets(&head, base, ChangeKind::Move, "").await.unwrap();
        assert_eq!(offered.iter().map(|n| n.org.id).collect::<Vec<_>>(), [city]);
        let preview = org_change::preview(&head, base, &Wanted::Move { to: county }).await.unwrap();
        assert_eq!(codes(&preview), [ReasonCode::OneLevel]);
        let refused = org_change::preview(&head, base, &Wanted::Move { to: elsewhere }).await.unwrap_err();
        assert_eq!(refused, AppError::NotFound, "a unit outside the scope is not there");

        carry_out(&head, base, &Wanted::Move { to: city }).await.unwrap();
        carry_out(&within(&admin, city), base, &Wanted::Move { to: county }).await.unwrap();
        let lines: Vec<ChangeKind> = view(&admin, base).await.history.iter().map(|c| c.kind).collect();
        assert_eq!(lines, [ChangeKind::Move, ChangeKind::Move, ChangeKind::Create]);
        let first = view(&admin, base).await.history[1].id;
        let against = org_change::find_reversal(&admin, first).await.unwrap().reasons;
        assert_eq!(
            against.iter().map(|r| r.code).collect::<Vec<_>>(),
            [ReasonCode::ChangedSince, ReasonCode::UnitsMovedOn]
        );
        let refused = org_change::reverse(&admin, first).await.unwrap_err();
        assert_eq!(reasons(refused), [ReasonCode::ChangedSince, ReasonCode::UnitsMovedOn]);
    })
    .await;
}

/// Records, files' owners, an invitation with its application and a level with its members, in the first society.
async fn fill(test: &TestApp) {
    let secretary = test.ctx("secretary").await;
    let level = joining::level(&secretary).await;
    let invited = joining::invite(&secretary).await;
    let token = invited.link.rsplit('/').next().unwrap().to_owned();
    let visitor = Ctx::anonymous(test.app.clone());
    invitation::apply(&visitor, &token, joining::applicant(level, "13800000009")).await.unwrap();
    let dept = joining::answer(json!({ "name": "示例办公室" }));
    register::save_record(&secretary, test.society, "internal_dept", None, 0, dept, SaveMode::Draft).await.unwrap();
    let basic = joining::answer(json!({ "name": "示例" }));
    register::save_record(&secretary, test.society, "society_basic", None, 0, basic, SaveMode::Draft).await.unwrap();
}

async fn counts(ctx: &Ctx, unit: OrgId) -> BTreeMap<String, i64> {
    let mut tx = ctx.app.db.read().await.unwrap();
    let all = societas::store::record::count_by_register(&mut tx, unit).await.unwrap();
    all.into_iter().map(|(key, (n, _))| (key, n)).collect()
}

fn counted(list: &[(&str, i64)]) -> BTreeMap<String, i64> {
    list.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

/// ORG-16: people, units and records go to the other society; what a society has once stays readable; all of it
/// returns.
#[tokio::test(flavor = "multi_thread")]
async fn a_merge_takes_people_and_records_over_and_is_taken_back() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        fill(&test).await;
        let branch = add(&admin, test.society, "branch", "示例分会").await;
        let browser = test.browser("secretary").await;
        let wanted = Wanted::Merge { into: test.other };
        let preview = org_change::preview(&admin, test.society, &wanted).await.unwrap();
        let m = preview.moves;
        assert_eq!((m.units, m.people, m.records, m.invitations, preview.records_stay), (1, 2, 3, 1, 1));
        let shown = carry_out(&admin, test.society, &wanted).await.unwrap();
        assert_eq!(shown, test.other);

        let all = counted(&[("internal_dept", 1), ("member_application", 1), ("member_level", 1)]);
        assert_eq!(counts(&admin, test.other).await, all);
        assert_eq!(counts(&admin, test.society).await, counted(&[("society_basic", 1)]));
        assert_eq!(view(&admin, branch).await.path[1].id, test.other);
        let old = view(&admin, test.society).await;
        assert!(!old.node.org.enabled && old.people.is_empty());
        assert_eq!(old.former.len(), 2, "the former people are listed");
        let taker = view(&admin, test.other).await.people;
        let mut roles: Vec<(String, Role)> = taker.into_iter().map(|p| (p.login, p.role)).collect();
        roles.sort();
        let staff = |login: &str| (login.to_owned(), Role::Staff);
        assert_eq!(
            roles,
            [staff("lixue"), staff("secretary"), ("shuxue".into(), Role::Administrator), staff("stranger")]
        );
        let page = browser.get("/registers/internal_dept").await;
        assert_eq!(page.status(), 200, "people go on without signing in anew");
        assert!(page.text().await.unwrap().contains("示例办公室"));

        let change = last_change(&admin, test.society, ChangeKind::Merge).await;
        assert_eq!(last_change(&admin, test.other, ChangeKind::Merge).await, change, "both units tell it");
        org_change::reverse(&admin, change).await.unwrap();
        let mut before = all;
        before.insert("society_basic".into(), 1);
        assert_eq!(counts(&admin, test.society).await, before);
        assert!(counts(&admin, test.other).await.is_empty());
        let back = view(&admin, test.society).await;
        assert!(back.node.org.enabled);
        let roles: Vec<(String, Role)> = back.people.into_iter().map(|p| (p.login, p.role)).collect();
        assert_eq!(roles, [("lixue".into(), Role::Administrator), staff("secretary")]);
        assert_eq!(view(&admin, branch).await.path[1].id, test.society);
        assert_eq!(browser.get("/registers/internal_dept").await.status(), 200);
    })
    .await;
}

/// ORG-16: what was built upon a merge is named, and nothing is taken back over it.
#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_was_built_upon_stays() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        fill(&test).await;
        let visitor = Ctx::anonymous(test.app.clone());
        carry_out(&admin, test.society, &Wanted::Merge { into: test.other }).await.unwrap();
        let change = last_change(&admin, test.society, ChangeKind::Merge).await;

        let head = test.ctx("shuxue").await;
        let link = invitation::list_invitations(&head).await.unwrap();
        let token = link.invitations[0].invitation.token.clone();
        let level = {
            let mut tx = head.app.db.read().await.unwrap();
            let rows = tx.all("SELECT id FROM records WHERE register = 'member_level'", Vec::new()).await.unwrap();
            rows[0].parse("id").unwrap()
        };
        invitation::apply(&visitor, &token, joining::applicant(level, "13800000010")).await.unwrap();
        let against = org_change::reverse(&admin, change).await.unwrap_err();
        assert_eq!(reasons(against), [ReasonCode::RecordsChanged]);
        assert_eq!(counts(&admin, test.other).await["member_application"], 2);
    })
    .await;
}

/// ORG-16: a new unit beside takes what is chosen, families of registers whole; it is taken back unless it has got
/// something of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_split_gives_a_part_to_a_new_unit_and_is_taken_back() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        fill(&test).await;
        let branch = add(&admin, test.society, "branch", "示例分会").await;
        let parts = org_change::find_divisible(&admin, test.society).await.unwrap();
        assert_eq!(parts.units, [(branch, "示例分会".to_owned())]);
        assert_eq!(parts.people.len(), 1, "the administrator stays");
        let family = parts.registers.iter().find(|(.., records)| *records == 2).unwrap();
        assert_eq!(family.1.len(), 2, "level and application go together");
        let part = Part {
            name: "滨江市固体力学学会".into(),
            units: vec![branch],
            people: vec![parts.people[0].0],
            registers: vec![family.0.clone()],
        };
        let empty = Wanted::Split(Part { name: "空学会".into(), ..Part::default() });
        assert_eq!(
            codes(&org_change::preview(&admin, test.society, &empty).await.unwrap()),
            [ReasonCode::NothingChosen]
        );
        let nameless = Wanted::Split(Part { name: " ".into(), ..part.clone() });
        assert!(matches!(
            org_change::preview(&admin, test.society, &nameless).await,
            Err(AppError::Invalid { problems }) if problems[0].path == "name"
        ));
        let new = carry_out(&admin, test.society, &Wanted::Split(part.clone())).await.unwrap();
        assert_eq!(view(&admin, new).await.path.len(), 2, "it stands beside");
        assert_eq!(counts(&admin, new).await, counted(&[("member_application", 1), ("member_level", 1)]));
        assert_eq!(counts(&admin, test.society).await, counted(&[("internal_dept", 1), ("society_basic", 1)]));
        assert_eq!(view(&admin, new).await.people[0].login, "secretary");
        assert!(view(&admin, new).await.node.administrator.is_none());
        assert_eq!(view(&admin, branch).await.path[1].id, new);
        let gone = carry_out(&admin, test.society, &Wanted::Split(part)).await.unwrap_err();
        assert_eq!(reasons(gone), [ReasonCode::PreviewStale], "what is chosen is not there any more");

        let change = last_change(&admin, new, ChangeKind::Split).await;
        let extra = add(&admin, new, "branch", "后设分会").await;
        assert_eq!(reasons(org_change::reverse(&admin, change).await.unwrap_err()), [ReasonCode::AddedSince]);
        carry_out(&admin, extra, &Wanted::Move { to: test.other }).await.unwrap();
        org_change::reverse(&admin, change).await.unwrap();
        assert!(!view(&admin, new).await.node.org.enabled, "nothing is erased");
        assert_eq!(view(&admin, branch).await.path[1].id, test.society);
        assert_eq!(counts(&admin, test.society).await.len(), 4);
    })
    .await;
}

/// ORG-16: only administrators from above, only within the scope, never the own unit or the topmost one.
#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_tree_need_the_right_and_the_scope() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let merge = Wanted::Merge { into: test.other };
        for (who, expected) in [("secretary", None), ("lixue", None), ("reviewer", Some(ReasonCode::RoleMayNot))] {
            let ctx = test.ctx(who).await;
            let refused = org_change::preview(&ctx, test.society, &merge).await.unwrap_err();
            match expected {
                Some(code) => assert_eq!(reasons(refused), [code], "{who}"),
                None => assert!(matches!(refused, AppError::Denied { .. } | AppError::NotFound), "{who}"),
            }
        }
        let foreign = test.ctx("shuxue").await;
        assert_eq!(org_change::preview(&foreign, test.society, &merge).await.unwrap_err(), AppError::NotFound);
        let own = Wanted::Move { to: test.society };
        assert_eq!(
            reasons(org_change::preview(&admin, test.association, &own).await.unwrap_err()),
            [ReasonCode::NotParentUnit]
        );
        let unit = add(&admin, test.association, "electing_unit", "示例大学科协").await;
        let into = Wanted::Merge { into: unit };
        assert_eq!(codes(&org_change::preview(&admin, test.society, &into).await.unwrap()), [ReasonCode::KindsDiffer]);
        let below = Wanted::Move { to: unit };
        assert_eq!(codes(&org_change::preview(&admin, test.society, &below).await.unwrap()), [ReasonCode::ChildKind]);
        let unknown = OrgChangeId::fresh();
        assert_eq!(org_change::reverse(&admin, unknown).await.unwrap_err(), AppError::NotFound);
    })
    .await;
}

/// Parents as the table has them, and the closure that follows from them.
async fn tree(test: &TestApp) -> (BTreeMap<String, Option<String>>, Vec<(String, String, i64)>) {
    let mut tx = test.tx().await;
    let rows = tx.all("SELECT id, parent_id FROM orgs", Vec::new()).await.unwrap();
    let parents = rows.iter().map(|r| (r.get("id").unwrap(), r.get("parent_id").unwrap())).collect();
    let rows = tx.all("SELECT ancestor_id, descendant_id, depth FROM org_closure", Vec::new()).await.unwrap();
    let mut closure: Vec<_> = rows
        .iter()
        .map(|r| (r.get("ancestor_id").unwrap(), r.get("descendant_id").unwrap(), r.get("depth").unwrap()))
        .collect();
    closure.sort();
    (parents, closure)
}

/// Walks up from every unit; a walk that does not end is a circle.
fn oracle(parents: &BTreeMap<String, Option<String>>) -> Vec<(String, String, i64)> {
    let mut closure = Vec::new();
    for id in parents.keys() {
        let (mut at, mut depth) = (Some(id.clone()), 0);
        while let Some(above) = at {
            assert!(depth <= parents.len() as i64, "a circle above {id}");
            closure.push((above.clone(), id.clone(), depth));
            at = parents[&above].clone();
            depth += 1;
        }
    }
    closure.sort();
    closure
}

/// A repeatable stream of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// S-007: over any sequence of moves and merges, and with eight levels and more, the table of ancestors is what
/// walking up gives.
#[tokio::test(flavor = "multi_thread")]
async fn the_closure_is_right_under_any_changes() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let mut units = vec![add(&admin, test.association, "management", "第0级").await];
        for n in 1..10 {
            units.push(add(&admin, units[n - 1], "management", &format!("第{n}级")).await);
        }
        let mut dice = Dice(7);
        for n in 0..8 {
            let parent = units[dice.below(units.len())];
            units.push(add(&admin, parent, "management", &format!("旁{n}级")).await);
        }
        let (mut done, mut refused) = (0, 0);
        for n in 0..60 {
            let (unit, other) = (units[dice.below(units.len())], units[dice.below(units.len())]);
            let wanted = if n % 10 == 9 { Wanted::Merge { into: other } } else { Wanted::Move { to: other } };
            match carry_out(&admin, unit, &wanted).await {
                Ok(_) => done += 1,
                Err(AppError::Denied { .. }) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
            let (parents, closure) = tree(&test).await;
            assert_eq!(closure, oracle(&parents), "after change {n}");
        }
        assert!(done > 10 && refused > 10, "{done} {refused}");
    })
    .await;
}

/// ORG-16: fifty moves at once, crosswise, never make a circle.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_moves_make_no_circle() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let mut units = Vec::new();
        for n in 0..10 {
            units.push(add(&admin, test.association, "management", &format!("示例{n}厅")).await);
        }
        let tries = (0..50).map(|n| {
            let (admin, unit, to) = (admin.clone(), units[n % 10], units[(n * 7 + 1 + n / 10) % 10]);
            tokio::spawn(async move { carry_out(&admin, unit, &Wanted::Move { to }).await })
        });
        let mut done = 0;
        for outcome in futures::future::join_all(tries).await {
            match outcome.unwrap() {
                Ok(_) => done += 1,
                Err(AppError::Denied { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(done > 0);
        let (parents, closure) = tree(&test).await;
        assert_eq!(closure, oracle(&parents));
    })
    .await;
}
