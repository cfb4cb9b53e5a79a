//! Sign-in, sessions, passwords, throttling.

use societas::domain::error::{AppError, ReasonCode};

use super::support::{PASSWORD, TestApp, failure, on_each_database};

/// S-015, P-047, P-085: an account that was given leads into the system; signing out ends the session.
#[tokio::test(flavor = "multi_thread")]
async fn sign_in_opens_a_session_and_sign_out_ends_it() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let page = browser.get("/").await;
        assert_eq!(page.status(), 200);
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert!(page.text().await.unwrap().contains("测试secretary"));

        assert!(browser.call("session/sign_out", &[]).await.status().is_success());
        let page = browser.get("/").await;
        assert_eq!((page.status().as_u16(), &page.headers()["location"]), (302, &"/portal".parse().unwrap()));
        let page = browser.get("/orgs").await;
        assert_eq!(
            (page.status().as_u16(), &page.headers()["location"]),
            (302, &"/sign-in?next=%2Forgs".parse().unwrap())
        );
    })
    .await;
}

/// C-003: whoever has not signed in is led to the sign-in from every page inside the frame, and back from there,
/// whether or not the page finds anything.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_inside_the_frame_leads_visitors_to_the_sign_in() {
    let routes = include_str!("../ui/app.rs").split("view=Shell::FRAME").nth(1).unwrap();
    let routes = routes.split("</ParentRoute>").next().unwrap();
    let paths: Vec<String> = routes
        .split("path=At(\"")
        .skip(1)
        .map(|rest| {
            let parts = rest.split('"').next().unwrap().split('/').map(|part| match part {
                ":register" => "member",
                _ if part.starts_with(':') => "01234567-89ab-7fff-bfff-ffffffffffff",
                _ => part,
            });
            parts.collect::<Vec<_>>().join("/")
        })
        .filter(|path| path != "/")
        .collect();
    assert!(paths.len() >= 40, "{paths:?}");
    on_each_database(|test: TestApp| {
        let paths = paths.clone();
        async move {
            let visitor = test.visitor();
            for path in &paths {
                let answer = visitor.get(path).await;
                let to = format!("/sign-in?next={}", path.replace('/', "%2F"));
                assert_eq!(answer.status(), 302, "{path}");
                assert_eq!(answer.headers()["location"], to.as_str(), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_and_unknown_name_get_the_same_answer() {
    on_each_database(|test: TestApp| async move {
        let wrong = test.visitor().call("session/sign_in", &[("login", "secretary"), ("password", "Wrong-2026")]).await;
        assert_eq!(wrong.status(), 401);
        let unknown = test.visitor().call("session/sign_in", &[("login", "nobody-here"), ("password", PASSWORD)]).await;
        assert_eq!(unknown.status(), 401);
        assert_eq!(wrong.text().await.unwrap(), unknown.text().await.unwrap());
        assert_eq!(test.visitor().get("/").await.status(), 302);
    })
    .await;
}

/// five wrong passwords lock for a quarter of an hour.
#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_wrong_password_is_throttled_even_when_right() {
    on_each_database(|test: TestApp| async move {
        for _ in 0..5 {
            let answer =
                test.visitor().call("session/sign_in", &[("login", "lixue"), ("password", "Wrong-2026")]).await;
            assert_eq!(failure(answer).await, AppError::SignInFailed);
        }
        let answer = test.visitor().call("session/sign_in", &[("login", "lixue"), ("password", PASSWORD)]).await;
        assert_eq!(answer.status(), 429);
        assert!(matches!(failure(answer).await, AppError::TooManyTries { minutes: 1..=15 }));
        test.browser("secretary").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_without_javascript_leads_to_the_page_and_never_off_the_site() {
    on_each_database(|test: TestApp| async move {
        for (next, target) in [("/orgs", "/orgs"), ("//evil.example", "/"), ("/a\r\nx: y", "/"), ("", "/")] {
            let fields = [("login", "secretary"), ("password", PASSWORD), ("next", next)];
            let answer = test.visitor().submit("/api/session/sign_in", &fields).await;
            assert_eq!(answer.status(), 302, "{next}");
            assert_eq!(answer.headers()["location"], target, "{next}");
            let cookie = answer.headers()["set-cookie"].to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_hash_of_the_session_token_is_stored() {
    on_each_database(|test: TestApp| async move {
        let answer = test.visitor().call("session/sign_in", &[("login", "secretary"), ("password", PASSWORD)]).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        let token = cookie.split(['=', ';']).nth(1).unwrap();
        let rows = test.tx().await.all("SELECT token_hash FROM sessions", Vec::new()).await.unwrap();
        let stored: Vec<String> = rows.iter().map(|r| r.get("token_hash").unwrap()).collect();
        assert!(!stored.iter().any(|hash| hash == token));
        assert!(stored.contains(&societas::service::session::token_hash(token)));
    })
    .await;
}

/// S-017, S-033, P-082, P-083: the own password needs the old one and a strong new one typed twice.
#[tokio::test(flavor = "multi_thread")]
async fn changing_the_password_ends_the_other_sessions() {
    on_each_database(|test: TestApp| async move {
        let (here, elsewhere) = (test.browser("secretary").await, test.browser("secretary").await);
        let refused = here
            .call(
                "session/password",
                &[("old_password", "x"), ("new_password", "Another-2026"), ("again", "Another-2026")],
            )
            .await;
        match failure(refused).await {
            AppError::Denied { reasons } => assert_eq!(reasons[0].code, ReasonCode::WrongCurrentPassword),
            other => panic!("{other:?}"),
        }
        let weak = here
            .call("session/password", &[("old_password", PASSWORD), ("new_password", "short"), ("again", "short")])
            .await;
        assert_eq!(weak.status(), 422);
        let changed = here
            .call(
                "session/password",
                &[("old_password", PASSWORD), ("new_password", "Another-2026"), ("again", "Another-2026")],
            )
            .await;
        assert!(changed.status().is_success());
        assert_eq!(here.get("/").await.status(), 200);
        assert_eq!(elsewhere.get("/").await.status(), 302);
    })
    .await;
}
