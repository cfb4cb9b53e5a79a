//! The quota under race, the refusals, the scope.

use std::collections::BTreeSet;

use societas::domain::congress::{NewCongress, NomineeForm};
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::ids::CongressId;
use societas::domain::quota::{Counting, Identity, Minima, Place, Quota};
use societas::service::congress;

use super::support::{TestApp, failure, on_each_database};

pub async fn set_up(test: &TestApp) -> CongressId {
    let admin = test.ctx("admin").await;
    let today = admin.today();
    let counting = Counting {
        reference: today.plus_days(90),
        age_limit: 45,
        age_inclusive: true,
        count_nonparty: false,
        allow_less: false,
    };
    let new = NewCongress {
        name: "滨江市科协第九次代表大会".into(),
        session_no: 9,
        counting,
        opens_on: today.plus_days(-1),
        closes_on: today.plus_days(30),
    };
    let id = congress::create_congress(&admin, new).await.unwrap();
    let places = [(Identity::Committee, 1), (Identity::Delegate, 3)].map(|(identity, cap)| Place {
        identity,
        cap,
        minima: Minima { female: 1, ..Minima::default() },
    });
    congress::allot(&admin, id, test.society, &Quota(places.into())).await.unwrap();
    id
}

pub fn form(n: usize, identity: &str) -> NomineeForm {
    NomineeForm {
        name: format!("示例人{n}"),
        mobile: format!("138{n:08}"),
        identity: identity.into(),
        sex: "女".into(),
        birth_on: "1990-03-07".into(),
        ethnic: "01".into(),
        party1: "13".into(),
        party2: String::new(),
        grassroots: "是".into(),
    }
}

fn code(error: AppError) -> ReasonCode {
    match error {
        AppError::Denied { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    }
}

/// the places of a quota are never exceeded by nominations at once.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_racing_nominations_fill_exactly_the_places() {
    on_each_database(|test: TestApp| async move {
        let id = set_up(&test).await;
        let secretary = test.ctx("secretary").await;
        let tries = (0..50).map(|n| {
            let ctx = secretary.clone();
            let identity = if n % 2 == 0 { "committee" } else { "delegate" };
            tokio::spawn(async move { congress::nominate(&ctx, id, &form(n, identity)).await })
        });
        let mut winners = 0;
        for outcome in futures::future::join_all(tries).await {
            match outcome.unwrap() {
                Ok(_) => winners += 1,
                Err(error) => assert_eq!(code(error), ReasonCode::QuotaFull),
            }
        }
        let view = congress::find_congress(&secretary, id).await.unwrap();
        let committee = view.nominees.iter().filter(|n| n.person.identity == Identity::Committee).count();
        assert_eq!((winners, view.nominees.len()), (3, 3));
        assert!(committee <= 1, "{committee}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_frees_the_place_and_the_mobile() {
    on_each_database(|test: TestApp| async move {
        let id = set_up(&test).await;
        let secretary = test.ctx("secretary").await;
        let first = congress::nominate(&secretary, id, &form(1, "committee")).await.unwrap();
        let full = congress::nominate(&secretary, id, &form(2, "committee")).await.unwrap_err();
        assert_eq!(code(full), ReasonCode::QuotaFull);
        let twice = congress::nominate(&secretary, id, &form(1, "delegate")).await.unwrap_err();
        assert_eq!(code(twice), ReasonCode::MobileTaken);
        congress::remove_nominee(&secretary, first).await.unwrap();
        congress::nominate(&secretary, id, &form(1, "committee")).await.unwrap();
        assert_eq!(congress::remove_nominee(&secretary, first).await.unwrap_err(), AppError::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_units_neither_see_nor_touch_it() {
    on_each_database(|test: TestApp| async move {
        let id = set_up(&test).await;
        let nominee = congress::nominate(&test.ctx("secretary").await, id, &form(1, "delegate")).await.unwrap();
        let stranger = test.browser("stranger").await;
        let missing = "01234567-89ab-7fff-bfff-ffffffffffff";
        for (function, field, own) in
            [("congress/find", "congress", id.to_string()), ("congress/remove", "nominee", nominee.to_string())]
        {
            let mut answers = BTreeSet::new();
            for target in [own.as_str(), missing] {
                let answer = stranger.call(function, &[(field, target)]).await;
                assert_eq!(answer.status(), 404, "{function}");
                answers.insert(answer.text().await.unwrap());
            }
            assert_eq!(answers.len(), 1);
        }
        assert_eq!(stranger.get(&format!("/congress/{id}")).await.status(), 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_fields_are_named_and_nothing_is_counted() {
    on_each_database(|test: TestApp| async move {
        let id = set_up(&test).await.to_string();
        let browser = test.browser("secretary").await;
        let fields =
            [("congress", id.as_str()), ("name", ""), ("mobile", "123"), ("identity", "king"), ("ethnic", "xx")];
        let answer = browser.call("congress/nominate", &fields).await;
        assert_eq!(answer.status(), 422);
        let AppError::Invalid { problems } = failure(answer).await else { panic!() };
        let paths: BTreeSet<_> = problems.iter().map(|p| p.path.as_str()).collect();
        assert!(
            ["name", "mobile", "identity", "ethnic", "sex", "birth_on", "party1"].iter().all(|p| paths.contains(p))
        );
        let page = browser.get(&format!("/congress/{id}")).await.text().await.unwrap();
        assert!(page.contains("已报 0（名额 3）"), "{page}");
    })
    .await;
}
