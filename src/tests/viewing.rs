//! Looking at the site as another person: read-only, with a banner, logged under the real name (ORG-15).

use std::collections::BTreeSet;

use serde_json::json;
use societas::domain::account::{Actor, Viewer};
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::ids::{AccountId, OrgId};
use societas::domain::log::LogQuery;
use societas::domain::record::SaveMode;
use societas::server::viewing::{ALWAYS, READS};
use societas::service::log::find_log;
use societas::service::{draft, register, workbench};

use super::invitation::answer;
use super::support::{Browser, TestApp, failure, on_each_database};

async fn account(test: &TestApp, login: &str) -> AccountId {
    test.ctx(login).await.actor().unwrap().account
}

async fn start(browser: &Browser, org: OrgId, account: AccountId) -> reqwest::Response {
    browser.call("viewing/start", &[("org", &org.to_string()), ("account", &account.to_string())]).await
}

async fn actor(browser: &Browser) -> Actor {
    browser.call("session/actor", &[]).await.json::<Option<Actor>>().await.unwrap().unwrap()
}

fn reasons(error: AppError) -> Vec<ReasonCode> {
    match error {
        AppError::Denied { reasons } => reasons.into_iter().map(|r| r.code).collect(),
        other => panic!("{other:?}"),
    }
}

/// ORG-15: the administrator sees the person's pages with a banner, under the own name in the log, and comes back.
#[tokio::test(flavor = "multi_thread")]
async fn a_view_shows_the_persons_pages_and_is_logged_under_the_real_name() {
    on_each_database(|test: TestApp| async move {
        let secretary = account(&test, "secretary").await;
        let browser = test.browser("admin").await;
        assert!(start(&browser, test.society, secretary).await.status().is_success());
        let seen = actor(&browser).await;
        assert_eq!((seen.name.as_str(), seen.org), ("测试secretary", test.society));
        assert_eq!(seen.viewer.as_ref().unwrap().name, "测试admin");
        for path in ["/", "/registers", "/applications", "/invitations", "/imports", "/account", "/evaluation"] {
            let page = browser.get(path).await;
            assert_eq!(page.status(), 200, "{path}");
            let html = page.text().await.unwrap();
            assert!(html.contains("您正在以“测试secretary”") && html.contains("end-view"), "{path}");
        }
        assert_eq!(browser.get("/log").await.status(), 404, "the person's own rights hold");

        assert!(browser.call("viewing/end", &[]).await.status().is_success());
        assert_eq!(actor(&browser).await.name, "测试admin");
        assert!(!browser.get("/").await.text().await.unwrap().contains("end-view"));
        let (head, query) = (test.ctx("lixue").await, LogQuery { person: "测试admin".into(), ..LogQuery::default() });
        let found = find_log(&head, &query).await.unwrap().lines;
        let told: Vec<_> =
            found.iter().map(|l| (l.action.zh.as_str(), l.subject.as_str(), l.remote.as_str())).collect();
        for action in ["开始以他人身份查看", "结束以他人身份查看"] {
            assert!(told.contains(&(action, "测试secretary", "127.0.0.1")), "{told:?}");
        }
        let ended = found.iter().find(|l| l.action.zh == "结束以他人身份查看").unwrap();
        assert!(ended.details.iter().any(|d| d.name.zh == "以其身份查看" && d.after == "测试secretary"));
        let reviewer = account(&test, "reviewer").await;
        assert!(start(&browser, test.association, reviewer).await.status().is_success());
        for (path, word) in [("/", "您正在以“测试reviewer”"), ("/review", "end-view")] {
            let page = browser.get(path).await;
            assert_eq!(page.status(), 200, "{path}");
            assert!(page.text().await.unwrap().contains(word), "{path}");
        }
        let mut ctx = test.ctx("secretary").await;
        ctx.actor.as_mut().unwrap().viewer = test.ctx("admin").await.actor.map(|admin| {
            let Actor { account, name, role, org, org_name, .. } = admin;
            Box::new(Viewer { account, name, role, org, org_name })
        });
        let own = workbench::list_tasks(&test.ctx("secretary").await).await.unwrap();
        assert_eq!(workbench::list_tasks(&ctx).await.unwrap(), own, "what waits for the person");
        // The person learns of it.
        let page = test.browser("secretary").await.get("/account").await.text().await.unwrap();
        assert!(page.contains("开始以他人身份查看"));
    })
    .await;
}

/// ORG-15: every call and every plain route that changes anything is refused with the reason; nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_changed_during_a_view() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let typed = || answer(json!({ "name": "学术部" }));
        let kept =
            register::save_record(&me, test.society, "internal_dept", None, 0, typed(), SaveMode::Draft).await.unwrap();
        draft::keep_draft(&me, test.society, "internal_dept", None, 0, typed()).await.unwrap();
        let secretary = me.actor().unwrap().account;
        let browser = test.browser("admin").await;
        start(&browser, test.society, secretary).await;

        let mut calls: BTreeSet<String> =
            functions().into_iter().filter(|(_, get, _)| !get).map(|(path, ..)| path).collect();
        let exempt = |path: &str| READS.contains(&path) || ALWAYS.contains(&format!("/api/{path}").as_str());
        calls.retain(|path| !exempt(path));
        assert!(calls.len() > 20);
        for path in &calls {
            let answer = browser.call(path, &[]).await;
            assert_eq!(answer.status(), 403, "{path}");
            assert_eq!(reasons(failure(answer).await), [ReasonCode::ViewingOnly], "{path}");
        }
        for path in [
            "/files",
            "/registers/internal_dept/export",
            "/records/internal_dept/save",
            "/imports/upload/member",
            "/join/x",
            "/join/mend/x",
        ] {
            let answer = browser.submit(path, &[("name", "改")]).await;
            assert_eq!(answer.status(), 403, "{path}");
            assert!(answer.text().await.unwrap().contains("只能看，不能改"), "{path}");
        }
        let now = register::find_record(&me, "internal_dept", kept.id).await.unwrap();
        assert_eq!((now.version, now.answer.text("name")), (1, "学术部"));
        // Buttons are disabled with the same reason, forms show masks, and unsaved drafts stay their author's.
        let id = kept.id;
        let page = browser.get(&format!("/registers/internal_dept/{id}")).await.text().await.unwrap();
        assert!(page.contains("why-not-edit") && page.contains("只能看，不能改"), "{page}");
        let body = json!({ "org": test.society, "register": "internal_dept", "id": null });
        let found = browser
            .raw(reqwest::Method::POST, "/api/register/find_draft")
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
            .json(&body);
        assert_eq!(found.send().await.unwrap().text().await.unwrap(), "null");
        let sights = browser.call("log/sights", &[]).await;
        assert_eq!(reasons(failure(sights).await), [ReasonCode::ViewingOnly]);
        // Signing out ends both.
        assert!(browser.call("session/sign_out", &[]).await.status().is_success());
        assert_eq!(browser.get("/").await.status(), 302);
    })
    .await;
}

/// ORG-15: only administrators, only persons of the scope, nobody more powerful, not oneself, not twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_view_begins_only_within_the_scope_and_the_rights() {
    on_each_database(|test: TestApp| async move {
        let (secretary, lixue, admin) =
            (account(&test, "secretary").await, account(&test, "lixue").await, account(&test, "admin").await);
        for (login, org, who, status) in [
            ("secretary", test.society, lixue, 403),
            ("reviewer", test.society, secretary, 403),
            ("shuxue", test.society, secretary, 404),
            ("lixue", test.association, admin, 404),
            ("lixue", test.society, admin, 404),
            ("admin", test.other, secretary, 404),
            ("admin", test.association, admin, 403),
            ("lixue", test.society, secretary, 200),
            ("admin", test.society, lixue, 200),
        ] {
            let browser = test.browser(login).await;
            assert_eq!(start(&browser, org, who).await.status(), status, "{login} as {who} of {org}");
            let viewing = actor(&browser).await.viewer.is_some();
            assert_eq!(viewing, status == 200, "{login}");
            if viewing {
                assert_eq!(start(&browser, org, secretary).await.status(), 403, "{login} twice");
            }
        }
    })
    .await;
}

/// ORG-15: a view ends by itself when the person's post or account ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_view_ends_with_the_account_that_is_looked_from() {
    on_each_database(|test: TestApp| async move {
        let secretary = account(&test, "secretary").await;
        let browser = test.browser("admin").await;
        start(&browser, test.society, secretary).await;
        assert!(actor(&browser).await.viewer.is_some());
        let mut tx = test.tx().await;
        let off = "UPDATE accounts SET enabled = FALSE WHERE id = $1";
        tx.run(off, vec![secretary.into()]).await.unwrap();
        tx.commit().await.unwrap();
        let now = actor(&browser).await;
        assert_eq!((now.name.as_str(), now.viewer), ("测试admin", None));
    })
    .await;
}

/// Every server function: its path under `/api/`, whether it is a GET, and its name.
fn functions() -> Vec<(String, bool, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let text = std::fs::read_to_string(&entry).unwrap();
        for part in text.split("#[server(").skip(1) {
            let (head, rest) = part.split_once(")]").unwrap();
            let Some(path) = head.split("endpoint = \"").nth(1) else { continue };
            let path = path.split('"').next().unwrap().to_owned();
            let name = rest.split("pub async fn ").nth(1).unwrap().split('(').next().unwrap().to_owned();
            found.push((path, head.contains("GetUrl"), name));
        }
    }
    found
}

/// ORG-15: the list of calls that only read is the one that the names of the functions tell, and nothing else passes.
#[test]
fn the_calls_that_only_read_are_those_whose_names_say_so() {
    let reads = |name: &str| ["find_", "list_", "search_", "is_"].iter().any(|verb| name.starts_with(verb));
    let posted = functions().into_iter().filter(|(_, get, name)| !get && reads(name)).map(|(path, ..)| path);
    let listed: BTreeSet<String> = READS.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(posted.collect::<BTreeSet<_>>(), listed, "server::viewing::READS");
    let writing: Vec<_> =
        functions().into_iter().filter(|(_, get, name)| *get && !reads(name) && name != "new_record").collect();
    assert!(writing.is_empty(), "a GET that changes something: {writing:?}");
}
