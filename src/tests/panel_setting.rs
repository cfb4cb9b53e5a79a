//! What units lay down about deciding together: by whom, in forms, and what becomes of it when a unit moves.

use societas::domain::account::Role;
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::org::NewOrg;
use societas::domain::org_change::Wanted;
use societas::domain::workflow::panel::setting::PanelForm;
use societas::service::log::find_log;
use societas::service::{Ctx, account, case, org, org_change};

use super::case::{act, desk, found, handed_in, reasons};
use super::panel::{People, account_of, form, lay_down, version};
use super::support::{TestApp, new_account, on_each_database};

/// WFL-05: only the head of a deciding unit lays it down, with its own people; nothing half is kept.
#[tokio::test(flavor = "multi_thread")]
async fn setting_is_the_head_of_the_units_own() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, .. } = &people;
        let good = || form("all", "", false, &[reviewer, second]);
        for ctx in [reviewer, me] {
            assert_eq!(reasons(case::set_panel(ctx, "activity", &good(), 0).await), [ReasonCode::RoleMayNot]);
            assert_eq!(reasons(case::list_panels(ctx).await), [ReasonCode::RoleMayNot]);
        }
        let society = test.ctx("lixue").await;
        assert_eq!(case::set_panel(&society, "activity", &good(), 0).await, Err(AppError::NotFound));
        assert!(case::list_panels(&society).await.unwrap().rows.is_empty(), "nothing below it hands in");
        let arranges = async |ctx: &Ctx| case::list_cases(ctx, 1).await.unwrap().arranges;
        assert_eq!([arranges(admin).await, arranges(&society).await, arranges(reviewer).await], [true, false, false]);
        let registers: Vec<String> =
            case::list_panels(admin).await.unwrap().rows.into_iter().map(|row| row.register).collect();
        assert_eq!(registers, ["reelection_case", "party_group_member", "activity", "service_team"]);
        for unknown in ["member", "party_notice", "nothing"] {
            assert_eq!(case::set_panel(admin, unknown, &good(), 0).await, Err(AppError::NotFound));
        }
        let problems = |result: Result<(), AppError>| match result.unwrap_err() {
            AppError::Invalid { problems } => problems.into_iter().map(|p| (p.path, p.code)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let foreign = case::set_panel(admin, "activity", &form("share", "0", false, &[reviewer, me]), 0).await;
        let expected = [("share", ProblemCode::TooSmall), ("places", ProblemCode::UnknownPerson)];
        assert_eq!(problems(foreign), expected.map(|(path, code)| (path.to_owned(), code)));
        assert_eq!(version(admin).await, 0);

        lay_down(admin, "all", "", false, &[reviewer, second]).await;
        let twice = case::set_panel(admin, "activity", &good(), 0).await;
        assert!(matches!(twice, Err(AppError::Conflict(conflict)) if conflict.changed_by == "测试admin"));
        let gone = case::set_panel(admin, "activity", &PanelForm::default(), 7).await;
        assert!(matches!(gone, Err(AppError::Conflict(_))));
        let lines = find_log(admin, &Default::default()).await.unwrap().lines;
        let line = lines.iter().find(|line| line.action.zh == "设置共同审批").unwrap();
        let details: Vec<&str> = line.details.iter().map(|detail| detail.after.as_str()).collect();
        assert!(
            details.contains(&"测试reviewer、测试second") && details.contains(&"会签（须全部同意）"),
            "{details:?}"
        );
        let id = handed_in(&test, me, "机密示例").await;
        let stranger = test.ctx("stranger").await;
        assert_eq!(case::withdraw_vote(&stranger, id, 0).await, Err(AppError::NotFound));
        assert_eq!(reasons(case::withdraw_vote(me, id, 0).await), [ReasonCode::NotParentUnit]);
    })
    .await;
}

/// ORG-11: a case that comes to wait for another unit waits for those who decide together there.
#[tokio::test(flavor = "multi_thread")]
async fn case_of_a_unit_that_moves_is_decided_by_the_new_units_panel() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let admin = &people.admin;
        let new = |kind: &str, name: &str| NewOrg {
            kind: kind.into(),
            code: String::new(),
            name: name.into(),
            founded: None,
        };
        let county = org::create_org(admin, test.association, new("association", "示例县科协")).await.unwrap();
        account::create_account(admin, county, Role::Administrator, new_account("county")).await.unwrap();
        let head = test.ctx("county").await;
        let society = org::create_org(&head, county, new("society", "示例县学会")).await.unwrap();
        account::create_account(&head, society, Role::Administrator, new_account("small")).await.unwrap();
        lay_down(&head, "any", "", false, &[&head]).await;
        lay_down(admin, "all", "", false, &people.three()).await;
        let me = test.ctx("small").await;
        let id = handed_in(&test, &me, "县学会活动").await;
        let seats = async || found(&me, id).await.panel.map_or(0, |view| view.panel.seats.len());
        assert_eq!((desk(&head).await.len(), seats().await), (1, 1));
        let wanted = Wanted::Move { to: test.association };
        let preview = org_change::preview(admin, society, &wanted).await.unwrap();
        org_change::commit(admin, society, &wanted, &preview.mark).await.unwrap();
        assert_eq!((desk(&head).await.len(), seats().await), (0, 3));
        for ctx in people.three() {
            act(ctx, id, "approve", "").await.unwrap();
        }
        assert_eq!(found(&me, id).await.state, "approved");
    })
    .await;
}

/// WFL-05, WFL-08: without scripts the head lays it down by a form; the record's page names who is awaited.
#[tokio::test(flavor = "multi_thread")]
async fn panel_is_laid_down_and_shown_without_scripts() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let (browser, page) = (test.browser("admin").await, "/cases/panels");
        assert!(browser.get("/cases").await.text().await.unwrap().contains(page));
        let accounts = [&people.second, &people.reviewer, &people.third].map(|ctx| account_of(ctx).to_string());
        let mut fields: Vec<(&str, &str)> =
            vec![("register", "activity"), ("version", "0"), ("mode", "in_turn"), ("veto", "true"), ("_page", page)];
        for (account, place) in accounts.iter().zip(["1", "2", ""]) {
            fields.extend([("people[]", account.as_str()), ("places[]", place)]);
        }
        assert!(browser.submit("/api/case/set_panel", &fields).await.status().is_redirection());
        let shown = browser.get(page).await.text().await.unwrap();
        assert!(shown.contains("依次审批（逐个同意），可一票否决：测试second、测试reviewer"));
        fields[1] = ("version", "1");
        fields[2] = ("mode", "share");
        let refused = browser.submit("/api/case/set_panel", &fields).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("请填写此项"));
        let id = handed_in(&test, &people.me, "学术年会").await;
        let path = format!("/registers/activity/{id}");
        let seen = test.browser("reviewer").await.get(&path).await.text().await.unwrap();
        assert!(seen.contains("依次表决，现在轮到 测试second") && seen.contains("尚未轮到"));
        let seen = test.browser("secretary").await.get(&path).await.text().await.unwrap();
        assert!(seen.contains("待表决，自 "));
    })
    .await;
}
