//! The portal: what visitors meet, the services of the hall, public notices with their files.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use societas::domain::account::Role;
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::form::FileRef;
use societas::domain::ids::NoticeId;
use societas::domain::notice::{Audience, NewNotice};
use societas::domain::org::NewOrg;
use societas::domain::portal::Category;
use societas::service::{Ctx, account, notice, org, portal};

use super::message::later;
use super::support::{Browser, TestApp, new_account, on_each_database};

const PDF: &[u8] = b"%PDF-1.7\nexample";

async fn page(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

async fn leads(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 302, "{path}");
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// A public notice of that category.
pub fn open(category: Category, title: &str) -> NewNotice {
    NewNotice { title: title.into(), body: "示例内容".into(), category, public: true, ..NewNotice::default() }
}

/// Publishes it long enough ago that everybody who may sees it.
pub async fn publish(ctx: &Ctx, new: NewNotice) -> NoticeId {
    let before = later(ctx, -60_000);
    let id = notice::save_draft(&before, None, 0, new).await.unwrap();
    notice::publish(&before, id).await.unwrap();
    id
}

/// C-003, C-011, C-012, P-043, P-050: whoever names no page meets the portal with 请登录; whoever has signed in is
/// greeted by name, sees the service phone, 办事大厅 and 工作台, and keeps the workbench at `/`.
#[tokio::test(flavor = "multi_thread")]
async fn the_portal_asks_visitors_to_sign_in_and_greets_the_others() {
    on_each_database(|test: TestApp| async move {
        let visitor = test.visitor();
        assert_eq!(leads(&visitor, "/").await, "/portal");
        assert_eq!(leads(&visitor, "/orgs").await, "/sign-in?next=%2Forgs");
        let html = page(&visitor, "/portal").await;
        for shown in ["滨江市科学技术协会网上办事大厅", "href=\"/sign-in\"", "请登录", "href=\"/portal#hall\""]
        {
            assert!(html.contains(shown), "{shown}");
        }
        assert!(!html.contains("您好，"));
        let contact = [("name", "示例技术支持"), ("phone", "400-600-0001"), ("hours", "工作日"), ("version", "0")];
        assert_eq!(test.browser("admin").await.call("support/update", &contact).await.status(), 200);
        assert!(page(&visitor, "/portal").await.contains("tel:4006000001"));

        let browser = test.browser("secretary").await;
        let answer = browser.get("/portal").await;
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let html = answer.text().await.unwrap();
        for shown in ["您好，测试secretary", "400-600-0001", "办事大厅", "工作台"] {
            assert!(html.contains(shown), "{shown}");
        }
        assert!(!html.contains("请登录"));
        assert!(
            page(&browser, "/").await.contains("测试secretary，您好")
                || page(&browser, "/").await.contains("bar__unit")
        );
        // C-010: the way back, and the brand, lead to the portal.
        let html = page(&visitor, "/sign-in").await;
        assert!(html.contains("返回门户") && html.matches("href=\"/portal\"").count() >= 2);
    })
    .await;
}

/// C-011, C-013, P-044: each service of the hall leads to its page, for visitors through the sign-in; a service that has
/// no page yet is not shown, and one of others says whose it is.
#[tokio::test(flavor = "multi_thread")]
async fn services_of_the_hall_lead_to_their_pages() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let unit =
            NewOrg {
                kind: "electing_unit".into(), code: "DAXUE".into(), name: "滨江大学科协".into(), founded: None
            };
        let unit = org::create_org(&admin, test.association, unit).await.unwrap();
        account::create_account(&admin, unit, Role::Administrator, new_account("daxue")).await.unwrap();
        let visitor = test.visitor();
        let html = page(&visitor, "/portal").await;
        let people = [("association", "admin"), ("society", "secretary"), ("electing_unit", "daxue")];
        for service in test.app.catalog.get().services() {
            let door = format!("/portal/services/{}", service.key);
            if service.pages.is_empty() {
                assert!(!html.contains(&door) && !html.contains(&service.name.zh), "{door}");
                assert_eq!(visitor.get(&door).await.status(), 404);
                assert_eq!(test.browser("admin").await.get(&door).await.status(), 404);
                continue;
            }
            assert!(html.contains(&door) && html.contains(&service.name.zh), "{door}");
            let sign_in = leads(&visitor, &door).await;
            assert_eq!(sign_in, format!("/sign-in?next={}", door.replace('/', "%2F")));
            for (kind, login) in people {
                let browser = test.browser(login).await;
                match service.page(kind) {
                    Some(to) => {
                        assert_eq!(leads(&browser, &door).await, to, "{login}");
                        page(&browser, to).await;
                    }
                    None => {
                        let answer = browser.get(&door).await;
                        assert_eq!(answer.status(), 403, "{login} {door}");
                        assert!(answer.text().await.unwrap().contains("面向学会"), "{login} {door}");
                    }
                }
            }
        }
        assert!(html.contains("学会评价") && html.contains("代表大会") && !html.contains("专家服务"));
        let entry =
            [("login", "secretary"), ("password", super::support::PASSWORD), ("next", "/portal/services/evaluation")];
        let entered = test.visitor().submit("/api/session/sign_in", &entry).await;
        assert_eq!(entered.headers()["location"], "/portal/services/evaluation");
    })
    .await;
}

/// P-045: visitors read public notices, guides and downloads, each in its own list, and find them by words; the
/// sign-in page leads there.
#[tokio::test(flavor = "multi_thread")]
async fn visitors_read_guides_and_downloads() {
    on_each_database(|test: TestApp| async move {
        let admin = test.ctx("admin").await;
        let pinned_until_on = admin.today().plus_days(2).to_string();
        let first = publish(&admin, NewNotice { pinned_until_on, ..open(Category::Announcement, "置顶公告") }).await;
        let second = publish(&later(&admin, 1000), open(Category::Announcement, "后来的公告")).await;
        let guide = publish(&admin, open(Category::Guide, "评价指南")).await;
        let load = publish(&admin, open(Category::Download, "名册模板")).await;
        // Neither what is for the own people nor what can still be taken back.
        publish(&admin, NewNotice { public: false, ..open(Category::Guide, "内部指南") }).await;
        let fresh = notice::save_draft(&admin, None, 0, open(Category::Guide, "刚发布的指南")).await.unwrap();
        notice::publish(&admin, fresh).await.unwrap();

        let visitor = Ctx::anonymous(test.app.clone());
        let listed = async |category, words: &str| {
            let list = portal::list_public(&visitor, category, words, 1).await.unwrap();
            assert_eq!(list.total, list.rows.len() as i64);
            list.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(listed(Category::Announcement, "").await, [first, second]);
        assert_eq!(listed(Category::Guide, "").await, [guide]);
        assert_eq!(listed(Category::Download, "").await, [load]);
        assert_eq!(listed(Category::Announcement, "后来").await, [second]);
        assert_eq!(listed(Category::Announcement, "%").await, []);
        assert!(portal::list_public(&visitor, Category::Guide, "", 99).await.unwrap().rows.is_empty());

        let browser = test.visitor();
        let home = page(&browser, "/portal").await;
        for shown in ["置顶公告", "后来的公告", "评价指南", "名册模板"] {
            assert!(home.contains(shown), "{shown}");
        }
        assert!(!home.contains("内部指南") && !home.contains("刚发布的指南"));
        let sign_in = page(&browser, "/sign-in").await;
        for (category, title) in [("guide", "评价指南"), ("download", "名册模板")] {
            let list = format!("/portal/notices?category={category}");
            assert!(sign_in.contains(&list) && home.contains(&list), "{list}");
            assert!(page(&browser, &list).await.contains(title));
        }
        let html = page(&browser, &format!("/portal/notices/{guide}")).await;
        assert!(html.contains("评价指南") && html.contains("示例内容"));
        assert!(!html.contains("测试admin"), "who wrote it is nobody's business outside");
        notice::withdraw(&admin, guide).await.unwrap();
        assert_eq!(browser.get(&format!("/portal/notices/{guide}")).await.status(), 404);
        assert_eq!(listed(Category::Guide, "").await, []);
    })
    .await;
}

/// Only the unit at the top of the tree makes a notice public; editor, preview and list say what it is.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_topmost_unit_speaks_to_everybody() {
    on_each_database(|test: TestApp| async move {
        for login in ["lixue", "secretary"] {
            let ctx = test.ctx(login).await;
            assert!(!notice::find_draft(&ctx, None, None).await.unwrap().may_be_public, "{login}");
            let refused = notice::save_draft(&ctx, None, 0, open(Category::Guide, "指南")).await.unwrap_err();
            let AppError::Denied { reasons } = refused else { panic!("{login}: {refused:?}") };
            assert_eq!(reasons[0].code, ReasonCode::NotOwnUnit);
            let own = NewNotice { public: false, ..open(Category::Guide, "指南") };
            notice::save_draft(&ctx, None, 0, own).await.unwrap();
        }
        let browser = test.browser("admin").await;
        let fields = [
            ("title", "示例指南"),
            ("body", "示例正文"),
            ("category", "guide"),
            ("public", "true"),
            ("pinned_until_on", "12月"),
            ("_mode", "preview"),
            ("_page", "/notices/new"),
        ];
        let refused = browser.submit("/api/notice/save", &fields).await;
        assert_eq!(refused.status(), 422);
        let html = refused.text().await.unwrap();
        assert!(html.contains("value=\"guide\" selected") && html.contains("name=\"public\" value=\"true\" checked"));
        let mut good = fields;
        good[4].1 = "";
        let saved = browser.submit("/api/notice/save", &good).await;
        let preview = saved.headers()["location"].to_str().unwrap().to_owned();
        let html = page(&browser, &preview).await;
        assert!(html.contains("办事指南") && html.contains("门户的访客也能看到"));
        let html = page(&browser, "/notices?box=own").await;
        assert!(html.contains("办事指南") && html.contains("公开"));
        assert!(!page(&test.browser("secretary").await, "/notices/new").await.contains("name=\"public\""));
    })
    .await;
}

/// P-045: what is attached to a public notice goes out to everybody, as an attachment that no browser runs; everything
/// else is closed to visitors, exactly like a file that does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn files_of_public_notices_are_for_everybody() {
    on_each_database(|test: TestApp| async move {
        let (browser, admin) = (test.browser("admin").await, test.ctx("admin").await);
        let send = async || -> FileRef {
            let form = Form::new().part("file", Part::bytes(PDF.to_vec()).file_name("指南.pdf"));
            let request = browser.raw(Method::POST, "/files?register=notice").header("sec-fetch-site", "same-origin");
            request.multipart(form).send().await.unwrap().json().await.unwrap()
        };
        let table = Form::new().part("file", Part::bytes(PDF.to_vec()).file_name("名册.xlsx"));
        let request = browser.raw(Method::POST, "/files?register=notice").header("sec-fetch-site", "same-origin");
        assert_eq!(request.multipart(table).send().await.unwrap().status(), 422, "told by its content");
        let (public, inner, loose) = (send().await, send().await, send().await);
        let with = |file: &FileRef, new: NewNotice| NewNotice { files: vec![file.clone()], ..new };
        let id = publish(&admin, with(&public, open(Category::Download, "下载"))).await;
        let everyone = Audience { everyone: true, ..Audience::default() };
        let own = NewNotice { public: false, audience: everyone, ..open(Category::Download, "内部") };
        publish(&admin, with(&inner, own)).await;

        let visitor = test.visitor();
        let path = |file: &FileRef| format!("/files/{}", file.file);
        for reader in [&visitor, &test.browser("stranger").await] {
            let answer = reader.get(&path(&public)).await;
            assert_eq!(answer.status(), 200);
            let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), "application/pdf");
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert!(header("content-security-policy").contains("sandbox"));
            assert!(header("content-disposition").starts_with("attachment; filename=\"file.pdf\""));
            assert_eq!(answer.bytes().await.unwrap(), PDF);
        }
        let said = async |path: String| {
            let answer = visitor.get(&path).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let missing = said(format!("/files/{}", NoticeId::fresh())).await;
        assert_eq!(missing.0, 401);
        assert_eq!(said(path(&inner)).await, missing);
        assert_eq!(said(path(&loose)).await, missing);
        assert!(page(&visitor, &format!("/portal/notices/{id}")).await.contains(&path(&public)));
        notice::withdraw(&admin, id).await.unwrap();
        assert_eq!(said(path(&public)).await, missing);
    })
    .await;
}
