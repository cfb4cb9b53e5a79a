//! What every answer and every changing call must obey.

use super::support::{PASSWORD, TestApp, on_each_database};

#[tokio::test(flavor = "multi_thread")]
async fn calls_of_other_sites_are_refused() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
        {
            let answer = browser
                .raw(reqwest::Method::POST, "/api/session/sign_out")
                .header(name, value)
                .header("accept", "application/json")
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 403, "{name}: {value}");
        }
        assert_eq!(browser.get("/").await.status(), 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_carry_a_policy_with_a_fresh_nonce() {
    on_each_database(|test: TestApp| async move {
        let mut nonces = Vec::new();
        for _ in 0..2 {
            let page = test.visitor().get("/sign-in").await;
            let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
            assert_eq!(page.headers()["x-content-type-options"], "nosniff");
            let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
            assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"));
            assert!(page.text().await.unwrap().contains(&format!("nonce=\"{nonce}\"")));
            nonces.push(nonce);
        }
        assert_ne!(nonces[0], nonces[1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_gets_a_clear_refusal_and_never_a_panic() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("admin").await;
        let long = "长".repeat(100_000);
        for (function, fields, status) in [
            ("org/find", vec![("org", "not-an-id")], 422),
            ("org/find", vec![], 422),
            ("org/children", vec![("org", "x"), ("offset", "99999999999999999999")], 422),
            ("org/search", vec![("words", "%_\\'\"\u{3000}😀")], 200),
            ("session/sign_in", vec![("login", long.as_str()), ("password", long.as_str())], 401),
            ("session/sign_in", vec![("login", "\u{0}"), ("password", PASSWORD)], 401),
        ] {
            let answer = browser.call(function, &fields).await;
            let got = answer.status().as_u16();
            let text = answer.text().await.unwrap();
            assert!(got == status, "{function}: {got} {text}");
            assert!(!text.contains("panicked") && !text.contains("sqlx") && !text.contains("src/"), "{text}");
        }
        let missing = browser.get("/no/such/page").await;
        assert_eq!(missing.status(), 404);
        assert!(missing.text().await.unwrap().contains("没有找到"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_languages_are_served_and_kept() {
    on_each_database(|test: TestApp| async move {
        let visitor = test.visitor();
        let page = visitor.get("/sign-in").await.text().await.unwrap();
        assert!(page.contains("lang=\"zh-CN\"") && page.contains("登录学会通"));
        let answer = visitor.submit("/preference", &[("lang", "en"), ("theme", "dark")]).await;
        assert_eq!(answer.status(), 303);
        let page = visitor.get("/sign-in").await.text().await.unwrap();
        assert!(
            page.contains("lang=\"en\"")
                && page.contains("data-theme=\"dark\"")
                && page.contains("Sign in to Societas")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_speaks_one_language_however_many_ask_at_once() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        browser.submit("/preference", &[("lang", "en")]).await;
        for _ in 0..8 {
            let pages = (0..16).map(|_| async { browser.get("/registers/member").await.text().await.unwrap() });
            for page in futures::future::join_all(pages).await {
                assert!(page.contains("<title>Members · Societas</title>"));
                assert!(!page.contains("学会通"));
            }
        }
    })
    .await;
}
