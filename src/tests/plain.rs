//! Forms posted without scripts: what is refused comes back as its page, with what was typed.

use super::congress;
use super::support::{PASSWORD, TestApp, on_each_database};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_comes_back_with_what_was_typed() {
    on_each_database(|test: TestApp| async move {
        let id = congress::set_up(&test).await;
        let (board, number) = (format!("/congress/{id}"), id.to_string());
        let browser = test.browser("secretary").await;
        let mut fields = vec![
            ("congress", number.as_str()),
            ("name", "</textarea>\"示例人"),
            ("mobile", "12"),
            ("identity", "delegate"),
            ("sex", "女"),
            ("birth_on", "1990-03-07"),
            ("ethnic", "01"),
            ("party1", "13"),
            ("party2", ""),
            ("grassroots", "是"),
            ("_page", board.as_str()),
        ];
        let refused = browser.submit("/api/congress/nominate", &fields).await;
        assert_eq!(refused.status(), 422);
        let html = refused.text().await.unwrap();
        for kept in [
            "value=\"&lt;/textarea&gt;&quot;示例人\"",
            "value=\"12\"",
            "value=\"delegate\" selected",
            "value=\"1990-03-07\"",
            "class=\"field__problem\"",
            "已报 1（名额 3）",
        ] {
            assert!(html.contains(kept), "{kept}: {html}");
        }
        assert!(!html.contains("type=\"module\""), "a page at another address is not taken over by the browser module");
        assert!(html.contains(&format!("name=\"_page\" value=\"{board}")), "its form leads back too");

        fields[1].1 = "示例人";
        fields[2].1 = "13800000009";
        let taken = browser.submit("/api/congress/nominate", &fields).await;
        assert_eq!((taken.status().as_u16(), &taken.headers()["location"]), (302, &board.parse().unwrap()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_password_never_comes_back() {
    on_each_database(|test: TestApp| async move {
        let fields = [("login", "secretary"), ("password", "Wrong-2026"), ("_page", "/sign-in?next=%2Forgs")];
        let refused = test.visitor().submit("/api/session/sign_in", &fields).await;
        assert_eq!(refused.status(), 401);
        let html = refused.text().await.unwrap();
        assert!(html.contains("value=\"secretary\"") && !html.contains("Wrong-2026"));
        assert!(html.contains("value=\"/orgs\""), "where the sign-in leads is kept");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_an_ended_session_leads_to_the_sign_in() {
    on_each_database(|test: TestApp| async move {
        let fields = [("old_password", "x"), ("new_password", "y"), ("_page", "/account")];
        let answer = test.visitor().submit("/api/session/password", &fields).await;
        assert_eq!(answer.status(), 302);
        assert_eq!(answer.headers()["location"], "/sign-in?next=%2Faccount");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_like_forms_shows_its_own_refusal() {
    on_each_database(|test: TestApp| async move {
        let (org, page) = (test.association.to_string(), format!("/orgs/{}", test.association));
        let fields = [
            ("org", org.as_str()),
            ("role", "reviewer"),
            ("name", "示例联络员"),
            ("login", "x"),
            ("mobile", ""),
            ("password", PASSWORD),
            ("_page", page.as_str()),
        ];
        let refused = test.browser("admin").await.submit("/api/org/create_account", &fields).await;
        assert_eq!(refused.status(), 422);
        let html = refused.text().await.unwrap();
        assert_eq!(html.matches("示例联络员").count(), 1);
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let once: std::collections::BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "{ids:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crafted_page_leads_nowhere_else() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        for page in ["//evil.example", "https://evil.example/", "/a\r\nx: y"] {
            let fields = [("old_password", "x"), ("new_password", "y"), ("_page", page)];
            let refused = browser.submit("/api/session/password", &fields).await;
            assert!(!refused.headers().contains_key("location"), "{page}");
            assert_eq!(refused.status(), 422);
        }
    })
    .await;
}
