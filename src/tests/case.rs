//! Cases of records: handing in, withdrawing, returning, deciding, handing over, reminding, and who sees what waits.

use serde_json::json;
use societas::domain::account::Role;
use societas::domain::case::{CaseList, CaseView};
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::form::{Answer, Kind};
use societas::domain::ids::RecordId;
use societas::domain::notification::NotificationKind;
use societas::domain::org::NewOrg;
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::domain::workbench::Task;
use societas::domain::workflow::course::Ask;
use societas::service::register::{delete_record, find_page, find_record, list_registers, open_record, save_record};
use societas::service::{Ctx, account, case, notification, org, workbench};

use super::evaluation as evaluated;
use super::message::later;
use super::support::{TestApp, new_account, on_each_database};

/// An activity that can be handed in.
pub fn activity(test: &TestApp, name: &str) -> Answer {
    let catalog = test.app.catalog.get();
    let definition = catalog.register("activity").unwrap();
    let first = |key: &str| match &definition.field(key).unwrap().kind {
        Kind::Select { choices, .. } => choices[0].value.clone(),
        other => panic!("{other:?}"),
    };
    let value = json!({
        "name": name, "class": first("class"), "form": first("form"), "level": first("level"), "start": "2026-03-01",
        "end": "2026-03-02", "place": "示例会议中心", "host": "滨江市力学学会", "summary": "示例简介",
        "participants": "120", "experts": [{ "name": "示例专家" }],
    });
    serde_json::from_value(value).unwrap()
}

/// Hands an activity in.
pub async fn handed_in(test: &TestApp, ctx: &Ctx, name: &str) -> RecordId {
    save(test, ctx, None, name, SaveMode::Valid).await.unwrap().id
}

async fn save(
    test: &TestApp,
    ctx: &Ctx,
    of: Option<(RecordId, i64)>,
    name: &str,
    mode: SaveMode,
) -> Result<SavedRecord, AppError> {
    let (id, version) = of.unzip();
    let org = ctx.actor().unwrap().org;
    save_record(ctx, org, "activity", id, version.unwrap_or(0), activity(test, name), mode).await
}

/// The case of a record, as somebody sees it.
pub async fn found(ctx: &Ctx, id: RecordId) -> CaseView {
    for register in ["activity", "party_group_member", "service_team", "reelection_case"] {
        if let Ok(open) = open_record(ctx, register, id, None).await {
            return open.case.unwrap();
        }
    }
    panic!("no register with cases has this record")
}

/// Takes a step with the case as it is now.
pub async fn act(ctx: &Ctx, id: RecordId, verb: &str, opinion: &str) -> Result<(), AppError> {
    let version = found(ctx, id).await.version;
    case::act(ctx, id, version, Ask { verb, opinion, ..Ask::default() }).await
}

/// The codes of a refusal.
pub fn reasons<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<ReasonCode> {
    match result.unwrap_err() {
        AppError::Denied { reasons } => reasons.into_iter().map(|reason| reason.code).collect(),
        other => panic!("{other:?}"),
    }
}

/// The desk of somebody; the number of the workbench is the length of the list behind it.
pub async fn desk(ctx: &Ctx) -> Vec<String> {
    let CaseList { rows, total, .. } = case::list_cases(ctx, 1).await.unwrap();
    let tasks = workbench::list_tasks(ctx).await.unwrap();
    let number = tasks.iter().find(|t| t.task == Task::CasesToHandle).map(|t| t.count);
    assert_eq!((number, total), (Some(rows.len() as i64), rows.len() as i64));
    rows.into_iter().map(|row| row.title).collect()
}

/// What somebody was told of and has not read.
pub async fn told(ctx: &Ctx) -> Vec<NotificationKind> {
    let list = notification::list_notifications(ctx, true, 1).await.unwrap();
    list.rows.into_iter().map(|n| n.kind).filter(|k| *k != NotificationKind::Appointed).collect()
}

/// The verbs that somebody can take now.
pub fn open_moves(view: &CaseView) -> Vec<&str> {
    view.moves.iter().filter(|m| m.reasons.is_empty()).map(|m| m.verb.as_str()).collect()
}

/// E-108, E-109, WFL-03, WFL-04, X-027: a draft is the society's own; handed in it waits for the association; what is
/// returned comes back to the one who returned it.
#[tokio::test(flavor = "multi_thread")]
async fn activity_is_handed_in_withdrawn_returned_and_approved() {
    on_each_database(|test: TestApp| async move {
        let (me, admin, reviewer) = (test.ctx("secretary").await, test.ctx("admin").await, test.ctx("reviewer").await);
        let draft = save(&test, &me, None, "学术年会", SaveMode::Draft).await.unwrap();
        let id = draft.id;
        assert_eq!(find_record(&admin, "activity", id).await, Err(AppError::NotFound));
        assert_eq!(desk(&admin).await, [""; 0]);
        save(&test, &me, Some((id, draft.version)), "学术年会", SaveMode::Valid).await.unwrap();
        assert_eq!(desk(&admin).await, ["学术年会"]);
        assert_eq!(told(&reviewer).await, [NotificationKind::CaseArrived]);
        let view = found(&me, id).await;
        assert_eq!((view.unit.as_deref(), open_moves(&view)), (Some("滨江市科学技术协会"), vec!["withdraw"]));
        assert_eq!(open_moves(&found(&admin, id).await), ["return", "approve"]);

        act(&later(&me, 1_000), id, "withdraw", "").await.unwrap();
        assert_eq!(find_record(&admin, "activity", id).await, Err(AppError::NotFound));
        assert_eq!((desk(&admin).await.len(), told(&reviewer).await.len()), (0, 0));
        let version = found(&me, id).await.version;
        save(&test, &later(&me, 2_000), Some((id, version)), "学术年会", SaveMode::Valid).await.unwrap();
        assert_eq!(reasons(act(&me, id, "approve", "").await), [ReasonCode::NotParentUnit]);
        assert_eq!(reasons(act(&reviewer, id, "return", " ").await), [ReasonCode::OpinionMissing]);
        assert_eq!(reasons(act(&me, id, "resubmit", "").await), [ReasonCode::StateForbids], "only the form hands in");
        act(&later(&reviewer, 3_000), id, "return", "请补充总结").await.unwrap();
        assert_eq!((desk(&me).await, desk(&admin).await), (vec!["学术年会".to_owned()], Vec::new()));
        assert_eq!(told(&me).await, [NotificationKind::CaseReturned]);
        assert_eq!(reasons(act(&admin, id, "approve", "").await), [ReasonCode::StateForbids]);

        let version = found(&me, id).await.version;
        let kept = save(&test, &me, Some((id, version)), "学术年会（改）", SaveMode::Draft).await.unwrap();
        assert_eq!(kept.state, "returned");
        save(&test, &later(&me, 4_000), Some((id, kept.version)), "学术年会（改）", SaveMode::Valid).await.unwrap();
        assert_eq!((desk(&reviewer).await.len(), desk(&admin).await.len(), desk(&me).await.len()), (1, 0, 0));
        assert_eq!(reasons(act(&admin, id, "approve", "").await), [ReasonCode::HeldByAnother]);
        act(&later(&reviewer, 5_000), id, "approve", "同意").await.unwrap();
        assert_eq!(told(&me).await, [NotificationKind::CaseDecided]);
        let view = found(&me, id).await;
        assert_eq!((view.state.as_str(), view.unit.clone(), desk(&reviewer).await.len()), ("approved", None, 0));
        let verbs: Vec<&str> = view.timeline.iter().map(|step| step.verb.zh.as_str()).collect();
        assert_eq!(verbs, ["提交", "撤回", "提交", "退回", "重新提交", "通过"]);
        assert_eq!(view.timeline[3].opinion, "请补充总结");
        assert_eq!(reasons(act(&me, id, "withdraw", "").await), [ReasonCode::StateForbids]);
        let draft = save(&test, &me, Some((id, view.version)), "学术年会", SaveMode::Draft).await;
        assert_eq!(reasons(draft), [ReasonCode::WithdrawFirst]);
        save(&test, &me, Some((id, view.version)), "学术年会", SaveMode::Valid).await.unwrap();
        assert_eq!(desk(&admin).await, ["学术年会"], "edited after it was approved it is handed in anew");
        let version = found(&me, id).await.version;
        delete_record(&me, "activity", id, version, None).await.unwrap();
        assert_eq!(desk(&admin).await.len(), 0);
    })
    .await;
}

/// What was decided is what was seen: of many at once one succeeds, the others learn who was first.
#[tokio::test(flavor = "multi_thread")]
async fn case_is_decided_once() {
    on_each_database(|test: TestApp| async move {
        let (me, admin) = (test.ctx("secretary").await, test.ctx("admin").await);
        let id = handed_in(&test, &me, "科普讲座").await;
        let version = found(&admin, id).await.version;
        let tasks = (0..20).map(|n| {
            let ctx = admin.clone();
            tokio::spawn(async move {
                let verb = if n % 2 == 0 { "approve" } else { "return" };
                case::act(&ctx, id, version, Ask { verb, opinion: "意见", ..Ask::default() }).await
            })
        });
        let mut good = 0;
        for task in tasks.collect::<Vec<_>>() {
            match task.await.unwrap() {
                Ok(()) => good += 1,
                Err(error) => assert!(matches!(error, AppError::Conflict(_)), "{error:?}"),
            }
        }
        assert_eq!((good, found(&me, id).await.timeline.len()), (1, 2));
    })
    .await;
}

/// WFL-07: each one by itself, what is skipped is named; what is not the actor's to see has no name.
#[tokio::test(flavor = "multi_thread")]
async fn batch_names_what_it_skipped() {
    on_each_database(|test: TestApp| async move {
        let (me, admin, stranger) = (test.ctx("secretary").await, test.ctx("admin").await, test.ctx("stranger").await);
        let mut chosen = Vec::new();
        for name in ["甲", "乙", "丙"] {
            let id = handed_in(&test, &me, name).await;
            chosen.push((id, format!("{id}.{}", found(&me, id).await.version)));
        }
        act(&admin, chosen[1].0, "approve", "").await.unwrap();
        let unknown = format!("{}.1", RecordId::fresh());
        let all: Vec<String> = chosen.iter().map(|(_, value)| value.clone()).chain([unknown.clone()]).collect();
        let without = case::decide_cases(&admin, &all[..1], false, "").await.unwrap();
        assert_eq!(reasons(without[0].error.clone().map_or(Ok(()), Err)), [ReasonCode::OpinionMissing]);
        let outcomes = case::decide_cases(&admin, &all, true, "").await.unwrap();
        let done: Vec<(&str, bool)> = outcomes.iter().map(|o| (o.title.as_str(), o.error.is_none())).collect();
        assert_eq!(done, [("甲", true), ("乙", false), ("丙", true), ("", false)]);
        assert_eq!(outcomes[3].error, Some(AppError::NotFound));
        assert_eq!(reasons(case::decide_cases(&admin, &[], true, "").await), [ReasonCode::NothingTicked]);
        let foreign = case::decide_cases(&stranger, &all, true, "").await.unwrap();
        assert!(foreign.iter().all(|o| o.title.is_empty() && o.error == Some(AppError::NotFound)));
        assert_eq!(desk(&stranger).await, [""; 0]);
    })
    .await;
}

/// WFL-06: handed to a colleague, taken back by the head of the unit, done by a deputy on the days of an absence.
#[tokio::test(flavor = "multi_thread")]
async fn case_changes_hands_within_the_unit() {
    on_each_database(|test: TestApp| async move {
        let (me, admin, reviewer) = (test.ctx("secretary").await, test.ctx("admin").await, test.ctx("reviewer").await);
        let account = |ctx: &Ctx| ctx.actor().unwrap().account;
        let id = handed_in(&test, &me, "研讨会").await;
        assert!(matches!(case::hand_over(&admin, id, account(&me), None).await, Err(AppError::Invalid { .. })));
        case::hand_over(&admin, id, account(&reviewer), None).await.unwrap();
        assert_eq!((desk(&admin).await.len(), desk(&reviewer).await.len()), (0, 1));
        assert!(told(&reviewer).await.contains(&NotificationKind::CaseHandedOver));
        assert_eq!(reasons(act(&me, id, "withdraw", "").await), [ReasonCode::AlreadyTouched]);
        let today = admin.today();
        let days = (today.to_string(), today.plus_days(3).to_string());
        let deputy = account(&admin).to_string();
        assert!(case::set_absence(&reviewer, &account(&me).to_string(), &days.0, &days.1).await.is_err());
        assert!(case::set_absence(&reviewer, &deputy, &days.1, &days.0).await.is_err());
        case::set_absence(&reviewer, &deputy, &days.0, &days.1).await.unwrap();
        assert_eq!((desk(&admin).await.len(), desk(&reviewer).await.len()), (1, 1));
        let after = later(&admin, 5 * 24 * 60 * 60 * 1000);
        assert_eq!(desk(&after).await.len(), 0);
        case::end_absence(&reviewer).await.unwrap();
        assert_eq!(reasons(act(&admin, id, "approve", "").await), [ReasonCode::HeldByAnother]);
        case::set_absence(&reviewer, &deputy, &days.0, &days.1).await.unwrap();
        act(&admin, id, "approve", "").await.unwrap();

        let second = handed_in(&test, &me, "讲座").await;
        case::hand_over(&reviewer, second, account(&admin), None).await.unwrap();
        assert_eq!(
            reasons(case::hand_over(&reviewer, second, account(&reviewer), None).await),
            [ReasonCode::HeldByAnother]
        );
    })
    .await;
}

/// WFL-10: the author reminds once a day; an overdue case says so on both sides.
#[tokio::test(flavor = "multi_thread")]
async fn author_reminds_and_a_late_case_is_marked() {
    use societas::domain::workflow::deadline::Due;
    on_each_database(|test: TestApp| async move {
        let (me, admin) = (test.ctx("secretary").await, test.ctx("admin").await);
        let id = handed_in(&test, &me, "论坛").await;
        case::urge(&me, id).await.unwrap();
        assert!(told(&admin).await.contains(&NotificationKind::CaseUrged));
        assert_eq!(reasons(case::urge(&me, id).await), [ReasonCode::UrgedRecently]);
        assert_eq!(reasons(case::urge(&admin, id).await), [ReasonCode::NotOwnUnit]);
        let day = 24 * 60 * 60 * 1000;
        case::urge(&later(&me, day), id).await.unwrap();
        assert_eq!(found(&later(&me, 15 * day), id).await.due, Due::In(0));
        let late = later(&admin, 17 * day);
        assert_eq!(found(&late, id).await.due, Due::Over(2));
        assert_eq!(case::list_cases(&late, 1).await.unwrap().rows[0].due, Due::Over(2));
        act(&admin, id, "approve", "").await.unwrap();
        assert_eq!(reasons(case::urge(&me, id).await), [ReasonCode::NobodyHasIt]);
    })
    .await;
}

fn by_state(state: &str) -> RecordQuery {
    let filters = [("status".to_owned(), state.to_owned())].into_iter().filter(|(_, value)| !value.is_empty());
    RecordQuery { filters: filters.collect(), ..RecordQuery::default() }
}

/// E-090, E-091: leaving takes effect when the association agrees; then the list and the evaluation are without him.
#[tokio::test(flavor = "multi_thread")]
async fn member_of_the_party_group_leaves_when_the_association_agrees() {
    on_each_database(|test: TestApp| async move {
        let (me, admin) = (test.ctx("secretary").await, test.ctx("admin").await);
        evaluated::open_batch(&test).await;
        evaluated::complete(&test, test.society).await;
        let register = "party_group_member";
        let titles = async |state: &str| -> Vec<RecordId> {
            let page = find_page(&me, None, register, by_state(state)).await.unwrap();
            assert_eq!(page.total, page.rows.len() as i64);
            page.rows.into_iter().map(|row| row.id).collect()
        };
        let counted = async || {
            let view = evaluated::find(&me).await;
            let leaf = evaluated::leaves(&view.nodes).into_iter().find(|l| l.code == "1.1.1.1");
            leaf.is_some_and(|leaf| leaf.percent == 100)
        };
        let all = titles("").await;
        let id = all[0];
        assert!(all.len() == 3 && counted().await);
        assert_eq!(reasons(act(&me, id, "leave", "").await), [ReasonCode::OpinionMissing]);
        act(&me, id, "leave", "工作调动").await.unwrap();
        assert_eq!((titles("leaving").await, titles("").await.len()), (vec![id], 3));
        assert!(counted().await, "in office until the association agrees");
        assert_eq!(desk(&admin).await.len(), 1);
        act(&admin, id, "refuse", "请先交接").await.unwrap();
        assert_eq!((found(&me, id).await.state, desk(&admin).await.len()), ("valid".to_owned(), 0));

        act(&me, id, "leave", "工作调动").await.unwrap();
        act(&admin, id, "approve", "").await.unwrap();
        assert_eq!((titles("").await.len(), titles("left").await), (2, vec![id]));
        assert!(!counted().await);
        let summary = list_registers(&me, None).await.unwrap().into_iter().find(|r| r.key == register).unwrap();
        assert_eq!(summary.records, 2, "the number is that of the list behind it");
        let read = find_record(&admin, register, id).await.unwrap();
        let shown = |key: &str| read.computed.get(key).cloned().unwrap_or_default();
        assert_eq!((shown("status"), shown("leave_reason")), ("已离任".to_owned(), "工作调动".to_owned()));
        assert_eq!(shown("to"), admin.today().to_string());
        assert_eq!(reasons(act(&me, id, "leave", "再次").await), [ReasonCode::StateForbids]);
    })
    .await;
}

/// S-004, S-009, ORG-02, WFL-02, WFL-03: only executing units keep service teams; each unit above decides in turn, and
/// what the root returns comes straight back to it.
#[tokio::test(flavor = "multi_thread")]
async fn service_team_climbs_from_the_executing_unit_to_the_root() {
    on_each_database(|test: TestApp| async move {
        let (admin, society) = (test.ctx("admin").await, test.ctx("secretary").await);
        let mut above = (admin.clone(), test.association);
        let mut units = Vec::new();
        for (kind, code, login) in
            [("management", "SHENG", "sheng"), ("management", "SHI", "shi"), ("executing", "ZHIXING", "zhixing")]
        {
            let new =
                NewOrg { kind: kind.into(), code: code.into(), name: format!("示例单位{code}"), founded: None };
            let unit = org::create_org(&above.0, above.1, new).await.unwrap();
            account::create_account(&above.0, unit, Role::Administrator, new_account(login)).await.unwrap();
            above = (test.ctx(login).await, unit);
            units.push(above.0.clone());
        }
        let [sheng, shi, me] = &units[..] else { panic!() };
        let keys = async |ctx: &Ctx| -> Vec<String> {
            list_registers(ctx, None).await.unwrap().into_iter().map(|r| r.key).collect()
        };
        assert_eq!(keys(me).await, ["service_team"]);
        assert!(!keys(&society).await.contains(&"service_team".to_owned()));
        assert!(keys(shi).await.is_empty());
        let team = json!({
            "name": "示例服务团", "code": "2026-01", "region": "110101", "started": "是", "started_on": "2026-03-01",
            "mode": "单批次",
        });
        let team: Answer = serde_json::from_value(team).unwrap();
        let save_as = async |ctx: &Ctx, id: Option<RecordId>, version: i64, code: &str| {
            let mut team = team.clone();
            team.set("code", code);
            save_record(ctx, ctx.actor().unwrap().org, "service_team", id, version, team, SaveMode::Valid).await
        };
        let save = async |ctx: &Ctx, id: Option<RecordId>, version: i64| save_as(ctx, id, version, "2026-01").await;
        assert_eq!(reasons(save(&society, None, 0).await), [ReasonCode::NotKeptHere]);
        let id = save(me, None, 0).await.unwrap().id;
        assert_eq!((desk(shi).await.len(), desk(sheng).await.len(), desk(&admin).await.len()), (1, 0, 0));
        assert_eq!(reasons(act(&admin, id, "approve", "").await), [ReasonCode::NotTheTurn]);
        let version = found(me, id).await.version;
        let edited = save_as(me, Some(id), version, "2026-02").await;
        assert_eq!(reasons(edited), [ReasonCode::StateForbids], "what waits above is not changed under the reader");
        act(shi, id, "approve", "").await.unwrap();
        assert_eq!((desk(shi).await.len(), desk(sheng).await.len(), desk(&admin).await.len()), (0, 1, 0));
        act(sheng, id, "approve", "").await.unwrap();

        let stages: Vec<String> = found(&admin, id).await.stages.into_iter().map(|s| s.org_name).collect();
        assert_eq!(stages, ["示例单位ZHIXING", "示例单位SHI", "示例单位SHENG"]);
        let version = found(&admin, id).await.version;
        case::act(&admin, id, version, Ask { verb: "return", opinion: "请市级核对", back_to: Some(1), seat: None })
            .await
            .unwrap();
        assert_eq!(desk(shi).await, ["示例服务团"]);
        act(shi, id, "forward", "").await.unwrap();
        assert_eq!((desk(sheng).await.len(), desk(&admin).await.len()), (0, 1));
        act(&admin, id, "return", "请补充").await.unwrap();
        assert_eq!(desk(me).await, ["示例服务团"]);
        let version = found(me, id).await.version;
        save(me, Some(id), version).await.unwrap();
        assert_eq!((desk(shi).await.len(), desk(&admin).await.len()), (0, 1));
        act(&admin, id, "approve", "").await.unwrap();
        assert_eq!((found(me, id).await.state, desk(&admin).await.len()), ("approved".to_owned(), 0));
    })
    .await;
}

/// what waits for one association is not on the desk of another unit, and its pages are missing for it.
#[tokio::test(flavor = "multi_thread")]
async fn case_is_missing_for_everybody_outside_its_scope() {
    on_each_database(|test: TestApp| async move {
        let (me, stranger) = (test.ctx("secretary").await, test.browser("stranger").await);
        let id = handed_in(&test, &me, "机密示例").await.to_string();
        let version = found(&me, id.parse().unwrap()).await.version.to_string();
        let fields: [(&str, Vec<(&str, &str)>); 3] = [
            ("case/act", vec![("id", &id), ("version", &version), ("_mode", "approve")]),
            ("case/hand_over", vec![("id", &id), ("to", &id)]),
            ("case/urge", vec![("id", &id)]),
        ];
        for (function, fields) in &fields {
            let answer = stranger.call(function, fields).await;
            assert_eq!(answer.status(), 404, "{function}");
        }
        let page = stranger.get("/cases").await.text().await.unwrap();
        assert!(!page.contains("机密示例"));
        let waiting = test.browser("admin").await.get("/cases").await.text().await.unwrap();
        assert!(waiting.contains("机密示例") && waiting.contains("滨江市力学学会"));
    })
    .await;
}

/// WFL-01, WFL-08: the record's page says without scripts who has it, shows the flow and why a button is off.
#[tokio::test(flavor = "multi_thread")]
async fn record_page_shows_the_flow_without_scripts() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let id = handed_in(&test, &me, "学术年会").await;
        let path = format!("/registers/activity/{id}");
        let browser = test.browser("admin").await;
        let page = browser.get(&path).await.text().await.unwrap();
        assert!(page.contains("flow__picture") && page.contains("aria-current=\"step\""));
        assert!(page.contains("现在由“滨江市科学技术协会”处理"));
        let version = found(&me, id).await.version.to_string();
        let id_text = id.to_string();
        let fields: Vec<(&str, &str)> =
            vec![("id", &id_text), ("version", &version), ("_mode", "return"), ("opinion", ""), ("_page", &path)];
        let refused = browser.submit("/api/case/act", &fields).await;
        assert_eq!(refused.status(), 403);
        assert!(refused.text().await.unwrap().contains("请填写意见"));
        let fields: Vec<(&str, &str)> =
            vec![("id", &id_text), ("version", &version), ("_mode", "return"), ("opinion", "补充"), ("_page", &path)];
        assert!(browser.submit("/api/case/act", &fields).await.status().is_redirection());
        let page = browser.get(&path).await.text().await.unwrap();
        assert!(page.contains("当前状态为“退回修改”，不能进行此操作"));
    })
    .await;
}
