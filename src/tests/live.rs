//! Live numbers: streams hear of changes, also of those in another process, end with their session and are few.

use std::time::Duration;

use reqwest::{Method, Response};
use societas::domain::notice::Audience;
use societas::domain::workbench::Counts;
use societas::service::live::STREAMS_MAX;
use societas::service::{notice, notification, session};

use super::message::{later, person, send};
use super::support::{Browser, TestApp, on_each_database};
use super::{evaluation as case, notice as announced};

const SOON: Duration = Duration::from_secs(10);

async fn open(browser: &Browser) -> Response {
    let answer = browser.raw(Method::GET, "/events").header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    answer
}

/// The next event: its name and data; none when the stream has ended.
async fn event(stream: &mut Response) -> Option<(String, String)> {
    let mut text = String::new();
    loop {
        let bytes = tokio::time::timeout(SOON, stream.chunk()).await.expect("an event in time").unwrap()?;
        text.push_str(std::str::from_utf8(&bytes).unwrap());
        if let Some(end) = text.find("\n\n") {
            let line = |name: &str| {
                text[..end].lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default().trim().to_owned()
            };
            if !line("event:").is_empty() {
                return Some((line("event:"), line("data:")));
            }
            text.drain(..end + 2);
        }
    }
}

async fn counts(stream: &mut Response) -> Counts {
    let (name, data) = event(stream).await.unwrap();
    assert_eq!(name, "counts");
    serde_json::from_str(&data).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_tells_numbers_as_they_change_and_ends_with_its_session() {
    on_each_database(|test: TestApp| async move {
        let visitor = test.visitor().raw(Method::GET, "/events").send().await.unwrap();
        assert_eq!(visitor.status(), 401);
        let (secretary, admin) = (test.browser("secretary").await, test.ctx("admin").await);
        let mut stream = open(&secretary).await;
        let first = counts(&mut stream).await;
        case::open_batch(&test).await;
        let after = counts(&mut stream).await;
        assert_eq!(after.notifications, first.notifications + 1);
        assert_eq!(after.tasks, first.tasks + 1, "the evaluation that is to be filled in");

        // Sent long enough ago to be seen at once.
        let me = test.ctx("secretary").await;
        send(&later(&admin, -40_000), vec![person(&me)]).await;
        assert_eq!(counts(&mut stream).await.messages, 1);
        announced::publish(&later(&admin, -40_000), Audience { everyone: true, ..Audience::default() }).await;
        assert_eq!(counts(&mut stream).await.notices, 1);
        notification::read_all(&me).await.unwrap();
        assert_eq!(counts(&mut stream).await.notifications, 0);

        assert_eq!(secretary.call("session/sign_out", &[]).await.status(), 200);
        assert_eq!(event(&mut stream).await, Some(("end".to_owned(), "session".to_owned())));
        assert_eq!(event(&mut stream).await, None);
        drop(stream);
        for _ in 0..50 {
            if test.app.live.open_streams() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("a closed stream is forgotten");
    })
    .await;
}

/// What can still be undone is told only when it can be seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_told_at_the_moment_that_it_can_be_seen() {
    on_each_database(|test: TestApp| async move {
        let (me, admin) = (test.ctx("secretary").await, test.ctx("admin").await);
        let mut stream = open(&test.browser("secretary").await).await;
        assert_eq!(counts(&mut stream).await.messages, 0);
        let now = societas::service::clock();
        let from = societas::service::Ctx { now: now.plus_ms(-28_000), ..admin.clone() };
        send(&from, vec![person(&me)]).await;
        let heard = counts(&mut stream).await;
        assert_eq!(heard.messages, 1);
        assert!(societas::service::clock() >= now.plus_ms(2_000), "not before the 30 seconds are over");
    })
    .await;
}

/// Scale and strength: what happens in one process reaches the streams of another one on the same store.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_one_process_reaches_the_stream_of_another() {
    on_each_database(|test: TestApp| async move {
        let Some(twin) = test.twin().await else { return };
        let mut stream = open(&twin.browser("secretary").await).await;
        let first = counts(&mut stream).await;
        case::open_batch(&test).await;
        assert_eq!(counts(&mut stream).await.notifications, first.notifications + 1);
        let mut tx = test.tx().await;
        societas::service::live::tell_everybody(&mut tx, societas::service::clock());
        drop(tx);
        let admin = test.ctx("admin").await;
        announced::publish(&later(&admin, -40_000), Audience { everyone: true, ..Audience::default() }).await;
        assert_eq!(counts(&mut stream).await.notices, 1);
        // The session is one for both: signing out here ends the stream there.
        let me = test.ctx("secretary").await;
        let mut tx = test.tx().await;
        societas::store::session::delete_others(&mut tx, me.actor().unwrap().account, "").await.unwrap();
        societas::service::live::tell_accounts(&mut tx, &[me.actor().unwrap().account], me.now);
        tx.commit().await.unwrap();
        assert_eq!(event(&mut stream).await.unwrap().0, "end");
        twin.app.live.close();
        twin.app.db.close().await;
    })
    .await;
}

/// Streams of one person are few, others have theirs, and stopping the program ends them.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_few_streams_and_stopping_ends_them() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let mut streams = Vec::new();
        for _ in 0..STREAMS_MAX {
            let mut stream = open(&browser).await;
            counts(&mut stream).await;
            streams.push(stream);
        }
        let one_more = browser.raw(Method::GET, "/events").send().await.unwrap();
        assert_eq!(one_more.status(), 429);
        let mut other = open(&test.browser("lixue").await).await;
        counts(&mut other).await;
        streams.pop();
        let mut again = None;
        for _ in 0..100 {
            let answer = browser.raw(Method::GET, "/events").send().await.unwrap();
            if answer.status() == 200 {
                again = Some(answer);
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(again.is_some(), "a closed stream makes room");
        test.app.live.close();
        assert_eq!(event(&mut other).await, None);
    })
    .await;
}

/// A change that is rolled back is never told.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_rolled_back_is_never_told() {
    on_each_database(|test: TestApp| async move {
        let mut hearer = test.app.db.hear().await.unwrap();
        let mut tx = test.tx().await;
        tx.run("UPDATE orgs SET name = name", Vec::new()).await.unwrap();
        tx.announce("rolled back".to_owned());
        drop(tx);
        let mut tx = test.tx().await;
        tx.run("UPDATE orgs SET name = name", Vec::new()).await.unwrap();
        tx.announce("said".to_owned());
        tx.announce("said".to_owned());
        tx.announce("last".to_owned());
        tx.commit().await.unwrap();
        for expected in ["said", "last"] {
            let heard = tokio::time::timeout(SOON, hearer.next()).await.unwrap().unwrap();
            assert_eq!(heard, societas::store::db::News::Said(expected.to_owned()));
        }
    })
    .await;
}

/// Load: many idle streams cost next to nothing, and one change reaches them all soon.
#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_streams_hear_of_one_change_soon() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let mut followers = Vec::new();
        let visitor = societas::service::Ctx::anonymous(test.app.clone());
        for n in 0..100 {
            let mut tx = test.tx().await;
            let account = super::support::stored_account(&format!("many-{n}"));
            societas::store::account::insert(&mut tx, &account, admin.now).await.unwrap();
            let account = account.id;
            let role = societas::domain::account::Role::Staff;
            let post = societas::store::account::insert_post(&mut tx, account, test.society, role, admin.today())
                .await
                .unwrap();
            let token = format!("token-{n}");
            let hash = session::token_hash(&token);
            let (now, expires) = (admin.now, admin.now.plus_ms(3_600_000));
            let new = societas::store::session::NewSession {
                token_hash: &hash,
                account,
                post: Some(post),
                remote: "",
                agent: "",
                now,
                expires,
            };
            societas::store::session::insert(&mut tx, &new).await.unwrap();
            tx.commit().await.unwrap();
            let (actor, _) = session::find_actor(&test.app, &token, admin.now).await.unwrap().unwrap();
            let ctx = societas::service::Ctx { session: hash, ..visitor.clone() }.with_actor(actor);
            for _ in 0..5 {
                let mut following = test.app.live.follow(&ctx).await.unwrap();
                following.next().await;
                followers.push(following);
            }
        }
        assert_eq!(test.app.live.open_streams(), 500);
        let started = std::time::Instant::now();
        let heard = followers.into_iter().map(|mut following| {
            tokio::spawn(async move {
                let heard = following.next().await;
                matches!(heard, societas::service::live::Heard::Counts(counts) if counts.notices == 1)
            })
        });
        let heard: Vec<_> = heard.collect();
        let id = notice::save_draft(
            &later(&admin, -40_000),
            None,
            0,
            announced::written(Audience { everyone: true, ..Audience::default() }),
        )
        .await
        .unwrap();
        notice::publish(&later(&admin, -40_000), id).await.unwrap();
        let heard = tokio::time::timeout(Duration::from_secs(30), futures::future::join_all(heard)).await.unwrap();
        assert!(heard.into_iter().all(|h| h.unwrap()));
        eprintln!("500 streams heard within {:?}", started.elapsed());
    })
    .await;
}
