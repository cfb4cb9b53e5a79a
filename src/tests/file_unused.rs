//! Uploads that nobody uses go after a day; what is attached, typed in a draft or just being attached stays.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use serde_json::json;
use societas::domain::form::{Answer, FileRef};
use societas::domain::record::SaveMode;
use societas::service::draft::keep_draft;
use societas::service::file::unused::{INCOMING_MS, UNATTACHED_MS, remove_unused};
use societas::service::register::save_record;
use societas::service::{Ctx, clock};
use societas::store;

use super::file::stored;
use super::message::later;
use super::support::{Browser, TestApp, on_each_database};

/// The system, so many milliseconds from now.
fn system(test: &TestApp, ms: i64) -> Ctx {
    later(&Ctx::anonymous(test.app.clone()), ms)
}

/// How many files lie in the store.
pub fn kept(test: &TestApp) -> usize {
    let shelves = std::fs::read_dir(test.app.settings.data.join("files")).unwrap();
    shelves.map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap().count()).sum()
}

fn policy(file: &FileRef) -> Answer {
    let mut typed = Answer::default();
    typed.set("name", "章程");
    typed.0.insert("file".into(), serde_json::from_value(json!([file])).unwrap());
    typed
}

async fn status(browser: &Browser, file: &FileRef) -> StatusCode {
    browser.get(&format!("/files/{}", file.file)).await.status()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_attached_to_nothing_goes_after_a_day() {
    on_each_database(|test: TestApp| async move {
        let (browser, me) = (test.browser("secretary").await, test.ctx("secretary").await);
        let (loose, saved, typed) = (stored(&browser).await, stored(&browser).await, stored(&browser).await);
        save_record(&me, test.society, "policy_doc", None, 0, policy(&saved), SaveMode::Draft).await.unwrap();
        keep_draft(&me, test.society, "policy_doc", None, 0, policy(&typed)).await.unwrap();

        assert_eq!(remove_unused(&system(&test, UNATTACHED_MS - 60_000)).await.unwrap(), 0);
        assert_eq!(kept(&test), 3);
        assert_eq!(remove_unused(&system(&test, UNATTACHED_MS + 60_000)).await.unwrap(), 1);
        assert_eq!(kept(&test), 2);
        for (file, left) in [(&loose, 404), (&saved, 200), (&typed, 200)] {
            assert_eq!(status(&browser, file).await, left);
        }
        let mut tx = test.tx().await;
        let sql = "SELECT COUNT(*) AS n FROM events WHERE action = 'file.remove'";
        assert_eq!(tx.one(sql, Vec::new()).await.unwrap().get::<i64>("n").unwrap(), 1);
        drop(tx);

        // The draft has run out by then.
        assert_eq!(remove_unused(&system(&test, 31 * 86_400_000)).await.unwrap(), 1);
        assert_eq!(kept(&test), 1);
        assert_eq!(status(&browser, &saved).await, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_remove_each_file_once() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        for _ in 0..8 {
            stored(&browser).await;
        }
        let twin = test.twin().await;
        let here = system(&test, UNATTACHED_MS + 60_000);
        let there = system(twin.as_ref().unwrap_or(&test), UNATTACHED_MS + 60_000);
        let (one, other) = tokio::join!(remove_unused(&here), remove_unused(&there));
        assert_eq!(one.unwrap() + other.unwrap(), 8);
        assert_eq!(kept(&test), 0);
        if let Some(twin) = twin {
            twin.app.db.close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_were_left_go_the_next_time() {
    on_each_database(|test: TestApp| async move {
        let file = stored(&test.browser("secretary").await).await;
        let mut tx = test.tx().await;
        assert!(store::file::delete_unattached(&mut tx, file.file, clock()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(kept(&test), 1);
        assert_eq!(remove_unused(&system(&test, 0)).await.unwrap(), 0);
        assert_eq!(kept(&test), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_being_attached_stays() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let file = stored(&browser).await;
        let mut tx = test.tx().await;
        let known = store::file::select_many(&mut tx, test.society, &[file.file]).await.unwrap();
        assert_eq!(known.len(), 1);
        let cleaner = system(&test, UNATTACHED_MS + 60_000);
        let cleaning = tokio::spawn(async move { remove_unused(&cleaner).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        store::file::attach(&mut tx, test.society, &[file.file], "somewhere");
        tx.commit().await.unwrap();
        assert_eq!(cleaning.await.unwrap().unwrap(), 0);
        assert_eq!(kept(&test), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_broken_upload_left_goes_after_a_day() {
    on_each_database(|test: TestApp| async move {
        let incoming = test.app.settings.data.join("incoming");
        std::fs::create_dir_all(&incoming).unwrap();
        let age = |name: &str, ms: i64| {
            let file = std::fs::File::create(incoming.join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_millis(ms as u64)).unwrap();
        };
        age("old", INCOMING_MS + 60_000);
        age("young", INCOMING_MS - 60_000);
        remove_unused(&system(&test, 0)).await.unwrap();
        let left: Vec<_> = std::fs::read_dir(&incoming).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["young"]);
    })
    .await;
}
