//! Posts: the hand-over of an administrator, posts that end, several posts of one person.

use societas::domain::account::Role;
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::ids::{OrgId, Uid};
use societas::domain::org::{OrgView, Tenure};
use societas::domain::post::{HandOver, Successor};
use societas::service::{Ctx, account, org, post, session};

use super::support::{TestApp, new_account, on_each_database};

async fn view(ctx: &Ctx, unit: OrgId) -> OrgView {
    org::find_org(ctx, unit, None).await.unwrap()
}

async fn administrator(ctx: &Ctx, unit: OrgId) -> Tenure {
    let people = view(ctx, unit).await.people;
    people.into_iter().find(|p| p.role == Role::Administrator).unwrap()
}

fn how(ctx: &Ctx, leaving: Uid, stays: bool, to: Successor) -> HandOver {
    HandOver { post: leaving, on: ctx.today(), stays, to }
}

fn reasons(error: AppError) -> Vec<ReasonCode> {
    match error {
        AppError::Denied { reasons } => reasons.into_iter().map(|r| r.code).collect(),
        other => panic!("{other:?}"),
    }
}

fn problems(error: AppError) -> Vec<(String, ProblemCode)> {
    match error {
        AppError::Invalid { problems } => problems.into_iter().map(|p| (p.path, p.code)).collect(),
        other => panic!("{other:?}"),
    }
}

/// S-012, ORG-03, ORG-13: the old post ends and the new one begins; both people and the unit see it, and the session
/// of the one who leaves ends at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_ends_one_post_and_begins_the_next() {
    on_each_database(|test: TestApp| async move {
        let (admin, before) = (test.ctx("admin").await, test.ctx("lixue").await);
        let browser = test.browser("lixue").await;
        assert_eq!(browser.get("/posts").await.status(), 200);
        let leaving = administrator(&admin, test.society).await;
        let to = Successor::New(new_account("lixue2"));
        post::hand_over(&admin, test.society, how(&admin, leaving.post, false, to)).await.unwrap();

        let now = view(&admin, test.society).await;
        assert_eq!(administrator(&admin, test.society).await.login, "lixue2");
        let gone = now.former.iter().find(|p| p.post == leaving.post).unwrap();
        assert_eq!(gone.until, Some(admin.today()));
        assert_eq!(gone.successor.as_deref(), Some("测试lixue2"));
        assert_eq!(gone.ended_by, "测试admin");
        let own = post::list_own(&before).await.unwrap();
        assert_eq!(own[0].successor.as_deref(), Some("测试lixue2"));
        assert_eq!(browser.get("/posts").await.status(), 302, "the post of the session is over");
        let fresh = test.browser("lixue2").await;
        assert!(fresh.get("/posts").await.text().await.unwrap().contains("滨江市力学学会"));
    })
    .await;
}

/// ORG-03: the successor may be somebody of the unit, and the one who leaves may stay as staff, signed in.
#[tokio::test(flavor = "multi_thread")]
async fn staff_rises_and_the_former_administrator_stays_as_staff() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let (old, new) = (test.browser("lixue").await, test.browser("secretary").await);
        let leaving = administrator(&admin, test.society).await;
        let secretary = test.ctx("secretary").await.actor().unwrap().account;
        let to = Successor::Person(secretary);
        post::hand_over(&admin, test.society, how(&admin, leaving.post, true, to)).await.unwrap();

        let people = view(&admin, test.society).await.people;
        let roles: Vec<(&str, Role)> = people.iter().map(|p| (p.login.as_str(), p.role)).collect();
        assert_eq!(roles, [("secretary", Role::Administrator), ("lixue", Role::Staff)]);
        let page = old.get("/posts").await;
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        assert!(page.contains("测试secretary"), "who took over is named to the one who left");
        let edit = format!("/orgs/{}/edit", test.society);
        assert_eq!(old.get(&edit).await.status(), 403);
        assert_eq!(new.get(&edit).await.status(), 200);
    })
    .await;
}

/// S-011, S-022: only from directly above, for whoever is there now, on a day of the post.
#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_needs_the_right_the_present_post_and_a_day() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let leaving = administrator(&admin, test.society).await;
        let to = |login: &str| Successor::New(new_account(login));
        for (who, expected) in [
            ("lixue", vec![ReasonCode::NotParentUnit]),
            ("secretary", vec![ReasonCode::RoleMayNot, ReasonCode::NotParentUnit]),
        ] {
            let ctx = test.ctx(who).await;
            let refused = post::hand_over(&ctx, test.society, how(&ctx, leaving.post, false, to("x-1"))).await;
            assert_eq!(reasons(refused.unwrap_err()), expected, "{who}");
        }
        let foreign = test.ctx("shuxue").await;
        let refused = post::hand_over(&foreign, test.society, how(&foreign, leaving.post, false, to("x-2"))).await;
        assert_eq!(refused.unwrap_err(), AppError::NotFound);

        let other = administrator(&admin, test.other).await;
        let stale = post::hand_over(&admin, test.society, how(&admin, other.post, false, to("x-3"))).await;
        assert_eq!(reasons(stale.unwrap_err()), [ReasonCode::AdministratorChanged]);
        let stranger = Successor::Person(test.ctx("stranger").await.actor().unwrap().account);
        let refused = post::hand_over(&admin, test.society, how(&admin, leaving.post, false, stranger)).await;
        assert_eq!(problems(refused.unwrap_err()), [("account".to_owned(), ProblemCode::UnknownPerson)]);
        for (on, code) in [
            (admin.today().plus_days(1), ProblemCode::DayInFuture),
            (leaving.since.plus_days(-1), ProblemCode::DayBefore),
        ] {
            let how = HandOver { on, ..how(&admin, leaving.post, false, to("x-4")) };
            let refused = post::hand_over(&admin, test.society, how).await.unwrap_err();
            assert_eq!(problems(refused), [("on".to_owned(), code)]);
        }
        assert_eq!(administrator(&admin, test.society).await.post, leaving.post, "nothing has changed");
    })
    .await;
}

/// ORG-03: nobody stands above the topmost unit; it hands itself over.
#[tokio::test(flavor = "multi_thread")]
async fn the_topmost_unit_hands_itself_over() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let leaving = administrator(&admin, test.association).await;
        let to = Successor::New(new_account("admin2"));
        post::hand_over(&admin, test.association, how(&admin, leaving.post, true, to)).await.unwrap();
        let next = test.ctx("admin2").await;
        assert_eq!(administrator(&next, test.association).await.login, "admin2");
    })
    .await;
}

/// S-012: fifty hand-overs at once leave exactly one administrator, and everybody else hears who it is.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_hand_overs_leave_one_administrator() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let head = test.ctx("lixue").await;
        for n in 0..5 {
            let new = new_account(&format!("helper-{n}"));
            account::create_account(&head, test.society, Role::Staff, new).await.unwrap();
        }
        let people = view(&admin, test.society).await.people;
        let leaving = people.iter().find(|p| p.role == Role::Administrator).unwrap().post;
        let staff: Vec<_> = people.iter().filter(|p| p.role == Role::Staff).map(|p| p.account).collect();
        let tries = (0..50).map(|n| {
            let (admin, society) = (admin.clone(), test.society);
            let how = how(&admin, leaving, n % 2 == 0, Successor::Person(staff[n % staff.len()]));
            tokio::spawn(async move { post::hand_over(&admin, society, how).await })
        });
        let mut winners = 0;
        for outcome in futures::future::join_all(tries).await {
            match outcome.unwrap() {
                Ok(()) => winners += 1,
                Err(error) => assert_eq!(reasons(error), [ReasonCode::AdministratorChanged]),
            }
        }
        assert_eq!(winners, 1);
        let rows = test
            .tx()
            .await
            .all(
                "SELECT id FROM posts WHERE org_id = $1 AND role = 'administrator' AND until_on IS NULL",
                vec![test.society.into()],
            )
            .await
            .unwrap();
        assert_eq!(rows.len(), 1);
    })
    .await;
}

/// ORG-13: a post ends on a day and stays in the list of former holders; the administrator's does not just end.
#[tokio::test(flavor = "multi_thread")]
async fn a_staff_post_ends_and_is_listed_as_former() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let people = view(&head, test.society).await.people;
        let post_of = |role| people.iter().find(|p| p.role == role).unwrap().post;
        let today = head.today().to_string();
        let staff = test.ctx("secretary").await;
        assert_eq!(
            reasons(post::end_post(&staff, post_of(Role::Staff), &today).await.unwrap_err()),
            [ReasonCode::RoleMayNot]
        );
        let foreign = test.ctx("shuxue").await;
        for post in [post_of(Role::Staff), Uid::fresh()] {
            assert_eq!(post::end_post(&foreign, post, &today).await.unwrap_err(), AppError::NotFound);
        }
        assert_eq!(
            reasons(post::end_post(&head, post_of(Role::Administrator), &today).await.unwrap_err()),
            [ReasonCode::AdministratorHandsOver]
        );
        assert_eq!(
            problems(post::end_post(&head, post_of(Role::Staff), "gestern").await.unwrap_err()),
            [("on".to_owned(), ProblemCode::NotADay)]
        );
        let browser = test.browser("secretary").await;
        post::end_post(&head, post_of(Role::Staff), &today).await.unwrap();
        assert_eq!(browser.get("/").await.status(), 302);
        let now = view(&head, test.society).await;
        assert_eq!(now.people.len(), 1);
        assert_eq!(now.former[0].login, "secretary");
        assert_eq!(
            reasons(post::end_post(&head, post_of(Role::Staff), &today).await.unwrap_err()),
            [ReasonCode::PostEnded]
        );
    })
    .await;
}

/// one person has posts in several units; a login name outside the scope is unknown.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_the_scope_gets_one_more_post() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        post::add_post(&admin, test.association, Role::Reviewer, "Secretary").await.unwrap();
        let again = post::add_post(&admin, test.association, Role::Reviewer, "secretary").await.unwrap_err();
        assert_eq!(reasons(again), [ReasonCode::AlreadyHolds]);
        let browser = test.browser("secretary").await;
        let posts = browser.call("session/posts", &[]).await.text().await.unwrap();
        assert!(posts.contains("滨江市科学技术协会") && posts.contains("滨江市力学学会"), "{posts}");

        let head = test.ctx("lixue").await;
        for unknown in ["stranger", "nobody-here"] {
            let refused = post::add_post(&head, test.society, Role::Liaison, unknown).await.unwrap_err();
            assert_eq!(problems(refused), [("known".to_owned(), ProblemCode::UnknownPerson)], "{unknown}");
        }
        let refused = post::add_post(&head, test.society, Role::Administrator, "secretary").await.unwrap_err();
        assert_eq!(reasons(refused), [ReasonCode::RoleMayNot]);
    })
    .await;
}

/// X-001, P-079: whoever has several posts switches in the bar of any page, without scripts; bar, rail and page are those
/// of the new unit at once. Others have no such list, and nobody switches to a post of others.
#[tokio::test(flavor = "multi_thread")]
async fn units_are_switched_in_the_bar() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let page = async |path: &str| browser.get(path).await.text().await.unwrap();
        assert!(!page("/orgs").await.contains("bar__units"));
        let here = session::list_posts(&test.ctx("secretary").await).await.unwrap().remove(0);
        post::add_post(&test.ctx("admin").await, test.association, Role::Reviewer, "secretary").await.unwrap();
        let before = page("/notices").await;
        assert!(before.contains("bar__units") && before.contains("滨江市科学技术协会 · 评审人员"));
        assert!(before.contains("bar__unit\">滨江市力学学会") && !before.contains("href=\"/review\""));
        let posts = session::list_posts(&test.ctx("secretary").await).await.unwrap();
        let there = posts.into_iter().find(|post| post.org == test.association).unwrap().id.to_string();
        let switched = browser.submit("/api/session/switch", &[("post", there.as_str())]).await;
        assert_eq!((switched.status().as_u16(), &switched.headers()["location"]), (302, &"/".parse().unwrap()));
        let after = page("/").await;
        assert!(after.contains("bar__unit\">滨江市科学技术协会") && after.contains("href=\"/review\""));
        let stranger = test.browser("stranger").await;
        let refused = stranger.call("session/switch", &[("post", &here.id.to_string())]).await;
        assert_eq!(refused.status(), 404);
    })
    .await;
}
