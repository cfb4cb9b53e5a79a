//! The support contact: read by everybody, written by the centre alone (S-034, S-035).

use societas::domain::error::AppError;

use crate::support::{TestApp, failure, on_each_database};

const CONTACT: [(&str, &str); 5] = [
    ("name", "示例技术支持"),
    ("phone", "010-60000001"),
    ("hours", "工作日 8:30-11:30，14:30-17:00"),
    ("note", ""),
    ("version", "0"),
];

/// S-034, S-035: every field is editable by the centre; visitors see it on the sign-in page, everybody at 技术服务.
#[tokio::test(flavor = "multi_thread")]
async fn the_centre_enters_the_contact_that_everybody_sees() {
    on_each_database(|test: TestApp| async move {
        let visitor = test.visitor();
        assert!(!visitor.get("/sign-in").await.text().await.unwrap().contains("技术服务"));
        for login in ["secretary", "lixue"] {
            let refused = test.browser(login).await.call("support/update", &CONTACT).await;
            assert_eq!(failure(refused).await, AppError::NotFound, "{login}: the centre is not theirs");
        }
        let refused = test.browser("reviewer").await.call("support/update", &CONTACT).await;
        assert_eq!(refused.status(), 403);
        let admin = test.browser("admin").await;
        assert_eq!(admin.call("support/update", &CONTACT).await.status(), 200);
        let stale = admin.call("support/update", &CONTACT).await;
        assert!(matches!(failure(stale).await, AppError::Conflict(c) if c.version == 1 && c.changed_by == "测试admin"));
        let mut wrong = CONTACT;
        wrong[1].1 = "一二三";
        wrong[4].1 = "1";
        assert_eq!(admin.call("support/update", &wrong).await.status(), 422);
        for path in ["/sign-in", "/support"] {
            let browser = if path == "/support" { &test.browser("stranger").await } else { &visitor };
            let html = browser.get(path).await.text().await.unwrap();
            for shown in ["技术服务", "示例技术支持", "010-60000001", "工作日 8:30-11:30，14:30-17:00"] {
                assert!(html.contains(shown), "{path}: {shown}");
            }
            assert!(!html.contains("api/support/update"), "{path}: only the centre has the form");
        }
        assert!(admin.get("/support").await.text().await.unwrap().contains("api/support/update"));
    })
    .await;
}
