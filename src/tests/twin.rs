//! Scale and strength: two processes of the program on one Postgres behave as one. SQLite has one process.

use societas::domain::error::AppError;
use societas::domain::outbox::Channel;
use societas::service::outbox;
use societas::store;

use super::support::{PASSWORD, TestApp, failure, on_each_database};

/// A session begun in one process is known in the other, and ended in both at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_one_for_both() {
    on_each_database(|test: TestApp| async move {
        let Some(twin) = test.twin().await else { return };
        let here = test.browser("secretary").await;
        let there = here.at(&twin);
        assert_eq!(there.get("/registers").await.status(), 200);
        assert_eq!(there.call("session/sign_out", &[]).await.status(), 200);
        let answer = here.call("workbench/tasks", &[]).await;
        assert_eq!(answer.status(), 401);
        twin.app.db.close().await;
    })
    .await;
}

/// Wrong passwords count together, wherever they arrive, and the lock holds in both.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_count_together() {
    on_each_database(|test: TestApp| async move {
        let Some(twin) = test.twin().await else { return };
        let wrong = [("login", "lixue"), ("password", "Wrong-2026")];
        for at in [&test, &twin, &test, &twin, &test] {
            assert_eq!(failure(at.visitor().call("session/sign_in", &wrong).await).await, AppError::SignInFailed);
        }
        for at in [&test, &twin] {
            let answer = failure(at.visitor().call("session/sign_in", &wrong).await).await;
            assert!(matches!(answer, AppError::TooManyTries { .. }), "{answer:?}");
        }

        let here = test.browser("secretary").await;
        let there = here.at(&twin);
        let guess = [("old_password", "Wrong-2026"), ("new_password", "Other-Word-2026"), ("again", "Other-Word-2026")];
        for browser in [&here, &there, &here, &there, &here] {
            let answer = failure(browser.call("session/password", &guess).await).await;
            assert!(matches!(answer, AppError::Denied { .. }), "{answer:?}");
        }
        for browser in [&here, &there] {
            let answer = failure(browser.call("session/password", &guess).await).await;
            assert!(matches!(answer, AppError::TooManyTries { .. }), "{answer:?}");
        }
        twin.app.db.close().await;
    })
    .await;
}

/// Both look for what is due at the same time; each message leaves once.
#[tokio::test(flavor = "multi_thread")]
async fn each_message_leaves_once() {
    on_each_database(|test: TestApp| async move {
        let Some(twin) = test.twin().await else { return };
        let admin = test.ctx("admin").await;
        let mut tx = test.tx().await;
        for n in 0..60 {
            let letter = store::outbox::Letter {
                channel: Channel::Email,
                recipient: format!("person-{n}@example.org"),
                subject: "示例".into(),
                body: "示例".into(),
                secret: false,
            };
            outbox::put(&admin, &mut tx, &letter).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut taken = 0;
        loop {
            let (here, there) = tokio::join!(outbox::deliver_due(&test.app), outbox::deliver_due(&twin.app));
            let sum = here.unwrap() + there.unwrap();
            taken += sum;
            if sum == 0 {
                break;
            }
        }
        assert_eq!(taken, 60);
        let mut tx = test.tx().await;
        assert!(store::outbox::select_last(&mut tx, 100).await.unwrap().iter().all(|(line, _)| line.tries == 1));
        twin.app.db.close().await;
    })
    .await;
}

/// A password changed in one process ends the sessions that the other one knows, save the one that changed it.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_sessions_in_both() {
    on_each_database(|test: TestApp| async move {
        let Some(twin) = test.twin().await else { return };
        let (here, elsewhere) = (test.browser("secretary").await, twin.browser("secretary").await);
        let new = [("old_password", PASSWORD), ("new_password", "Other-Word-2026"), ("again", "Other-Word-2026")];
        assert!(here.call("session/password", &new).await.status().is_success());
        assert_eq!(elsewhere.call("workbench/tasks", &[]).await.status(), 401);
        assert_eq!(here.at(&twin).call("workbench/tasks", &[]).await.status(), 200);
        twin.app.db.close().await;
    })
    .await;
}
