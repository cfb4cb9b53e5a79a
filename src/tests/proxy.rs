//! From where a call comes, behind a proxy that the settings name, and without one.

use reqwest::{Method, Response};
use societas::domain::account::Profile;
use societas::domain::error::AppError;
use societas::server::proxy::read_range;

use super::support::{Browser, PASSWORD, TestApp, failure, on_each_database};

async fn sign_in(browser: &Browser, password: &str, forwarded: &str) -> Response {
    let fields = [("login", "secretary"), ("password", password)];
    let request = browser.raw(Method::POST, "/api/session/sign_in").header("accept", "application/json");
    request.header("x-forwarded-for", forwarded).form(&fields).send().await.unwrap()
}

/// The addresses of the sessions and of the sign-ins in the log.
async fn remotes(test: &TestApp, browser: &Browser) -> (Vec<String>, Vec<String>) {
    let profile = browser.call("profile/find", &[]).await.text().await.unwrap();
    let profile: Profile = serde_json::from_str(&profile).unwrap();
    let sql = "SELECT payload FROM events WHERE action = 'session.open' ORDER BY seq";
    let rows = test.tx().await.all(sql, Vec::new()).await.unwrap();
    let logged = rows.iter().filter_map(|row| {
        let payload: serde_json::Value = serde_json::from_str(&row.get::<String>("payload").unwrap()).unwrap();
        payload["remote"].as_str().map(str::to_owned)
    });
    (profile.sessions.into_iter().map(|s| s.remote).collect(), logged.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn forwarded_address_is_ignored_without_the_setting() {
    on_each_database(|test: TestApp| async move {
        let browser = test.visitor();
        assert!(sign_in(&browser, PASSWORD, "203.0.113.9").await.status().is_success());
        let here = vec!["127.0.0.1".to_owned()];
        assert_eq!(remotes(&test, &browser).await, (here.clone(), here));
        for n in 0..5 {
            let answer = sign_in(&test.visitor(), "Wrong-2026", &format!("203.0.113.{n}")).await;
            assert_eq!(failure(answer).await, AppError::SignInFailed);
        }
        let sixth = failure(sign_in(&test.visitor(), PASSWORD, "203.0.113.77").await).await;
        assert!(matches!(sixth, AppError::TooManyTries { .. }), "a header does not shake the brake off: {sixth:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forwarded_address_of_a_trusted_proxy_counts_for_brakes_sessions_and_log() {
    on_each_database(|test: TestApp| async move {
        let test = test.restarted(|s| s.proxies = vec![read_range("127.0.0.0/8").unwrap()]).await;
        let browser = test.visitor();
        assert!(sign_in(&browser, PASSWORD, "198.51.100.1, 203.0.113.9").await.status().is_success());
        let there = vec!["203.0.113.9".to_owned()];
        assert_eq!(remotes(&test, &browser).await, (there.clone(), there));
        for n in 0..5 {
            let answer = sign_in(&test.visitor(), "Wrong-2026", &format!("198.51.100.{n}, 203.0.113.10")).await;
            assert_eq!(failure(answer).await, AppError::SignInFailed);
        }
        let sixth = failure(sign_in(&test.visitor(), PASSWORD, "203.0.113.10").await).await;
        assert!(matches!(sixth, AppError::TooManyTries { .. }), "what stands before was the sender's: {sixth:?}");
        assert!(sign_in(&test.visitor(), PASSWORD, "203.0.113.11").await.status().is_success(), "a neighbour");
    })
    .await;
}
