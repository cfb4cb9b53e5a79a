//! Registers: drafts, checks, conflicts, lists, search, scope, pickers, plain form posts.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::{Answer, Kind, Value};
use societas::domain::ids::{OrgId, RecordId};
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::service::register::{
    delete_record, find_candidate, find_candidates, find_form, find_page, find_record, list_registers, new_record,
    save_record,
};
use societas::service::{Ctx, draft};

use super::support::{Browser, TestApp, failure, on_each_database};

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

async fn save(ctx: &Ctx, org: OrgId, register: &str, value: Json) -> SavedRecord {
    save_record(ctx, org, register, None, 0, answer(value), SaveMode::Valid).await.unwrap()
}

async fn level(ctx: &Ctx, org: OrgId) -> RecordId {
    save(
        ctx,
        org,
        "member_level",
        json!({ "name": "普通会员", "fee": "100", "kind": "个人会员", "permissions": ["查看会员资料"] }),
    )
    .await
    .id
}

fn member(name: &str, mobile: &str, level: RecordId) -> Json {
    json!({
        "kind": "个人会员", "name": name, "sex": "女", "mobile": mobile, "employer": "滨江大学",
        "level": level.to_string(), "joined_on": "2024-03-05",
    })
}

fn codes(error: AppError) -> Vec<(String, ProblemCode)> {
    match error {
        AppError::Invalid { problems } => problems.into_iter().map(|p| (p.path, p.code)).collect(),
        other => panic!("{other:?}"),
    }
}

fn words(q: &str) -> RecordQuery {
    RecordQuery { q: q.into(), ..RecordQuery::default() }
}

/// REG-02, REG-18, E-021, E-022: 临时保存 skips what is demanded and checked, 保存 does not; the state says which it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_everything_and_a_valid_record_no_error() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let typed = json!({ "kind": "个人会员", "mobile": "abc", "birth_date": "去年", "id_no": "110101199003079961" });
        let refused = save_record(&me, test.society, "member", None, 0, answer(typed.clone()), SaveMode::Valid)
            .await
            .unwrap_err();
        let found = codes(refused);
        for expected in [
            ("name", ProblemCode::Required),
            ("birth_date", ProblemCode::NotADay),
            ("id_no", ProblemCode::IdNumberChecksum),
            ("mobile", ProblemCode::Mobile),
            ("level", ProblemCode::Required),
        ] {
            assert!(found.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} in {found:?}");
        }
        let kept =
            save_record(&me, test.society, "member", None, 0, answer(typed.clone()), SaveMode::Draft).await.unwrap();
        assert_eq!((kept.state.as_str(), kept.version), ("draft", 1));
        let again = find_form(&me, "member", kept.id).await.unwrap();
        assert_eq!(again.answer, answer(typed));
        assert!(!again.problems.is_empty());
        assert_eq!(again.updated_by, "测试secretary");
    })
    .await;
}

/// REG-15, X-005: the second of two who save gets what the first has stored.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_save_of_the_same_version_is_a_conflict_with_the_stored_answer() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me, test.society).await;
        let first = save(&me, test.society, "member", member("张三", "13800138000", level)).await;
        let (id, edited) = (Some(first.id), answer(member("张三丰", "13800138000", level)));
        let head = test.ctx("lixue").await;
        let second = save_record(&head, test.society, "member", id, first.version, edited.clone(), SaveMode::Valid)
            .await
            .unwrap();
        assert_eq!(second.version, 2);
        let mine = answer(member("张四", "13800138000", level));
        match save_record(&me, test.society, "member", id, first.version, mine, SaveMode::Valid).await.unwrap_err() {
            AppError::Conflict(conflict) => {
                assert_eq!((conflict.changed_by.as_str(), conflict.version), ("测试lixue", 2));
                let stored: Answer = serde_json::from_str(&conflict.stored.unwrap()).unwrap();
                assert_eq!(stored.text("name"), "张三丰");
            }
            other => panic!("{other:?}"),
        }
        let same = save_record(&me, test.society, "member", id, 2, edited, SaveMode::Valid).await.unwrap();
        assert_eq!(same.version, 2, "saving what is stored already changes nothing");
    })
    .await;
}

/// nothing is lost silently, however many save at once.
#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_racing_saves_of_one_version_one_wins() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me, test.society).await;
        let first = save(&me, test.society, "member", member("张三", "13800138000", level)).await;
        let tries = (0..50).map(|n| {
            let (me, id, org) = (me.clone(), Some(first.id), test.society);
            let edited = answer(member(&format!("张三{n}"), "13800138000", level));
            tokio::spawn(async move { save_record(&me, org, "member", id, 1, edited, SaveMode::Valid).await })
        });
        let outcomes = futures::future::join_all(tries).await;
        let won = outcomes.into_iter().filter(|o| match o.as_ref().unwrap() {
            Ok(view) => view.version == 2,
            Err(error) => {
                assert!(matches!(error, AppError::Conflict(_)), "{error:?}");
                false
            }
        });
        assert_eq!(won.count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_with_one_record_per_unit_takes_no_second_one() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        assert_eq!(new_record(&me, "member_guide", BTreeMap::new()).await.unwrap().id, None);
        let tries = (0..20).map(|n| {
            let (me, org) = (me.clone(), test.society);
            let text = answer(json!({ "content": format!("第 {n} 版") }));
            tokio::spawn(async move { save_record(&me, org, "member_guide", None, 0, text, SaveMode::Draft).await })
        });
        let outcomes = futures::future::join_all(tries).await;
        assert_eq!(outcomes.into_iter().filter(|o| o.as_ref().unwrap().is_ok()).count(), 1);
        assert!(new_record(&me, "member_guide", BTreeMap::new()).await.unwrap().id.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_found_by_words_filtered_and_paged() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me, test.society).await;
        for n in 0..25 {
            let mut typed = member(&format!("李{}", ["明", "华", "强"][n % 3]), &format!("139000000{n:02}"), level);
            typed["sex"] = json!(if n % 5 == 0 { "男" } else { "女" });
            save(&me, test.society, "member", typed).await;
        }
        let page = |query| find_page(&me, test.society, "member", query);
        let all = page(RecordQuery::default()).await.unwrap();
        assert_eq!((all.total, all.rows.len(), all.page), (25, 20, 1));
        assert_eq!(page(RecordQuery { page: 2, ..RecordQuery::default() }).await.unwrap().rows.len(), 5);
        assert_eq!(page(RecordQuery { page: 99, ..RecordQuery::default() }).await.unwrap().page, 2);
        assert_eq!(page(words("李华")).await.unwrap().total, 8);
        assert_eq!(page(words("华")).await.unwrap().total, 8);
        assert_eq!(page(words("0013")).await.unwrap().total, 1, "the last four digits find a number");
        assert_eq!(page(words("张")).await.unwrap().total, 0);
        assert_eq!(page(words("？")).await.unwrap().total, 0);
        let men = RecordQuery { filters: BTreeMap::from([("sex".into(), "男".into())]), ..RecordQuery::default() };
        assert_eq!(page(men.clone()).await.unwrap().total, 5);
        assert_eq!(page(RecordQuery { q: "李明".into(), ..men.clone() }).await.unwrap().total, 2);
        let row = &all.rows[0];
        assert!(row.cells.contains(&"139****0024".to_owned()), "{:?}", row.cells);
        assert!(row.cells.contains(&"普通会员".to_owned()), "a chosen record shows its title: {:?}", row.cells);

        let view = find_form(&me, "member", row.id).await.unwrap();
        let mut edited = view.answer.clone();
        edited.set("sex", "男");
        save_record(&me, test.society, "member", view.id, view.version, edited, SaveMode::Valid).await.unwrap();
        assert_eq!(page(men).await.unwrap().total, 6, "a kept total ends with the change of the register");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_others_are_missing_everywhere_and_drafts_are_the_units_own() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me, test.society).await;
        let valid = save(&me, test.society, "member", member("张三", "13800138000", level)).await;
        let half = answer(json!({ "kind": "个人会员", "name": "李四" }));
        let half = save_record(&me, test.society, "member", None, 0, half, SaveMode::Draft).await.unwrap();
        let (valid, half) = (valid.id, half.id);

        let reviewer = test.ctx("reviewer").await;
        assert_eq!(find_page(&reviewer, test.society, "member", RecordQuery::default()).await.unwrap().total, 1);
        assert!(!find_record(&reviewer, "member", valid).await.unwrap().read_only.is_empty());
        assert_eq!(find_record(&reviewer, "member", half).await.unwrap_err(), AppError::NotFound);
        assert_eq!(delete_record(&reviewer, "member", half, 1, None).await.unwrap_err(), AppError::NotFound);
        let counts = |registers: Vec<societas::domain::record::RegisterSummary>| {
            registers.into_iter().find(|r| r.key == "member").map(|r| (r.records, r.drafts)).unwrap()
        };
        assert_eq!(counts(list_registers(&me, test.society).await.unwrap()), (2, 1));
        assert_eq!(counts(list_registers(&reviewer, test.society).await.unwrap()), (1, 0));

        let browser = test.browser("reviewer").await;
        let list = browser.get(&format!("/registers/member?org={}&q=张三", test.society)).await.text().await.unwrap();
        let kept = format!("<input type=\"hidden\" name=\"org\" value=\"{}\">", test.society);
        assert!(list.contains("张三") && list.contains("力学学会") && list.contains(&kept), "{list}");

        let stranger = test.ctx("stranger").await;
        for outcome in [
            find_record(&stranger, "member", valid).await.map(|_| ()),
            find_page(&stranger, test.society, "member", RecordQuery::default()).await.map(|_| ()),
            list_registers(&stranger, test.society).await.map(|_| ()),
            delete_record(&stranger, "member", valid, 1, None).await,
            draft::find_draft(&stranger, test.society, "member", Some(valid)).await.map(|_| ()),
            save_record(&stranger, test.society, "member", Some(valid), 1, Answer::default(), SaveMode::Draft)
                .await
                .map(|_| ()),
            save_record(&stranger, test.other, "member", Some(valid), 1, Answer::default(), SaveMode::Draft)
                .await
                .map(|_| ()),
            find_record(&me, "branch", valid).await.map(|_| ()),
            find_record(&me, "nonsense", valid).await.map(|_| ()),
        ] {
            assert_eq!(outcome, Err(AppError::NotFound));
        }
        assert!(find_candidates(&stranger, "member", "张三").await.unwrap().is_empty());

        let theirs = answer(member("王五", "13900000000", level));
        let refused = save_record(&stranger, test.other, "member", None, 0, theirs, SaveMode::Valid).await.unwrap_err();
        assert_eq!(codes(refused), [("level".to_owned(), ProblemCode::UnknownRecord)]);

        let browser = test.browser("stranger").await;
        let (id, missing) = (valid.to_string(), "01234567-89ab-7fff-bfff-ffffffffffff");
        for id in [id.as_str(), missing] {
            let answer = browser.get(&format!("/api/register/find?register=member&id={id}")).await;
            assert_eq!(failure(answer).await, AppError::NotFound);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_record_leaves_lists_and_a_level_in_use_stays() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let old = level(&me, test.society).await;
        let view = save(&me, test.society, "member", member("张三", "13800138000", old)).await;
        let id = view.id;
        match delete_record(&me, "member_level", old, 1, None).await.unwrap_err() {
            AppError::Denied { reasons } => assert_eq!(reasons[0].code, ReasonCode::LevelInUse),
            other => panic!("{other:?}"),
        }
        assert!(matches!(delete_record(&me, "member", id, 7, None).await, Err(AppError::Conflict(_))));

        // E-077: its members move to another level of the unit in the same step.
        let other = level(&me, test.society).await;
        let half = answer(json!({ "name": "资深会员" }));
        let draft = save_record(&me, test.society, "member_level", None, 0, half, SaveMode::Draft).await.unwrap();
        let draft = draft.id;
        let foreign = level(&test.ctx("shuxue").await, test.other).await;
        let elsewhere = member("李四", "13800138001", other);
        let elsewhere = save(&me, test.society, "member", elsewhere).await.id;
        for wrong in [old, draft, foreign, id, RecordId::fresh()] {
            match delete_record(&me, "member_level", old, 1, Some(wrong)).await.unwrap_err() {
                AppError::Invalid { problems } => assert_eq!(problems[0].path, "successor"),
                other => panic!("{other:?}"),
            }
        }
        delete_record(&me, "member_level", old, 1, Some(other)).await.unwrap();
        let moved = find_record(&me, "member", id).await.unwrap();
        assert_eq!((moved.answer.text("level"), moved.version), (other.to_string().as_str(), 2));
        assert_eq!(find_record(&me, "member_level", old).await.unwrap_err(), AppError::NotFound);
        assert_eq!(find_record(&me, "member", elsewhere).await.unwrap().answer.text("level"), other.to_string());
        delete_record(&me, "member", elsewhere, 1, None).await.unwrap();
        let level = other;
        delete_record(&me, "member", id, 2, None).await.unwrap();
        assert_eq!(find_record(&me, "member", id).await.unwrap_err(), AppError::NotFound);
        assert_eq!(find_page(&me, test.society, "member", words("张三")).await.unwrap().total, 0);
        assert_eq!(delete_record(&me, "member", id, 3, None).await.unwrap_err(), AppError::NotFound);
        delete_record(&me, "member_level", level, 1, None).await.unwrap();
    })
    .await;
}

/// E-052, E-088: the members of the own society are offered, by words.
#[tokio::test(flavor = "multi_thread")]
async fn pickers_offer_valid_records_of_the_own_unit() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me, test.society).await;
        save(&me, test.society, "member", member("张三", "13800138000", level)).await;
        save(&me, test.society, "member", member("张三丰", "13800138001", level)).await;
        let found = find_candidates(&me, "member", "张三").await.unwrap();
        assert_eq!(found.iter().map(|c| c.title.as_str()).collect::<Vec<_>>(), ["张三丰", "张三"]);
        assert_eq!(found[1].values["mobile"], "138****8000", "a list has no full numbers");
        assert_eq!(find_candidate(&me, "member", found[1].id).await.unwrap().values["mobile"], "13800138000");
        assert!(found[1].note.contains("138****8000"), "{}", found[1].note);
        assert_eq!(find_candidates(&me, "member", "").await.unwrap().len(), 2);
        let reviewer = test.ctx("reviewer").await;
        assert!(matches!(find_candidates(&reviewer, "member", "").await, Err(AppError::Denied { .. })));
    })
    .await;
}

/// REG-03, X-004: what was typed is kept on the server beside the record until it is saved.
#[tokio::test(flavor = "multi_thread")]
async fn drafts_belong_to_their_author_and_end_with_the_save() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let typed = answer(json!({ "name": "半成品 😀", "fee": "一百" }));
        draft::keep_draft(&me, test.society, "member_level", None, 0, typed.clone()).await.unwrap();
        let kept = draft::find_draft(&me, test.society, "member_level", None).await.unwrap().unwrap();
        assert_eq!((kept.answer, kept.base_version), (typed, 0));
        let colleague = test.ctx("lixue").await;
        assert_eq!(draft::find_draft(&colleague, test.society, "member_level", None).await.unwrap(), None);
        level(&me, test.society).await;
        assert_eq!(draft::find_draft(&me, test.society, "member_level", None).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_what_changed() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let id = level(&me, test.society).await;
        let edited =
            answer(json!({ "name": "普通会员", "fee": "120", "kind": "个人会员", "permissions": ["查看会员资料"] }));
        save_record(&me, test.society, "member_level", Some(id), 1, edited, SaveMode::Valid).await.unwrap();
        let mut tx = test.tx().await;
        let rows = tx
            .all(
                "SELECT payload FROM events WHERE subject_id = $1 AND action = 'record.update'",
                vec![societas::store::db::Val::from(id)],
            )
            .await
            .unwrap();
        let payload: Json = rows[0].json("payload").unwrap();
        assert_eq!(payload["changes"], json!({ "fee": ["100.00", "120.00"] }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_answered_not_feared() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let url = "/api/register/save";
        let org = test.society.to_string();
        let post = |body: Json| post_json(&browser, url, body);
        let call = |answer: Json| {
            json!({ "org": org, "register": "member", "id": null, "base_version": 0, "answer": answer, "mode": "draft" })
        };
        for (body, status) in [
            (json!({}), 422),
            (call(json!({ "name": 7 })), 422),
            (call(json!({ "name": "a\u{0}b😀\u{3000}" })), 200),
            (call(json!({ "name": "长".repeat(400_000) })), 413),
            (call(json!({ "edu_history": "不是行", "attachments": [{}], "zzz": ["a"] })), 200),
            (json!({ "org": org, "register": "member", "id": "x", "base_version": 0, "answer": {}, "mode": "draft" }), 422),
        ] {
            let answer = post(body.clone()).await;
            assert_eq!(answer.status(), status, "{}", &body.to_string().chars().take(200).collect::<String>());
        }
        let me = test.ctx("secretary").await;
        let forged = answer(json!({ "name": "x", "member_no": "伪造", "status": "y", "zzz": "z" }));
        let saved = save_record(&me, test.society, "member", None, 0, forged, SaveMode::Draft).await.unwrap();
        let saved = find_form(&me, "member", saved.id).await.unwrap();
        assert!(saved.answer.0.keys().all(|k| k == "name"), "{:?}", saved.answer);
        let derived = save_record(&me, test.society, "member_application", None, 0, Answer::default(), SaveMode::Draft).await;
        assert!(matches!(derived, Err(AppError::Denied { .. })));
        let page = find_page(&me, test.society, "member", RecordQuery { q: "%'\u{0};--".into(), page: i64::MIN, filters: BTreeMap::from([("zzz".into(), "x".into()), ("sex".into(), "'".into())]) }).await;
        assert_eq!(page.unwrap().total, 0);
    })
    .await;
}

async fn post_json(browser: &Browser, path: &str, body: Json) -> reqwest::Response {
    let origin = browser.raw(reqwest::Method::POST, path).header("accept", "application/json");
    origin.header("sec-fetch-site", "same-origin").json(&body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_form_post_saves_or_comes_back_with_what_was_typed() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let me = test.ctx("secretary").await;
        let answer = browser
            .submit("/records/member_level/save", &[("name", " 普通会员 "), ("fee", "一百"), ("_mode", "valid")])
            .await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], "/registers/member_level/new?show=problems");
        let kept = draft::find_draft(&me, test.society, "member_level", None).await.unwrap().unwrap();
        assert_eq!(kept.answer.text("fee"), "一百");

        let answer = browser
            .submit(
                "/records/member_level/save",
                &[
                    ("name", "普通会员"),
                    ("fee", "100"),
                    ("kind", "个人会员"),
                    ("permissions", "查看会员资料"),
                    ("_mode", "valid"),
                ],
            )
            .await;
        assert_eq!(answer.status(), 303);
        let id: RecordId = answer.headers()["location"].to_str().unwrap().rsplit('/').next().unwrap().parse().unwrap();
        let view = find_record(&me, "member_level", id).await.unwrap();
        assert_eq!(view.answer.0["fee"], Value::Text("100.00".into()));

        let id = id.to_string();
        let stale = [("_id", id.as_str()), ("_version", "7"), ("name", "x"), ("fee", "1"), ("_mode", "valid")];
        let answer = browser.submit("/records/member_level/save", &stale).await;
        assert_eq!(answer.headers()["location"], format!("/registers/member_level/{id}/edit?show=conflict").as_str());
        assert_eq!(test.browser("stranger").await.submit("/records/member_level/save", &stale).await.status(), 404);
        assert_eq!(test.visitor().submit("/records/member_level/save", &stale).await.headers()["location"], "/sign-in");
    })
    .await;
}

/// REG-22: the blank form is there for everybody who may read the register, whatever it holds.
#[tokio::test(flavor = "multi_thread")]
async fn every_register_has_a_blank_form() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let text = answer(json!({ "content": "第一版" }));
        save_record(&me, test.society, "member_guide", None, 0, text, SaveMode::Valid).await.unwrap();
        let browser = test.browser("secretary").await;
        for definition in test.app.catalog.get().registers().iter().filter(|definition| !definition.design) {
            let answer = browser.get(&format!("/registers/{}/blank", definition.key)).await;
            assert_eq!(answer.status(), 200, "{}", definition.key);
            let page = answer.text().await.unwrap();
            assert!(page.contains("滨江市力学学会") && !page.contains("第一版"), "{}", definition.key);
            for field in definition.fields.iter().filter(|f| !matches!(f.kind, Kind::Computed { .. } | Kind::Password))
            {
                let label = field.label.zh.replace('&', "&amp;");
                assert!(page.contains(&label), "{}: {label}", definition.key);
                if let Kind::Select { choices, .. } = &field.kind {
                    assert!(choices.iter().all(|choice| page.contains(&choice.value)), "{}: {label}", definition.key);
                }
            }
        }
        for unknown in ["nonsense", "register_design"] {
            assert_eq!(browser.get(&format!("/registers/{unknown}/blank")).await.status(), 404);
        }
        assert_eq!(test.browser("reviewer").await.get("/registers/member/blank").await.status(), 200);
    })
    .await;
}
