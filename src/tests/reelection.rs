//! Re-election (X-024, E-035, WFL-11): three parts, each handed in by itself, and the term that is written at the end.

use std::collections::BTreeMap;

use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::{Answer, Value, stage};
use societas::domain::ids::RecordId;
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::service::Ctx;
use societas::service::register::{delete_record, find_form, find_page, find_record, open_record, save_record};

use super::case::act;
use super::support::sample::Sample;
use super::support::{TestApp, on_each_database};

const CASE: &str = "reelection_case";
const TERMS: &str = "reelection";

async fn save(ctx: &Ctx, id: Option<RecordId>, answer: Answer, mode: SaveMode) -> Result<SavedRecord, AppError> {
    let version = match id {
        Some(id) => find_record(ctx, CASE, id).await?.version,
        None => 0,
    };
    save_record(ctx, ctx.actor()?.org, CASE, id, version, answer, mode).await
}

/// The part of the form that is open in a state, filled in.
async fn part(ctx: &Ctx, state: &str) -> Answer {
    let definition = ctx.catalog.register(CASE).unwrap();
    let open = stage::at(definition, state);
    let mut answer = Sample { ctx, register: CASE, chosen: &BTreeMap::new() }.answer(&open.fields).await;
    if answer.0.contains_key("term_no") {
        answer.set("term_no", "6");
    }
    answer
}

async fn fields(ctx: &Ctx, id: RecordId) -> Vec<String> {
    let form = find_form(ctx, CASE, id).await.unwrap();
    form.definition.fields.iter().map(|field| field.key.clone()).collect()
}

async fn state(ctx: &Ctx, id: RecordId) -> String {
    find_record(ctx, CASE, id).await.unwrap().state
}

async fn terms(ctx: &Ctx) -> Vec<RecordId> {
    let page = find_page(ctx, None, TERMS, RecordQuery::default()).await.unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

fn codes<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<(String, ProblemCode)> {
    match result.unwrap_err() {
        AppError::Invalid { problems } => problems.into_iter().map(|p| (p.path, p.code)).collect(),
        other => panic!("{other:?}"),
    }
}

fn reasons<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<ReasonCode> {
    match result.unwrap_err() {
        AppError::Denied { reasons } => reasons.into_iter().map(|reason| reason.code).collect(),
        other => panic!("{other:?}"),
    }
}

/// REG-17, E-035, X-024: step by step to the filing; the term that follows is marked, leads to its source and is read only.
#[tokio::test(flavor = "multi_thread")]
async fn a_filed_reelection_becomes_the_term() {
    on_each_database(|test: TestApp| async move {
        let (me, above) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        // The plan: what comes later is neither shown nor demanded, and cannot be sent.
        let mut early = part(&me, "draft").await;
        early.set("held_on", "2024-03-05");
        assert_eq!(codes(save(&me, None, early, SaveMode::Draft).await), [("held_on".into(), ProblemCode::NotNow)]);
        let mut late = part(&me, "draft").await;
        late.set("planned_on", "2045-03-06");
        let year = ("planned_on".into(), ProblemCode::DayYearAfter);
        assert_eq!(codes(save(&me, None, late, SaveMode::Valid).await), [year], "one year at most");
        let id = save(&me, None, part(&me, "draft").await, SaveMode::Draft).await.unwrap().id;
        assert_eq!(find_record(&above, CASE, id).await, Err(AppError::NotFound), "a draft is the society's own");

        // Another date first.
        assert_eq!(reasons(act(&me, id, "ask_date", " ").await), [ReasonCode::OpinionMissing]);
        act(&me, id, "ask_date", "场地原因，延期三个月").await.unwrap();
        assert_eq!(state(&above, id).await, "date_review");
        let form = part(&me, "draft").await;
        assert_eq!(reasons(save(&me, Some(id), form, SaveMode::Draft).await), [ReasonCode::StateForbids]);
        act(&above, id, "agree_date", "").await.unwrap();
        save(&me, Some(id), part(&me, "plan").await, SaveMode::Valid).await.unwrap();
        assert_eq!(state(&me, id).await, "plan_review");
        act(&me, id, "withdraw_plan", "").await.unwrap();
        save(&me, Some(id), part(&me, "plan").await, SaveMode::Valid).await.unwrap();
        act(&above, id, "return_plan", "请补充人选").await.unwrap();
        save(&me, Some(id), part(&me, "plan_returned").await, SaveMode::Valid).await.unwrap();
        act(&above, id, "agree_plan", "").await.unwrap();

        // The request: the plan is closed now.
        let open = fields(&me, id).await;
        assert!(open.contains(&"request_docs".to_owned()) && !open.contains(&"plan_docs".to_owned()), "{open:?}");
        let mut forged = part(&me, "request").await;
        forged.set("audit_plan", "另行安排");
        assert_eq!(
            codes(save(&me, Some(id), forged, SaveMode::Draft).await),
            [("audit_plan".into(), ProblemCode::NotNow)]
        );
        let whole = find_record(&me, CASE, id).await.unwrap().answer;
        let mut same = part(&me, "request").await;
        same.0.insert("audit_plan".into(), whole.0["audit_plan"].clone());
        save(&me, Some(id), same, SaveMode::Valid).await.unwrap();
        assert_eq!(find_record(&me, CASE, id).await.unwrap().answer.text("audit_plan"), whole.text("audit_plan"));
        act(&above, id, "agree_request", "").await.unwrap();

        // The result, unfinished first, then the filing.
        let mut half = part(&me, "assembly").await;
        half.0.remove("minutes");
        save(&me, Some(id), half.clone(), SaveMode::Draft).await.unwrap();
        assert_eq!(state(&me, id).await, "assembly");
        assert_eq!(
            codes(save(&me, Some(id), half, SaveMode::Valid).await),
            [("minutes".into(), ProblemCode::Required)]
        );
        save(&me, Some(id), part(&me, "assembly").await, SaveMode::Valid).await.unwrap();
        assert!(terms(&me).await.is_empty());
        act(&above, id, "file", "").await.unwrap();

        // The term has appeared: marked, linked, closed.
        let [term] = terms(&me).await[..] else { panic!("one term") };
        let view = find_record(&me, TERMS, term).await.unwrap();
        assert_eq!((view.computed["origin"].as_str(), view.answer.text("term_no")), ("流程同步", "6"));
        assert_eq!((view.source.unwrap().id, view.state.as_str()), (id, "valid"));
        assert_eq!(view.answer.files("approval_docs").len(), 2, "plan and request");
        assert!(view.problems.is_empty(), "{:?}", view.problems);
        let case = find_record(&me, CASE, id).await.unwrap();
        for key in ["leaders", "council", "held_on", "term_to", "minutes"] {
            assert_eq!(view.answer.0[key], case.answer.0[key], "{key}");
        }
        assert_eq!(view.read_only.iter().map(|r| r.code).collect::<Vec<_>>(), [ReasonCode::WrittenBySystem]);
        let org = me.actor().unwrap().org;
        let own = save_record(&me, org, TERMS, Some(term), view.version, view.answer, SaveMode::Valid).await;
        assert_eq!(reasons(own), [ReasonCode::WrittenBySystem]);
        assert_eq!(reasons(delete_record(&me, TERMS, term, view.version, None).await), [ReasonCode::WrittenBySystem]);
        assert_eq!(reasons(delete_record(&me, CASE, id, case.version, None).await), [ReasonCode::StateForbids]);
        assert!(open_record(&above, TERMS, term, None).await.unwrap().history.saves.len() == 1);
        // It counts for 按期换届 without anything typed.
        let counts = find_record(&me, TERMS, term).await.unwrap().counts_for;
        assert!(counts.iter().any(|leaf| leaf.code == "3.1.1.2"), "{counts:?}");
    })
    .await;
}

/// A term that was typed before becomes the filed one; its number decides.
#[tokio::test(flavor = "multi_thread")]
async fn the_typed_record_of_the_term_becomes_the_filed_one() {
    on_each_database(|test: TestApp| async move {
        let (me, above) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        let org = me.actor().unwrap().org;
        let mut typed = Answer::default();
        typed.set("term_no", "6");
        typed.0.insert("leaders".into(), Value::Rows(Vec::new()));
        let typed = save_record(&me, org, TERMS, None, 0, typed, SaveMode::Draft).await.unwrap().id;
        let id = save(&me, None, part(&me, "draft").await, SaveMode::Valid).await.unwrap().id;
        act(&above, id, "agree_plan", "").await.unwrap();
        save(&me, Some(id), part(&me, "request").await, SaveMode::Valid).await.unwrap();
        act(&above, id, "agree_request", "").await.unwrap();
        save(&me, Some(id), part(&me, "assembly").await, SaveMode::Valid).await.unwrap();
        act(&above, id, "return_filing", "缺少备案表").await.unwrap();
        save(&me, Some(id), part(&me, "filing_returned").await, SaveMode::Valid).await.unwrap();
        act(&above, id, "file", "").await.unwrap();
        assert_eq!(terms(&me).await, [typed]);
        let view = find_record(&me, TERMS, typed).await.unwrap();
        assert_eq!((view.computed["origin"].as_str(), view.state.as_str()), ("流程同步", "valid"));
    })
    .await;
}
