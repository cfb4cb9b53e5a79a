//! The command that looks at uploads: what it clears is kept, everything else is refused.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use societas::domain::error::{AppError, ProblemCode};
use societas::domain::text::Lang;
use societas::service::file::scan::ScanSettings;

use super::file::send_to;
use super::support::{TestApp, failure, on_each_database};

/// The program on the same store, with a scanner that does this; `$2` is the path of the file.
async fn scanned(test: &TestApp, script: &str) -> TestApp {
    let path = test.app.settings.data.join("scan.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let command = vec![path.display().to_string(), "--quiet".to_owned()];
    test.restarted(|s| s.scan = Some(ScanSettings { command, patience: Duration::from_secs(2) })).await
}

async fn refusal(test: &TestApp, path: &str) -> (ProblemCode, String) {
    match failure(send_to(&test.browser("secretary").await, path, "章程.pdf").await).await {
        AppError::Invalid { problems } => (problems[0].code, problems[0].message(Lang::Zh)),
        other => panic!("{other:?}"),
    }
}

fn left_over(test: &TestApp) -> usize {
    std::fs::read_dir(test.app.settings.data.join("incoming")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_command_clears_is_kept() {
    on_each_database(|test: TestApp| async move {
        let clean = scanned(&test, "test \"$1\" = --quiet && grep -q '%PDF' \"$2\"").await;
        let answer = send_to(&clean.browser("secretary").await, "/files", "章程.pdf").await;
        assert_eq!(answer.status(), 200);

        let infected = scanned(&test, "exit 1").await;
        let (code, sentence) = refusal(&infected, "/files").await;
        assert_eq!(code, ProblemCode::FileInfected);
        assert!(sentence.contains("章程.pdf"), "{sentence}");
        let mut tx = test.tx().await;
        let sql = "SELECT COUNT(*) AS n FROM events WHERE action = 'file.refuse'";
        assert_eq!(tx.one(sql, Vec::new()).await.unwrap().get::<i64>("n").unwrap(), 1);
        drop(tx);
        let posted = send_to(&infected.browser("secretary").await, "/imports/upload/member", "名册.xlsx").await;
        assert_eq!(posted.status(), 422);
        assert!(posted.text().await.unwrap().contains("名册.xlsx"));
        assert_eq!(left_over(&test), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_without_an_answer_clears_nothing() {
    on_each_database(|test: TestApp| async move {
        for script in ["exit 2", "kill -9 $$", "exec sleep 60"] {
            let begun = Instant::now();
            let broken = scanned(&test, script).await;
            assert_eq!(refusal(&broken, "/files").await.0, ProblemCode::FileUnchecked, "{script}");
            assert!(begun.elapsed() < Duration::from_secs(20), "{script}");
        }
        let settings = ScanSettings { command: vec!["/nowhere/scan".into()], patience: Duration::from_secs(2) };
        let missing = test.restarted(|s| s.scan = Some(settings)).await;
        assert_eq!(refusal(&missing, "/files").await.0, ProblemCode::FileUnchecked);
        assert_eq!(left_over(&test), 0);
        assert!(!test.app.settings.data.join("files").exists());
    })
    .await;
}
