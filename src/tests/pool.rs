//! The expert pool: collected from the society's activities, maintained by the society.

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::Answer;
use societas::domain::ids::RecordId;
use societas::domain::record::{RecordQuery, RecordView, SaveMode, SavedRecord};
use societas::service::Ctx;
use societas::service::register::recycle::recover_record;
use societas::service::register::{delete_record, find_form, find_page, find_record, save_record};

use super::case::activity;
use super::support::{TestApp, on_each_database};

/// Hands an activity in with these experts.
async fn held(test: &TestApp, me: &Ctx, of: Option<&SavedRecord>, name: &str, experts: Json) -> SavedRecord {
    let mut answer = activity(test, name);
    answer.0.insert("experts".into(), serde_json::from_value(experts).unwrap());
    let (id, version) = of.map_or((None, 0), |saved| (Some(saved.id), saved.version));
    save_record(me, test.society, "activity", id, version, answer, SaveMode::Valid).await.unwrap()
}

/// The experts of the society in the order of their names.
async fn experts(ctx: &Ctx, test: &TestApp) -> Vec<RecordView> {
    let page = find_page(ctx, Some(test.society), "expert_pool", RecordQuery::default()).await.unwrap();
    let mut found = Vec::new();
    for row in page.rows {
        found.push(find_record(ctx, "expert_pool", row.id).await.unwrap());
    }
    found.sort_by_key(|view| view.answer.text("name").to_owned());
    found
}

/// The activities in an expert's list.
fn activities(expert: &RecordView) -> Vec<RecordId> {
    expert.answer.rows("activities").iter().map(|line| line.text("activity").parse().unwrap()).collect()
}

fn reasons<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<ReasonCode> {
    match result.unwrap_err() {
        AppError::Denied { reasons } => reasons.into_iter().map(|reason| reason.code).collect(),
        other => panic!("{other:?}"),
    }
}

/// E-137: everybody once, with the activities they took part in, whatever is handed in, changed, deleted or taken back.
#[tokio::test(flavor = "multi_thread")]
async fn experts_of_activities_are_collected_once_with_their_activities() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let one = json!({ "name": "专家甲", "mobile": "13800138000", "employer": "滨江大学", "role": "主讲" });
        let two = json!({ "name": "专家乙", "employer": "滨江医院" });
        let three = json!({ "name": "专家丙" });
        let first = held(&test, &me, None, "学术年会", json!([one, two, three, one])).await;
        let second = held(&test, &me, None, "科普讲座", json!([one, two])).await;
        let (a, b) = (first.id, second.id);
        let found = experts(&me, &test).await;
        assert_eq!(
            found.iter().map(|view| view.answer.text("name")).collect::<Vec<_>>(),
            ["专家丙", "专家乙", "专家甲"]
        );
        assert_eq!(found.iter().map(activities).collect::<Vec<_>>(), [vec![a], vec![a, b], vec![a, b]]);
        assert_eq!(found[2].answer.rows("activities")[0].text("role"), "主讲");
        assert_eq!((found[2].titles[&a].as_str(), found[2].titles[&b].as_str()), ("学术年会", "科普讲座"));
        let today = me.today().to_string();
        assert_eq!(
            (found[2].answer.text("first_on"), found[2].answer.text("last_on")),
            (today.as_str(), today.as_str())
        );
        assert_eq!(found[2].source.as_ref().map(|source| source.id), Some(a));

        // Handed in anew with one expert less; who had only a name is known again.
        let first = held(&test, &me, Some(&first), "学术年会", json!([two, three])).await;
        let found = experts(&me, &test).await;
        assert_eq!(found.iter().map(activities).collect::<Vec<_>>(), [vec![a], vec![a, b], vec![b]]);
        delete_record(&me, "activity", a, first.version, None).await.unwrap();
        let found = experts(&me, &test).await;
        assert_eq!(found.iter().map(activities).collect::<Vec<_>>(), [vec![], vec![b], vec![b]]);
        recover_record(&me, "activity", a).await.unwrap();
        let found = experts(&me, &test).await;
        assert_eq!(found.iter().map(activities).collect::<Vec<_>>(), [vec![a], vec![b, a], vec![b]]);

        let mut draft = activity(&test, "草稿活动");
        draft.0.insert("experts".into(), serde_json::from_value(json!([{ "name": "专家丁" }])).unwrap());
        save_record(&me, test.society, "activity", None, 0, draft, SaveMode::Draft).await.unwrap();
        assert!(experts(&me, &test).await.iter().all(|view| view.answer.text("name") != "专家丁"));
        let theirs = find_page(&test.ctx("shuxue").await, None, "expert_pool", RecordQuery::default()).await.unwrap();
        assert_eq!(theirs.total, 0, "each society has its own");
    })
    .await;
}

/// E-138, REG-17: the society maintains what is said of its experts, nothing of it is overwritten; experts and their
/// activities come from the activities alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_maintained_of_an_expert_stays() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let named = |employer: &str| json!([{ "name": "专家甲", "mobile": "13800138000", "employer": employer }]);
        held(&test, &me, None, "学术年会", named("滨江大学")).await;
        let id = experts(&me, &test).await[0].id.unwrap();
        let form = find_form(&me, "expert_pool", id).await.unwrap();
        assert!(form.read_only.is_empty() && form.definition.field("activities").is_none());
        let mut answer = form.answer;
        answer.set("employer", "滨江医学院");
        answer.set("email", "jia@example.org");
        let save = |version: i64, answer: Answer, mode: SaveMode| {
            save_record(&me, test.society, "expert_pool", Some(id), version, answer, mode)
        };
        save(form.version, answer.clone(), SaveMode::Valid).await.unwrap();
        assert_eq!(activities(&experts(&me, &test).await[0]).len(), 1);
        held(&test, &me, None, "科普讲座", named("另一单位")).await;
        let after = find_form(&me, "expert_pool", id).await.unwrap();
        assert_eq!((after.answer.text("employer"), after.answer.text("email")), ("滨江医学院", "jia@example.org"));
        assert_eq!(activities(&experts(&me, &test).await[0]).len(), 2);

        // Their activities, a draft, a further record and an end by hand are refused.
        let mut forged = after.answer.clone();
        forged.set("last_on", "2020-01-01");
        match save(after.version, forged, SaveMode::Valid).await.unwrap_err() {
            AppError::Invalid { problems } => assert_eq!(problems[0].code, ProblemCode::NotNow),
            other => panic!("{other:?}"),
        }
        assert_eq!(
            reasons(save(after.version, after.answer.clone(), SaveMode::Draft).await),
            [ReasonCode::StateForbids]
        );
        let new = save_record(&me, test.society, "expert_pool", None, 0, answer, SaveMode::Valid).await;
        assert_eq!(reasons(new), [ReasonCode::WrittenBySystem]);
        let gone = delete_record(&me, "expert_pool", id, after.version, None).await;
        assert_eq!(reasons(gone), [ReasonCode::WrittenBySystem]);
        let above = test.ctx("reviewer").await;
        assert!(!find_record(&above, "expert_pool", id).await.unwrap().read_only.is_empty());
    })
    .await;
}
