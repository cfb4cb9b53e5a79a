//! The tree and its people as of a day.

use societas::domain::account::Role;
use societas::domain::error::AppError;
use societas::domain::ids::OrgId;
use societas::domain::org::{NewOrg, OrgEdit};
use societas::domain::org_change::Wanted;
use societas::domain::post::{HandOver, Successor};
use societas::domain::time::{Day, Instant};
use societas::service::{Ctx, account, org, org_change, post};

use super::support::{TestApp, new_account, on_each_database};

/// The same person so many days later.
fn later(ctx: &Ctx, days: i64) -> Ctx {
    Ctx { now: Instant(ctx.now.0 + days * 86_400_000), ..ctx.clone() }
}

async fn rename(ctx: &Ctx, unit: OrgId, name: &str, enabled: bool) {
    let before = org::find_org(ctx, unit, None).await.unwrap();
    let edit = OrgEdit { name: name.into(), enabled, details: before.details };
    org::update_org(ctx, unit, edit, before.node.org.version).await.unwrap();
}

async fn names(ctx: &Ctx, parent: OrgId, on: Day) -> Vec<String> {
    let mut names: Vec<String> = org::history::list_children_on(ctx, parent, on, 0)
        .await
        .unwrap()
        .into_iter()
        .map(|n| format!("{}{}", n.org.name, if n.org.enabled { "" } else { "（停用）" }))
        .collect();
    names.sort();
    names
}

/// ORG-17: names, places, states and people of any day, though all of them changed since.
#[tokio::test(flavor = "multi_thread")]
async fn the_tree_of_a_past_day_shows_as_it_was() {
    on_each_database(|test: TestApp| async move {
        let start = test.ctx("admin").await;
        let on = |days: i64| later(&start, days).today();
        let add = |ctx: Ctx, name: &'static str| async move {
            let new = NewOrg { kind: "association".into(), code: String::new(), name: name.into(), founded: None };
            org::create_org(&ctx, test.association, new).await.unwrap()
        };
        let district = add(start.clone(), "示例区科协").await;
        rename(&later(&start, 10), test.society, "滨江市理论力学学会", true).await;
        let wanted = Wanted::Move { to: district };
        let mover = later(&start, 20);
        let preview = org_change::preview(&mover, test.other, &wanted).await.unwrap();
        org_change::commit(&mover, test.other, &wanted, &preview.mark).await.unwrap();
        let giver = later(&start, 30);
        let people = org::find_org(&giver, test.society, None).await.unwrap().people;
        let leaving = people.iter().find(|p| p.role == Role::Administrator).unwrap().post;
        let to = Successor::New(new_account("lixue2"));
        let how = HandOver { post: leaving, on: giver.today(), stays: false, to };
        post::hand_over(&giver, test.society, how).await.unwrap();
        rename(&later(&start, 35), test.society, "滨江市理论力学学会", false).await;
        add(later(&start, 38), "后设区科协").await;

        let now = later(&start, 40);
        let root = test.association;
        let (mechanics, maths) = ("滨江市力学学会", "滨江市数学学会");
        assert_eq!(names(&now, root, on(5)).await, [mechanics, maths, "示例区科协"]);
        assert_eq!(names(&now, root, on(10)).await, [maths, "滨江市理论力学学会", "示例区科协"], "from the day itself");
        assert_eq!(names(&now, root, on(25)).await, ["滨江市理论力学学会", "示例区科协"]);
        assert_eq!(names(&now, district, on(25)).await, [maths]);
        assert!(names(&now, district, on(19)).await.is_empty());
        assert_eq!(names(&now, root, on(36)).await, ["滨江市理论力学学会（停用）", "示例区科协"]);

        let holder = |days: i64| {
            let (now, society) = (now.clone(), test.society);
            let day = on(days);
            async move {
                let view = org::find_org(&now, society, Some(day)).await.unwrap();
                assert_eq!(view.node.administrator.map(|(_, name)| name).as_deref(), {
                    let of_day = view.people.iter().find(|p| p.role == Role::Administrator);
                    of_day.map(|p| p.name.as_str())
                });
                (view.people[0].login.clone(), view.node.org.name, view.history.len())
            }
        };
        assert_eq!(holder(5).await, ("lixue".into(), mechanics.into(), 1));
        assert_eq!(holder(29).await, ("lixue".into(), "滨江市理论力学学会".into(), 2));
        assert_eq!(holder(30).await, ("lixue2".into(), "滨江市理论力学学会".into(), 2));
        let moved = org::find_org(&now, test.other, Some(on(25))).await.unwrap();
        assert_eq!(moved.path.iter().map(|o| o.id).collect::<Vec<_>>(), [root, district, test.other]);
    })
    .await;
}

/// ORG-12, ORG-17: looking back shows what stood below the own unit on that day, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn the_scope_of_a_past_day_is_that_of_the_day() {
    on_each_database(|test: TestApp| async move {
        let start = test.ctx("admin").await;
        let new =
            |name: &str| NewOrg { kind: "association".into(), code: String::new(), name: name.into(), founded: None };
        let district = org::create_org(&start, test.association, new("示例区科协")).await.unwrap();
        account::create_account(&start, district, Role::Administrator, new_account("district")).await.unwrap();
        let head = test.ctx("district").await;
        let mover = later(&start, 10);
        let wanted = Wanted::Move { to: district };
        let preview = org_change::preview(&mover, test.society, &wanted).await.unwrap();
        org_change::commit(&mover, test.society, &wanted, &preview.mark).await.unwrap();

        let now = later(&head, 20);
        let (before, after) = (later(&start, 5).today(), later(&start, 15).today());
        org::find_org(&now, test.society, None).await.unwrap();
        org::find_org(&now, test.society, Some(after)).await.unwrap();
        let missing = |result: Result<_, AppError>| matches!(result, Err(AppError::NotFound));
        assert!(missing(org::find_org(&now, test.society, Some(before)).await.map(|_| ())));
        assert!(missing(org::history::list_children_on(&now, test.society, before, 0).await.map(|_| ())));
        assert!(missing(org::history::list_children_on(&now, test.other, after, 0).await.map(|_| ())));
        let long_ago: Day = "2001-01-01".parse().unwrap();
        assert!(missing(org::history::find_root_on(&now, long_ago).await.map(|_| ())));

        let browser = test.browser("admin").await;
        let empty = browser.get("/orgs?on=2001-01-01").await;
        assert_eq!(empty.status(), 200);
        assert!(empty.text().await.unwrap().contains("2001-01-01"));
        assert_eq!(browser.get(&format!("/orgs/{}?on=2001-01-01", test.society)).await.status(), 404);
    })
    .await;
}

/// ORG-01: ten thousand units below one parent open a page at a time, and a unit among them moves quickly.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_units_stay_quick() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let mut tx = test.tx().await;
        let filled = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)";
        for (columns, table, select) in [
            (
                "id, parent_id, kind, code, name, enabled, created_at, version",
                "orgs",
                "CAST($1 AS TEXT), 'society', 'N' || i, '批量学会' || i, TRUE, 0, 1",
            ),
            ("ancestor_id, descendant_id, depth", "org_closure", ""),
            ("org_id, seq, parent_id, name, enabled, from_at", "org_versions", ""),
        ] {
            let id = "'00000000-0000-7000-8000-' || SUBSTR('000000000000' || i, LENGTH('000000000000' || i) - 11)";
            let select = match table {
                "orgs" => format!("{id}, {select}"),
                "org_closure" => format!("CAST($1 AS TEXT), {id}, 1"),
                _ => format!("{id}, 1, CAST($1 AS TEXT), '批量学会' || i, TRUE, 0"),
            };
            let sql = match test.app.db {
                societas::store::db::Db::Sqlite { .. } => {
                    format!("INSERT INTO {table} ({columns}) {filled} SELECT {select} FROM n")
                }
                societas::store::db::Db::Postgres(_) => {
                    format!("INSERT INTO {table} ({columns}) SELECT {select} FROM generate_series(1, 10000) AS g(i)")
                }
            };
            let sql = societas::store::db::AssertSqlSafe(sql);
            tx.run(sql, vec![test.association.into()]).await.unwrap();
        }
        let own = "INSERT INTO org_closure (ancestor_id, descendant_id, depth) \
                   SELECT id, id, 0 FROM orgs WHERE code LIKE 'N%'";
        tx.run(own, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();

        let began = std::time::Instant::now();
        let page = org::list_children(&admin, test.association, 0).await.unwrap();
        assert_eq!(page.len() as i64, org::CHILDREN_PAGE);
        org::find_org(&admin, page[0].org.id, None).await.unwrap();
        let yesterday = later(&admin, 2);
        let then = org::history::list_children_on(&yesterday, test.association, admin.today(), 0).await.unwrap();
        assert_eq!(then.len(), page.len());
        org::search_orgs(&admin, "批量学会9999").await.unwrap();
        let new =
            NewOrg { kind: "association".into(), code: String::new(), name: "示例区科协".into(), founded: None };
        let district = org::create_org(&admin, test.association, new).await.unwrap();
        let wanted = Wanted::Move { to: district };
        let preview = org_change::preview(&admin, page[0].org.id, &wanted).await.unwrap();
        org_change::commit(&admin, page[0].org.id, &wanted, &preview.mark).await.unwrap();
        let took = began.elapsed();
        assert!(took.as_secs() < 5, "{took:?}");
    })
    .await;
}
