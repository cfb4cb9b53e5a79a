//! The history of records: who changed what, who is told of it, and the way back for one field (REG-10).

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode};
use societas::domain::ids::RecordId;
use societas::domain::log::LogQuery;
use societas::domain::record::SaveMode;
use societas::domain::record::history::{RecordHistory, RecordSave};
use societas::domain::text::Lang;
use societas::service::disclosure::reveal_record;
use societas::service::log::find_log;
use societas::service::register::{
    delete_record, find_form, find_record, find_restore, open_record, restore_field, save_record,
};
use societas::service::{Ctx, import};

use super::import as roster;
use super::invitation::{answer, level};
use super::support::{TestApp, on_each_database};

const MOBILE: &str = "13800138000";

fn member(name: &str, mobile: &str, level: RecordId) -> Json {
    json!({
        "kind": "个人会员", "name": name, "sex": "女", "mobile": mobile, "employer": "滨江大学",
        "level": level.to_string(), "joined_on": "2024-03-05",
    })
}

async fn save(ctx: &Ctx, register: &str, id: Option<RecordId>, value: Json, mode: SaveMode) -> RecordId {
    let org = ctx.actor().unwrap().org;
    let base = match id {
        Some(id) => find_form(ctx, register, id).await.unwrap().version,
        None => 0,
    };
    save_record(ctx, org, register, id, base, answer(value), mode).await.unwrap().id
}

/// What was done to a record.
pub async fn history(
    ctx: &Ctx,
    register: &str,
    id: RecordId,
    revealed: Option<i64>,
) -> Result<RecordHistory, AppError> {
    open_record(ctx, register, id, revealed).await.map(|open| open.history)
}

/// Field, before and after of each change of a save.
fn lines(save: &RecordSave) -> Vec<(&str, &str, &str)> {
    save.changes.iter().map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str())).collect()
}

fn place<'a>(history: &'a RecordHistory, field: &str, before: &str) -> &'a str {
    let held = |save: &&RecordSave| save.changes.iter().any(|c| c.field == field && c.before == before);
    &history.saves.iter().find(held).unwrap().place
}

/// REG-10, X-007, OPS-03: who, when, old and new in words; numbers masked until a reason is given.
#[tokio::test(flavor = "multi_thread")]
async fn every_save_is_told_in_words_and_numbers_stay_masked() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        let first = level(&me).await;
        let id = save(&me, "member", None, member("张三", MOBILE, first), SaveMode::Valid).await;
        let second = json!({ "name": "资深会员", "fee": "1", "kind": "个人会员", "permissions": ["查看会员资料"] });
        let second = save(&me, "member_level", None, second, SaveMode::Valid).await;
        let mut edited = member("张三丰", "13800138001", second);
        edited["sex"] = json!("男");
        save(&head, "member", Some(id), edited, SaveMode::Valid).await;
        delete_record(&me, "member_level", first, 1, None).await.unwrap();

        let told = history(&me, "member", id, None).await.unwrap();
        assert_eq!((told.saves.len(), told.more), (2, false));
        assert_eq!((told.saves[0].name.as_str(), told.saves[0].action.zh.as_str()), ("测试lixue", "修改记录"));
        assert_eq!(
            lines(&told.saves[0]),
            [
                ("name", "张三", "张三丰"),
                ("sex", "女", "男"),
                ("mobile", "138****8000", "138****8001"),
                ("level", "普通会员", "资深会员"),
            ]
        );
        assert_eq!((told.saves[1].name.as_str(), told.saves[1].action.zh.as_str()), ("测试secretary", "新增记录"));
        assert!(lines(&told.saves[1]).contains(&("name", "", "张三")));
        let english = Ctx { lang: Lang::En, ..me.clone() };
        let told = history(&english, "member", id, None).await.unwrap();
        assert!(lines(&told.saves[0]).contains(&("sex", "Female", "Male")), "{:?}", lines(&told.saves[0]));

        let seq = reveal_record(&me, "member", id, "核对会员身份").await.unwrap();
        let full = history(&me, "member", id, Some(seq)).await.unwrap();
        assert!(lines(&full.saves[0]).contains(&("mobile", MOBILE, "13800138001")));
        let other = history(&head, "member", id, Some(seq)).await.unwrap();
        assert!(!format!("{other:?}").contains(MOBILE), "the reason of one person opens nothing to another");
        for login in ["secretary", "reviewer"] {
            let page = test.browser(login).await.get(&format!("/registers/member/{id}")).await.text().await.unwrap();
            assert!(page.contains("张三丰") && page.contains("138****8000") && !page.contains(MOBILE), "{login}");
        }
    })
    .await;
}

/// REG-10: rows by number and name, files by name.
#[tokio::test(flavor = "multi_thread")]
async fn rows_are_summarised() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let expert = |name: &str, unit: &str| json!({ "name": name, "employer": unit });
        let activity = |experts: Vec<Json>| json!({ "name": "年会", "experts": experts });
        let one = activity(vec![expert("甲示例", "滨江大学"), expert("乙示例", "滨江大学")]);
        let id = save(&me, "activity", None, one, SaveMode::Draft).await;
        let two = activity(vec![expert("甲示例", "滨江大学"), expert("乙示例", "别的大学"), expert("丙示例", "")]);
        save(&me, "activity", Some(id), two, SaveMode::Draft).await;
        let told = history(&me, "activity", id, None).await.unwrap();
        assert_eq!(lines(&told.saves[0]), [("experts", "2 行：甲示例、乙示例", "3 行：甲示例、乙示例、丙示例")]);
        assert_eq!(told.saves[0].changes[0].rows, [2]);
    })
    .await;
}

/// REG-10: a restore goes the ordinary way of a save: a new version, the same check, the same conflict, its own word
/// in the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_restored_as_a_new_version() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        let level = level(&me).await;
        let id = save(&me, "member", None, member("张三", MOBILE, level), SaveMode::Valid).await;
        let mut edited = member("张三丰", "13800138001", level);
        edited["employer"] = json!("别的大学");
        save(&head, "member", Some(id), edited, SaveMode::Valid).await;
        let told = history(&me, "member", id, None).await.unwrap();
        let place = place(&told, "employer", "滨江大学").to_owned();

        let preview = find_restore(&me, "member", id, &place, "employer").await.unwrap();
        assert_eq!((preview.change.before.as_str(), preview.change.after.as_str()), ("别的大学", "滨江大学"));
        assert_eq!((preview.version, preview.problems.len(), preview.read_only.len()), (2, 0, 0));
        let number = find_restore(&me, "member", id, &place, "mobile").await.unwrap();
        assert_eq!(number.change.after, MOBILE, "whoever may edit sees the number in full, as in the form");
        let seen = LogQuery { subject: id.to_string(), ..LogQuery::default() };
        let seen = find_log(&head, &seen).await.unwrap().lines;
        assert!(seen.iter().any(|line| line.action.zh.starts_with("打开编辑") && line.name == "测试secretary"));

        match restore_field(&me, "member", id, &place, "employer", 1).await.unwrap_err() {
            AppError::Conflict(conflict) => {
                assert_eq!((conflict.version, conflict.changed_by.as_str()), (2, "测试lixue"))
            }
            other => panic!("{other:?}"),
        }
        restore_field(&me, "member", id, &place, "employer", 2).await.unwrap();
        let view = find_record(&me, "member", id).await.unwrap();
        assert_eq!((view.version, view.answer.text("employer"), view.answer.text("name")), (3, "滨江大学", "张三丰"));
        let told = history(&me, "member", id, None).await.unwrap();
        assert_eq!((told.saves.len(), told.saves[0].action.zh.as_str()), (3, "恢复字段原值"));
        assert_eq!(lines(&told.saves[0]), [("employer", "别的大学", "滨江大学")]);
        let offered = |save: &RecordSave, field: &str| save.changes.iter().any(|c| c.field == field && c.restorable);
        assert!(offered(&told.saves[0], "employer") && !offered(&told.saves[1], "employer"));

        // What the check refuses is refused, with the place: a name must be there.
        let created = &told.saves[2].place;
        let preview = find_restore(&me, "member", id, created, "name").await.unwrap();
        assert_eq!(preview.problems[0].1.code, ProblemCode::Required);
        match restore_field(&me, "member", id, created, "name", 3).await.unwrap_err() {
            AppError::Invalid { problems } => assert_eq!(problems[0].path, "name"),
            other => panic!("{other:?}"),
        }
        for (place, field) in [(place.as_str(), "sex"), (place.as_str(), "nonsense"), ("nonsense", "name")] {
            assert_eq!(find_restore(&me, "member", id, place, field).await.unwrap_err(), AppError::NotFound);
            assert_eq!(restore_field(&me, "member", id, place, field, 3).await.unwrap_err(), AppError::NotFound);
        }
        let other = save(&me, "member", None, member("李四", "13800138009", level), SaveMode::Valid).await;
        let theirs = history(&me, "member", other, None).await.unwrap().saves[0].place.clone();
        let foreign = find_restore(&me, "member", id, &theirs, "name").await.unwrap_err();
        assert_eq!(foreign, AppError::NotFound, "a save of another record restores nothing here");
    })
    .await;
}

/// REG-10: who may only read sees what was valid, gets no former value of a draft, and is told why nothing can be
/// restored.
#[tokio::test(flavor = "multi_thread")]
async fn drafts_stay_with_their_unit_and_readers_restore_nothing() {
    on_each_database(|test: TestApp| async move {
        let (me, reviewer) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        let level = level(&me).await;
        let mut half = member("未定", MOBILE, level);
        half["employer"] = json!("草稿里的单位");
        let id = save(&me, "member", None, half, SaveMode::Draft).await;
        assert_eq!(history(&reviewer, "member", id, None).await.unwrap_err(), AppError::NotFound);
        save(&me, "member", Some(id), member("张三", MOBILE, level), SaveMode::Valid).await;
        let told = history(&reviewer, "member", id, None).await.unwrap();
        assert_eq!(told.saves.len(), 1);
        assert!(lines(&told.saves[0]).contains(&("employer", "", "滨江大学")));
        assert!(!format!("{told:?}").contains("草稿里的单位") && !told.read_only.is_empty());
        assert!(history(&me, "member", id, None).await.unwrap().read_only.is_empty());
        let place = history(&me, "member", id, None).await.unwrap().saves[0].place.clone();
        for refused in [
            find_restore(&reviewer, "member", id, &place, "employer").await.map(|_| ()),
            restore_field(&reviewer, "member", id, &place, "employer", 2).await.map(|_| ()),
        ] {
            assert!(matches!(refused, Err(AppError::Denied { .. })), "{refused:?}");
        }
        let stranger = test.ctx("stranger").await;
        for refused in [
            history(&stranger, "member", id, None).await.map(|_| ()),
            find_restore(&stranger, "member", id, &place, "employer").await.map(|_| ()),
            restore_field(&stranger, "member", id, &place, "employer", 2).await.map(|_| ()),
        ] {
            assert_eq!(refused, Err(AppError::NotFound));
        }
        let page = test.browser("reviewer").await.get(&format!("/registers/member/{id}")).await.text().await.unwrap();
        assert!(page.contains("id=\"why-not-restore\"") && !page.contains("/restore?save="), "{page}");
    })
    .await;
}

/// REG-10: what an import wrote is told too, with the value before it; an import that was taken back is not.
#[tokio::test(flavor = "multi_thread")]
async fn imports_are_told_unless_they_were_taken_back() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let head = ["姓名", "性别", "手机号", "工作单位", "入会时间"];
        let row = |unit: &'static str| ["李示例", "男", "13800000002", unit, "2024-03-05"];
        let first = roster::plan(&me, &roster::table(&[&head, &row("旧单位")])).await;
        import::commit(&me, first).await.unwrap();
        let found = societas::domain::record::RecordQuery { q: "李示例".into(), ..Default::default() };
        let found = societas::service::register::find_page(&me, test.society, "member", found).await.unwrap();
        let id = found.rows[0].id;
        let second = roster::plan(&me, &roster::table(&[&head, &row("新单位")])).await;
        import::commit(&me, second).await.unwrap();
        let told = history(&me, "member", id, None).await.unwrap();
        assert_eq!(lines(&told.saves[0]), [("employer", "旧单位", "新单位")]);
        assert_eq!((told.saves.len(), told.saves[0].name.as_str()), (2, "测试secretary"));
        let place = told.saves[0].place.clone();
        restore_field(&me, "member", id, &place, "employer", 2).await.unwrap();
        assert_eq!(find_record(&me, "member", id).await.unwrap().answer.text("employer"), "旧单位");

        let third = roster::plan(&me, &roster::table(&[&head, &row("错单位")])).await;
        import::commit(&me, third).await.unwrap();
        import::undo(&me, third).await.unwrap();
        let told = history(&me, "member", id, None).await.unwrap();
        assert_eq!(told.saves.len(), 3);
        assert!(!format!("{told:?}").contains("错单位"));
        assert_eq!(find_record(&me, "member", id).await.unwrap().answer.text("employer"), "旧单位");
    })
    .await;
}
