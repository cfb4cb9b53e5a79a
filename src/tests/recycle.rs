//! Deleted records: who finds them, what comes back with them, and what stands in the way.

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::form::Answer;
use societas::domain::ids::RecordId;
use societas::domain::indicator::evaluate::Standing;
use societas::domain::record::recycle::RECYCLE_DAYS;
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::service::register::{delete_record, find_page, find_record, list_recycled, recover_record, save_record};
use societas::service::{Ctx, import, org, session};

use super::support::{TestApp, entry, on_each_database};
use super::{evaluation, import as roster, record_history};

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

async fn save(ctx: &Ctx, register: &str, value: Json) -> SavedRecord {
    let org = ctx.actor().unwrap().org;
    save_record(ctx, org, register, None, 0, answer(value), SaveMode::Valid).await.unwrap()
}

async fn delete(ctx: &Ctx, register: &str, saved: &SavedRecord) {
    delete_record(ctx, register, saved.id, saved.version, None).await.unwrap();
}

async fn total(ctx: &Ctx, register: &str, query: RecordQuery) -> (i64, Option<i64>) {
    let page = find_page(ctx, ctx.actor().unwrap().org, register, query).await.unwrap();
    (page.total, page.recycled)
}

fn reason(outcome: Result<(), AppError>) -> (ReasonCode, Vec<String>) {
    match outcome.unwrap_err() {
        AppError::Denied { mut reasons } => {
            let first = reasons.remove(0);
            (first.code, first.args)
        }
        other => panic!("{other:?}"),
    }
}

fn later(ctx: &Ctx, days: i64) -> Ctx {
    Ctx { now: ctx.now.plus_ms(days * 86_400_000), ..ctx.clone() }
}

const LEVEL: &str = "member_level";

fn level(name: &str) -> Json {
    json!({ "name": name, "fee": "100", "kind": "个人会员", "permissions": ["查看会员资料"] })
}

fn member(name: &str, level: RecordId) -> Json {
    json!({
        "kind": "个人会员", "name": name, "sex": "女", "mobile": "13800138000", "employer": "滨江大学",
        "level": level.to_string(), "joined_on": "2024-03-05",
    })
}

/// what was deleted is listed with who and when, and comes back as it was, found by words and by filters.
#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_record_comes_back_with_everything() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        let first = save(&me, LEVEL, level("普通会员")).await;
        let view = save(&me, "member", member("张三", first.id)).await;
        let id = view.id;
        let words = || RecordQuery { q: "张三".into(), ..RecordQuery::default() };
        let women = || RecordQuery { filters: [("sex".into(), "女".into())].into(), ..RecordQuery::default() };
        delete(&head, "member", &view).await;
        assert_eq!(total(&me, "member", words()).await, (0, Some(1)));

        let listed = list_recycled(&me, "member", 1).await.unwrap();
        let row = &listed.rows[0];
        assert_eq!((listed.total, row.id, row.title.as_str()), (1, id, "张三"));
        assert_eq!((row.deleted_by.as_str(), row.deleted_at, row.days_left), ("测试lixue", head.now, 30));
        assert_eq!(list_recycled(&me, LEVEL, 1).await.unwrap().total, 0, "each register has its own");

        recover_record(&me, "member", id).await.unwrap();
        assert_eq!(total(&me, "member", words()).await, (1, Some(0)));
        assert_eq!(total(&me, "member", women()).await, (1, Some(0)));
        let back = find_record(&me, "member", id).await.unwrap();
        assert_eq!((back.state.as_str(), back.version, back.updated_by.as_str()), ("valid", 3, "测试secretary"));
        assert_eq!(recover_record(&me, "member", id).await.unwrap_err(), AppError::NotFound);
        let told = record_history::history(&me, "member", id, None).await.unwrap();
        let words: Vec<&str> = told.saves.iter().map(|save| save.action.zh.as_str()).collect();
        assert_eq!(words, ["从回收站恢复", "会员退会", "新增记录"]);
    })
    .await;
}

/// a record that counts for a leaf counts again.
#[tokio::test(flavor = "multi_thread")]
async fn the_evaluation_counts_it_again() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        evaluation::open_batch(&test).await;
        let met = async || {
            let view = evaluation::find(&me).await;
            evaluation::leaves(&view.nodes).into_iter().filter(|leaf| leaf.standing == Standing::Met).count()
        };
        let before = met().await;
        let dept = save(
            &me,
            "internal_dept",
            json!({
                "name": "办公室", "founded_on": "2019-03-01", "duties": "日常工作",
                "people": [{ "name": "示例人", "phone": "13800138000", "sex": "女" }],
            }),
        )
        .await;
        let with = met().await;
        delete(&me, "internal_dept", &dept).await;
        assert_eq!(met().await, before);
        recover_record(&me, "internal_dept", dept.id).await.unwrap();
        assert_eq!(met().await, with);
        assert!(with > before, "the record counts for something");
    })
    .await;
}

/// after thirty days it is neither listed nor given back.
#[tokio::test(flavor = "multi_thread")]
async fn after_thirty_days_nothing_is_offered() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let first = save(&me, LEVEL, level("普通会员")).await;
        delete(&me, LEVEL, &first).await;
        let last = later(&me, RECYCLE_DAYS - 1);
        assert_eq!(list_recycled(&last, LEVEL, 1).await.unwrap().rows[0].days_left, 1);
        let over = later(&me, RECYCLE_DAYS);
        assert_eq!(list_recycled(&over, LEVEL, 1).await.unwrap().total, 0);
        assert_eq!(total(&over, LEVEL, RecordQuery::default()).await, (0, Some(0)));
        let refused = reason(recover_record(&over, LEVEL, first.id).await);
        assert_eq!(refused, (ReasonCode::RecycleOver, vec!["30".to_owned()]));
        recover_record(&last, LEVEL, first.id).await.unwrap();
    })
    .await;
}

/// what stands in the way is named.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_named() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let guide = save(&me, "member_guide", json!({ "content": "第一版" })).await;
        delete(&me, "member_guide", &guide).await;
        let second = save(&me, "member_guide", json!({ "content": "第二版" })).await;
        let (code, args) = reason(recover_record(&me, "member_guide", guide.id).await);
        assert_eq!((code, args.len()), (ReasonCode::OneRecordOnly, 1));
        delete(&me, "member_guide", &second).await;
        recover_record(&me, "member_guide", guide.id).await.unwrap();

        let first = save(&me, LEVEL, level("普通会员")).await;
        let view = save(&me, "member", member("张三", first.id)).await;
        delete(&me, "member", &view).await;
        delete(&me, LEVEL, &first).await;
        let (code, args) = reason(recover_record(&me, "member", view.id).await);
        assert_eq!((code, args[1].as_str()), (ReasonCode::PointsToDeleted, "普通会员"));
        recover_record(&me, LEVEL, first.id).await.unwrap();
        recover_record(&me, "member", view.id).await.unwrap();
    })
    .await;
}

/// X-030, E-037, E-077: a branch opens again with its record, and so does an account.
#[tokio::test(flavor = "multi_thread")]
async fn a_branch_and_its_account_open_again() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let branch = json!({
            "name": "示例甲分会", "account": "jiafen", "password": "Branch-2026", "founded_on": "2019-03-01",
            "last_reelection_on": "2023-03-01", "scope": "示例业务范围", "head": "示例负责人",
        });
        let branch = save(&me, "branch", branch).await;
        let account = json!({
            "account": "jiafen-2", "password": "Branch-2026", "branch": branch.id.to_string(),
            "contact_name": "示例联系人", "contact_mobile": "13800000031", "status": "启用",
        });
        let account = save(&me, "sub_account", account).await;
        let visitor = Ctx::anonymous(test.app.clone());
        let enters =
            async |login: &str| session::sign_in(&visitor, &entry(login, "Branch-2026")).await.map(|s| s.actor.org);
        let unit = enters("jiafen-2").await.unwrap();
        delete(&me, "sub_account", &account).await;
        delete(&me, "branch", &branch).await;
        assert!(enters("jiafen").await.is_err() && enters("jiafen-2").await.is_err());

        let (code, args) = reason(recover_record(&me, "sub_account", account.id).await);
        assert_eq!((code, args[1].as_str()), (ReasonCode::PointsToDeleted, "示例甲分会"));
        recover_record(&me, "branch", branch.id).await.unwrap();
        assert_eq!(enters("jiafen").await, Ok(unit));
        assert!(enters("jiafen-2").await.is_err());
        recover_record(&me, "sub_account", account.id).await.unwrap();
        assert_eq!(enters("jiafen-2").await, Ok(unit));
        assert!(org::find_org(&test.ctx("lixue").await, unit, None).await.unwrap().node.org.enabled);
    })
    .await;
}

/// the own unit's people who may change records, and nobody else, find and take back.
#[tokio::test(flavor = "multi_thread")]
async fn deleted_records_are_the_units_own() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let first = save(&me, LEVEL, level("机密等级")).await;
        delete(&me, LEVEL, &first).await;
        let id = first.id;
        for login in ["admin", "reviewer", "stranger", "shuxue"] {
            let other = test.ctx(login).await;
            assert_eq!(recover_record(&other, LEVEL, id).await.unwrap_err(), AppError::NotFound, "{login}");
            let seen = list_recycled(&other, LEVEL, 1).await.map(|page| page.total);
            assert!(matches!(seen, Ok(0) | Err(AppError::Denied { .. })), "{login}: {seen:?}");
        }
        let page = find_page(&test.ctx("reviewer").await, test.society, LEVEL, RecordQuery::default()).await.unwrap();
        assert_eq!(page.recycled, None);
        assert_eq!(recover_record(&me, "member", id).await.unwrap_err(), AppError::NotFound);
        assert_eq!(recover_record(&me, LEVEL, RecordId::fresh()).await.unwrap_err(), AppError::NotFound);
    })
    .await;
}

/// what the undo of an import took away can be taken back too.
#[tokio::test(flavor = "multi_thread")]
async fn an_undone_import_leaves_its_records_in_the_bin() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        save(&me, LEVEL, level("普通会员")).await;
        let plan = roster::plan(&me, &roster::crowd(3)).await;
        import::commit(&me, plan).await.unwrap();
        import::undo(&me, plan).await.unwrap();
        let listed = list_recycled(&me, "member", 1).await.unwrap();
        assert_eq!((listed.total, listed.rows[0].deleted_by.as_str()), (3, "测试secretary"));
        recover_record(&me, "member", listed.rows[0].id).await.unwrap();
        assert_eq!(total(&me, "member", RecordQuery::default()).await, (1, Some(2)));
    })
    .await;
}
