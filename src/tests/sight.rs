//! What is masked, who sees it in full, and who learns of that (X-007, OPS-03, OPS-04, ORG-14).

use serde_json::{Value as Json, json};
use societas::domain::account::{NewAccount, Role};
use societas::domain::error::{AppError, ProblemCode};
use societas::domain::ids::RecordId;
use societas::domain::log::LogQuery;
use societas::domain::record::{RecordQuery, RecordView, SaveMode, SavedRecord};
use societas::service::disclosure::{list_sights, reveal_record};
use societas::service::log::find_log;
use societas::service::{Ctx, account, congress, import, invitation, register};

use super::invitation::{answer, applicant, applications, invite, level};
use super::support::{TestApp, on_each_database};
use super::{congress as board, import as roster};

const ID_NO: &str = "110101199003079964";
const MOBILE: &str = "13800138000";

async fn member(ctx: &Ctx) -> SavedRecord {
    let level = level(ctx).await;
    let typed = json!({
        "kind": "个人会员", "name": "示例会员", "sex": "女", "mobile": MOBILE, "employer": "滨江大学",
        "id_type": "居民身份证", "id_no": ID_NO, "birth_date": "1990-03-07",
        "level": level.to_string(), "joined_on": "2024-03-05",
    });
    let org = ctx.actor().unwrap().org;
    register::save_record(ctx, org, "member", None, 0, answer(typed), SaveMode::Valid).await.unwrap()
}

/// Actions of the society's log about a subject, the newest first: action, person, reason.
async fn told(test: &TestApp, subject: RecordId) -> Vec<(String, String)> {
    let query = LogQuery { subject: subject.to_string(), ..LogQuery::default() };
    let found = find_log(&test.ctx("lixue").await, &query).await.unwrap().lines;
    found.into_iter().map(|line| (line.action.zh, line.name)).collect()
}

fn clean(what: &str, text: &str) {
    for number in [ID_NO, MOBILE] {
        assert!(!text.contains(number), "{what} has {number}");
    }
}

/// nothing that leaves the server without a reason has a full number: pages, calls, lists, search, pickers,
/// applications, previews, nominees, the log and its export.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_carries_a_full_number_without_a_reason() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let id = member(&me).await.id;
        let level = RecordId::to_string(&level_of(&me, id).await);
        let token = invite(&me).await.invitation.token;
        let mut applying = applicant(level.parse().unwrap(), MOBILE);
        applying.set("id_type", "居民身份证");
        applying.set("id_no", ID_NO);
        applying.set("birth_date", "1990-03-07");
        invitation::apply(&Ctx::anonymous(test.app.clone()), &token, applying).await.unwrap();
        let application = applications(&me).await[0].id;
        let congress_id = board::set_up(&test).await;
        let mut nominee = board::form(1, "delegate");
        nominee.mobile = MOBILE.into();
        congress::nominate(&me, congress_id, &nominee).await.unwrap();

        for login in ["secretary", "lixue", "admin", "reviewer"] {
            let browser = test.browser(login).await;
            let mut pages = vec![format!("/registers/member/{id}"), format!("/registers/member?org={}", test.society)];
            pages.push(format!("/registers/member?org={}&q=示例会员", test.society));
            pages.push(format!("/api/register/find?register=member&id={id}"));
            pages.push(format!("/api/register/find?register=member&id={id}&revealed=1"));
            if matches!(login, "secretary" | "lixue") {
                pages.push(format!("/applications/{application}"));
                pages.push(format!("/congress/{congress_id}"));
                pages.push("/api/register/candidates?register=member&words=示例".to_owned());
            } else {
                pages.push(format!("/registers/member/{id}/edit"));
                pages.push(format!("/api/register/form?register=member&id={id}"));
            }
            if matches!(login, "lixue" | "admin") {
                pages.push(format!("/log?org={}", test.society));
                pages.push(format!("/log/export/csv?org={}", test.society));
            }
            for page in pages {
                let answer = browser.raw(reqwest::Method::GET, &page).send().await.unwrap();
                assert_eq!(answer.status(), 200, "{login} {page}");
                clean(&format!("{login} {page}"), &answer.text().await.unwrap());
            }
        }
        let found =
            register::find_page(&me, test.society, "member", RecordQuery { q: ID_NO.into(), ..Default::default() });
        assert_eq!(found.await.unwrap().total, 1, "a full number still finds its record");
        let plan = roster::plan(&me, &roster::crowd(3)).await;
        let shown = import::find_preview(&me, plan, None, 1, societas::domain::text::Lang::Zh).await.unwrap();
        let shown = serde_json::to_string(&shown.rows).unwrap();
        assert!(shown.contains("****"), "{shown}");
    })
    .await;
}

async fn level_of(ctx: &Ctx, id: RecordId) -> RecordId {
    register::find_record(ctx, "member", id).await.unwrap().answer.text("level").parse().unwrap()
}

/// whoever may change a record sees it in full in the form, once a day in the log; others see masks there too.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_is_full_for_those_who_may_change_it_and_says_so_once_a_day() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let id = member(&me).await.id;
        for _ in 0..3 {
            let form = register::find_form(&me, "member", id).await.unwrap();
            assert_eq!((form.answer.text("mobile"), form.hidden), (MOBILE, false));
        }
        let other = register::find_form(&test.ctx("reviewer").await, "member", id).await.unwrap();
        assert_eq!((other.answer.text("mobile"), other.hidden), ("138****8000", true));
        assert!(!other.read_only.is_empty());
        let edits = told(&test, id).await.into_iter().filter(|(action, _)| action.starts_with("打开编辑")).count();
        assert_eq!(edits, 1);
        let tomorrow = Ctx { now: me.now.plus_ms(86_400_000), ..me.clone() };
        register::find_form(&tomorrow, "member", id).await.unwrap();
        let edits = told(&test, id).await.into_iter().filter(|(action, _)| action.starts_with("打开编辑")).count();
        assert_eq!(edits, 2);
        let picked = register::find_candidate(&me, "member", id).await.unwrap();
        assert_eq!(picked.values["id_no"], ID_NO);
        assert!(told(&test, id).await.contains(&("选用记录".to_owned(), "测试secretary".to_owned())));
        // A saved form leaves the number whole.
        let mut edited = register::find_form(&me, "member", id).await.unwrap();
        edited.answer.set("employer", "示例单位");
        register::save_record(&me, test.society, "member", Some(id), edited.version, edited.answer, SaveMode::Valid)
            .await
            .unwrap();
        assert_eq!(register::find_form(&me, "member", id).await.unwrap().answer.text("id_no"), ID_NO);
    })
    .await;
}

/// OPS-03: a reveal asks for a reason, is logged with it, and opens the record for the one who asked, for a moment.
#[tokio::test(flavor = "multi_thread")]
async fn a_reveal_asks_for_a_reason_and_holds_for_one_person_and_a_moment() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let id = member(&me).await.id;
        let admin = test.ctx("admin").await;
        for (reason, code) in [(" ", ProblemCode::Required), ("看看", ProblemCode::TooShort)] {
            match reveal_record(&admin, "member", id, reason).await.unwrap_err() {
                AppError::Invalid { problems } => {
                    assert_eq!((problems[0].path.as_str(), problems[0].code), ("reason", code))
                }
                other => panic!("{other:?}"),
            }
        }
        let long = "长".repeat(201);
        assert!(matches!(reveal_record(&admin, "member", id, &long).await, Err(AppError::Invalid { .. })));
        let reviewer = test.ctx("reviewer").await;
        assert!(matches!(reveal_record(&reviewer, "member", id, "核对身份").await, Err(AppError::Denied { .. })));
        let stranger = test.ctx("stranger").await;
        assert_eq!(reveal_record(&stranger, "member", id, "核对身份").await, Err(AppError::NotFound));

        let seq = reveal_record(&admin, "member", id, "核对会员身份").await.unwrap();
        let full = register::find_revealed(&admin, "member", id, Some(seq)).await.unwrap();
        assert_eq!((full.answer.text("id_no"), full.revealed, full.hidden), (ID_NO, true, false));
        let masked = |view: RecordView| view.answer.text("id_no") == "1101**********9964" && view.hidden;
        assert!(masked(register::find_record(&admin, "member", id).await.unwrap()));
        assert!(masked(register::find_revealed(&me, "member", id, Some(seq)).await.unwrap()), "for the one who asked");
        assert!(masked(register::find_revealed(&admin, "member", id, Some(seq - 1)).await.unwrap()));
        let later = Ctx { now: admin.now.plus_ms(3 * 60_000), ..admin.clone() };
        assert!(masked(register::find_revealed(&later, "member", id, Some(seq)).await.unwrap()), "for a moment");
        let query = LogQuery { action: "record.reveal".into(), ..LogQuery::default() };
        let line = find_log(&test.ctx("lixue").await, &query).await.unwrap().lines.remove(0);
        assert_eq!((line.name.as_str(), line.subject.as_str()), ("测试admin", "示例会员"));
        assert!(line.details.iter().any(|d| d.after == "核对会员身份"));

        // The same by a browser without scripts.
        let (browser, text) = (test.browser("lixue").await, id.to_string());
        let page = format!("/registers/member/{id}");
        let fields = |reason| {
            [("register", "member"), ("id", text.as_str()), ("reason", reason), ("back", &page), ("_page", &page)]
        };
        let refused = browser.submit("/api/register/reveal", &fields("")).await;
        assert_eq!(refused.status(), 422);
        clean("a refused reveal", &refused.text().await.unwrap());
        let led = browser.submit("/api/register/reveal", &fields("与本人核对")).await;
        assert_eq!(led.status(), 302);
        let to = led.headers()["location"].to_str().unwrap().to_owned();
        assert!(to.starts_with(&format!("{page}?revealed=")), "{to}");
        let shown = browser.get(&to).await.text().await.unwrap();
        assert!(shown.contains(ID_NO) && shown.contains(MOBILE) && shown.contains("仅本次显示"));
        clean("the page after it", &browser.get(&page).await.text().await.unwrap());
        clean("the page of another", &test.browser("secretary").await.get(&to).await.text().await.unwrap());
    })
    .await;
}

/// an export of a list is masked without a reason and full with one; both are logged, and the person learns of
/// the full one.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_masked_unless_a_reason_is_given() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        member(&me).await;
        let browser = test.browser("secretary").await;
        let path = "/registers/member/export";
        let take = async |fields: &[(&str, &str)]| browser.submit(path, fields).await;
        let masked = take(&[("format", "csv")]).await.text().await.unwrap();
        assert!(masked.contains("示例会员") && masked.contains("138****8000"), "{masked}");
        clean("an export without a reason", &masked);
        let none = take(&[("format", "csv"), ("q", "没有此人")]).await.text().await.unwrap();
        assert_eq!(none.trim_end().lines().count(), 1, "the head alone: {none}");
        let refused = take(&[("format", "csv"), ("reason", "看看")]).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("至少 4 个字"));
        let full = take(&[("format", "csv"), ("reason", "寄送会员证书")]).await.text().await.unwrap();
        assert!(full.contains(ID_NO) && full.contains(MOBILE));
        let excel = take(&[("format", "xlsx"), ("reason", "寄送会员证书")]).await.bytes().await.unwrap();
        use calamine::{DataType, Reader};
        let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(excel.to_vec())).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert!(
            sheet.rows().any(|row| row.iter().any(|cell| cell.as_string().as_deref() == Some(ID_NO))),
            "as a text, whole"
        );

        let foreign = format!("{path}?");
        for (login, status) in [("reviewer", 403), ("stranger", 404)] {
            let org = test.society.to_string();
            let fields = [("format", "csv"), ("org", org.as_str()), ("reason", "寄送会员证书")];
            assert_eq!(test.browser(login).await.submit(&foreign, &fields).await.status(), status, "{login}");
        }
        let query = LogQuery { action: "register.export".into(), ..LogQuery::default() };
        let told = find_log(&test.ctx("lixue").await, &query).await.unwrap().lines;
        let reasons = told.iter().filter(|line| line.details.iter().any(|d| d.after == "寄送会员证书")).count();
        assert_eq!((told.len(), reasons), (4, 2));
        let new = NewAccount {
            login: "person".into(),
            name: "示例会员".into(),
            mobile: MOBILE.into(),
            email: "person@example.org".into(),
            password: super::support::PASSWORD.into(),
        };
        account::create_account(&test.ctx("lixue").await, test.society, Role::Staff, new).await.unwrap();
        let sights = list_sights(&test.ctx("person").await).await.unwrap();
        assert_eq!(sights.rows.iter().filter(|s| s.reason == "寄送会员证书").count(), 2);
    })
    .await;
}

/// OPS-04: a person sees who opened, revealed and took data about them, by mobile and by the identity number of the
/// member record with that mobile, in every unit; not what they did themselves.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_who_looked_at_their_data() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        let id = member(&me).await.id;
        let new = NewAccount {
            login: "person".into(),
            name: "示例会员".into(),
            mobile: MOBILE.into(),
            email: "person@example.org".into(),
            password: super::support::PASSWORD.into(),
        };
        account::create_account(&head, test.society, Role::Staff, new).await.unwrap();
        let person = test.ctx("person").await;
        assert_eq!(list_sights(&person).await.unwrap().rows, []);

        register::find_record(&test.ctx("reviewer").await, "member", id).await.unwrap();
        register::find_record(&person, "member", id).await.unwrap();
        reveal_record(&test.ctx("admin").await, "member", id, "核对会员身份").await.unwrap();
        // Another society has the person under another mobile number, with the same identity number.
        let stranger = test.ctx("stranger").await;
        let party: Json = json!({ "name": "示例会员", "id_no": ID_NO, "mobile": "13900000001" });
        let theirs =
            register::save_record(&stranger, test.other, "party_member", None, 0, answer(party), SaveMode::Draft);
        let theirs = theirs.await.unwrap().id;
        register::find_record(&test.ctx("shuxue").await, "party_member", theirs).await.unwrap();

        let sights = list_sights(&person).await.unwrap();
        assert_eq!((sights.mobile.as_str(), sights.by_id_number), ("138****8000", true));
        let rows: Vec<_> =
            sights.rows.iter().map(|s| (s.name.as_str(), s.action.zh.as_str(), s.reason.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("测试shuxue", "打开记录", ""),
                ("测试admin", "查看完整号码", "核对会员身份"),
                ("测试reviewer", "打开记录", ""),
            ]
        );
        let none = list_sights(&me).await.unwrap();
        assert_eq!((none.mobile.as_str(), none.rows.len()), ("", 0));
        let page = test.browser("person").await.get("/account").await.text().await.unwrap();
        assert!(page.contains("谁查看过我的信息") && page.contains("核对会员身份") && page.contains("138****8000"));
        clean("the own account page", &page);
    })
    .await;
}

/// ORG-14: the panel names units, roles and people from the table of rights and the tree; a draft is the unit's own.
#[tokio::test(flavor = "multi_thread")]
async fn the_panel_names_everybody_who_can_read_a_record() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let id = member(&me).await.id;
        let units = register::open_record(&me, "member", id, None).await.unwrap().readers;
        assert_eq!(units.iter().map(|u| u.org).collect::<Vec<_>>(), [test.association, test.society]);
        let named = |at: usize, role: Role| units[at].roles.iter().find(|r| r.role == role).unwrap();
        let reviewer = named(0, Role::Reviewer);
        assert_eq!(
            (reviewer.names.as_slice(), reviewer.may_reveal, reviewer.may_edit),
            (&["测试reviewer".to_owned()][..], false, false)
        );
        let staff = named(1, Role::Staff);
        assert_eq!(
            (staff.names.as_slice(), staff.may_reveal, staff.may_edit),
            (&["测试secretary".to_owned()][..], true, true)
        );
        assert!(!units.iter().flat_map(|u| &u.roles).any(|r| r.role == Role::Liaison));
        // What the panel says is what happens.
        for login in ["admin", "reviewer", "lixue", "secretary"] {
            let ctx = test.ctx(login).await;
            let name = &ctx.actor().unwrap().name;
            assert!(units.iter().flat_map(|u| &u.roles).any(|r| r.names.contains(name)), "{login}");
            assert!(register::find_record(&ctx, "member", id).await.is_ok(), "{login}");
        }
        for login in ["stranger", "shuxue"] {
            let found = register::open_record(&test.ctx(login).await, "member", id, None).await;
            assert_eq!(found, Err(AppError::NotFound), "{login}");
        }
        let typed = answer(json!({ "name": "草稿部" }));
        let draft =
            register::save_record(&me, test.society, "internal_dept", None, 0, typed, SaveMode::Draft).await.unwrap();
        let units = register::open_record(&me, "internal_dept", draft.id, None).await.unwrap().readers;
        assert_eq!(units.iter().map(|u| u.org).collect::<Vec<_>>(), [test.society]);
        let page = test.browser("reviewer").await.get(&format!("/registers/member/{id}")).await.text().await.unwrap();
        assert!(page.contains("谁能看到此记录") && page.contains("测试secretary"));
    })
    .await;
}
