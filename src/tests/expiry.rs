//! Records that run out: marked, and their unit reminded in time (E-130, REG-21).

use std::collections::BTreeMap;

use serde_json::json;
use societas::domain::form::expiry::{Ending, Expiry, REMIND_DAYS};
use societas::domain::form::{Answer, stage};
use societas::domain::notification::NotificationKind;
use societas::domain::record::{RecordQuery, SaveMode, SavedRecord};
use societas::domain::text::Lang;
use societas::domain::time::Day;
use societas::service::Ctx;
use societas::service::notification::list_notifications;
use societas::service::register::expiry::remind_due;
use societas::service::register::{delete_record, find_guide, find_page, find_record, save_record};

use super::case::act;
use super::support::sample::Sample;
use super::support::{Base, TestApp, on_each_database};

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

async fn keep(ctx: &Ctx, register: &str, before: Option<&dyn Base>, answer: Answer, mode: SaveMode) -> SavedRecord {
    let (id, version) = before.map_or((None, 0), Base::at);
    save_record(ctx, ctx.actor().unwrap().org, register, id, version, answer, mode).await.unwrap()
}

async fn save(ctx: &Ctx, before: Option<&dyn Base>, answer: Answer, mode: SaveMode) -> SavedRecord {
    keep(ctx, "qualification", before, answer, mode).await
}

fn standing(endings: &[Ending]) -> Option<Expiry> {
    assert!(endings.len() < 2);
    endings.first().map(|ending| ending.expiry)
}

/// The sentences that somebody is reminded with.
async fn told_in(ctx: &Ctx, lang: Lang) -> Vec<String> {
    let list = list_notifications(ctx, false, 1).await.unwrap();
    let reminders = list.rows.into_iter().filter(|row| row.kind == NotificationKind::RecordExpires);
    reminders.map(|row| row.kind.message(lang, &row.args)).collect()
}

async fn told(ctx: &Ctx) -> Vec<String> {
    told_in(ctx, Lang::Zh).await
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
            ("将到期资质", Some(day(REMIND_DAYS)), Some(Expiry::Soon(REMIND_DAYS))),
            ("有效资质", Some(day(REMIND_DAYS + 1)), Some(Expiry::Valid)),
            ("长期资质", None, None),
        ] {
            let saved = save(&me, None, qualification(name, last.as_deref()), SaveMode::Valid).await;
            let view = find_record(&me, "qualification", saved.id).await.unwrap();
            assert_eq!(standing(&view.endings), expiry, "{name}");
            let listed = find_page(&me, None, "qualification", RecordQuery::default()).await.unwrap();
            let row = listed.rows.iter().find(|row| row.id == saved.id).unwrap();
            assert_eq!(row.endings, view.endings, "{name}");
        }
        let page = test.browser("secretary").await.get("/registers/qualification").await.text().await.unwrap();
        assert!(page.contains("有效期：已过期 3 天") && page.contains("有效期：今天到期"));
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
        delete_record(&me, "qualification", gone.id, gone.version, None).await.unwrap();
        let saved = save(&me, None, qualification("到期资质", Some(&day(REMIND_DAYS + 1))), SaveMode::Valid).await;

        let system = Ctx::anonymous(test.app.clone());
        let on = |days: i64| Ctx { now: system.now.plus_ms(days * 86_400_000), ..system.clone() };
        assert_eq!(remind_due(&on(0)).await.unwrap(), 0);
        // Two processes at once remind once.
        let (later, too) = (on(1), on(1));
        let (one, other) = tokio::join!(remind_due(&later), remind_due(&too));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let last = day(REMIND_DAYS + 1);
        assert_eq!(told(&me).await, [format!("“到期资质”即将到期（有效期：{last}）")]);
        assert_eq!(told_in(&me, Lang::En).await, [format!("“到期资质” runs out soon (Valid until: {last})")]);
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

/// A record of a register, every field filled in and these set.
async fn sample(ctx: &Ctx, register: &str, set: &[(&str, &str)]) -> Answer {
    let definition = ctx.catalog.register(register).unwrap();
    let open = stage::at(definition, "draft");
    let mut answer = Sample { ctx, register, chosen: &BTreeMap::new() }.answer(&open.fields).await;
    set.iter().for_each(|(key, value)| answer.set(key, *value));
    answer
}

/// Ten in the morning of a day.
fn at(ctx: &Ctx, day: Day) -> Ctx {
    Ctx { now: day.begins().plus_ms(36_000_000), ..ctx.clone() }
}

async fn term(ctx: &Ctx, number: &str, last: Day) -> Answer {
    let to = last.to_string();
    sample(ctx, "reelection", &[("term_no", number), ("term_from", "2020-01-01"), ("term_to", &to)]).await
}

/// seven and six months and thirty days before the end of a term, once each; two processes remind once.
#[tokio::test(flavor = "multi_thread")]
async fn a_council_is_reminded_of_its_reelection() {
    on_each_database(|test: TestApp| async move {
        let (me, system) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let last = me.today().plus_months(8);
        keep(&me, "reelection", None, term(&me, "5", last).await, SaveMode::Valid).await;
        let remind = async |day: Day| remind_due(&at(&system, day)).await.unwrap();
        let (seven, six, month) = (last.plus_months(-7), last.plus_months(-6), last.plus_days(-30));
        assert_eq!(remind(seven.plus_days(-1)).await, 0);
        let (one, other) = tokio::join!(remind(seven), remind(seven));
        assert_eq!(one + other, 1);
        assert_eq!([remind(six.plus_days(-1)).await, remind(six).await, remind(six).await], [0, 1, 0]);
        assert_eq!(
            [remind(month.plus_days(3)).await, remind(last).await],
            [1, 0],
            "a day that was missed is made up for"
        );
        let said = format!("“5”即将到期（任期结束：{last}；届满前六个月报送换届方案）");
        assert_eq!(told(&me).await, [said.clone(), said.clone(), said]);

        // Another last day is reminded of anew, of what has come by then in one sentence.
        let listed = find_page(&me, None, "reelection", RecordQuery::default()).await.unwrap();
        let view = find_record(&me, "reelection", listed.rows[0].id).await.unwrap();
        let moved = term(&me, "5", last.plus_days(40)).await;
        keep(&me, "reelection", Some(&view), moved, SaveMode::Valid).await;
        assert_eq!([remind(last).await, remind(last).await], [1, 0]);
        assert_eq!(remind(last.plus_days(10)).await, 1);
    })
    .await;
}

/// who has handed the plan in, or has the next term, is not reminded; a draft or a plan taken back does not
/// count.
#[tokio::test(flavor = "multi_thread")]
async fn a_reelection_under_way_needs_no_reminder() {
    on_each_database(|test: TestApp| async move {
        let (me, system) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let last = me.today().plus_months(8);
        let old = keep(&me, "reelection", None, term(&me, "5", last).await, SaveMode::Valid).await;
        let plan = sample(&me, "reelection_case", &[("term_no", "6")]).await;
        let remind = async |day: Day| remind_due(&at(&system, day)).await.unwrap();
        let case = keep(&me, "reelection_case", None, plan, SaveMode::Draft).await;
        assert_eq!(remind(last.plus_months(-7)).await, 1, "only a draft");
        let plan = sample(&me, "reelection_case", &[("term_no", "6")]).await;
        let case = keep(&me, "reelection_case", Some(&case), plan, SaveMode::Valid).await;
        assert_eq!(remind(last.plus_months(-6)).await, 0);
        act(&me, case.id, "withdraw_plan", "").await.unwrap();
        assert_eq!(remind(last.plus_days(-30)).await, 1, "taken back");

        keep(&me, "reelection", None, term(&me, "6", last.plus_years(5)).await, SaveMode::Valid).await;
        keep(&me, "reelection", Some(&old), term(&me, "5", last.plus_days(1)).await, SaveMode::Valid).await;
        assert_eq!(remind(last).await, 0, "the next term is there");
    })
    .await;
}

/// A register with several last days: each is marked, reminded of and explained by its own name.
#[tokio::test(flavor = "multi_thread")]
async fn each_last_day_has_its_name() {
    on_each_database(|test: TestApp| async move {
        let (me, system) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let (today, basic) = (me.today(), "society_basic");
        let (cert, grade) = (today.plus_days(10), today.plus_days(REMIND_DAYS + 5));
        let (cert_text, grade_text) = (cert.to_string(), grade.to_string());
        let both = [("cert_valid_to", cert_text.as_str()), ("grade_valid_to", &grade_text)];
        let saved = keep(&me, basic, None, sample(&me, basic, &both).await, SaveMode::Valid).await;
        let view = find_record(&me, basic, saved.id).await.unwrap();
        let names: Vec<_> = view.endings.iter().map(|ending| (ending.name.zh.as_str(), ending.expiry)).collect();
        assert_eq!(names, [("登记证书有效期至", Expiry::Soon(10)), ("评估等级有效期至", Expiry::Valid)]);
        let title = view.answer.text("name").to_owned();

        assert_eq!(remind_due(&at(&system, today)).await.unwrap(), 1);
        assert_eq!(remind_due(&at(&system, today.plus_days(5))).await.unwrap(), 1);
        let said = |day: &str, name: &str| format!("“{title}”即将到期（{name}：{day}）");
        let mut all = told(&me).await;
        all.sort();
        let mut expected = [said(&cert_text, "登记证书有效期至"), said(&grade_text, "评估等级有效期至")];
        expected.sort();
        assert_eq!(all, expected);

        // One of them gone and the other over: nobody is reminded. Both over: both are marked, for the association too.
        let past = [("cert_valid_to", ""), ("grade_valid_to", "2024-03-06")];
        let mut answer = sample(&me, basic, &past).await;
        answer.0.remove("cert_valid_to");
        let saved = keep(&me, basic, Some(&saved), answer, SaveMode::Valid).await;
        assert_eq!(remind_due(&at(&system, today.plus_days(6))).await.unwrap(), 0);
        let past = [("cert_valid_to", "2024-03-06"), ("grade_valid_to", "2024-03-06")];
        keep(&me, basic, Some(&saved), sample(&me, basic, &past).await, SaveMode::Valid).await;
        let listed = find_page(&test.ctx("reviewer").await, test.society, basic, RecordQuery::default()).await.unwrap();
        let over = |ending: &Ending| matches!(ending.expiry, Expiry::Expired(_));
        assert_eq!(listed.rows[0].endings.iter().filter(|ending| over(ending)).count(), 2);
        for login in ["secretary", "reviewer"] {
            let path = format!("/registers/{basic}/{}", saved.id);
            let page = test.browser(login).await.get(&path).await.text().await.unwrap();
            for name in ["登记证书有效期至：已过期", "评估等级有效期至：已过期"] {
                assert!(page.contains(name), "{login}: {name}");
            }
        }
        let guide = find_guide(&me, "reelection").await.unwrap();
        assert!(guide.steps.iter().any(|step| step.contains("“任期结束”前 7 个月、6 个月、30 天系统会提醒")));
        assert!(guide.steps.iter().any(|step| step == "届满前六个月报送换届方案。"));
    })
    .await;
}
