//! Invitations: from the token to the member, the refusals, the races, the scope.

use futures::future::join_all;
use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::Answer;
use societas::domain::ids::RecordId;
use societas::domain::invitation::{ApplicationRow, InvitationView, NewInvitation, Standing};
use societas::domain::record::{RecordQuery, SaveMode};
use societas::domain::text::Lang;
use societas::domain::time::Instant;
use societas::service::invitation::{
    apply, create_invitation, decide_application, find_application, find_join, find_mend, find_poster, find_status,
    list_applications, list_invitations, resubmit, revoke_invitation,
};
use societas::service::{Ctx, evaluation, register, review, workbench};

use super::support::{TestApp, failure, on_each_database};

pub fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

pub async fn level(ctx: &Ctx) -> RecordId {
    let value = json!({ "name": "普通会员", "fee": "100", "kind": "个人会员", "permissions": ["查看会员资料"] });
    let org = ctx.actor().unwrap().org;
    let saved = register::save_record(ctx, org, "member_level", None, 0, answer(value), SaveMode::Valid).await;
    saved.unwrap().id
}

pub async fn invite(ctx: &Ctx) -> InvitationView {
    invite_at_most(ctx, "").await
}

async fn invite_at_most(ctx: &Ctx, cap: &str) -> InvitationView {
    let new = NewInvitation {
        name: "年会".into(),
        member_kind: "个人会员".into(),
        expires_on: ctx.today().plus_days(30).to_string(),
        cap: cap.into(),
        note: "年会现场".into(),
    };
    create_invitation(ctx, &new).await.unwrap()
}

pub async fn applications(ctx: &Ctx) -> Vec<ApplicationRow> {
    list_applications(ctx, None).await.unwrap().rows
}

pub fn applicant(level: RecordId, mobile: &str) -> Answer {
    answer(json!({
        "kind": "个人会员", "level": level.to_string(), "name": "示例申请人", "sex": "女", "mobile": mobile,
        "employer": "滨江大学", "id_no": "110101199003079964",
    }))
}

async fn members(ctx: &Ctx) -> i64 {
    register::find_page(ctx, ctx.actor().unwrap().org, "member", RecordQuery::default()).await.unwrap().total
}

/// How many members the leaf of the individual members counts.
async fn counted(ctx: &Ctx) -> i64 {
    evaluation::find_leaf(ctx, "3.3.1.1", Lang::Zh).await.unwrap().counted_total
}

/// The same person a minute later.
fn later(ctx: &Ctx) -> Ctx {
    Ctx { now: Instant(ctx.now.0 + 60_000), ..ctx.clone() }
}

fn code(error: AppError) -> ReasonCode {
    match error {
        AppError::Denied { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_becomes_a_member_and_sees_how_it_goes() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        let page = find_join(&visitor, &token).await.unwrap();
        assert_eq!(page.intro.org_name, "滨江市力学学会");
        assert_eq!(page.levels, [(level, "普通会员".to_owned())]);
        assert!(page.definition.field("attachments").is_none());

        let link = apply(&visitor, &token, applicant(level, "13800000001")).await.unwrap();
        let waiting = applications(&me).await;
        assert_eq!(waiting.len(), 1);
        let tasks = workbench::list_tasks(&me).await.unwrap();
        assert!(tasks.iter().any(|task| task.task.href() == "/applications" && task.count == 1));
        let status = find_status(&visitor, &link).await.unwrap();
        assert_eq!((status.state.zh.as_str(), status.steps.len()), ("待审核", 1));

        let admin = test.ctx("admin").await;
        let today = admin.today();
        let (from, to) = (today.plus_days(-1).to_string(), today.plus_days(30).to_string());
        review::create_batch(&admin, "年度评估", today.year(), &from, &to).await.unwrap();
        assert_eq!((members(&me).await, counted(&me).await), (0, 0));
        let member = decide_application(&later(&me), waiting[0].id, "approve", "").await.unwrap().unwrap();
        assert_eq!((members(&me).await, counted(&me).await), (1, 1));
        let record = register::find_record(&me, "member", member).await.unwrap();
        assert_eq!(record.answer.text("joined_on"), me.today().to_string());
        assert_eq!(record.computed["origin"], "在线申请");
        assert!(record.problems.is_empty(), "{:?}", record.problems);

        let status = find_status(&visitor, &link).await.unwrap();
        assert_eq!((status.state.zh.as_str(), status.steps.len()), ("审核通过", 2));
        assert_eq!(status.steps[1].name, "滨江市力学学会", "applicants do not learn who decided");
        let view = find_application(&me, waiting[0].id).await.unwrap();
        assert_eq!((view.member, view.locked.len()), (Some(member), 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_needs_an_opinion_which_the_applicant_reads() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        let link = apply(&visitor, &token, applicant(level, "13800000001")).await.unwrap();
        let id = applications(&me).await[0].id;
        assert_eq!(code(decide_application(&me, id, "reject", " ").await.unwrap_err()), ReasonCode::OpinionMissing);
        assert_eq!(code(decide_application(&me, id, "apply", "").await.unwrap_err()), ReasonCode::StateForbids);
        decide_application(&later(&me), id, "reject", "请补充工作单位").await.unwrap();
        assert_eq!(members(&me).await, 0);
        let status = find_status(&visitor, &link).await.unwrap();
        assert_eq!(status.steps[1].opinion, "请补充工作单位");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_racing_decisions_wins_and_makes_one_member() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        apply(&visitor, &token, applicant(level, "13800000001")).await.unwrap();
        let id = applications(&me).await[0].id;
        let tries = (0..20).map(|n| {
            let me = me.clone();
            let verb = if n % 2 == 0 { "approve" } else { "reject" };
            tokio::spawn(async move { decide_application(&me, id, verb, "意见").await })
        });
        let outcomes: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(code(error), ReasonCode::AlreadyDecided);
        }
        let view = find_application(&me, id).await.unwrap();
        assert_eq!(members(&me).await, i64::from(view.record.state == "approved"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_applications_are_all_counted() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        let tries = (0..50).map(|n| {
            let (visitor, token) = (visitor.clone(), token.clone());
            let answer = applicant(level, &format!("138{n:08}"));
            tokio::spawn(async move { apply(&visitor, &token, answer).await })
        });
        for outcome in join_all(tries).await {
            outcome.unwrap().unwrap();
        }
        assert_eq!(list_invitations(&me).await.unwrap().invitations[0].invitation.applications, 50);
        assert_eq!(applications(&me).await.len(), 50);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_unknown_expired_or_revoked_lead_nowhere() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let invitation = invite(&me).await.invitation;
        for forged in ["", "x", "' OR 1=1 --", &"a".repeat(32), &"a".repeat(100_000)] {
            assert_eq!(find_join(&visitor, forged).await.unwrap_err(), AppError::NotFound);
            assert_eq!(find_status(&visitor, forged).await.unwrap_err(), AppError::NotFound);
        }
        let later = Ctx { now: Instant(visitor.now.0 + 40 * 86_400_000), ..visitor.clone() };
        assert_eq!(find_join(&later, &invitation.token).await.unwrap_err(), AppError::Gone);
        let late = apply(&later, &invitation.token, applicant(level, "13800000001")).await;
        assert_eq!(late.unwrap_err(), AppError::Gone);
        revoke_invitation(&me, invitation.id).await.unwrap();
        revoke_invitation(&me, invitation.id).await.unwrap();
        let revoked = apply(&visitor, &invitation.token, applicant(level, "13800000001")).await;
        assert_eq!(revoked.unwrap_err(), AppError::Gone);
        let browser = test.visitor();
        assert_eq!(browser.get(&format!("/join/{}", invitation.token)).await.status(), 410);
        assert_eq!(browser.get(&format!("/join/{}", "a".repeat(32))).await.status(), 404);
        assert_eq!(browser.get(&format!("/join/status/{}", "a".repeat(32))).await.status(), 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_tokens_ends_soon() {
    on_each_database(|test: TestApp| async move {
        let visitor = Ctx::anonymous(test.app.clone());
        let mut outcome = AppError::NotFound;
        for _ in 0..100 {
            outcome = find_join(&visitor, &"b".repeat(32)).await.unwrap_err();
            if outcome != AppError::NotFound {
                break;
            }
        }
        assert!(matches!(outcome, AppError::TooManyTries { .. }), "{outcome:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_content_is_named_and_nothing_is_stored() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level_id = level(&me).await;
        let stranger = level(&test.ctx("stranger").await).await;
        let token = invite(&me).await.invitation.token;
        let good = applicant(level_id, "13800000001");
        let with = |key: &str, value: String| {
            let mut answer = good.clone();
            answer.set(key, value);
            answer
        };
        let cases = [
            (with("name", "名".repeat(51)), "name", ProblemCode::TooLong),
            (with("mobile", "１２３".into()), "mobile", ProblemCode::Mobile),
            (with("level", stranger.to_string()), "level", ProblemCode::UnknownRecord),
            (with("level", "\u{3000}😀".into()), "level", ProblemCode::UnknownRecord),
        ];
        for (answer, path, wanted) in cases {
            match apply(&visitor, &token, answer).await.unwrap_err() {
                AppError::Invalid { problems } => {
                    assert!(problems.iter().any(|p| p.path == path && p.code == wanted), "{path}: {problems:?}");
                }
                other => panic!("{other:?}"),
            }
        }
        let huge = apply(&visitor, &token, with("reason", "长".repeat(200_000))).await.unwrap_err();
        assert!(matches!(huge, AppError::TooLarge { .. }));
        assert!(applications(&me).await.is_empty());
        assert_eq!(list_invitations(&me).await.unwrap().invitations[0].invitation.applications, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_society_sees_and_decides_nothing() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let invitation = invite(&me).await.invitation;
        apply(&visitor, &invitation.token, applicant(level, "13800000001")).await.unwrap();
        let id = applications(&me).await[0].id;
        let stranger = test.ctx("stranger").await;
        assert!(list_invitations(&stranger).await.unwrap().invitations.is_empty());
        assert!(applications(&stranger).await.is_empty());
        assert_eq!(revoke_invitation(&stranger, invitation.id).await.unwrap_err(), AppError::NotFound);
        assert_eq!(decide_application(&stranger, id, "approve", "").await.unwrap_err(), AppError::NotFound);
        assert_eq!(find_application(&stranger, id).await.unwrap_err(), AppError::NotFound);
        let browser = test.browser("stranger").await;
        let refused = browser.call("application/find", &[("id", &id.to_string())]).await;
        assert_eq!(failure(refused).await, AppError::NotFound);
        assert_eq!(browser.get(&format!("/invitations/{}/qr.svg", invitation.id)).await.status(), 404);
        let nobody = test.visitor().get(&format!("/invitations/{}/qr.svg", invitation.id)).await;
        assert_eq!(nobody.status(), 401);
        // The association reads what its societies hold and decides nothing there.
        let admin = test.ctx("admin").await;
        assert!(!find_application(&admin, id).await.unwrap().locked.is_empty());
        assert_eq!(code(decide_application(&admin, id, "approve", "").await.unwrap_err()), ReasonCode::NotOwnUnit);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_form_is_a_post_that_keeps_what_was_typed() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me).await.to_string();
        let token = invite(&me).await.invitation.token;
        let path = format!("/join/{token}");
        let browser = test.visitor();
        let mut form = vec![
            ("kind", "个人会员"),
            ("level", level.as_str()),
            ("name", "示例申请人"),
            ("sex", "女"),
            ("mobile", "123"),
            ("employer", "滨江大学"),
            ("reason", "</textarea><script>alert(1)</script>"),
        ];
        let refused = browser.submit(&path, &form).await;
        assert_eq!(refused.status(), 422);
        let html = refused.text().await.unwrap();
        assert!(html.contains("示例申请人") && html.contains("id=\"summary\""), "typed text and problems come back");
        assert!(!html.contains("<script>alert"));
        form[4].1 = "13800000001";
        let sent = browser.submit(&path, &form).await;
        assert_eq!(sent.status(), 303);
        let to = sent.headers()["location"].to_str().unwrap().to_owned();
        assert!(to.starts_with("/join/status/"), "{to}");
        let status = browser.get(&to).await;
        assert_eq!(status.status(), 200);
        assert!(status.text().await.unwrap().contains("待审核"));
        assert_eq!(applications(&me).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_with_the_same_number_is_pointed_out() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        for employer in ["滨江大学", "滨江市实验中学"] {
            let mut answer = applicant(level, "13800000001");
            answer.set("employer", employer);
            apply(&visitor, &token, answer).await.unwrap();
        }
        let waiting = applications(&me).await;
        assert!(find_application(&me, waiting[0].id).await.unwrap().twins.is_empty());
        let member = decide_application(&me, waiting[0].id, "approve", "").await.unwrap();
        let twins = find_application(&me, waiting[1].id).await.unwrap().twins;
        assert_eq!(twins.iter().map(|twin| Some(twin.id)).collect::<Vec<_>>(), [member]);
        assert_eq!(twins[0].equal.zh, "证件号");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cap_holds_under_fifty_racing_applications() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite_at_most(&me, "7").await.invitation.token;
        let tries = (0..50).map(|n| {
            let (visitor, token) = (visitor.clone(), token.clone());
            let answer = applicant(level, &format!("138{n:08}"));
            tokio::spawn(async move { apply(&visitor, &token, answer).await })
        });
        let outcomes: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 7);
        assert!(outcomes.into_iter().filter_map(Result::err).all(|error| error == AppError::Gone));
        let view = list_invitations(&me).await.unwrap().invitations.remove(0);
        assert_eq!((view.invitation.applications, view.standing), (7, Standing::UsedUp));
        assert_eq!(applications(&me).await.len(), 7);
        assert_eq!(test.visitor().get(&format!("/join/{token}")).await.status(), 410);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_application_sent_again_is_one_case() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        let tries = (0..10).map(|_| {
            let (visitor, token) = (visitor.clone(), token.clone());
            let answer = applicant(level, "13800000001");
            tokio::spawn(async move { apply(&visitor, &token, answer).await.unwrap() })
        });
        let mut links: Vec<String> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
        links.dedup();
        assert_eq!(links.len(), 1, "one link for all of them");
        assert_eq!(applications(&me).await.len(), 1);
        assert_eq!(list_invitations(&me).await.unwrap().invitations[0].invitation.applications, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_application_is_mended_and_sent_again() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        let link = apply(&visitor, &token, applicant(level, "13800000001")).await.unwrap();
        assert_eq!(find_mend(&visitor, &link).await.unwrap_err(), AppError::Gone, "it waits");
        let early = resubmit(&visitor, &link, applicant(level, "13800000002")).await;
        assert_eq!(early.unwrap_err(), AppError::Gone);
        let id = applications(&me).await[0].id;
        assert_eq!(code(decide_application(&me, id, "return", "").await.unwrap_err()), ReasonCode::OpinionMissing);
        decide_application(&me, id, "return", "请核对手机号").await.unwrap();
        let again = decide_application(&me, id, "resubmit", "").await.unwrap_err();
        assert_eq!(code(again), ReasonCode::StateForbids, "the applicant's own step");

        let status = find_status(&visitor, &link).await.unwrap();
        assert!(status.returned && status.state.zh == "退回修改");
        let page = find_mend(&visitor, &link).await.unwrap();
        assert_eq!((page.intro.note.as_str(), page.answer.text("mobile")), ("请核对手机号", "13800000001"));
        let wrong = resubmit(&visitor, &link, applicant(level, "12")).await.unwrap_err();
        assert!(matches!(wrong, AppError::Invalid { .. }));
        // Revoking the invitation leaves what came by it.
        let invitation = list_invitations(&me).await.unwrap().invitations[0].invitation.id;
        revoke_invitation(&me, invitation).await.unwrap();
        resubmit(&later(&visitor), &link, applicant(level, "13800000002")).await.unwrap();
        assert_eq!(resubmit(&visitor, &link, applicant(level, "13800000003")).await.unwrap_err(), AppError::Gone);
        let status = find_status(&visitor, &link).await.unwrap();
        assert_eq!((status.state.zh.as_str(), status.steps.len()), ("待审核", 3));

        let member = decide_application(&later(&later(&me)), id, "approve", "").await.unwrap().unwrap();
        let record = register::find_form(&me, "member", member).await.unwrap();
        assert_eq!(record.answer.text("mobile"), "13800000002");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mending_works_without_scripts_and_the_link_shows_nobody_else() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let token = invite(&me).await.invitation.token;
        let link = apply(&visitor, &token, applicant(level, "13800000001")).await.unwrap();
        let mut second = applicant(level, "13800000002");
        second.set("name", "另一位申请人");
        apply(&visitor, &token, second).await.unwrap();
        let browser = test.visitor();
        let status = browser.get(&format!("/join/status/{link}")).await.text().await.unwrap();
        for secret in ["另一位申请人", "13800000001", "13800000002", "110101199003079964", "测试secretary"] {
            assert!(!status.contains(secret), "{secret}");
        }
        assert!(!status.contains("/join/mend/"));
        let path = format!("/join/mend/{link}");
        assert_eq!(browser.get(&path).await.status(), 410);
        let id = find_id(&me, "示例申请人").await;
        decide_application(&me, id, "return", "请补充职务").await.unwrap();
        let status = browser.get(&format!("/join/status/{link}")).await.text().await.unwrap();
        assert!(status.contains("请补充职务") && status.contains(&path) && !status.contains("测试secretary"));
        let page = browser.get(&path).await;
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        assert!(page.contains("13800000001") && !page.contains("另一位申请人"));
        let level = level.to_string();
        let mut form = vec![
            ("kind", "个人会员"),
            ("level", level.as_str()),
            ("name", "示例申请人😀"),
            ("sex", "女"),
            ("mobile", "1"),
            ("employer", "滨江大学"),
            ("post", "\u{3000}教授\u{3000}"),
        ];
        let refused = browser.submit(&path, &form).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("示例申请人😀"));
        form[4].1 = "13800000001";
        let sent = browser.submit(&path, &form).await;
        assert_eq!(sent.status(), 303);
        assert_eq!(sent.headers()["location"].to_str().unwrap(), format!("/join/status/{link}?new=1"));
        let record = find_application(&me, id).await.unwrap().record;
        assert_eq!((record.state.as_str(), record.answer.text("post")), ("pending", "教授"));
        // A post to what is no token leads to a page that says so, whatever it holds.
        let odd = browser.submit("/join/mend/%0d%0aset-cookie:x=1", &form).await;
        assert_eq!(odd.headers()["location"].to_str().unwrap(), "/join/mend/unknown");
    })
    .await;
}

async fn find_id(ctx: &Ctx, title: &str) -> RecordId {
    applications(ctx).await.into_iter().find(|row| row.title == title).unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_an_invitation_is_the_length_of_its_list() {
    on_each_database(|test: TestApp| async move {
        let (me, visitor) = (test.ctx("secretary").await, Ctx::anonymous(test.app.clone()));
        let level = level(&me).await;
        let (first, second) = (invite(&me).await.invitation, invite(&me).await.invitation);
        for (n, token) in [&first.token, &first.token, &second.token].into_iter().enumerate() {
            apply(&visitor, token, applicant(level, &format!("1380000000{n}"))).await.unwrap();
        }
        for view in list_invitations(&me).await.unwrap().invitations {
            let list = list_applications(&me, Some(view.invitation.id)).await.unwrap();
            assert_eq!(list.rows.len() as i64, view.invitation.applications);
            assert_eq!(list.invitation.as_deref(), Some("年会"));
        }
        let stranger = test.ctx("stranger").await;
        assert_eq!(list_applications(&stranger, Some(first.id)).await.unwrap_err(), AppError::NotFound);
        assert_eq!(find_poster(&stranger, first.id).await.unwrap_err(), AppError::NotFound);
        assert_eq!(find_poster(&me, first.id).await.unwrap().org_name, "滨江市力学学会");
        let page = test.browser("secretary").await.get(&format!("/invitations/{}", first.id)).await;
        assert!(page.text().await.unwrap().contains("欢迎加入滨江市力学学会"));
    })
    .await;
}
