//! Notices: who reads them, drafts, preview and undo, unread marks, who has read, withdrawing.

use societas::domain::error::{AppError, ReasonCode};
use societas::domain::ids::{NoticeId, OrgId};
use societas::domain::notice::{Audience, NewNotice, NoticeState};
use societas::domain::org::Relation;
use societas::service::{Ctx, notice, workbench};
use societas::store;

use super::message::{branch, later};
use crate::support::{TestApp, failure, on_each_database};

/// A notice that is complete.
pub fn written(audience: Audience) -> NewNotice {
    NewNotice { title: "示例通知".into(), body: "示例内容".into(), audience, ..NewNotice::default() }
}

fn everyone() -> Audience {
    Audience { everyone: true, ..Audience::default() }
}

/// Publishes a notice at the moment of the call.
pub async fn publish(ctx: &Ctx, audience: Audience) -> NoticeId {
    let id = notice::save_draft(ctx, None, 0, written(audience)).await.unwrap();
    notice::publish(ctx, id).await.unwrap();
    id
}

async fn reads(ctx: &Ctx, id: NoticeId) -> bool {
    let list = notice::list_notices(ctx, false, "", false, 1).await.unwrap();
    assert_eq!(list.total, list.rows.len() as i64);
    let listed = list.rows.iter().any(|row| row.id == id);
    let found = notice::find_notice(ctx, id).await;
    // The unit that announces can always open it.
    assert!(found.is_ok() == listed || found.unwrap().own, "list and page agree");
    listed
}

/// S-029, MSG-01: read by the own unit and the chosen units below, and by nobody else; the query says what the rule
/// says, for every unit.
#[tokio::test(flavor = "multi_thread")]
async fn notices_are_read_below_and_in_the_own_unit_only() {
    on_each_database(|test: TestApp| async move {
        let fenhui = branch(&test, "fenhui").await;
        let people = ["admin", "reviewer", "lixue", "secretary", "stranger", "fenhui"];
        let kinds = |kind: &str| Audience { kinds: vec![kind.into()], ..Audience::default() };
        let named = |org: OrgId| Audience { orgs: vec![org], ..Audience::default() };
        for (from, audience) in [
            ("admin", everyone()),
            ("admin", Audience::default()),
            ("admin", kinds("society")),
            ("admin", kinds("branch")),
            ("admin", named(test.other)),
            ("admin", named(fenhui)),
            ("secretary", everyone()),
            ("shuxue", everyone()),
        ] {
            let author = test.ctx(from).await;
            let id = publish(&author, audience.clone()).await;
            for login in people {
                let reader = later(&test.ctx(login).await, 31_000);
                let actor = reader.actor().unwrap();
                let mut tx = test.app.db.read().await.unwrap();
                let relation =
                    store::org::select_relation(&mut tx, author.actor().unwrap().org, actor.org).await.unwrap();
                drop(tx);
                let expected = audience.reaches(relation, &actor.org_kind, actor.org);
                assert_eq!(reads(&reader, id).await, expected, "{from} {audience:?} → {login}");
                if relation == Relation::Foreign {
                    assert_eq!(notice::find_notice(&reader, id).await.unwrap_err(), AppError::NotFound);
                }
            }
        }
    })
    .await;
}

/// S-029: who has not the right writes nothing, and a unit that stands elsewhere cannot be named, exactly like one
/// that does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_right_people_announce_and_only_downwards() {
    on_each_database(|test: TestApp| async move {
        let reviewer = test.ctx("reviewer").await;
        let refused = notice::save_draft(&reviewer, None, 0, written(everyone())).await.unwrap_err();
        assert!(matches!(refused, AppError::Denied { .. }));
        let secretary = test.ctx("secretary").await;
        for org in [test.other, test.association, test.society, OrgId::fresh()] {
            let named = Audience { orgs: vec![org], ..Audience::default() };
            assert_eq!(notice::save_draft(&secretary, None, 0, written(named)).await.unwrap_err(), AppError::NotFound);
        }
        let id = publish(&secretary, everyone()).await;
        for login in ["stranger", "reviewer"] {
            let other = later(&test.ctx(login).await, 31_000);
            assert_eq!(notice::withdraw(&other, id).await.unwrap_err(), AppError::NotFound, "{login}");
            assert_eq!(notice::find_readers(&other, id, None, 1).await.unwrap_err(), AppError::NotFound, "{login}");
        }
    })
    .await;
}

/// MSG-05: the preview counts the real readers; publishing can be undone for 30 seconds, and nobody sees it before.
#[tokio::test(flavor = "multi_thread")]
async fn publishing_is_previewed_and_can_be_undone_for_thirty_seconds() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let id = notice::save_draft(&admin, None, 0, written(everyone())).await.unwrap();
        let preview = notice::preview(&admin, id, 1).await.unwrap();
        assert_eq!((preview.readers.unit_total, preview.readers.people), (3, 6));
        assert_eq!(preview.readers.units.iter().map(|u| u.people).sum::<i64>(), 6);
        notice::publish(&admin, id).await.unwrap();
        let early = later(&test.ctx("secretary").await, 29_000 - (societas::service::clock().0 - admin.now.0));
        assert!(!reads(&early, id).await);
        assert_eq!(workbench::find_counts(&early).await.unwrap().notices, 0);
        notice::undo(&later(&admin, 29_999), id).await.unwrap();
        assert!(!reads(&later(&early, 60_000), id).await);

        notice::publish(&admin, id).await.unwrap();
        let late = notice::undo(&later(&admin, 30_000), id).await.unwrap_err();
        assert!(matches!(late, AppError::Denied { reasons } if reasons[0].code == ReasonCode::UndoExpired));
        assert!(reads(&later(&early, 60_000), id).await);
        let empty = notice::save_draft(&admin, None, 0, NewNotice::default()).await.unwrap();
        let AppError::Invalid { problems } = notice::publish(&admin, empty).await.unwrap_err() else { panic!() };
        assert_eq!(problems.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["title", "body"]);
    })
    .await;
}

/// MSG-01: unread marks for each person; the sender sees how many of each unit have read it, and who has not.
#[tokio::test(flavor = "multi_thread")]
async fn readers_are_counted_by_unit_and_the_others_named() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let (first, second) = (publish(&admin, everyone()).await, publish(&admin, everyone()).await);
        let reader = later(&test.ctx("secretary").await, 31_000);
        assert_eq!(workbench::find_counts(&reader).await.unwrap().notices, 2);
        notice::find_notice(&reader, first).await.unwrap();
        notice::find_notice(&reader, first).await.unwrap();
        let unread = notice::list_notices(&reader, false, "", true, 1).await.unwrap();
        assert_eq!(unread.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [second]);
        assert_eq!((unread.total, unread.unread), (1, 1));

        let (_, readers) = notice::find_readers(&admin, first, None, 1).await.unwrap();
        assert_eq!((readers.people, readers.read), (6, 2), "the author has read it");
        let unit = readers.units.iter().find(|u| u.org == test.society).unwrap();
        assert_eq!((unit.people, unit.read), (2, 1));
        let (_, of_unit) = notice::find_readers(&admin, first, Some(test.society), 1).await.unwrap();
        assert_eq!(of_unit.unread, [("测试lixue".to_owned(), "滨江市力学学会".to_owned())]);

        notice::read_all(&reader).await.unwrap();
        notice::read_all(&reader).await.unwrap();
        assert_eq!(workbench::find_counts(&reader).await.unwrap().notices, 0);
        assert_eq!(notice::find_readers(&admin, second, None, 1).await.unwrap().1.read, 2);
    })
    .await;
}

/// MSG-01: pinned ones stand on top up to their day.
#[tokio::test(flavor = "multi_thread")]
async fn pinned_notices_stand_on_top_until_their_day() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let pinned_until_on = admin.today().plus_days(2).to_string();
        let pinned = NewNotice { title: "置顶通知".into(), pinned_until_on, ..written(everyone()) };
        let pinned = notice::save_draft(&admin, None, 0, pinned).await.unwrap();
        notice::publish(&admin, pinned).await.unwrap();
        let newer = publish(&later(&admin, 1000), everyone()).await;
        let order = |days: i64| {
            let test = &test;
            async move {
                let reader = later(&test.ctx("secretary").await, 60_000 + days * 86_400_000);
                let rows = notice::list_notices(&reader, false, "", false, 1).await.unwrap().rows;
                rows.into_iter().map(|r| (r.id, r.pinned)).collect::<Vec<_>>()
            }
        };
        assert_eq!(order(0).await, [(pinned, true), (newer, false)]);
        assert_eq!(order(4).await, [(newer, false), (pinned, false)]);
    })
    .await;
}

/// A withdrawn notice is gone for its readers, and begins anew when it is changed.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_notice_is_gone_and_can_be_written_anew() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let id = publish(&admin, everyone()).await;
        let reader = later(&test.ctx("secretary").await, 31_000);
        assert!(reads(&reader, id).await);
        let published = notice::find_notice(&admin, id).await.unwrap();
        let refused = notice::save_draft(&admin, Some(id), published.version, written(everyone())).await.unwrap_err();
        assert!(matches!(refused, AppError::Denied { .. }), "what others read is not changed under their eyes");
        notice::withdraw(&admin, id).await.unwrap();
        assert!(!reads(&reader, id).await);
        assert_eq!(workbench::find_counts(&reader).await.unwrap().notices, 0);
        let withdrawn = notice::find_notice(&admin, id).await.unwrap();
        assert_eq!(withdrawn.row.state, NoticeState::Withdrawn);

        let stale = notice::save_draft(&admin, Some(id), withdrawn.version - 1, written(everyone())).await.unwrap_err();
        assert!(matches!(stale, AppError::Conflict(_)));
        notice::save_draft(&admin, Some(id), withdrawn.version, written(everyone())).await.unwrap();
        notice::publish(&admin, id).await.unwrap();
        let list = notice::list_notices(&reader, false, "", true, 1).await.unwrap();
        assert_eq!(list.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [id], "unread once more");
        notice::withdraw(&admin, id).await.unwrap();
    })
    .await;
}

/// Without scripts: written, previewed and published with plain forms; what is refused comes back as typed.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_written_with_plain_forms() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("admin").await;
        let long = "长".repeat(101);
        let mut fields = vec![
            ("title", long.as_str()),
            ("body", "示例正文</textarea>"),
            ("everyone", "true"),
            ("pinned_until_on", "2026-12-31"),
            ("_mode", "preview"),
            ("_page", "/notices/new"),
        ];
        let refused = browser.submit("/api/notice/save", &fields).await;
        assert_eq!(refused.status(), 422);
        let html = refused.text().await.unwrap();
        assert!(html.contains(&long) && html.contains("示例正文&lt;/textarea&gt;") && html.contains("2026-12-31"));
        fields[0].1 = "示例通知";
        let saved = browser.submit("/api/notice/save", &fields).await;
        assert_eq!(saved.status(), 302);
        let to = saved.headers()["location"].to_str().unwrap().to_owned();
        assert!(to.starts_with("/notices/") && to.ends_with("/publish"), "{to}");
        let preview = browser.get(&to).await.text().await.unwrap();
        assert!(preview.contains("滨江市力学学会") && preview.contains("3 个单位的 6 人"));
        let id = to.split('/').nth(2).unwrap();
        let published = browser.submit("/api/notice/publish", &[("id", id), ("_page", &to)]).await;
        assert_eq!(published.headers()["location"], format!("/notices/{id}"));
        let other = test.browser("stranger").await;
        assert_eq!(failure(other.call("notice/undo", &[("id", id)]).await).await, AppError::NotFound);
        assert_eq!(browser.submit("/api/notice/undo", &[("id", id), ("_page", &to)]).await.status(), 302);
    })
    .await;
}
