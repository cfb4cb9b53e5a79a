//! Ways in: codes by short message, captchas, the first mail address, a forgotten password, known browsers, open
//! sessions.

use societas::domain::account::{Captcha, NewAccount, Role};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::ids::PasscodeId;
use societas::domain::outbox::Channel;
use societas::domain::time::Instant;
use societas::service::captcha::{self, Answered};
use societas::service::session::{self, Entry, SignedIn};
use societas::service::{Ctx, account, outbox, profile, recovery};
use societas::store::outbox::Letter;

use super::support::{PASSWORD, TestApp, entry, failure, new_account, on_each_database};

const NUMBER: &str = "13800000001";

/// A call by a visitor from that address.
pub fn visitor(test: &TestApp, remote: &str) -> Ctx {
    Ctx { remote: remote.into(), ..Ctx::anonymous(test.app.clone()) }
}

/// The same call so many minutes later.
fn later(ctx: &Ctx, minutes: i64) -> Ctx {
    Ctx { now: ctx.now.plus_ms(minutes * 60_000), ..ctx.clone() }
}

/// A captcha and its right answer.
pub async fn solved(ctx: &Ctx) -> Answered {
    let Captcha { id, sum, .. } = captcha::issue(ctx).await.unwrap();
    Answered { id: id.to_string(), text: (sum.0 + sum.1).to_string() }
}

fn code_of(error: AppError) -> (String, ProblemCode) {
    match error {
        AppError::Invalid { problems } => (problems[0].path.clone(), problems[0].code),
        other => panic!("{other:?}"),
    }
}

fn reason_of(error: AppError) -> ReasonCode {
    match error {
        AppError::Denied { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    }
}

/// The texts that wait or were sent to somebody, newest first.
pub async fn letters(test: &TestApp, to: &str) -> Vec<String> {
    let view = outbox::list_outbox(&visitor(test, "x")).await.unwrap();
    view.lines.into_iter().filter(|line| line.recipient == to).map(|line| line.body).collect()
}

/// The six digits of the last short message.
pub async fn code_sent(test: &TestApp, to: &str) -> String {
    let body = letters(test, to).await.remove(0);
    body.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).unwrap().to_owned()
}

/// What stands after the last slash of the link in the last mail.
async fn link_sent(test: &TestApp, to: &str) -> String {
    let body = letters(test, to).await.remove(0);
    let line = body.lines().find(|line| line.starts_with("http")).unwrap();
    line.rsplit('/').next().unwrap().to_owned()
}

async fn by_code(test: &TestApp, ctx: &Ctx, number: &str) -> Result<SignedIn, AppError> {
    let id = session::send_code(ctx, number, &solved(ctx).await).await?;
    session::sign_in_by_code(ctx, id, &code_sent(test, number).await, true).await
}

/// C-004, C-007, ORG-08: a number that a unit has entered gets an account at the first sign-in, with its post; other numbers
/// get the same answer and no message.
#[tokio::test(flavor = "multi_thread")]
async fn awaited_number_gets_an_account_at_the_first_sign_in() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        account::await_person(&head, test.society, Role::Liaison, "示例联络员", "138 0000 0001").await.unwrap();
        let twice = account::await_person(&head, test.society, Role::Liaison, "示例联络员", NUMBER).await.unwrap_err();
        assert_eq!(reason_of(twice), ReasonCode::AlreadyThere);
        assert_eq!(account::list_awaited(&head, test.society).await.unwrap().len(), 1);

        let ctx = visitor(&test, "198.51.100.1");
        let signed_in = by_code(&test, &ctx, NUMBER).await.unwrap();
        assert_eq!((signed_in.actor.role, signed_in.actor.org), (Role::Liaison, test.society));
        assert!(signed_in.waits, "a person without a mail address is asked for it first");
        assert_eq!(account::list_awaited(&head, test.society).await.unwrap(), []);

        let unknown = session::send_code(&ctx, "13800000002", &solved(&ctx).await).await.unwrap();
        assert_eq!(letters(&test, "13800000002").await.len(), 0);
        let refused = session::sign_in_by_code(&ctx, unknown, "123456", true).await.err().unwrap();
        assert_eq!(code_of(refused), ("code".into(), ProblemCode::CodeWrong));
    })
    .await;
}

/// one person, one account, several posts: the second unit's entry becomes a second post of the same account.
#[tokio::test(flavor = "multi_thread")]
async fn second_unit_gives_the_same_account_a_second_post() {
    on_each_database(|test: TestApp| async move {
        let (first, second) = (test.ctx("lixue").await, test.ctx("shuxue").await);
        account::await_person(&first, test.society, Role::Staff, "示例甲", NUMBER).await.unwrap();
        let ctx = visitor(&test, "198.51.100.1");
        let one = by_code(&test, &ctx, NUMBER).await.unwrap().actor;
        account::await_person(&second, test.other, Role::Liaison, "示例甲", NUMBER).await.unwrap();
        let again = by_code(&test, &later(&ctx, 2), NUMBER).await.unwrap();
        assert_eq!(again.actor.account, one.account);
        let me = ctx.clone().with_actor(again.actor);
        let posts = session::list_posts(&me).await.unwrap();
        let places: Vec<_> = posts.iter().map(|p| (p.org, p.role)).collect();
        assert_eq!(places, [(test.society, Role::Staff), (test.other, Role::Liaison)]);
    })
    .await;
}

/// C-005, C-006, X-011, ORG-09: no code without a captcha, none within a minute of the last, five wrong ones end it, and nobody
/// enters without consent; a code works once and for five minutes.
#[tokio::test(flavor = "multi_thread")]
async fn code_needs_a_captcha_and_consent_and_bears_five_wrong_tries() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        account::await_person(&head, test.society, Role::Staff, "示例甲", NUMBER).await.unwrap();
        let ctx = visitor(&test, "198.51.100.1");
        let none = session::send_code(&ctx, NUMBER, &Answered::default()).await.unwrap_err();
        assert_eq!(code_of(none), ("captcha".into(), ProblemCode::CaptchaNeeded));
        let wrong = Answered { text: "zzzz".into(), ..solved(&ctx).await };
        let refused = session::send_code(&ctx, NUMBER, &wrong).await.unwrap_err();
        assert_eq!(code_of(refused), ("captcha".into(), ProblemCode::CaptchaWrong));
        let bad = session::send_code(&ctx, "123", &solved(&ctx).await).await.unwrap_err();
        assert_eq!(code_of(bad), ("mobile".into(), ProblemCode::Mobile));

        let once = solved(&ctx).await;
        let id = session::send_code(&ctx, NUMBER, &once).await.unwrap();
        let used = session::send_code(&later(&ctx, 2), NUMBER, &once).await.unwrap_err();
        assert_eq!(code_of(used), ("captcha".into(), ProblemCode::CaptchaWrong), "a captcha works once (P-046)");
        let soon = session::send_code(&ctx, NUMBER, &solved(&ctx).await).await.unwrap_err();
        assert!(matches!(soon, AppError::TooManyTries { minutes: 1 }));

        let right = code_sent(&test, NUMBER).await;
        let unread = session::sign_in_by_code(&ctx, id, &right, false).await.err().unwrap();
        assert_eq!(code_of(unread), ("consent".into(), ProblemCode::ConsentMissing));
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            let refused = session::sign_in_by_code(&ctx, id, wrong, true).await.err().unwrap();
            assert_eq!(code_of(refused), ("code".into(), ProblemCode::CodeWrong));
        }
        assert!(session::sign_in_by_code(&ctx, id, &right, true).await.is_err(), "the sixth try is too late");

        let ctx = later(&ctx, 2);
        let id = session::send_code(&ctx, NUMBER, &solved(&ctx).await).await.unwrap();
        let right = code_sent(&test, NUMBER).await;
        assert!(session::sign_in_by_code(&later(&ctx, 6), id, &right, true).await.is_err(), "over after five minutes");
        let padded = format!(" {} {} ", &right[..3], &right[3..]);
        session::sign_in_by_code(&ctx, id, &padded, true).await.unwrap();
        assert!(session::sign_in_by_code(&ctx, id, &right, true).await.is_err(), "a code works once");
    })
    .await;
}

/// Fifty tries with one captcha at the same moment: one of them passes.
#[tokio::test(flavor = "multi_thread")]
async fn racing_uses_of_one_captcha_pass_once() {
    on_each_database(|test: TestApp| async move {
        let ctx = visitor(&test, "198.51.100.1");
        let answered = solved(&ctx).await;
        let tries = (0..50).map(|_| async {
            let mut tx = ctx.app.db.write().await.unwrap();
            let right = captcha::is_right(&ctx, &mut tx, &answered).await.unwrap();
            tx.commit().await.unwrap();
            right
        });
        let passed = futures::future::join_all(tries).await.into_iter().filter(|right| *right).count();
        assert_eq!(passed, 1);
    })
    .await;
}

/// A thousand wrong passwords from as many addresses do not open the account; its owner enters from the own browser
/// meanwhile, and from a new one with a captcha.
#[tokio::test(flavor = "multi_thread")]
async fn thousand_wrong_passwords_from_everywhere_neither_open_nor_lock_out() {
    on_each_database(|test: TestApp| async move {
        let home = visitor(&test, "192.0.2.7");
        let first = session::sign_in(&home, &entry("secretary", PASSWORD)).await.unwrap();
        let known = Ctx { device: session::token_hash(&first.device.unwrap()), ..visitor(&test, "192.0.2.8") };

        let attackers = (0..1000).map(|n| {
            let ctx = visitor(&test, &format!("203.0.{}.{}", n / 250, n % 250));
            async move { session::sign_in(&ctx, &entry("secretary", "Wrong-2026")).await.err().unwrap() }
        });
        let mut looked_at = 0;
        for answer in futures::future::join_all(attackers).await {
            match answer {
                AppError::SignInFailed => looked_at += 1,
                AppError::Invalid { problems } => assert_eq!(problems[0].code, ProblemCode::CaptchaNeeded),
                AppError::Busy => {}
                other => panic!("{other:?}"),
            }
        }
        assert!((1..=10).contains(&looked_at), "{looked_at} passwords were looked at without a captcha");

        session::sign_in(&known, &entry("secretary", PASSWORD)).await.unwrap();
        let elsewhere = visitor(&test, "192.0.2.9");
        for n in 0..12 {
            let ctx = visitor(&test, &format!("198.51.100.{n}"));
            let _ = session::sign_in(&ctx, &entry("secretary", "Wrong-2026")).await;
        }
        let refused = session::sign_in(&elsewhere, &entry("secretary", PASSWORD)).await.err().unwrap();
        assert_eq!(code_of(refused), ("captcha".into(), ProblemCode::CaptchaNeeded));
        let with = Entry { captcha: solved(&elsewhere).await, ..entry("secretary", PASSWORD) };
        session::sign_in(&elsewhere, &with).await.unwrap();
    })
    .await;
}

/// Guesses at the same moment are counted before they are looked at: fifty at once get no further than five.
#[tokio::test(flavor = "multi_thread")]
async fn racing_guesses_from_one_address_are_all_counted() {
    on_each_database(|test: TestApp| async move {
        let ctx = visitor(&test, "203.0.113.5");
        let tries =
            (0..50).map(|_| async { session::sign_in(&ctx, &entry("lixue", "Wrong-2026")).await.err().unwrap() });
        let answers = futures::future::join_all(tries).await;
        let looked_at = answers.iter().filter(|e| **e == AppError::SignInFailed).count();
        assert_eq!(looked_at, 5);
    })
    .await;
}

/// P-048, P-049, ORG-07: "not active" is told only after the right password.
#[tokio::test(flavor = "multi_thread")]
async fn disabled_account_is_told_only_after_the_right_password() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let secretary = test.ctx("secretary").await.actor.unwrap().account;
        let browser = test.browser("secretary").await;
        let own = account::update_enabled(&head, test.society, head.actor.as_ref().unwrap().account, false).await;
        assert_eq!(
            own.unwrap_err(),
            AppError::denied(ReasonCode::NotParentUnit, &[]),
            "administrators come from above"
        );
        account::update_enabled(&head, test.society, secretary, false).await.unwrap();
        assert_eq!(browser.get("/").await.status(), 302, "the open session has ended");
        let ctx = visitor(&test, "198.51.100.3");
        let wrong = session::sign_in(&ctx, &entry("secretary", "Wrong-2026")).await.err().unwrap();
        assert_eq!(wrong, AppError::SignInFailed);
        let right = session::sign_in(&ctx, &entry("secretary", PASSWORD)).await.err().unwrap();
        assert_eq!(reason_of(right), ReasonCode::AccountDisabled);
        let stranger = test.ctx("shuxue").await;
        let foreign = account::update_enabled(&stranger, test.society, secretary, true).await.unwrap_err();
        assert_eq!(foreign, AppError::NotFound);
        account::update_enabled(&head, test.society, secretary, true).await.unwrap();
        session::sign_in(&ctx, &entry("secretary", PASSWORD)).await.unwrap();
    })
    .await;
}

/// P-051, ORG-10: the first sign-in of an account without a mail address goes nowhere until one is given; the address counts
/// for a forgotten password only once it was confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn first_sign_in_asks_for_a_mail_address_before_anything_else() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let new = NewAccount { email: String::new(), ..new_account("fresh") };
        account::create_account(&head, test.society, Role::Staff, new).await.unwrap();
        let browser = test.visitor();
        let fields = [("login", "fresh"), ("password", PASSWORD), ("next", "/orgs")];
        let answer = browser.submit("/api/session/sign_in", &fields).await;
        assert_eq!(answer.headers()["location"], "/welcome?next=%2Forgs");
        assert_eq!(browser.get("/").await.status(), 302, "no page opens yet");
        let refused = browser.call("profile/find", &[]).await;
        assert_eq!(refused.status(), 401);
        let page = browser.get("/welcome?next=%2Forgs").await.text().await.unwrap();
        assert!(page.contains("测试fresh"));
        let wrong = browser.call("profile/first_email", &[("email", "示例"), ("next", "/orgs")]).await;
        assert_eq!(code_of(failure(wrong).await), ("email".into(), ProblemCode::Email));
        let given =
            browser.submit("/api/profile/first_email", &[("email", "fresh@example.org"), ("next", "/orgs")]).await;
        assert_eq!(given.headers()["location"], "/orgs");
        assert_eq!(browser.get("/orgs").await.status(), 200);

        let ctx = visitor(&test, "198.51.100.4");
        let confirm = link_sent(&test, "fresh@example.org").await;
        recovery::send_link(&ctx, "fresh", &solved(&ctx).await).await.unwrap();
        assert_eq!(link_sent(&test, "fresh@example.org").await, confirm, "nothing is sent to an unconfirmed address");
        profile::confirm_email(&ctx, &confirm).await.unwrap();
        assert_eq!(profile::confirm_email(&ctx, &confirm).await.unwrap_err(), AppError::Gone);
        recovery::send_link(&ctx, "fresh", &solved(&ctx).await).await.unwrap();
        assert_ne!(link_sent(&test, "fresh@example.org").await, confirm);
        assert_eq!(test.visitor().get("/welcome").await.status(), 404, "nobody else sees that page");
    })
    .await;
}

/// S-018, ORG-04: a new password by account and mobile number; P-053: by the registered mail address. Neither tells whether
/// an account exists, both end all sessions, a link works once.
#[tokio::test(flavor = "multi_thread")]
async fn forgotten_password_is_set_anew_by_mobile_number_and_by_mail() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let new = NewAccount { mobile: NUMBER.into(), ..new_account("fresh") };
        account::create_account(&head, test.society, Role::Staff, new).await.unwrap();
        let browser = test.browser("fresh").await;
        let ctx = visitor(&test, "198.51.100.5");

        let other = recovery::send_code(&ctx, "secretary", NUMBER, &solved(&ctx).await).await.unwrap();
        assert_eq!(letters(&test, NUMBER).await.len(), 0, "the number is not that of the account");
        let refused = recovery::reset_by_code(&ctx, other, "123456", "Another-2026", "Another-2026").await;
        assert_eq!(code_of(refused.unwrap_err()), ("code".into(), ProblemCode::CodeWrong));

        let ctx = later(&ctx, 2);
        let id: PasscodeId = recovery::send_code(&ctx, "Fresh", NUMBER, &solved(&ctx).await).await.unwrap();
        let code = code_sent(&test, NUMBER).await;
        let differ = recovery::reset_by_code(&ctx, id, &code, "Another-2026", "Another-2027").await.unwrap_err();
        assert_eq!(code_of(differ), ("again".into(), ProblemCode::PasswordsDiffer));
        recovery::reset_by_code(&ctx, id, &code, "Another-2026", "Another-2026").await.unwrap();
        assert_eq!(browser.get("/").await.status(), 302, "open sessions have ended");
        assert!(session::sign_in(&ctx, &entry("fresh", PASSWORD)).await.is_err());
        let signed_in = session::sign_in(&ctx, &entry(NUMBER, "Another-2026")).await.unwrap();

        let me = ctx.clone().with_actor(signed_in.actor);
        profile::update_email(&me, "fresh@example.org").await.unwrap();
        profile::confirm_email(&ctx, &link_sent(&test, "fresh@example.org").await).await.unwrap();
        for who in ["fresh", "fresh@Example.org"] {
            recovery::send_link(&ctx, who, &solved(&ctx).await).await.unwrap();
        }
        recovery::send_link(&ctx, "nobody@example.org", &solved(&ctx).await).await.unwrap();
        assert_eq!(letters(&test, "nobody@example.org").await.len(), 0);
        let link = link_sent(&test, "fresh@example.org").await;
        recovery::check_link(&ctx, &link).await.unwrap();
        let weak = recovery::reset_by_link(&ctx, &link, "short", "short").await.unwrap_err();
        assert_eq!(code_of(weak), ("new_password".into(), ProblemCode::WeakPassword));
        assert_eq!(recovery::check_link(&later(&ctx, 31), &link).await.unwrap_err(), AppError::Gone);
        let both = (0..2).map(|_| recovery::reset_by_link(&ctx, &link, "Thirdone-2026", "Thirdone-2026"));
        let done = futures::future::join_all(both).await.into_iter().filter(Result::is_ok).count();
        assert_eq!(done, 1, "a link works once, however many use it at the same moment");
        session::sign_in(&ctx, &entry("fresh", "Thirdone-2026")).await.unwrap();
    })
    .await;
}

/// Sessions are listed with where they come from, ended one by one or all but the own; those of others are not there.
#[tokio::test(flavor = "multi_thread")]
async fn own_sessions_are_listed_and_ended() {
    on_each_database(|test: TestApp| async move {
        let (here, elsewhere, third) =
            (test.browser("secretary").await, test.browser("secretary").await, test.browser("secretary").await);
        let stranger = test.browser("stranger").await;
        let answer = here.call("profile/find", &[]).await.text().await.unwrap();
        let profile: societas::domain::account::Profile = serde_json::from_str(&answer).unwrap();
        assert_eq!(profile.sessions.len(), 3);
        assert!(profile.sessions[0].present && !profile.sessions[1].present);
        assert_eq!(profile.sessions[0].remote, "127.0.0.1");
        let one = profile.sessions.iter().find(|s| !s.present).unwrap().id.to_string();
        assert_eq!(stranger.call("profile/end_session", &[("id", &one)]).await.status(), 404);
        assert!(here.call("profile/end_session", &[("id", &one)]).await.status().is_success());
        let open = [elsewhere.get("/").await.status(), third.get("/").await.status()];
        assert_eq!(open.iter().filter(|status| **status == 200).count(), 1);
        assert!(here.call("profile/end_others", &[]).await.status().is_success());
        assert_eq!(elsewhere.get("/").await.status(), 302);
        assert_eq!(third.get("/").await.status(), 302);
        assert_eq!(here.get("/").await.status(), 200);
        assert_eq!(stranger.get("/").await.status(), 200);
    })
    .await;
}

/// The own number changes only with the code that went to it, and never to one of another account.
#[tokio::test(flavor = "multi_thread")]
async fn own_number_changes_only_with_its_code() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let taken = NewAccount { mobile: "13800000002".into(), ..new_account("fresh") };
        account::create_account(&head, test.society, Role::Staff, taken.clone()).await.unwrap();
        let again = NewAccount { login: "second".into(), ..taken };
        let refused = account::create_account(&head, test.society, Role::Staff, again).await.unwrap_err();
        assert_eq!(code_of(refused), ("mobile".into(), ProblemCode::MobileInUse));

        let me = test.ctx("secretary").await;
        let id = profile::send_mobile_code(&me, NUMBER, &solved(&me).await).await.unwrap();
        let code = code_sent(&test, NUMBER).await;
        let other = test.ctx("stranger").await;
        assert!(profile::bind_mobile(&other, id, &code).await.is_err(), "the code is for another account");
        let me = later(&me, 2);
        let id = profile::send_mobile_code(&me, NUMBER, &solved(&me).await).await.unwrap();
        profile::bind_mobile(&me, id, &code_sent(&test, NUMBER).await).await.unwrap();
        assert_eq!(profile::find_profile(&me).await.unwrap().mobile, "138****0001");
        let id = profile::send_mobile_code(&me, "13800000002", &solved(&me).await).await.unwrap();
        let refused = profile::bind_mobile(&me, id, &code_sent(&test, "13800000002").await).await.unwrap_err();
        assert_eq!(code_of(refused), ("code".into(), ProblemCode::MobileInUse));
    })
    .await;
}

/// Messages leave once, however many processes look for them; a text that was taken stays until it has left.
#[tokio::test(flavor = "multi_thread")]
async fn due_messages_are_taken_once() {
    on_each_database(|test: TestApp| async move {
        let ctx = visitor(&test, "x");
        let mut tx = test.tx().await;
        for n in 0..30 {
            let letter = Letter {
                channel: Channel::Email,
                recipient: format!("r{n}@example.org"),
                subject: "示例".into(),
                body: "示例".into(),
                secret: false,
            };
            outbox::put(&ctx, &mut tx, &letter).await.unwrap();
        }
        tx.commit().await.unwrap();
        let turns = futures::future::join_all((0..8).map(|_| outbox::deliver_due(&test.app))).await;
        let taken: usize = turns.into_iter().map(Result::unwrap).sum();
        assert_eq!(taken, 30);
        let view = outbox::list_outbox(&ctx).await.unwrap();
        assert!(view.lines.iter().all(|line| line.tries == 1 && line.next_at > Instant(0)));
    })
    .await;
}
