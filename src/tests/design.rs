//! Registers that the association designs: more fields, lists of choices, whole registers; versions of definitions.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::{Answer, FormDefinition};
use societas::domain::ids::OrgId;
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::service::Ctx;
use societas::service::register::{
    delete_record, find_form, find_page, find_record, list_registers, new_record, preview_design, save_record,
};

use super::support::{TestApp, on_each_database};

const DESIGNS: &str = "register_design";

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

async fn save(ctx: &Ctx, org: OrgId, register: &str, value: Json) -> SavedRecord {
    save_record(ctx, org, register, None, 0, answer(value), SaveMode::Valid).await.unwrap()
}

fn system(name: &str) -> Json {
    json!({ "name": name, "kind": "网站", "url": "https://example.org", "online_on": "2020-01-02", "intro": "介绍" })
}

/// More fields for 信息系统: a choice from these values, demanded.
fn security(choices: &str) -> Json {
    json!({ "scope": "在已有登记册中增加字段", "register": "info_system", "title": "网络安全等级",
        "fields": [{ "label": "安全等级", "label_en": "Security level", "kind": "单选", "choices": choices,
            "required": "是", "listed": "是", "filter": "是" }] })
}

fn own(definition: &FormDefinition) -> Vec<String> {
    definition.fields.iter().map(|f| f.key.clone()).filter(|key| key.starts_with("x_")).collect()
}

async fn form(ctx: &Ctx, register: &str) -> FormDefinition {
    new_record(ctx, register, BTreeMap::new()).await.unwrap().definition
}

/// REG-01, REG-14: a field that the association adds stands in every society's form at once; a record of before
/// is read with the form that it was entered with and changed with the present one.
#[tokio::test(flavor = "multi_thread")]
async fn an_added_field_holds_at_once_and_old_records_keep_their_form() {
    on_each_database(|test: TestApp| async move {
        let (before, admin) = (test.ctx("secretary").await, test.ctx("admin").await);
        let plain = form(&before, "info_system").await;
        let complete = |mut value: Json| {
            // Whatever the form demands besides.
            for field in plain.fields.iter().filter(|f| f.required && f.when.is_none()) {
                value.as_object_mut().unwrap().entry(field.key.clone()).or_insert(json!("示例"));
            }
            value
        };
        let old = save_record(
            &before,
            test.society,
            "info_system",
            None,
            0,
            answer(complete(system("旧系统"))),
            SaveMode::Draft,
        )
        .await
        .unwrap();

        let design = save(&admin, test.association, DESIGNS, security("一级\n二级 = Level 2\n三级")).await;
        let me = test.ctx("secretary").await;
        let now = form(&me, "info_system").await;
        assert_eq!(now.version, plain.version + 1);
        let [key] = &own(&now)[..] else { panic!("one field") };
        assert_eq!(find_record(&admin, DESIGNS, design.id).await.unwrap().answer.rows("fields")[0].text("code"), key);

        let page = find_page(&me, None, "info_system", RecordQuery::default()).await.unwrap();
        assert_eq!(page.definition.columns.last(), Some(key));
        let read = find_record(&me, "info_system", old.id).await.unwrap();
        assert_eq!((read.definition.version, own(&read.definition)), (plain.version, vec![]));
        let edit = find_form(&me, "info_system", old.id).await.unwrap();
        assert_eq!((edit.definition.version, own(&edit.definition)), (now.version, vec![key.clone()]));

        // The new field is demanded and checked as any other, and found by its filter.
        let mut typed = read.answer;
        let (id, version) = (Some(old.id), old.version);
        let refused = save_record(&me, test.society, "info_system", id, version, typed.clone(), SaveMode::Valid).await;
        let AppError::Invalid { problems } = refused.unwrap_err() else { panic!("refused") };
        assert!(problems.iter().any(|p| p.path == *key && p.code == ProblemCode::Required), "{problems:?}");
        typed.set(key, "二级");
        save_record(&me, test.society, "info_system", id, version, typed, SaveMode::Draft).await.unwrap();
        let kept = find_record(&me, "info_system", old.id).await.unwrap();
        assert_eq!(kept.definition.version, now.version);
        let by = |value: &str| RecordQuery {
            filters: BTreeMap::from([(key.clone(), value.to_owned())]),
            ..RecordQuery::default()
        };
        assert_eq!(find_page(&me, None, "info_system", by("二级")).await.unwrap().total, 1);
        assert_eq!(find_page(&me, None, "info_system", by("三级")).await.unwrap().total, 0);

        // Without the design the register is what it was, under its old number; the record keeps what it has.
        let (id, version) = (design.id, design.version);
        delete_record(&admin, DESIGNS, id, version, None).await.unwrap();
        let later = test.ctx("secretary").await;
        assert_eq!(form(&later, "info_system").await, plain);
        let read = find_record(&later, "info_system", old.id).await.unwrap();
        assert_eq!((read.definition.version, read.answer.text(key)), (now.version, "二级"));
    })
    .await;
}

/// REG-01: a register that the association sets up is one like those of the program.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_register_appears_with_list_form_search_and_template() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let list = save(
            &admin,
            test.association,
            "option_list",
            json!({ "title": "服务类别", "choices": [{ "value": "科普", "en": "Popular science" }, { "value": "助老" }] }),
        )
        .await;
        let design = json!({ "scope": "新建登记册", "title": "志愿服务", "title_en": "Voluntary service",
            "purpose": "登记学会的志愿服务。", "menu": "业务管理平台", "fields": [
                { "label": "项目名称", "kind": "单行文本", "required": "是" },
                { "label": "类别", "kind": "单选", "list": list.id.to_string(), "filter": "是" },
                { "label": "服务时数", "kind": "整数" }] });
        let design = save(&admin, test.association, DESIGNS, design).await;
        let key = find_record(&admin, DESIGNS, design.id).await.unwrap().answer.text("code").to_owned();

        let me = test.ctx("secretary").await;
        let registers = list_registers(&me, None).await.unwrap();
        let summary = registers.iter().find(|r| r.key == key).expect("the register is offered");
        assert_eq!((summary.name.zh.as_str(), summary.records), ("志愿服务", 0));
        let form = form(&me, &key).await;
        let [title, class, hours] = &own(&form)[..] else { panic!("three fields") };
        let saved = save(&me, test.society, &key, json!({ title: "科普进社区", class: "科普", hours: "12" })).await;
        assert_eq!(saved.state, "valid");
        let query = RecordQuery { q: "社区".into(), ..RecordQuery::default() };
        assert_eq!(find_page(&me, None, &key, query).await.unwrap().rows[0].id, saved.id);
        let wrong = json!({ title: "二", class: "没有的" });
        let refused = save_record(&me, test.society, &key, None, 0, answer(wrong), SaveMode::Valid).await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })));

        let browser = test.browser("secretary").await;
        for path in ["", "/new", &format!("/{}", saved.id)] {
            let page = browser.get(&format!("/registers/{key}{path}")).await;
            assert_eq!(page.status(), 200, "{path}");
            assert!(page.text().await.unwrap().contains("项目名称"), "{path}");
        }
        assert_eq!(browser.get(&format!("/imports/template/{key}")).await.status(), 200);
        assert_eq!(browser.submit(&format!("/registers/{key}/export"), &[]).await.status(), 200);
        // The reader above sees the records of the units below.
        let above = test.ctx("admin").await;
        assert_eq!(find_page(&above, Some(test.society), &key, RecordQuery::default()).await.unwrap().total, 1);
    })
    .await;
}

/// Only the administrator of the unit at the top designs; for everybody else the register of designs is not there.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_topmost_unit_designs() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let design = save(&admin, test.association, DESIGNS, security("一级\n二级")).await;
        let reviewer = test.ctx("reviewer").await;
        let again = save_record(&reviewer, test.association, DESIGNS, None, 0, answer(security("甲")), SaveMode::Valid);
        let AppError::Denied { reasons } = again.await.unwrap_err() else { panic!("denied") };
        assert_eq!(reasons[0].code, ReasonCode::RoleMayNot);
        assert!(matches!(preview_design(&reviewer, answer(security("甲"))).await, Err(AppError::Denied { .. })));

        let head = test.ctx("lixue").await;
        assert_eq!(new_record(&head, DESIGNS, BTreeMap::new()).await.unwrap_err(), AppError::NotFound);
        assert_eq!(preview_design(&head, answer(security("甲"))).await.unwrap_err(), AppError::NotFound);
        assert_eq!(find_page(&head, None, DESIGNS, RecordQuery::default()).await.unwrap_err(), AppError::NotFound);
        let typed = save_record(&head, test.society, DESIGNS, None, 0, answer(security("甲")), SaveMode::Valid);
        assert!(matches!(typed.await.unwrap_err(), AppError::Denied { .. } | AppError::NotFound));
        assert_eq!(find_record(&head, DESIGNS, design.id).await.unwrap_err(), AppError::NotFound);
        assert!(!list_registers(&head, None).await.unwrap().iter().any(|r| r.key == DESIGNS));
        assert_eq!(list_registers(&admin, None).await.unwrap().len(), 3, "designs, lists and calls");
    })
    .await;
}

/// A design that does not hold is refused at its places, kept as a draft, and changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_design_with_faults_is_refused_at_its_places() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let faulty = json!({ "scope": "在已有登记册中增加字段", "register": "info_system", "title": "有误",
            "fields": [{ "label": "系统名称", "kind": "单行文本", "after": "没有这个字段" },
                       { "label": "新", "kind": "单选" }] });
        let faulty = answer(faulty);
        let draft = save_record(&admin, test.association, DESIGNS, None, 0, faulty.clone(), SaveMode::Draft).await;
        let (id, version) = draft.map(|draft| (Some(draft.id), draft.version)).unwrap();
        let refused = save_record(&admin, test.association, DESIGNS, id, version, faulty.clone(), SaveMode::Valid);
        let AppError::Invalid { problems } = refused.await.unwrap_err() else { panic!("refused") };
        let found: Vec<(&str, ProblemCode)> = problems.iter().map(|p| (p.path.as_str(), p.code)).collect();
        assert!(found.contains(&("fields.1.choices", ProblemCode::Required)), "{found:?}");
        let seen = preview_design(&admin, faulty).await.unwrap();
        assert!(!seen.problems.is_empty() && seen.definition.is_some());
        assert_eq!(own(&form(&test.ctx("secretary").await, "info_system").await), Vec::<String>::new());
    })
    .await;
}

/// Versions are numbered once: a process that starts later, and another one on the same store, give every definition
/// the number that it has, and see a design at once.
#[tokio::test(flavor = "multi_thread")]
async fn versions_are_the_same_for_all_processes() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let versions = |ctx: &Ctx| -> Vec<(String, i64)> {
            ctx.catalog.registers().iter().map(|r| (r.key.clone(), r.version)).collect()
        };
        save(&admin, test.association, DESIGNS, security("一级\n二级")).await;
        let now = versions(&test.ctx("admin").await);
        let again = test.restarted(|_| {}).await;
        assert_eq!(versions(&again.ctx("admin").await), now);

        if let Some(twin) = test.twin().await {
            let there = test.browser("secretary").await.at(&twin);
            let more = json!({ "scope": "在已有登记册中增加字段", "register": "journal", "title": "期刊补充",
                "fields": [{ "label": "投稿邮箱", "kind": "电子邮箱" }] });
            save(&test.ctx("admin").await, test.association, DESIGNS, more).await;
            let page = there.get("/registers/journal/new").await.text().await.unwrap();
            assert!(page.contains("投稿邮箱"));
            twin.app.db.close().await;
        }
    })
    .await;
}
