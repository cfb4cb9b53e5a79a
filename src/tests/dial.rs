//! Mobile numbers with country codes, from the form to the store and back (C-008, C-009).

use societas::domain::account::Role;
use societas::domain::error::{AppError, ProblemCode};
use societas::service::{account, session};

use super::entry::{code_sent, letters, solved, visitor};
use super::support::{PASSWORD, TestApp, entry, failure, new_account, on_each_database};

/// C-008, C-009: a number of Hong Kong is chosen by its code, stored with it, sent to and signed in with; numbers of the
/// mainland stay as they were.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_with_a_country_code_signs_in() {
    on_each_database(|test: TestApp| async move {
        let head = test.browser("lixue").await;
        let society = test.society.to_string();
        let fields = [
            ("org", society.as_str()),
            ("role", "liaison"),
            ("name", "示例联络员"),
            ("dial", "+852"),
            ("mobile", "5123 4567"),
        ];
        assert_eq!(head.call("org/await_person", &fields).await.status(), 200);
        let waiting = account::list_awaited(&test.ctx("lixue").await, test.society).await.unwrap();
        assert_eq!(waiting[0].mobile, "+85251234567");

        let (ctx, guest) = (visitor(&test, "198.51.100.1"), test.visitor());
        let sum = solved(&ctx).await;
        let fields = [("dial", "+852"), ("mobile", "5123-4567"), ("captcha_id", &sum.id), ("captcha", &sum.text)];
        let sent = guest.submit("/api/session/send_code", &fields).await;
        let to = sent.headers()["location"].to_str().unwrap().to_owned();
        let shown = guest.get(&to).await.text().await.unwrap();
        assert!(shown.contains("+852****4567") && !shown.contains("51234567"));
        let id = to.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let code = code_sent(&test, "+85251234567").await;
        let fields = [("id", id.as_str()), ("code", code.as_str()), ("consent", "true")];
        assert_eq!(guest.call("session/sign_in_by_code", &fields).await.status(), 200);

        let mut new = new_account("macao");
        new.mobile = "+853 6612 3456".into();
        account::create_account(&test.ctx("lixue").await, test.society, Role::Staff, new).await.unwrap();
        let signed_in = session::sign_in(&ctx, &entry("00853 66123456", PASSWORD)).await.unwrap();
        assert_eq!(signed_in.actor.name, "测试macao");
    })
    .await;
}

/// C-009: a wrong number is refused at its field before anything is sent, and comes back as it was typed with its code;
/// the captcha is still good.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_is_refused_before_a_code_is_sent() {
    on_each_database(|test: TestApp| async move {
        let (ctx, guest) = (visitor(&test, "198.51.100.1"), test.visitor());
        let sum = solved(&ctx).await;
        for (dial, number, problem) in [
            ("+86", "12345678901", ProblemCode::Mobile),
            ("+86", "51234567", ProblemCode::Mobile),
            ("+852", "13800138000", ProblemCode::MobileAbroad),
            ("+853", "51234567", ProblemCode::MobileAbroad),
            ("+886", "0812345678", ProblemCode::MobileAbroad),
            ("+1", "2025550123", ProblemCode::Mobile),
            ("+852", "", ProblemCode::Required),
        ] {
            let fields = [("dial", dial), ("mobile", number), ("captcha_id", &sum.id), ("captcha", &sum.text)];
            for function in ["session/send_code", "recovery/send_code"] {
                let fields: Vec<_> = fields.iter().copied().chain([("login", "secretary")]).collect();
                let AppError::Invalid { problems } = failure(guest.call(function, &fields).await).await else {
                    panic!("{function} {dial} {number}")
                };
                assert_eq!((problems[0].path.as_str(), problems[0].code), ("mobile", problem), "{dial} {number}");
            }
        }
        assert!(letters(&test, "+85213800138000").await.is_empty());
        let fields = [("dial", "+853"), ("mobile", "51234567"), ("_page", "/sign-in?by=sms")];
        let html = guest.submit("/api/session/send_code", &fields).await.text().await.unwrap();
        assert!(html.contains("value=\"+853\" selected") && html.contains("value=\"51234567\""));
        assert!(html.contains("不是 +853 的手机号"));
        let fields = [("dial", "+86"), ("mobile", "13800138000"), ("captcha_id", &sum.id), ("captcha", &sum.text)];
        assert_eq!(guest.call("session/send_code", &fields).await.status(), 200);
    })
    .await;
}
