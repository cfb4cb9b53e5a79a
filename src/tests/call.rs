//! 通知报送 (E-095, E-096): the association publishes, the societies answer, and it is seen who has not.

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::{Answer, Value};
use societas::domain::ids::RecordId;
use societas::domain::notification::NotificationKind;
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::service::notification::list_notifications;
use societas::service::register::{delete_record, find_form, find_page, find_record, open_record, save_record};
use societas::service::{Ctx, file};

use super::support::sample::pdf;
use super::support::{Base, TestApp, on_each_database};

const CALL: &str = "party_call";
const NOTICE: &str = "party_notice";

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

async fn save(
    ctx: &Ctx,
    register: &str,
    before: Option<&dyn Base>,
    answer: Answer,
    mode: SaveMode,
) -> Result<SavedRecord, AppError> {
    let (id, version) = before.map_or((None, 0), Base::at);
    save_record(ctx, ctx.actor()?.org, register, id, version, answer, mode).await
}

async fn received(ctx: &Ctx) -> Vec<(RecordId, String)> {
    let page = find_page(ctx, None, NOTICE, RecordQuery::default()).await.unwrap();
    page.rows.iter().map(|row| (row.id, row.cells[0].clone())).collect()
}

fn reasons<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<ReasonCode> {
    match result.unwrap_err() {
        AppError::Denied { reasons } => reasons.into_iter().map(|reason| reason.code).collect(),
        other => panic!("{other:?}"),
    }
}

/// Whether a notice counts for 党建通知反馈和征集报送.
async fn counts(ctx: &Ctx, id: RecordId) -> bool {
    find_record(ctx, NOTICE, id).await.unwrap().counts_for.iter().any(|leaf| leaf.code == "1.3.1.1")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_reaches_the_societies_and_brings_their_answers() {
    on_each_database(|test: TestApp| async move {
        let (above, me, other) = (test.ctx("admin").await, test.ctx("secretary").await, test.ctx("stranger").await);
        let mut call = answer(json!({
            "title": "征集党建品牌案例", "kind": "征集", "content": "请报送案例一篇", "audience": "全部学会",
        }));
        let paper = pdf(&above, CALL, "files", "征集表.pdf", "call").await;
        call.0.insert("files".into(), Value::Files(vec![paper.clone()]));
        let missing = save(&above, CALL, None, call.clone(), SaveMode::Valid).await.unwrap_err();
        assert!(matches!(missing, AppError::Invalid { .. }), "a call has a last day");
        call.set("deadline", "2044-03-05 18:00");
        let draft = save(&above, CALL, None, call.clone(), SaveMode::Draft).await.unwrap();
        assert!(received(&me).await.is_empty(), "a draft reaches nobody");
        let published = save(&above, CALL, Some(&draft), call.clone(), SaveMode::Valid).await.unwrap();

        assert_eq!(
            reasons(save(&above, CALL, Some(&published), call.clone(), SaveMode::Draft).await),
            [ReasonCode::WithdrawFirst],
            "what is published does not become a draft"
        );
        // Received, with its papers; nobody adds, deletes or rewrites it.
        assert_eq!(received(&other).await.len(), 1);
        let [(notice, title)] = &received(&me).await[..] else { panic!("one notice") };
        assert_eq!(title, "征集党建品牌案例");
        let told = list_notifications(&me, true, 1).await.unwrap().rows;
        assert!(told.iter().any(|n| n.kind == NotificationKind::NoticePublished && n.args[1] == *title));
        let form = find_form(&me, NOTICE, *notice).await.unwrap();
        let keys: Vec<&str> = form.definition.fields.iter().map(|field| field.key.as_str()).collect();
        assert_eq!(keys, ["feedback", "feedback_files"]);
        assert!(file::open_file(&me, paper.file).await.is_ok());
        assert_eq!(
            reasons(save(&me, NOTICE, None, Answer::default(), SaveMode::Draft).await),
            [ReasonCode::WrittenBySystem]
        );
        assert_eq!(reasons(delete_record(&me, NOTICE, *notice, 1, None).await), [ReasonCode::WrittenBySystem]);
        let rewritten = answer(json!({ "title": "别的", "feedback": "已报送" }));
        let AppError::Invalid { problems } =
            save(&me, NOTICE, Some(&form), rewritten, SaveMode::Valid).await.unwrap_err()
        else {
            panic!("refused")
        };
        assert_eq!((problems[0].path.as_str(), problems[0].code), ("title", ProblemCode::NotNow));

        assert_eq!(open_record(&me, NOTICE, *notice, None).await.unwrap().case, None, "nothing goes round");
        // The answer, and what the association sees of it.
        assert!(!counts(&me, *notice).await, "an open call does not count");
        let open = open_record(&above, CALL, published.id, None).await.unwrap();
        assert!(open.answers.iter().all(|one| one.answered_at.is_none()));
        let all = open.answers.len();
        save(&me, NOTICE, Some(&form), answer(json!({ "feedback": "案例已报送" })), SaveMode::Valid).await.unwrap();
        let open = open_record(&above, CALL, published.id, None).await.unwrap();
        let answered: Vec<&str> =
            open.answers.iter().filter(|one| one.answered_at.is_some()).map(|one| one.text.as_str()).collect();
        assert_eq!((open.answers.len(), answered), (all, vec!["案例已报送"]));
        assert_eq!(open.answers.last().unwrap().record, *notice, "those without an answer come first");
        assert_eq!(find_record(&above, NOTICE, *notice).await.unwrap().answer.text("feedback"), "案例已报送");
        assert!(counts(&me, *notice).await, "an answered call counts");

        // A change is seen, and the answer stays; for chosen societies only.
        call.set("content", "截止时间延后");
        call.set("audience", "指定学会");
        call.set("units", "没有的学会");
        let AppError::Invalid { problems } =
            save(&above, CALL, Some(&published), call.clone(), SaveMode::Valid).await.unwrap_err()
        else {
            panic!("refused")
        };
        assert_eq!((problems[0].path.as_str(), problems[0].code), ("units", ProblemCode::UnknownSociety));
        call.set("units", format!("{}\n", me.actor().unwrap().org_name));
        let changed = save(&above, CALL, Some(&published), call, SaveMode::Valid).await.unwrap();
        let view = find_record(&me, NOTICE, *notice).await.unwrap();
        assert_eq!((view.answer.text("content"), view.answer.text("feedback")), ("截止时间延后", "案例已报送"));
        assert_eq!(view.state, "answered");
        assert!(received(&other).await.is_empty(), "it is for others now");

        // Taken back.
        delete_record(&above, CALL, changed.id, changed.version, None).await.unwrap();
        assert!(received(&me).await.is_empty());
        assert_eq!(file::open_file(&me, paper.file).await.err(), Some(AppError::NotFound));
    })
    .await;
}
