//! Records that run out: marked, and their unit reminded in time (E-130, REG-21).

use serde_json::json;
use societas::domain::form::Answer;
use societas::domain::form::expiry::{Expiry, REMIND_DAYS};
use societas::domain::notification::NotificationKind;
use societas::domain::record::{RecordQuery, RecordView, SaveMode};
use societas::service::Ctx;
use societas::service::notification::list_notifications;
use societas::service::register::expiry::remind_due;
use societas::service::register::{delete_record, find_page, find_record, save_record};

use super::support::{TestApp, on_each_database};

fn qualification(name: &str, last: Option<&str>) -> Answer {
    let mut answer = json!({
        "name": name, "type": "其他", "type_other": "示例类别", "level": "地市级", "issuer": "示例局",
        "granted_on": "2020-01-02", "validity": "长期",
    });
    if let Some(last) = last {
        answer["validity"] = "有期限".into();
        answer["valid_to"] = last.into();
    }
    serde_json::from_value(answer).unwrap()
}

async fn save(ctx: &Ctx, before: Option<&RecordView>, answer: Answer, mode: SaveMode) -> RecordView {
    let (id, version) = (before.and_then(|view| view.id), before.map_or(0, |view| view.version));
    save_record(ctx, ctx.actor().unwrap().org, "qualification", id, version, answer, mode).await.unwrap()
}

async fn told(ctx: &Ctx) -> Vec<Vec<String>> {
    let list = list_notifications(ctx, false, 1).await.unwrap();
    list.rows.into_iter().filter(|row| row.kind == NotificationKind::RecordExpires).map(|row| row.args).collect()
}

/// E-129, E-130: past days are marked, in the list and on the page; what has no last day never is.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_run_out_is_marked() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let day = |days: i64| me.today().plus_days(days).to_string();
        for (name, last, expiry) in [
            ("过期资质", Some(day(-3)), Some(Expiry::Expired(3))),
            ("末日资质", Some(day(0)), Some(Expiry::Soon(0))),
            ("有效资质", Some(day(REMIND_DAYS + 1)), Some(Expiry::Valid)),
            ("长期资质", None, None),
        ] {
            let saved = save(&me, None, qualification(name, last.as_deref()), SaveMode::Valid).await;
            let view = find_record(&me, "qualification", saved.id.unwrap()).await.unwrap();
            assert_eq!(view.expiry, expiry, "{name}");
            let listed = find_page(&me, None, "qualification", RecordQuery::default()).await.unwrap();
            let row = listed.rows.iter().find(|row| Some(row.id) == saved.id).unwrap();
            assert_eq!(row.expiry, expiry, "{name}");
        }
        let page = test.browser("secretary").await.get("/registers/qualification").await.text().await.unwrap();
        assert!(page.contains("已过期 3 天") && page.contains("今天到期"));
    })
    .await;
}

/// REG-21: thirty days before, once of each last day; nobody is reminded of drafts, of what is deleted or over.
#[tokio::test(flavor = "multi_thread")]
async fn units_are_reminded_of_what_soon_runs_out() {
    on_each_database(|test: TestApp| async move {
        let (me, stranger) = (test.ctx("secretary").await, test.ctx("stranger").await);
        let day = |days: i64| me.today().plus_days(days).to_string();
        save(&me, None, qualification("过期资质", Some(&day(-1))), SaveMode::Valid).await;
        save(&me, None, qualification("草稿资质", Some(&day(5))), SaveMode::Draft).await;
        save(&me, None, qualification("长期资质", None), SaveMode::Valid).await;
        let gone = save(&me, None, qualification("删除资质", Some(&day(5))), SaveMode::Valid).await;
        delete_record(&me, "qualification", gone.id.unwrap(), gone.version, None).await.unwrap();
        let saved = save(&me, None, qualification("到期资质", Some(&day(REMIND_DAYS + 1))), SaveMode::Valid).await;

        let system = Ctx::anonymous(test.app.clone());
        let on = |days: i64| Ctx { now: system.now.plus_ms(days * 86_400_000), ..system.clone() };
        assert_eq!(remind_due(&on(0)).await.unwrap(), 0);
        // Two processes at once remind once.
        let (later, too) = (on(1), on(1));
        let (one, other) = tokio::join!(remind_due(&later), remind_due(&too));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        assert_eq!(told(&me).await, [["到期资质".to_owned(), day(REMIND_DAYS + 1)]]);
        assert!(told(&stranger).await.is_empty());
        assert_eq!(remind_due(&on(2)).await.unwrap(), 0, "once");

        // A new last day is a new reminder; without one there is none.
        let saved = save(&me, Some(&saved), qualification("到期资质", Some(&day(20))), SaveMode::Valid).await;
        assert_eq!(remind_due(&on(2)).await.unwrap(), 1);
        let saved = save(&me, Some(&saved), qualification("到期资质", None), SaveMode::Valid).await;
        save(&me, Some(&saved), qualification("到期资质", None), SaveMode::Valid).await;
        assert_eq!(remind_due(&on(3)).await.unwrap(), 0);
    })
    .await;
}
