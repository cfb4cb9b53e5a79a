//! The organisation tree: scope, kinds, the one administrator, the log.

use societas::domain::account::Role;
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::org::{NewOrg, OrgEdit, OrgView};
use societas::domain::org_change::ChangeKind;
use societas::service::{account, check, org};
use societas::store::db::StoreError;

use super::org_change::{reasons, view, within};
use super::support::{TestApp, failure, new_account, on_each_database};

fn reason(error: AppError) -> ReasonCode {
    match error {
        AppError::Denied { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    }
}

/// S-010, S-012, S-020: one administrator in each unit.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_administrator_is_refused_by_rule_and_by_the_database() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let refused = account::create_account(&admin, test.society, Role::Administrator, new_account("second"))
            .await
            .unwrap_err();
        assert_eq!(reason(refused), ReasonCode::AdministratorExists);

        let other = test.ctx("stranger").await.actor().unwrap().account;
        let mut tx = test.tx().await;
        let outcome =
            societas::store::account::insert_post(&mut tx, other, test.society, Role::Administrator, admin.today())
                .await;
        assert!(matches!(outcome, Err(StoreError::Taken)));
    })
    .await;
}

/// one administrator, however many are appointed at once.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_assignments_leave_one_administrator() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let new = NewOrg { kind: "society".into(), code: "RACE".into(), name: "竞争学会".into(), founded: None };
        let unit = org::create_org(&admin, test.association, new).await.unwrap();
        let hash = societas::service::session::hash_password(&test.app, "Societas-2026").await.unwrap();
        let tries = (0..50).map(|n| {
            let (admin, hash, app) = (admin.clone(), hash.clone(), test.app.clone());
            tokio::spawn(async move {
                let mut tx = app.db.write().await?;
                let new = new_account(&format!("race-{n}"));
                account::create_with_post(&admin, &mut tx, unit, Role::Administrator, &new, &hash).await?;
                tx.commit().await.map_err(AppError::from)
            })
        });
        let mut winners = 0;
        for outcome in futures::future::join_all(tries).await {
            match outcome.unwrap() {
                Ok(()) => winners += 1,
                Err(error) => assert_eq!(reason(error), ReasonCode::AdministratorExists),
            }
        }
        assert_eq!(winners, 1);
    })
    .await;
}

/// a unit outside the scope is answered like one that does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn units_outside_the_scope_look_like_missing_ones() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let missing = "01234567-89ab-7fff-bfff-ffffffffffff";
        for function in ["org/find", "org/children"] {
            let mut answers = Vec::new();
            for org in [test.other.to_string(), test.association.to_string(), missing.to_owned()] {
                let answer = browser.call(function, &[("org", &org), ("offset", "0")]).await;
                assert_eq!(answer.status(), 404, "{function} {org}");
                answers.push(answer.text().await.unwrap());
            }
            assert!(answers.windows(2).all(|w| w[0] == w[1]));
        }
        let page = browser.get(&format!("/orgs/{}", test.other)).await;
        assert_eq!(page.status(), 404);
        assert!(!page.text().await.unwrap().contains("数学"));
        let found = browser.call("org/search", &[("words", "学会")]).await.text().await.unwrap();
        assert!(found.contains("力学") && !found.contains("数学"), "{found}");
    })
    .await;
}

/// S-006, S-007, S-019: each unit adds its own children and no grandchildren, and staff add none.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_unit_itself_adds_children_and_only_of_fitting_kinds() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let new =
            |kind: &str| NewOrg { kind: kind.into(), code: String::new(), name: "新设单位".into(), founded: None };
        assert_eq!(
            reason(org::create_org(&admin, test.society, new("branch")).await.unwrap_err()),
            ReasonCode::NotOwnUnit
        );
        assert_eq!(
            reason(org::create_org(&admin, test.association, new("branch")).await.unwrap_err()),
            ReasonCode::ChildKind
        );
        let staff = test.ctx("secretary").await;
        assert_eq!(
            reason(org::create_org(&staff, test.society, new("branch")).await.unwrap_err()),
            ReasonCode::RoleMayNot
        );
        let head = test.ctx("lixue").await;
        org::create_org(&head, test.society, new("branch")).await.unwrap();
    })
    .await;
}

/// S-005, S-007: one tree of any depth.
#[tokio::test(flavor = "multi_thread")]
async fn twelve_levels_deep_stay_in_scope_from_the_top() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let mut actor = admin.clone();
        let mut unit = test.association;
        for depth in 0..12 {
            let new = NewOrg {
                kind: "management".into(),
                code: format!("M-{depth:02}"),
                name: format!("第{depth}级"),
                founded: None,
            };
            unit = org::create_org(&actor, unit, new).await.unwrap();
            let mut next = actor.actor().unwrap().clone();
            next.org = unit;
            actor = actor.with_actor(next);
        }
        let view = org::find_org(&admin, unit, None).await.unwrap();
        assert_eq!(view.path.len(), 13);
        assert_eq!(org::find_org(&test.ctx("secretary").await, unit, None).await.unwrap_err(), AppError::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_or_deleted_log_entry_is_found_and_named() {
    on_each_database(|test: TestApp| async move {
        for damage in [
            "UPDATE events SET payload = '{\"x\":1}' WHERE seq = 2 AND org_id = $1",
            "DELETE FROM events WHERE seq = 2 AND org_id = $1",
        ] {
            let mut tx = test.tx().await;
            let kept =
                tx.all("SELECT * FROM events WHERE org_id = $1 AND seq = 2", vec![test.association.into()]).await;
            let row = kept.unwrap().remove(0);
            tx.run(damage, vec![test.association.into()]).await.unwrap();
            tx.commit().await.unwrap();
            let findings = check::check_all(&test.app).await.unwrap();
            assert!(findings.iter().any(|f| f.contains("line 2 ")), "{damage}: {findings:?}");
            restore(&test, &row).await;
        }
    })
    .await;
}

/// Puts a damaged entry back, so that the store ends sound.
async fn restore(test: &TestApp, row: &societas::store::db::Row) {
    let mut tx = test.tx().await;
    let text = |column: &str| row.get::<String>(column).unwrap();
    tx.run("DELETE FROM events WHERE seq = 2 AND org_id = $1", vec![test.association.into()]).await.unwrap();
    tx.run(
        "INSERT INTO events (org_id, seq, at, account_id, account_name, action, subject_kind, subject_id, payload, hash) \
         VALUES ($1, 2, $2, $3, $4, $5, $6, $7, $8, $9)",
        vec![
            test.association.into(),
            row.get::<i64>("at").unwrap().into(),
            row.get::<Option<String>>("account_id").unwrap().into(),
            text("account_name").into(),
            text("action").into(),
            text("subject_kind").into(),
            text("subject_id").into(),
            text("payload").into(),
            text("hash").into(),
        ],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rename_over_a_newer_version_is_a_conflict() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("lixue").await;
        let org = test.society.to_string();
        let rename = |name: &'static str| {
            [("org", org.clone()), ("name", name.into()), ("version", "1".into()), ("enabled", "true".into())]
        };
        let fields = |f: &[(&'static str, String); 4]| f.iter().map(|(k, v)| (*k, v.clone())).collect::<Vec<_>>();
        for (name, status) in [("滨江力学学会", 200), ("力学学会", 409)] {
            let fields = fields(&rename(name));
            let borrowed: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let answer = browser.call("org/update", &borrowed).await;
            assert_eq!(answer.status(), status, "{name}");
            if status == 409 {
                assert!(matches!(failure(answer).await, AppError::Conflict(c) if c.version == 2 && c.changed_by == "测试lixue"));
            }
        }
    })
    .await;
}

/// ORG-06, E-077: a unit with enabled units below stays on; one that is off keeps everything readable, lets nobody in
/// and can be enabled again.
#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_unit_keeps_everything_and_lets_nobody_in() {
    on_each_database(|test: TestApp| async move {
        let (admin, head) = (test.ctx("admin").await, test.ctx("lixue").await);
        let new = NewOrg { kind: "branch".into(), code: String::new(), name: "示例分会".into(), founded: None };
        let branch = org::create_with_account(&head, test.society, new, new_account("fenhui")).await.unwrap();
        let version = |v: &OrgView| v.node.org.version;
        let society = view(&admin, test.society).await;
        let refused = org::switch_org(&admin, test.society, false, version(&society)).await.unwrap_err();
        assert_eq!(reasons(refused), [ReasonCode::UnitsBelow]);

        let browser = test.browser("fenhui").await;
        let before = view(&head, branch).await;
        org::switch_org(&head, branch, false, version(&before)).await.unwrap();
        assert_eq!(browser.get("/").await.status(), 302);
        let refused =
            test.visitor().call("session/sign_in", &[("login", "fenhui"), ("password", "Societas-2026")]).await;
        assert_eq!(refused.status(), 403);
        let off = view(&head, branch).await;
        assert_eq!((off.people.len(), off.node.org.enabled), (1, false), "its people stay on its page");
        assert_eq!(off.history[0].kind, ChangeKind::Disable);
        let staff = account::create_account(&within(&head, branch), branch, Role::Staff, new_account("spaet")).await;
        assert_eq!(reasons(staff.unwrap_err()), [ReasonCode::Disabled]);

        org::switch_org(&admin, test.society, false, version(&society)).await.unwrap();
        let refused = org::switch_org(&within(&admin, test.society), branch, true, version(&off)).await.unwrap_err();
        assert_eq!(reasons(refused), [ReasonCode::ParentDisabled]);
        org::switch_org(&admin, test.society, true, version(&society) + 1).await.unwrap();
        org::switch_org(&head, branch, true, version(&off)).await.unwrap();
        test.browser("fenhui").await;
    })
    .await;
}

/// E-038: the branch's user signs in with the account that the society gave and sees the branch only.
#[tokio::test(flavor = "multi_thread")]
async fn a_branch_account_sees_its_branch_only() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let new = |name: &str| NewOrg { kind: "branch".into(), code: String::new(), name: name.into(), founded: None };
        let bad = org::create_with_account(&head, test.society, new(""), new_account("x")).await.unwrap_err();
        let AppError::Invalid { problems } = bad else { panic!("{bad:?}") };
        assert_eq!(problems.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["name", "login"]);
        let branch =
            org::create_with_account(&head, test.society, new("示例甲分会"), new_account("jia")).await.unwrap();
        let sister =
            org::create_with_account(&head, test.society, new("示例乙分会"), new_account("yifen")).await.unwrap();
        let taken = org::create_with_account(&head, test.society, new("示例丙分会"), new_account("jia")).await;
        assert!(matches!(taken, Err(AppError::Invalid { problems }) if problems[0].path == "login"));
        let listed = org::list_children(&head, test.society, 0).await.unwrap();
        assert_eq!(listed.len(), 2, "a refused account leaves no unit behind");

        let browser = test.browser("jia").await;
        assert!(browser.get(&format!("/orgs/{branch}")).await.status().is_success());
        for hidden in [test.society, sister, test.association, test.other] {
            let page = browser.get(&format!("/orgs/{hidden}")).await;
            assert_eq!(page.status(), 404);
            assert!(!page.text().await.unwrap().contains("示例乙分会"));
        }
        let tree = browser.get("/orgs").await.text().await.unwrap();
        assert!(tree.contains("示例甲分会") && !tree.contains("示例乙分会"));
        let found = browser.call("org/search", &[("words", "示例")]).await.text().await.unwrap();
        assert!(found.contains("示例甲分会") && !found.contains("示例乙分会"));
        let registers = browser.get(&format!("/registers?org={}", test.society)).await;
        assert_eq!(registers.status(), 404);
    })
    .await;
}

/// S-008, S-016, ORG-04: the kind of a unit and the name that somebody signs in with are given once; a crafted form
/// does not change them.
#[tokio::test(flavor = "multi_thread")]
async fn kind_and_login_name_are_given_once() {
    on_each_database(|test: TestApp| async move {
        let (browser, head) = (test.browser("lixue").await, test.ctx("lixue").await);
        let id = test.society.to_string();
        let before = view(&head, test.society).await.node.org;
        let edit = [
            ("org", id.as_str()),
            ("name", &before.name),
            ("enabled", "true"),
            ("version", &before.version.to_string()),
            ("kind", "management"),
            ("code", "OTHER"),
        ];
        assert!(browser.call("org/update", &edit).await.status().is_success());
        let after = view(&head, test.society).await.node.org;
        assert_eq!((after.kind, after.code), (before.kind, before.code));

        let version = societas::service::profile::find_profile(&head).await.unwrap().version.to_string();
        let named = browser.call("profile/name", &[("name", "新名"), ("version", &version), ("login", "other")]).await;
        assert!(named.status().is_success());
        assert_eq!(test.ctx("lixue").await.actor().unwrap().name, "新名");
    })
    .await;
}

/// S-013, S-028, ORG-05: the administrator changes what the unit says of itself; staff get a refusal also by address.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_administrator_edits_the_unit() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let before = view(&head, test.society).await;
        let mut edit = OrgEdit { name: before.node.org.name.clone(), enabled: true, details: before.details.clone() };
        edit.details.phone = "（010）6000 0001".into();
        edit.details.contact = " 示例一 ".into();
        org::update_org(&head, test.society, edit.clone(), before.node.org.version).await.unwrap();
        let after = view(&head, test.society).await;
        assert_eq!((after.details.phone.as_str(), after.details.contact.as_str()), ("010-60000001", "示例一"));
        assert!(after.history.iter().all(|c| c.kind != ChangeKind::Rename), "the name is as before");
        let staff = test.ctx("secretary").await;
        let refused = org::update_org(&staff, test.society, edit, after.node.org.version).await.unwrap_err();
        assert_eq!(reasons(refused), [ReasonCode::RoleMayNot]);
        for page in ["edit", "change?kind=move", "change?kind=split"] {
            let answer = test.browser("secretary").await.get(&format!("/orgs/{}/{page}", test.society)).await;
            assert_eq!(answer.status(), 403, "{page}");
        }
    })
    .await;
}

/// S-021, S-090, S-091: a base comes in by a button of its own, in the topmost unit that may have one and with the year
/// of its approval; nobody else is offered it, and the address refuses it too.
#[tokio::test(flavor = "multi_thread")]
async fn a_base_of_before_2023_comes_in_at_the_top_with_its_year() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let unit = |kind: &str, name: &str| NewOrg { kind: kind.into(), name: name.into(), ..NewOrg::default() };
        let province = org::create_org(&admin, test.association, unit("management", "示例省厅")).await.unwrap();
        let head = within(&admin, province);
        let city = org::create_org(&head, province, unit("management", "示例市局")).await.unwrap();
        let below = within(&admin, city);
        let base = |founded: Option<i32>| NewOrg { founded, ..unit("base", "示例基地") };

        let offered = |view: OrgView| view.child_kinds.into_iter().map(|kind| kind.key).collect::<Vec<_>>();
        let top = org::find_org(&head, province, None).await.unwrap();
        let door = top.child_kinds.iter().find_map(|kind| kind.door.clone()).unwrap();
        assert_eq!((door.name.zh.as_str(), door.before), ("新增2023年之前基地单位", 2023));
        assert_eq!(offered(top), ["management", "executing", "base"]);
        assert_eq!(offered(org::find_org(&below, city, None).await.unwrap()), ["management", "executing"]);
        let refused = org::create_org(&below, city, base(Some(2019))).await.unwrap_err();
        assert_eq!(refused, AppError::denied(ReasonCode::ChildKind, &["管理部门", "专家服务基地"]));

        for (year, code) in
            [(None, ProblemCode::Required), (Some(2023), ProblemCode::TooLarge), (Some(1900), ProblemCode::TooSmall)]
        {
            let Err(AppError::Invalid { problems }) = org::create_org(&head, province, base(year)).await else {
                panic!("{year:?} is no year of a base of before 2023")
            };
            assert_eq!(problems.iter().map(|p| (p.path.as_str(), p.code)).collect::<Vec<_>>(), [("founded", code)]);
        }
        let id = org::create_org(&head, province, base(Some(2022))).await.unwrap();
        assert_eq!(org::find_org(&head, id, None).await.unwrap().founded, Some(2022));
        assert_eq!(org::find_org(&below, city, None).await.unwrap().founded, None);
        let page = test.browser("admin").await.get(&format!("/orgs/{province}")).await.text().await.unwrap();
        assert!(!page.contains("新增2023年之前基地单位"), "the association is not the unit itself");
    })
    .await;
}
