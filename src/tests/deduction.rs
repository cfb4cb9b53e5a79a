//! Deductions that the registers suggest (X-024, reelection_flow.json): to the society, and frozen to its reviewer.

use std::collections::BTreeMap;

use serde_json::json;
use societas::domain::evaluation::ExtrasView;
use societas::domain::form::{Answer, stage};
use societas::domain::record::{SaveMode, SavedRecord};
use societas::domain::text::Lang;
use societas::service::register::save_record;
use societas::service::{Ctx, evaluation, review};

use super::case::act;
use super::evaluation::{complete, find, open_batch, put};
use super::support::sample::Sample;
use super::support::{TestApp, on_each_database};

const CASE: &str = "reelection_case";

/// The items that are suggested, with the reasons.
fn suggested(extras: &ExtrasView) -> Vec<(String, String)> {
    let items = extras.bonus.iter().chain(&extras.deductions);
    items.filter_map(|item| Some((item.code.clone(), item.hint?.reason(Lang::Zh)))).collect()
}

async fn own(ctx: &Ctx) -> Vec<(String, String)> {
    suggested(&evaluation::find_extras(ctx, Lang::Zh).await.unwrap().0)
}

/// Begins the re-election of the sixth council, whose assembly is planned for that day.
async fn begin(ctx: &Ctx, ends: &str, planned: &str) -> SavedRecord {
    let open = stage::at(ctx.catalog.register(CASE).unwrap(), "draft");
    let mut answer: Answer = Sample { ctx, register: CASE, chosen: &BTreeMap::new() }.answer(&open.fields).await;
    for (key, value) in [("term_no", "6"), ("term_ends", ends), ("planned_on", planned)] {
        answer.set(key, value);
    }
    save_record(ctx, ctx.actor().unwrap().org, CASE, None, 0, answer, SaveMode::Draft).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_reelection_is_suggested_with_its_reason() {
    on_each_database(|test: TestApp| async move {
        let (society, reviewer) = (test.ctx("lixue").await, test.ctx("reviewer").await);
        let secretary = test.ctx("secretary").await;
        let day = |days: i64| society.today().plus_days(days).to_string();
        open_batch(&test).await;
        complete(&test, test.society).await;
        assert!(own(&society).await.is_empty(), "nothing is known of a term");
        put(&test, test.society, "reelection", "valid", json!({ "term_no": "5", "term_to": day(-10) })).await;
        let reason = format!("建议扣分：第 5 届任期已于 {} 届满，尚未换届", day(-10));
        let late = [("D1".to_owned(), reason.clone())];
        assert_eq!(own(&society).await, late);
        assert!(own(&test.ctx("shuxue").await).await.is_empty());
        let page = test.browser("lixue").await.get("/evaluation/extras").await.text().await.unwrap();
        assert!(page.contains(&reason));

        // What was handed in stays: the reviewer reads it, although the association agrees to a later date meanwhile.
        evaluation::submit(&society, find(&society).await.version).await.unwrap();
        let id = review::list_reviews(&reviewer).await.unwrap().0[0].id;
        let case = begin(&secretary, &day(-10), &day(20)).await;
        act(&secretary, case.id, "ask_date", "场地原因，延期一个月").await.unwrap();
        act(&reviewer, case.id, "agree_date", "").await.unwrap();
        let view = review::find_review(&reviewer, id, Lang::Zh).await.unwrap();
        assert_eq!((suggested(&view.extras), view.extras.deducted_x100), (late.to_vec(), 0));
        assert_eq!(own(&society).await, late);
        let page = test.browser("reviewer").await.get(&format!("/review/{id}")).await.text().await.unwrap();
        assert!(page.contains(&reason));

        // Returned, it is the society's again: the agreed date still holds, and one day it does not any more.
        review::return_evaluation(&reviewer, id, view.version, "请核对").await.unwrap();
        assert!(own(&society).await.is_empty());
        let later = Ctx { now: society.now.plus_ms(21 * 86_400_000), ..society.clone() };
        let reason = format!("建议扣分：第 5 届任期已于 {} 届满，经同意延期至 {}，仍未换届", day(-10), day(20));
        assert_eq!(own(&later).await, [("D1".to_owned(), reason)]);
    })
    .await;
}
