//! The organisation tree: scope, kinds, the one administrator, the log.

use societas::domain::account::Role;
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::org::NewOrg;
use societas::service::{account, check, org};
use societas::store::db::StoreError;

use super::support::{TestApp, failure, new_account, on_each_database};

fn reason(error: AppError) -> ReasonCode {
    match error {
        AppError::Denied { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    }
}

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

#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_assignments_leave_one_administrator() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let new = NewOrg { kind: "society".into(), code: "RACE".into(), name: "竞争学会".into() };
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

#[tokio::test(flavor = "multi_thread")]
async fn only_the_unit_itself_adds_children_and_only_of_fitting_kinds() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let new = |kind: &str| NewOrg { kind: kind.into(), code: String::new(), name: "新设单位".into() };
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

#[tokio::test(flavor = "multi_thread")]
async fn twelve_levels_deep_stay_in_scope_from_the_top() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let mut actor = admin.clone();
        let mut unit = test.association;
        for depth in 0..12 {
            let new =
                NewOrg { kind: "management".into(), code: format!("M-{depth:02}"), name: format!("第{depth}级") };
            unit = org::create_org(&actor, unit, new).await.unwrap();
            let mut next = actor.actor().unwrap().clone();
            next.org = unit;
            actor = actor.with_actor(next);
        }
        let view = org::find_org(&admin, unit).await.unwrap();
        assert_eq!(view.path.len(), 13);
        assert_eq!(org::find_org(&test.ctx("secretary").await, unit).await.unwrap_err(), AppError::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_or_deleted_log_entry_is_found_and_named() {
    on_each_database(|test: TestApp| async move {
        for damage in [
            "UPDATE events SET payload = '{}' WHERE seq = 2 AND org_id = $1",
            "DELETE FROM events WHERE seq = 2 AND org_id = $1",
        ] {
            let mut tx = test.tx().await;
            let kept =
                tx.all("SELECT * FROM events WHERE org_id = $1 AND seq = 2", vec![test.association.into()]).await;
            let row = kept.unwrap().remove(0);
            tx.run(damage, vec![test.association.into()]).await.unwrap();
            tx.commit().await.unwrap();
            let findings = check::check_all(&test.app).await.unwrap();
            assert!(findings.iter().any(|f| f.contains("entry 2 does not fit")), "{damage}: {findings:?}");
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
