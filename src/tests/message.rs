//! Messages between people: who is offered and reached, boxes, read times, undo, attachments, and that a group is
//! never larger than what the sender may reach.

use societas::domain::account::Role;
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::ids::{MessageId, OrgId};
use societas::domain::message::{MessageBox, NewMessage, RECEIVERS_MAX, Target};
use societas::domain::org::NewOrg;
use societas::service::{Ctx, account, message, org, workbench};
use societas::store;

use crate::support::{TestApp, failure, new_account, on_each_database};

/// The same call so many milliseconds later.
pub fn later(ctx: &Ctx, ms: i64) -> Ctx {
    Ctx { now: ctx.now.plus_ms(ms), ..ctx.clone() }
}

/// The person as the receiver of a message.
pub fn person(ctx: &Ctx) -> Target {
    let actor = ctx.actor().unwrap();
    Target::Person { account: actor.account, org: actor.org }
}

/// A message that is complete.
pub fn letter(to: Vec<Target>) -> NewMessage {
    NewMessage { to, subject: "示例主题".into(), body: "示例正文".into(), ..NewMessage::default() }
}

/// Sends a message at the moment of the call.
pub async fn send(from: &Ctx, to: Vec<Target>) -> MessageId {
    let id = message::save_draft(from, None, letter(to)).await.unwrap();
    message::send(from, id).await.unwrap();
    id
}

/// A branch below the society, with its administrator.
pub async fn branch(test: &TestApp, login: &str) -> OrgId {
    let head = test.ctx("lixue").await;
    let new =
        NewOrg {
            kind: "branch".into(), code: login.to_uppercase(), name: format!("示例分会{login}"), founded: None
        };
    let branch = org::create_org(&head, test.society, new).await.unwrap();
    account::create_account(&head, branch, Role::Administrator, new_account(login)).await.unwrap();
    branch
}

async fn subjects(ctx: &Ctx, which: MessageBox) -> Vec<(String, bool)> {
    let list = message::list_messages(ctx, which, "", false, 1).await.unwrap();
    assert_eq!(list.total, list.rows.len() as i64);
    list.rows.into_iter().map(|row| (row.subject, row.unread)).collect()
}

/// S-031, MSG-02: the unit directly above, the own unit and everything below are offered and reached; nobody else is
/// offered, and the server refuses him exactly like somebody who does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn only_people_of_parent_own_and_lower_units_are_offered_and_reached() {
    on_each_database(|test: TestApp| async move {
        branch(&test, "fenhui").await;
        let logins = ["admin", "reviewer", "lixue", "secretary", "shuxue", "stranger", "fenhui"];
        let mut people = Vec::new();
        for login in logins {
            people.push(test.ctx(login).await);
        }
        let all = [0, 1, 2, 3, 4, 5, 6];
        for (from, reach) in [(0, &all[..]), (3, &[0, 1, 2, 3, 6]), (5, &[0, 1, 4, 5]), (6, &[2, 3, 6])] {
            let ctx = &people[from];
            let offered = message::search_targets(ctx, "测试").await.unwrap();
            for (to, other) in people.iter().enumerate() {
                let target = person(other);
                let expected = reach.contains(&to) && to != from;
                assert_eq!(offered.iter().any(|o| o.target == target), expected, "{} → {}", logins[from], logins[to]);
                let saved = message::save_draft(ctx, None, letter(vec![target])).await;
                match expected {
                    true => message::send(ctx, saved.unwrap()).await.unwrap(),
                    false => assert_eq!(saved.unwrap_err(), AppError::NotFound, "{} → {}", logins[from], logins[to]),
                }
            }
            let unit = Target::Unit { org: test.other };
            let saved = message::save_draft(ctx, None, letter(vec![unit])).await;
            assert_eq!(saved.is_ok(), reach.contains(&4), "{}", logins[from]);
        }
        let nobody = Target::Unit { org: OrgId::fresh() };
        let browser = test.browser("secretary").await;
        let mut answers = Vec::new();
        for target in [person(&people[5]), Target::Unit { org: test.other }, nobody] {
            let answer = browser.call("message/save", &[("to[]", &target.to_string()), ("subject", "例")]).await;
            answers.push((answer.status().as_u16(), answer.text().await.unwrap()));
        }
        assert!(answers.iter().all(|a| a.0 == 404 && *a == answers[2]), "{answers:?}");
    })
    .await;
}

/// S-031: a person who was reached when the draft was written and is not any more receives nothing; the sender is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_who_went_out_of_reach_is_named_and_left_out() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        let leaving = person(&head);
        let id = message::save_draft(&me, None, letter(vec![leaving, person(&test.ctx("admin").await)])).await.unwrap();
        let mut tx = test.tx().await;
        let account = head.actor().unwrap().account;
        tx.run("UPDATE posts SET until_on = '2026-01-01' WHERE account_id = $1", vec![account.into()]).await.unwrap();
        tx.commit().await.unwrap();
        let preview = message::preview(&me, id).await.unwrap();
        assert_eq!(preview.people, 1);
        let gone: Vec<_> = preview.draft.to.iter().filter(|to| to.people == 0).map(|to| to.name.as_str()).collect();
        assert_eq!(gone, ["测试lixue"]);
        message::send(&me, id).await.unwrap();
        let view = message::find_message(&me, id).await.unwrap();
        assert_eq!(view.receivers.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["测试admin"]);
    })
    .await;
}

/// S-032, MSG-03: inbox, sent and drafts; the sender sees when it was first read, other receivers do not.
#[tokio::test(flavor = "multi_thread")]
async fn boxes_and_read_times_follow_a_message() {
    on_each_database(|test: TestApp| async move {
        let (me, head, boss) = (test.ctx("secretary").await, test.ctx("lixue").await, test.ctx("admin").await);
        let draft = message::save_draft(&me, None, letter(vec![person(&head), person(&boss)])).await.unwrap();
        assert_eq!(subjects(&me, MessageBox::Drafts).await, [("示例主题".to_owned(), false)]);
        message::send(&me, draft).await.unwrap();
        assert_eq!(subjects(&me, MessageBox::Drafts).await, []);
        assert_eq!(subjects(&me, MessageBox::Sent).await, [("示例主题".to_owned(), false)]);
        assert_eq!(subjects(&head, MessageBox::Inbox).await, [], "nobody sees it before it can no more be undone");
        assert_eq!(message::find_message(&head, draft).await.unwrap_err(), AppError::NotFound);

        let head = later(&head, 31_000);
        assert_eq!(subjects(&head, MessageBox::Inbox).await, [("示例主题".to_owned(), true)]);
        assert_eq!(workbench::find_counts(&head).await.unwrap().messages, 1);
        let view = message::find_message(&head, draft).await.unwrap();
        assert!(!view.mine && view.receivers.len() == 2 && view.receivers.iter().all(|r| r.read_at.is_none()));
        assert_eq!(subjects(&head, MessageBox::Inbox).await, [("示例主题".to_owned(), false)]);
        assert_eq!(workbench::find_counts(&head).await.unwrap().messages, 0);
        message::find_message(&later(&head, 60_000), draft).await.unwrap();
        let seen = message::find_message(&me, draft).await.unwrap();
        let times: Vec<_> = seen.receivers.iter().map(|r| (r.name.as_str(), r.read_at)).collect();
        assert_eq!(times, [("测试lixue", Some(head.now)), ("测试admin", None)], "the first time counts");

        // Removed for myself only.
        message::delete_message(&head, draft).await.unwrap();
        assert_eq!(subjects(&head, MessageBox::Inbox).await, []);
        assert_eq!(message::find_message(&head, draft).await.unwrap_err(), AppError::NotFound);
        assert_eq!(subjects(&later(&boss, 31_000), MessageBox::Inbox).await.len(), 1);
        message::delete_message(&me, draft).await.unwrap();
        assert_eq!(subjects(&me, MessageBox::Sent).await, []);
        assert!(message::find_message(&later(&boss, 31_000), draft).await.is_ok());
    })
    .await;
}

/// MSG-05: the preview names the real receivers; sending can be undone for 30 seconds and not after.
#[tokio::test(flavor = "multi_thread")]
async fn sending_is_previewed_and_can_be_undone_for_thirty_seconds() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("admin").await;
        // A whole unit and one of its people: nobody twice, and not the sender.
        let to = vec![
            Target::Unit { org: test.society },
            person(&test.ctx("lixue").await),
            Target::Unit { org: test.association },
        ];
        let id = message::save_draft(&me, None, letter(to)).await.unwrap();
        let preview = message::preview(&me, id).await.unwrap();
        assert_eq!(preview.problems, []);
        assert_eq!(preview.people, 3);
        let (units, names): (Vec<_>, Vec<_>) = preview.receivers.into_iter().unzip();
        assert_eq!(units, ["滨江市力学学会", "滨江市科学技术协会"]);
        assert_eq!(names.concat(), ["测试lixue", "测试secretary", "测试reviewer"]);

        message::send(&me, id).await.unwrap();
        assert_eq!(message::find_message(&me, id).await.unwrap().undo_ms, 30_000);
        message::undo(&later(&me, 29_999), id).await.unwrap();
        assert_eq!(subjects(&me, MessageBox::Drafts).await.len(), 1, "it is a draft again");
        let reader = later(&test.ctx("lixue").await, 60_000);
        assert_eq!(subjects(&reader, MessageBox::Inbox).await, []);

        message::send(&me, id).await.unwrap();
        let late = message::undo(&later(&me, 30_000), id).await.unwrap_err();
        assert!(matches!(late, AppError::Denied { reasons } if reasons[0].code == ReasonCode::UndoExpired));
        assert_eq!(subjects(&reader, MessageBox::Inbox).await.len(), 1);
        assert_eq!(message::send(&me, id).await.unwrap_err(), AppError::NotFound, "nothing is sent twice");
    })
    .await;
}

/// Undoing and sending race: the message ends either sent to everybody or as a draft that nobody received.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_sends_reach_each_receiver_once() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let to = vec![person(&test.ctx("lixue").await), person(&test.ctx("admin").await)];
        let id = message::save_draft(&me, None, letter(to)).await.unwrap();
        let tries = (0..50).map(|_| {
            let me = me.clone();
            tokio::spawn(async move { message::send(&me, id).await })
        });
        let outcomes = futures::future::join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|o| matches!(o, Ok(Ok(())))).count(), 1);
        assert_eq!(message::find_message(&me, id).await.unwrap().receivers.len(), 2);
    })
    .await;
}

/// S-031 (互发): whoever wrote may be answered, though he stands two levels above; nobody else there.
#[tokio::test(flavor = "multi_thread")]
async fn a_sender_out_of_reach_can_be_answered() {
    on_each_database(|test: TestApp| async move {
        branch(&test, "fenhui").await;
        let (boss, reader) = (test.ctx("admin").await, later(&test.ctx("fenhui").await, 31_000));
        let id = send(&boss, vec![person(&reader)]).await;
        let draft = message::find_draft(&reader, None, Some(id), None).await.unwrap();
        assert_eq!((draft.to[0].target, draft.to[0].people), (person(&boss), 1));
        let answer = NewMessage { reply_to: Some(id), ..letter(vec![person(&boss)]) };
        let answer = message::save_draft(&reader, None, answer).await.unwrap();
        message::send(&reader, answer).await.unwrap();
        let view = message::find_message(&later(&boss, 120_000), answer).await.unwrap();
        assert_eq!(view.reply_to.map(|(earlier, _)| earlier), Some(id));

        let other = NewMessage { reply_to: Some(id), ..letter(vec![person(&test.ctx("reviewer").await)]) };
        assert_eq!(message::save_draft(&reader, None, other).await.unwrap_err(), AppError::NotFound);
        let stranger = later(&test.ctx("stranger").await, 31_000);
        let forged = NewMessage { reply_to: Some(id), ..letter(Vec::new()) };
        assert_eq!(message::save_draft(&stranger, None, forged).await.unwrap_err(), AppError::NotFound);
    })
    .await;
}

/// Nothing incomplete and no mass mailing is sent; a draft may be anything.
#[tokio::test(flavor = "multi_thread")]
async fn incomplete_messages_stay_drafts() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let saved = browser.call("message/save", &[("_mode", "preview")]).await;
        assert_eq!(saved.status(), 200);
        let id: String = saved.json().await.unwrap();
        let refused = browser.call("message/send", &[("id", &id)]).await;
        assert_eq!(refused.status(), 422);
        let AppError::Invalid { problems } = failure(refused).await else { panic!("no problems") };
        assert_eq!(problems.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["to", "subject", "body"]);

        let admin = test.ctx("admin").await;
        let mut tx = test.tx().await;
        for n in 0..=RECEIVERS_MAX {
            let account = super::support::stored_account(&format!("many-{n}"));
            store::account::insert(&mut tx, &account, admin.now).await.unwrap();
            store::account::insert_post(&mut tx, account.id, test.other, Role::Staff, admin.today()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let all = message::save_draft(&admin, None, letter(vec![Target::Unit { org: test.other }])).await.unwrap();
        let AppError::Invalid { problems } = message::send(&admin, all).await.unwrap_err() else { panic!("sent") };
        assert_eq!(problems[0].code.code(), "too_many_receivers");
    })
    .await;
}

/// An attachment is for the sender and the receivers, as soon as they can see the message, and for nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn attachments_are_for_those_who_may_read() {
    on_each_database(|test: TestApp| async move {
        let sender = test.browser("reviewer").await;
        const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
        let part = reqwest::multipart::Part::bytes(PDF).file_name("示例.pdf");
        let form = reqwest::multipart::Form::new().part("file", part);
        let answer = sender
            .raw(reqwest::Method::POST, "/files?register=message")
            .header("sec-fetch-site", "same-origin")
            .multipart(form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "a reviewer fills in no records, but may attach to a message");
        let file: societas::domain::form::FileRef = answer.json().await.unwrap();
        let path = format!("/files/{}", file.file);
        let me = test.ctx("reviewer").await;
        let new = NewMessage { files: vec![file], ..letter(vec![person(&test.ctx("secretary").await)]) };
        let id = message::save_draft(&me, None, new).await.unwrap();
        message::send(&me, id).await.unwrap();
        assert_eq!(sender.get(&path).await.status(), 200);
        let reader = test.browser("secretary").await;
        assert_eq!(reader.get(&path).await.status(), 404, "not before it can be seen");
        let mut tx = test.tx().await;
        tx.run("UPDATE message_receivers SET visible_at = visible_at - 60000", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reader.get(&path).await.status(), 200);
        for other in ["lixue", "admin", "stranger"] {
            assert_eq!(test.browser(other).await.get(&path).await.status(), 404, "{other}");
        }

        // What was attached to a draft that is gone is for the one who uploaded it, as before.
        let kept = NewMessage { files: message::find_message(&me, id).await.unwrap().files, ..letter(Vec::new()) };
        assert!(matches!(message::save_draft(&me, None, kept).await.unwrap_err(), AppError::Invalid { .. }));
    })
    .await;
}

/// MSG-02: among 10,000 units the people of one are found quickly, and what a notice to all of them reaches is counted
/// quickly.
#[tokio::test(flavor = "multi_thread")]
async fn receivers_are_found_among_ten_thousand_units() {
    on_each_database(|test: TestApp| async move {
        const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) ";
        const ID: &str = "'01234567-89ab-7fff-bfff-' || CAST(100000000000 + i AS TEXT)";
        let mut tx = test.tx().await;
        for statement in [
            format!(
                "INSERT INTO orgs (id, parent_id, kind, code, name, enabled, created_at, version) {NUMBERS} \
                SELECT {ID}, $1, 'society', 'N' || CAST(i AS TEXT), '示例单位' || CAST(i AS TEXT), TRUE, 0, 1 FROM n"
            ),
            format!("INSERT INTO org_closure (ancestor_id, descendant_id, depth) {NUMBERS} SELECT $1, {ID}, 1 FROM n"),
            format!(
                "INSERT INTO org_versions (org_id, seq, parent_id, name, enabled, from_at, until_at) {NUMBERS} \
                SELECT {ID}, 1, $1, '示例单位' || CAST(i AS TEXT), TRUE, 0, NULL FROM n"
            ),
            format!(
                "INSERT INTO org_closure (ancestor_id, descendant_id, depth) {NUMBERS} \
                SELECT {ID}, {ID}, 0 FROM n WHERE $1 <> ''"
            ),
            format!(
                "INSERT INTO accounts (id, login, name, mobile, password_hash, enabled, created_at, version) \
                {NUMBERS} SELECT {ID}, 'n' || CAST(i AS TEXT), '示例人' || CAST(i AS TEXT), '', 'x', TRUE, 0, 1 \
                FROM n WHERE $1 <> ''"
            ),
            format!(
                "INSERT INTO posts (id, account_id, org_id, role, since_on, until_on) {NUMBERS} \
                SELECT {ID}, {ID}, {ID}, 'staff', '2026-01-01', NULL FROM n WHERE $1 <> ''"
            ),
        ] {
            tx.run(store::db::AssertSqlSafe(statement), vec![test.association.into()]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let admin = test.ctx("admin").await;
        let started = std::time::Instant::now();
        let found = message::search_targets(&admin, "示例单位9876").await.unwrap();
        assert_eq!(found.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["", "示例人9876"]);
        let both = message::search_targets(&admin, "9876 示例人").await.unwrap();
        assert_eq!(both.len(), 1, "a unit is not found by the name of its people");
        assert_eq!(message::search_targets(&test.ctx("secretary").await, "示例单位9876").await.unwrap(), []);
        let all = super::notice::written(societas::domain::notice::Audience { everyone: true, ..Default::default() });
        let id = societas::service::notice::save_draft(&admin, None, 0, all).await.unwrap();
        let preview = societas::service::notice::preview(&admin, id, 1).await.unwrap();
        assert_eq!((preview.readers.unit_total, preview.readers.people), (10_003, 10_006));
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    })
    .await;
}
