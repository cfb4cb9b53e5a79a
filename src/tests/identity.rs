//! Sign-in by an identity provider, with a real one on loopback (C-007, P-048, P-049, X-003, X-012, X-014).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use societas::domain::account::{NewAccount, Role};
use societas::domain::ids::AccountId;
use societas::service::{account, clock, profile};
use societas::store;

use super::support::provider::Provider;
use super::support::{Browser, TestApp, new_account, on_each_database};

/// A program with a provider.
async fn with_provider(test: &TestApp) -> (TestApp, Arc<Provider>) {
    let provider = Provider::start().await;
    let settings = provider.settings();
    (test.restarted(|s| s.identity = Some(settings)).await, provider)
}

/// The account of a login name, whose mail address the person has confirmed.
async fn confirmed(test: &TestApp, login: &str) -> AccountId {
    let mut tx = test.tx().await;
    let account = store::account::select_by_login(&mut tx, login).await.unwrap().unwrap();
    assert!(store::account::confirm_email(&mut tx, account.id, &account.email, clock()).await.unwrap());
    tx.commit().await.unwrap();
    account.id
}

/// A verified mail address.
fn mail(address: &str) -> Value {
    json!({ "email": address, "email_verified": true })
}

fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), 303);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Goes to the provider; the path at which the browser comes back.
async fn go(browser: &Browser, provider: &Provider, next: &str) -> String {
    let to = location(&browser.get(&format!("/oidc/start?next={next}")).await);
    assert!(to.starts_with(&provider.issuer), "{to}");
    provider.visit(&to).await
}

/// There and back; where the browser is led.
async fn round(browser: &Browser, provider: &Provider, next: &str) -> String {
    let back = go(browser, provider, next).await;
    location(&browser.get(&back).await)
}

/// Each action of the log with what it says, oldest first.
async fn logged(test: &TestApp, action: &str) -> Vec<Value> {
    let rows = test.tx().await.all("SELECT action, payload FROM events ORDER BY seq", Vec::new()).await.unwrap();
    let lines = rows.iter().map(|r| (r.get::<String>("action").unwrap(), r.get::<String>("payload").unwrap()));
    lines.filter(|(a, _)| a == action).map(|(_, payload)| serde_json::from_str(&payload).unwrap()).collect()
}

async fn ties(test: &TestApp) -> usize {
    test.tx().await.all("SELECT subject FROM identities", Vec::new()).await.unwrap().len()
}

/// Without the setting nothing of it is there.
#[tokio::test(flavor = "multi_thread")]
async fn identity_provider_is_off_by_default() {
    on_each_database(|test: TestApp| async move {
        let browser = test.visitor();
        assert_eq!(browser.get("/oidc/start").await.status(), 404);
        assert_eq!(browser.get("/oidc/callback?state=a&code=b").await.status(), 404);
        assert!(!browser.get("/sign-in").await.text().await.unwrap().contains("/oidc/"));
    })
    .await;
}

/// The first time a verified mail address leads to the account; from then on the tie does, whatever the provider
/// says about the address. The session is one like any other, and the log says by what it began.
#[tokio::test(flavor = "multi_thread")]
async fn verified_mail_address_leads_to_the_account_and_ties_it() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        let browser = test.visitor();
        let page = browser.get("/sign-in?next=%2Forgs").await.text().await.unwrap();
        assert!(page.contains("/oidc/start?next=%2Forgs") && page.contains("统一身份登录"));
        assert_eq!(provider.described.load(Ordering::Relaxed), 0, "nothing is asked before somebody goes there");

        provider.say(mail("Secretary@Example.org"));
        assert_eq!(round(&browser, &provider, "/orgs").await, "/sign-in?refused=identity_unknown&next=%2Forgs");
        provider.say(mail("secretary@Example.ORG"));
        let back = go(&browser, &provider, "/orgs").await;
        let answer = browser.get(&back).await;
        assert_eq!(location(&answer), "/orgs");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("societas=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        assert!(browser.get("/").await.text().await.unwrap().contains("测试secretary"));

        provider.say(json!({}));
        let again = test.visitor();
        assert_eq!(round(&again, &provider, "").await, "/");
        assert!(again.get("/").await.text().await.unwrap().contains("测试secretary"));
        assert_eq!(ties(&test).await, 1);
        let tied = logged(&test, "account.tie").await;
        assert_eq!((tied.len(), tied[0]["issuer"].as_str()), (1, Some(provider.issuer.as_str())));
        let opened = logged(&test, "session.open").await;
        assert_eq!(opened.iter().filter(|line| line["by"] == "identity" && line["remote"] == "127.0.0.1").count(), 2);
        assert_eq!(provider.described.load(Ordering::Relaxed), 1, "what it says about itself is kept");
    })
    .await;
}

/// The person sees the tie and ends it; another person cannot. The provider's name alone then leads nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn person_ends_the_tie_to_the_provider() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        provider.say(mail("secretary@example.org"));
        let browser = test.visitor();
        assert_eq!(round(&browser, &provider, "").await, "/");
        assert!(browser.get("/account").await.text().await.unwrap().contains(&provider.issuer));
        let own = test.ctx("secretary").await;
        let [tie] = &profile::find_profile(&own).await.unwrap().ties[..] else { panic!("one tie") };
        let fields = [("issuer", tie.issuer.as_str()), ("subject", tie.subject.as_str())];
        let other = test.browser("lixue").await;
        assert_eq!(other.call("profile/end_tie", &fields).await.status(), 404);
        assert!(!other.get("/account").await.text().await.unwrap().contains(&provider.issuer));
        assert_eq!(ties(&test).await, 1);

        assert!(browser.call("profile/end_tie", &fields).await.status().is_success());
        assert_eq!(browser.call("profile/end_tie", &fields).await.status(), 404);
        assert_eq!(profile::find_profile(&own).await.unwrap().ties, []);
        assert_eq!(logged(&test, "account.untie").await[0]["issuer"].as_str(), Some(provider.issuer.as_str()));
        provider.say(json!({}));
        assert_eq!(round(&test.visitor(), &provider, "").await, "/sign-in?refused=identity_unknown");
        provider.say(mail("secretary@example.org"));
        assert_eq!(round(&test.visitor(), &provider, "").await, "/");
        assert_eq!(ties(&test).await, 1, "the verified address ties it anew");
    })
    .await;
}

/// C-007: a verified number is that of an account, or of an awaited person, whose account is made then.
#[tokio::test(flavor = "multi_thread")]
async fn verified_number_leads_to_its_account_or_to_an_awaited_person() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        let head = test.ctx("lixue").await;
        let new = NewAccount { mobile: "13800000001".into(), ..new_account("fresh") };
        account::create_account(&head, test.society, Role::Staff, new).await.unwrap();
        account::await_person(&head, test.society, Role::Liaison, "示例联络员", "13800000002").await.unwrap();

        provider.say(json!({ "phone_number": "+86 138 0000 0001", "phone_number_verified": true }));
        let browser = test.visitor();
        assert_eq!(round(&browser, &provider, "").await, "/");
        assert!(browser.get("/").await.text().await.unwrap().contains("测试fresh"));

        let number = json!({ "sub": "person-2", "phone_number": "+8613800000002", "phone_number_verified": true });
        provider.say(number);
        let browser = test.visitor();
        assert_eq!(round(&browser, &provider, "/orgs").await, "/welcome?next=%2Forgs", "the mail address is missing");
        assert!(browser.get("/welcome").await.text().await.unwrap().contains("示例联络员"));
        assert_eq!(account::list_awaited(&head, test.society).await.unwrap(), []);
        assert_eq!(ties(&test).await, 2);
    })
    .await;
}

/// Many providers leave mail and number out of the signed answer: they are asked for them.
#[tokio::test(flavor = "multi_thread")]
async fn provider_that_tells_the_address_only_when_asked_again_is_asked() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        provider.is_terse.store(true, Ordering::Relaxed);
        provider.say(mail("secretary@example.org"));
        assert_eq!(round(&test.visitor(), &provider, "").await, "/");
        provider.say(json!({ "sub": "person-2", "email": "secretary@example.org", "email_verified": false }));
        assert_eq!(round(&test.visitor(), &provider, "").await, "/sign-in?refused=identity_unknown");
    })
    .await;
}

/// The way back is open once, for a short time, and only to the browser that went; where it leads is a page of ours.
#[tokio::test(flavor = "multi_thread")]
async fn way_back_is_open_once_and_only_to_the_browser_that_went() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        provider.say(mail("secretary@example.org"));
        let over = "/sign-in?refused=identity_over";
        let browser = test.visitor();
        let back = go(&browser, &provider, "/orgs").await;
        let code = back.split(['=', '&']).nth(1).unwrap();
        for wrong in ["", "x", &"0".repeat(64)] {
            let path = format!("/oidc/callback?code={code}&state={wrong}");
            assert_eq!(location(&browser.get(&path).await), over, "{wrong}");
        }
        assert_eq!(location(&browser.get("/oidc/callback").await), over);
        assert_eq!(location(&test.visitor().get(&back).await), over, "a browser that never went");
        let other = test.visitor();
        go(&other, &provider, "").await;
        assert_eq!(location(&other.get(&back).await), over, "a browser that went with another question");

        let twice = futures::future::join_all([browser.get(&back), browser.get(&back)]).await;
        let mut led: Vec<String> = twice.iter().map(location).collect();
        led.sort();
        assert_eq!(led, ["/orgs", over], "of two at once one enters");
        assert_eq!(location(&browser.get(&back).await), over, "a way back is used up");

        for next in ["//evil.example", "https:%2F%2Fevil.example", "%2F%5Cevil.example", "/a%0D%0Ax:%20y"] {
            assert_eq!(round(&test.visitor(), &provider, next).await, "/", "{next}");
        }
        let late = test.visitor();
        let back = go(&late, &provider, "").await;
        let mut tx = test.tx().await;
        tx.run("UPDATE identity_requests SET expires_at = 1", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(location(&late.get(&back).await), over, "after ten minutes");
        let rows = test.tx().await.all("SELECT state_hash FROM identity_requests", Vec::new()).await.unwrap();
        let kept: Vec<String> = rows.iter().map(|r| r.get("state_hash").unwrap()).collect();
        assert!(!kept.is_empty() && kept.iter().all(|hash| !back.contains(hash)), "what comes back is not stored");
    })
    .await;
}

/// What the provider did not say, about this person, for us, for this question and just now, opens nothing.
#[tokio::test(flavor = "multi_thread")]
async fn answer_that_does_not_hold_opens_nothing() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        let failed = "/sign-in?refused=identity_failed";
        for wrong in [
            json!({ "nonce": "another" }),
            json!({ "nonce": null }),
            json!({ "aud": ["another"] }),
            json!({ "aud": ["societas", "another"] }),
            json!({ "iss": "http://127.0.0.1:1" }),
            json!({ "exp": 1_700_000_000 }),
        ] {
            let mut says = mail("secretary@example.org");
            says.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            provider.say(says);
            let browser = test.visitor();
            assert_eq!(round(&browser, &provider, "").await, failed, "{wrong}");
            assert_eq!(browser.get("/").await.status(), 302, "{wrong}");
        }
        provider.say(mail("secretary@example.org"));
        provider.forges.store(true, Ordering::Relaxed);
        assert_eq!(round(&test.visitor(), &provider, "").await, failed, "a foreign signature");
        provider.forges.store(false, Ordering::Relaxed);
        let browser = test.visitor();
        let back = go(&browser, &provider, "").await;
        let state = back.rsplit('=').next().unwrap();
        let guessed = browser.get(&format!("/oidc/callback?code=guessed&state={state}")).await;
        assert_eq!(location(&guessed), failed, "a code that was never given");
        let back = go(&browser, &provider, "").await;
        let state = back.rsplit('=').next().unwrap();
        let said_no = browser.get(&format!("/oidc/callback?error=access_denied&state={state}")).await;
        assert_eq!(location(&said_no), failed, "the person went back");
        assert_eq!(ties(&test).await, 0);
        assert_eq!(round(&test.visitor(), &provider, "").await, "/");
    })
    .await;
}

/// The provider may change its keys at any time.
#[tokio::test(flavor = "multi_thread")]
async fn changed_keys_are_fetched_anew() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        provider.say(mail("secretary@example.org"));
        for name in ["first", "second", "second"] {
            assert_eq!(round(&test.visitor(), &provider, "").await, "/");
            tokio::time::sleep(provider.settings().patience).await;
            // The third has the name of the second.
            provider.change_key(name);
        }
        assert_eq!(round(&test.visitor(), &provider, "").await, "/");
    })
    .await;
}

/// Whoever belongs to nobody here gets one answer, which says nothing about which accounts exist (P-048).
#[tokio::test(flavor = "multi_thread")]
async fn identity_of_nobody_gets_one_answer() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        let head = test.ctx("lixue").await;
        let new = NewAccount { mobile: "13800000001".into(), ..new_account("fresh") };
        account::create_account(&head, test.society, Role::Staff, new).await.unwrap();
        let refused = logged(&test, "session.refuse").await.len();
        let cases = [
            json!({}),
            mail("nobody@example.org"),
            mail("示例"),
            json!({ "email": "secretary@example.org", "email_verified": false }),
            json!({ "email": "secretary@example.org" }),
            // Nobody has confirmed that address.
            mail("stranger@example.org"),
            json!({ "phone_number": "13800000001", "phone_number_verified": false }),
            json!({ "phone_number": "13800000009", "phone_number_verified": true }),
            // Two people of ours.
            json!({
                "email": "secretary@example.org", "email_verified": true,
                "phone_number": "13800000001", "phone_number_verified": true,
            }),
        ];
        let count = cases.len();
        for says in cases {
            provider.say(says.clone());
            let browser = test.visitor();
            assert_eq!(round(&browser, &provider, "").await, "/sign-in?refused=identity_unknown", "{says}");
            assert_eq!(browser.get("/").await.status(), 302, "{says}");
        }
        assert_eq!(logged(&test, "session.refuse").await.len(), refused + count);
        assert_eq!(ties(&test).await, 0);

        let browser = test.visitor();
        let page = browser.get("/sign-in?refused=identity_unknown").await.text().await.unwrap();
        assert!(page.contains("这里没有账号属于该身份"), "{page}");
        let english = browser.raw(Method::GET, "/sign-in?refused=identity_unknown").header("accept-language", "en");
        let page = english.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("No account here belongs to that identity"), "{page}");
        let page = browser.get("/sign-in?refused=wrong_current_password").await.text().await.unwrap();
        assert!(!page.contains("notice--danger"), "only what can be said there is said");
    })
    .await;
}

/// P-049: a disabled account is refused as elsewhere, tied or not, and its refusal is logged.
#[tokio::test(flavor = "multi_thread")]
async fn disabled_account_is_refused_before_and_after_it_was_tied() {
    on_each_database(|test: TestApp| async move {
        let (test, provider) = with_provider(&test).await;
        let secretary = confirmed(&test, "secretary").await;
        let head = test.ctx("lixue").await;
        provider.say(mail("secretary@example.org"));
        let disabled = "/sign-in?refused=account_disabled";
        account::update_enabled(&head, test.society, secretary, false).await.unwrap();
        assert_eq!(round(&test.visitor(), &provider, "").await, disabled);
        assert_eq!(ties(&test).await, 0);
        account::update_enabled(&head, test.society, secretary, true).await.unwrap();
        let browser = test.visitor();
        assert_eq!(round(&browser, &provider, "").await, "/");
        account::update_enabled(&head, test.society, secretary, false).await.unwrap();
        assert_eq!(browser.get("/").await.status(), 302, "the open session has ended");
        assert_eq!(round(&test.visitor(), &provider, "").await, disabled);
        let lines = logged(&test, "session.refuse").await;
        assert_eq!(lines.iter().filter(|line| line["name"] == "测试secretary").count(), 2);
    })
    .await;
}

/// A provider that is down or slow costs nobody more than a sentence, and the program starts without it.
#[tokio::test(flavor = "multi_thread")]
async fn provider_that_does_not_answer_is_named_and_the_rest_goes_on() {
    on_each_database(|test: TestApp| async move {
        let silent = "/sign-in?refused=provider_silent";
        let (asleep, provider) = with_provider(&test).await;
        confirmed(&test, "secretary").await;
        provider.say(mail("secretary@example.org"));
        provider.sleeps.store(true, Ordering::Relaxed);
        let began = std::time::Instant::now();
        let many = (0..20).map(|_| async { location(&asleep.visitor().get("/oidc/start").await) });
        assert!(futures::future::join_all(many).await.iter().all(|to| to == silent));
        assert!(began.elapsed().as_secs() < 5, "those who come together wait together");
        provider.sleeps.store(false, Ordering::Relaxed);
        tokio::time::sleep(provider.settings().patience).await;

        let browser = asleep.visitor();
        let back = go(&browser, &provider, "/orgs").await;
        provider.sleeps.store(true, Ordering::Relaxed);
        assert_eq!(location(&browser.get(&back).await), format!("{silent}&next=%2Forgs"));
        provider.sleeps.store(false, Ordering::Relaxed);
        let back = go(&browser, &provider, "").await;
        provider.stop();
        assert_eq!(location(&browser.get(&back).await), silent);

        let settings = provider.settings();
        let fresh = test.restarted(|s| s.identity = Some(settings)).await;
        assert_eq!(location(&fresh.visitor().get("/oidc/start").await), silent);
        let page = fresh.visitor().get(silent).await.text().await.unwrap();
        assert!(page.contains("统一身份认证暂时没有回应"), "{page}");
        fresh.browser("secretary").await;
    })
    .await;
}
