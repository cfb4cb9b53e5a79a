//! Notifications: who is told of which change, what is settled, choices, and the one to-do centre.

use std::collections::BTreeSet;

use societas::domain::access::{Action, decide_as};
use societas::domain::error::AppError;
use societas::domain::message::{MessageBox, UNDO_MS};
use societas::domain::notice::Audience;
use societas::domain::notification::NotificationKind;
use societas::domain::org::Relation;
use societas::domain::outbox::Channel;
use societas::domain::text::Lang;
use societas::domain::workbench::{Task, TaskCount};
use societas::service::notification::{Said, To};
use societas::service::{
    Ctx, case as service_case, congress, evaluation, invitation, message, notice, notification, review, workbench,
};

use societas::store;

use super::message::{branch, later, person, send};
use super::{congress as board, evaluation as case, invitation as joining, notice as announced};
use crate::support::{TestApp, on_each_database};

async fn told(ctx: &Ctx) -> Vec<NotificationKind> {
    let list = notification::list_notifications(ctx, true, 1).await.unwrap();
    assert_eq!(list.total, list.unread);
    let mut kinds: Vec<_> =
        list.rows.into_iter().map(|n| n.kind).filter(|k| *k != NotificationKind::Appointed).collect();
    kinds.sort();
    kinds
}

/// each step of an evaluation tells the one who must act, and only him; what was said before is settled.
#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_an_evaluation_tells_the_one_who_must_act() {
    use NotificationKind::{BatchOpened, EvaluationApproved, EvaluationReturned, EvaluationSubmitted};
    on_each_database(|test: TestApp| async move {
        let (head, secretary) = (test.ctx("lixue").await, test.ctx("secretary").await);
        let (admin, reviewer, stranger) =
            (test.ctx("admin").await, test.ctx("reviewer").await, test.ctx("stranger").await);
        case::open_batch(&test).await;
        assert_eq!(told(&secretary).await, [BatchOpened]);
        assert_eq!(told(&stranger).await, [BatchOpened]);
        assert_eq!(told(&reviewer).await, []);
        case::complete(&test, test.society).await;
        evaluation::submit(&head, case::find(&head).await.version).await.unwrap();
        assert_eq!(told(&reviewer).await, [EvaluationSubmitted]);
        assert_eq!(told(&admin).await, [EvaluationSubmitted]);
        assert_eq!(told(&secretary).await, [BatchOpened], "nobody of the unit that acted");

        let id = review::list_reviews(&reviewer).await.unwrap().0[0].id;
        let version = review::find_review(&reviewer, id, Lang::Zh).await.unwrap().version;
        review::return_evaluation(&reviewer, id, version, "请补充").await.unwrap();
        assert_eq!(told(&secretary).await, [BatchOpened, EvaluationReturned]);
        assert_eq!(told(&head).await, [BatchOpened, EvaluationReturned]);
        assert_eq!(told(&admin).await, [], "settled: the case went on");
        evaluation::submit(&head, case::find(&head).await.version).await.unwrap();
        assert_eq!(told(&reviewer).await, [EvaluationSubmitted]);
        assert_eq!(told(&admin).await, [], "it goes back to the one who returned it");
        assert_eq!(told(&secretary).await, [BatchOpened]);

        review::adopt_suggestions(&reviewer, id).await.unwrap();
        let view = review::find_review(&reviewer, id, Lang::Zh).await.unwrap();
        for leaf in case::leaves(&view.nodes).into_iter().filter(|l| l.reviewed_x100.is_none()) {
            review::score_leaf(&reviewer, id, &leaf.code, "0", "未提供").await.unwrap();
        }
        review::approve_evaluation(&reviewer, id, view.version, "").await.unwrap();
        assert_eq!(told(&secretary).await, [BatchOpened, EvaluationApproved]);
        assert_eq!(told(&stranger).await, [BatchOpened]);
    })
    .await;
}

/// applications, places, nominees and posts tell whoever must act or is concerned.
#[tokio::test(flavor = "multi_thread")]
async fn applications_places_nominees_and_posts_tell_whom_they_concern() {
    use NotificationKind::{ApplicationArrived, NomineeAssigned, NomineeRemoved, PlacesAllotted};
    on_each_database(|test: TestApp| async move {
        let (secretary, head, admin) = (test.ctx("secretary").await, test.ctx("lixue").await, test.ctx("admin").await);
        let appointed = notification::list_notifications(&head, true, 1).await.unwrap();
        assert_eq!(appointed.rows[0].kind, NotificationKind::Appointed);
        let said = |lang| appointed.rows[0].kind.message(lang, &appointed.rows[0].args);
        assert_eq!(said(Lang::Zh), "您已成为 滨江市力学学会 的管理员");
        assert_eq!(said(Lang::En), "You are now at 滨江市力学学会: Administrator");

        let level = joining::level(&secretary).await;
        let link = joining::invite(&secretary).await.link;
        let token = link.rsplit('/').next().unwrap();
        let visitor = Ctx::anonymous(test.app.clone());
        invitation::apply(&visitor, token, joining::applicant(level, "13800000009")).await.unwrap();
        assert_eq!(told(&secretary).await, [ApplicationArrived]);
        assert_eq!(told(&head).await, [ApplicationArrived]);
        assert_eq!(told(&admin).await, [], "the unit itself decides");
        let id = joining::applications(&secretary).await[0].id;
        invitation::decide_application(&secretary, id, "approve", "").await.unwrap();
        assert_eq!(told(&head).await, [], "decided: nobody has to act any more");

        let id = board::set_up(&test).await;
        assert_eq!(told(&secretary).await, [PlacesAllotted]);
        let nominee = congress::nominate(&secretary, id, &board::form(7, "delegate")).await.unwrap();
        assert!(told(&admin).await.contains(&NomineeAssigned));
        congress::remove_nominee(&secretary, nominee).await.unwrap();
        assert!(told(&admin).await.contains(&NomineeRemoved));
        assert_eq!(told(&test.ctx("reviewer").await).await, [], "reviewers run no congress");
    })
    .await;
}

/// the receivers are exactly those whom the access table allows, seen from their posts.
#[tokio::test(flavor = "multi_thread")]
async fn receivers_are_those_whom_the_access_table_allows() {
    on_each_database(|test: TestApp| async move {
        let fenhui = branch(&test, "fenhui").await;
        let mut people = Vec::new();
        for login in ["admin", "reviewer", "lixue", "secretary", "stranger", "fenhui"] {
            people.push(test.ctx(login).await);
        }
        let visitor = Ctx::anonymous(test.app.clone());
        for action in [Action::ReviewEvaluation, Action::EditRecord, Action::ViewOrg, Action::AssignAdministrator] {
            for org in [test.association, test.society, fenhui] {
                let said =
                    Said { kind: NotificationKind::BatchOpened, subject: "示例", link: "/", args: &["a", "b"] };
                let mut tx = test.tx().await;
                let found = notification::tell(&visitor, &mut tx, To::Allowed(action, org), said).await.unwrap();
                let found: BTreeSet<_> = found.people.into_iter().map(|(account, _)| account).collect();
                let mut expected = BTreeSet::new();
                for ctx in &people {
                    let actor = ctx.actor().unwrap();
                    let relation = societas::store::org::select_relation(&mut tx, actor.org, org).await.unwrap();
                    if relation != Relation::Foreign && decide_as(actor.role, action, relation).is_ok() {
                        expected.insert(actor.account);
                    }
                }
                assert_eq!(found, expected, "{action:?}");
            }
        }
    })
    .await;
}

/// each person chooses for each kind whether it also leaves by e-mail or SMS; the list of those who did comes
/// with the notification.
#[tokio::test(flavor = "multi_thread")]
async fn chosen_channels_come_with_the_notification() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let saved = browser
            .call(
                "notification/save_choices",
                &[
                    ("email[]", "batch_opened"),
                    ("email[]", "appointed"),
                    ("sms[]", "batch_opened"),
                    ("sms[]", "no_such_kind"),
                ],
            )
            .await;
        assert_eq!(saved.status(), 200);
        let me = test.ctx("secretary").await;
        let choices = notification::list_choices(&me).await.unwrap();
        assert_eq!(choices.len(), NotificationKind::ALL.len());
        let chosen: Vec<_> = choices.iter().filter(|c| c.email || c.sms).map(|c| (c.kind, c.email, c.sms)).collect();
        assert_eq!(chosen, [(NotificationKind::BatchOpened, true, true), (NotificationKind::Appointed, true, false)]);

        let admin = test.ctx("admin").await;
        let said = |kind| Said { kind, subject: "示例", link: "/evaluation", args: &["甲", "乙"] };
        let to = To::AllowedBelow(Action::SubmitEvaluation, test.association, "society");
        let mut tx = test.tx().await;
        let told = notification::tell(&admin, &mut tx, to, said(NotificationKind::BatchOpened)).await.unwrap();
        let account = me.actor().unwrap().account;
        assert_eq!(told.people.len(), 4);
        assert_eq!(told.leaving, [(account, Channel::Email), (account, Channel::Sms)]);
        let told = notification::tell(&admin, &mut tx, to, said(NotificationKind::EvaluationApproved)).await.unwrap();
        assert_eq!(told.leaving, []);
        // No confirmed address and no number yet: nothing leaves. With them, one message by each way.
        assert_eq!(store::outbox::select_last(&mut tx, 50).await.unwrap().len(), 0);
        store::account::update_mobile(&mut tx, account, "13800000005").await.unwrap();
        store::account::confirm_email(&mut tx, account, "secretary@example.org", admin.now).await.unwrap();
        notification::tell(&admin, &mut tx, to, said(NotificationKind::BatchOpened)).await.unwrap();
        let sent = store::outbox::select_last(&mut tx, 50).await.unwrap();
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|(letter, secret)| letter.body.contains("甲") && !secret));
        drop(tx);
        browser.call("notification/save_choices", &[]).await;
        assert!(notification::list_choices(&me).await.unwrap().iter().all(|c| !c.email && !c.sms));
    })
    .await;
}

/// notices and messages have lists of their own that mark what is unread; by e-mail or SMS they leave as soon as
/// they can be seen, and not at all when they were taken back before.
#[tokio::test(flavor = "multi_thread")]
async fn notices_and_messages_leave_when_they_can_be_seen() {
    on_each_database(|test: TestApp| async move {
        let (admin, me) = (test.ctx("admin").await, test.ctx("secretary").await);
        let account = me.actor().unwrap().account;
        let mut tx = test.tx().await;
        store::account::confirm_email(&mut tx, account, "secretary@example.org", admin.now).await.unwrap();
        tx.commit().await.unwrap();
        let both = ["notice_published", "message_arrived"].map(str::to_owned);
        notification::save_choices(&me, &both, &[]).await.unwrap();
        let waiting = || async {
            let mut tx = test.tx().await;
            store::outbox::select_last(&mut tx, 50).await.unwrap().into_iter().map(|(line, _)| line).collect::<Vec<_>>()
        };

        let everyone = Audience { everyone: true, ..Audience::default() };
        let noticed = announced::publish(&admin, everyone.clone()).await;
        let sent = send(&admin, vec![person(&me)]).await;
        let left = waiting().await;
        assert_eq!(left.len(), 2);
        for line in &left {
            assert_eq!(line.recipient, "secretary@example.org");
            assert!(line.next_at >= admin.now.plus_ms(UNDO_MS), "not before it can be seen");
        }
        assert!(left.iter().any(|line| line.body.contains(&format!("/notices/{noticed}"))));
        assert!(left.iter().any(|line| line.body.contains(&format!("/messages/{sent}"))));
        assert_eq!(told(&me).await, [], "no notification beside the list");

        notice::undo(&admin, noticed).await.unwrap();
        message::undo(&admin, sent).await.unwrap();
        assert_eq!(waiting().await.len(), 0, "taken back before it left");

        // What has left stays in the outbox.
        announced::publish(&later(&admin, -40_000), everyone).await;
        societas::service::outbox::deliver_due(&test.app).await.unwrap();
        assert_eq!(waiting().await.len(), 1);
    })
    .await;
}

/// Opening a notification marks it as read and leads to the thing; that of somebody else is like a missing one.
#[tokio::test(flavor = "multi_thread")]
async fn a_notification_is_opened_by_its_own_person_only() {
    on_each_database(|test: TestApp| async move {
        case::open_batch(&test).await;
        let me = test.ctx("secretary").await;
        let id = notification::list_notifications(&me, true, 1).await.unwrap().rows[0].id;
        let other = test.ctx("stranger").await;
        assert_eq!(notification::open_notification(&other, id).await.unwrap_err(), AppError::NotFound);
        let browser = test.browser("secretary").await;
        let opened = browser.submit("/api/notification/open", &[("id", &id.to_string()), ("_page", "/")]).await;
        assert_eq!(opened.headers()["location"], "/evaluation");
        assert!(notification::list_notifications(&me, true, 1).await.unwrap().rows.iter().all(|n| n.id != id));
        notification::read_all(&me).await.unwrap();
        assert_eq!(workbench::find_counts(&me).await.unwrap().notifications, 0);
    })
    .await;
}

/// MSG-04, ORG-18: every number of the to-do centre equals the length of the list that it opens, for every person.
#[tokio::test(flavor = "multi_thread")]
async fn every_number_of_the_workbench_is_the_length_of_its_list() {
    on_each_database(|test: TestApp| async move {
        let (admin, secretary) = (test.ctx("admin").await, test.ctx("secretary").await);
        case::open_batch(&test).await;
        case::complete(&test, test.society).await;
        let head = test.ctx("lixue").await;
        evaluation::submit(&head, case::find(&head).await.version).await.unwrap();
        let level = joining::level(&secretary).await;
        let link = joining::invite(&secretary).await.link;
        let visitor = Ctx::anonymous(test.app.clone());
        for mobile in ["13800000009", "13800000008"] {
            let token = link.rsplit('/').next().unwrap();
            invitation::apply(&visitor, token, joining::applicant(level, mobile)).await.unwrap();
        }
        for _ in 0..2 {
            super::notice::publish(&admin, Audience { everyone: true, ..Audience::default() }).await;
            send(&admin, vec![person(&secretary), person(&head)]).await;
        }
        super::case::handed_in(&test, &secretary, "学术年会").await;
        let mut seen = BTreeSet::new();
        for login in ["admin", "reviewer", "lixue", "secretary", "shuxue", "stranger"] {
            let ctx = later(&test.ctx(login).await, 31_000);
            for TaskCount { task, count } in workbench::list_tasks(&ctx).await.unwrap() {
                let waiting = |keys: &[&str], state: &str| keys.contains(&state);
                let listed = match task {
                    Task::EvaluationsToFill => {
                        let found = evaluation::find_evaluation(&ctx, Lang::Zh).await.unwrap();
                        i64::from(found.batch.is_some() && waiting(&["filling", "returned"], &found.state_key))
                    }
                    Task::EvaluationsToReview => {
                        let (rows, _) = review::list_reviews(&ctx).await.unwrap();
                        rows.iter().filter(|row| waiting(&["submitted"], &row.state_key)).count() as i64
                    }
                    Task::ApplicationsToDecide => {
                        let list = invitation::list_applications(&ctx, None).await.unwrap();
                        list.rows.iter().filter(|r| r.tone == societas::domain::workflow::Tone::Waiting).count() as i64
                    }
                    Task::CasesToHandle => service_case::list_cases(&ctx, 1).await.unwrap().rows.len() as i64,
                    Task::NotificationsToRead => {
                        notification::list_notifications(&ctx, true, 1).await.unwrap().rows.len() as i64
                    }
                    Task::NoticesToRead => {
                        notice::list_notices(&ctx, false, "", true, 1).await.unwrap().rows.len() as i64
                    }
                    Task::MessagesToRead => {
                        let list = message::list_messages(&ctx, MessageBox::Inbox, "", true, 1).await.unwrap();
                        list.rows.len() as i64
                    }
                };
                assert_eq!(count, listed, "{login} {task:?}");
                if count > 0 {
                    seen.insert(format!("{task:?}"));
                    let path = task.href();
                    assert_eq!(test.browser(login).await.get(path).await.status(), 200, "{path}");
                }
            }
        }
        assert_eq!(seen.len(), 7, "every module had something: {seen:?}");
    })
    .await;
}
