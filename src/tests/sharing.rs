//! 共享范围 of the archive (E-103): who of a society and of its branches reads which records, on every way to them. To
//! whom a record is not shared it is what a missing one is.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value as Json, json};
use societas::domain::account::Role;
use societas::domain::error::AppError;
use societas::domain::form::FileRef;
use societas::domain::ids::{FileId, OrgId, RecordId};
use societas::domain::org::NewOrg;
use societas::domain::record::{RecordQuery, SaveMode};
use societas::service::register::{find_form, find_page, list_registers, open_record, save_record};
use societas::service::{Ctx, account, org};

use super::support::sample::pdf;
use super::support::{Browser, TestApp, new_account, on_each_database};

/// A word that stands in the title and the files of each record.
const SECRET: &str = "机密示例";
/// What the five records are shared with; the last one stays a draft.
const SHARES: [&str; 5] = ["", "仅秘书处", "本会全部账号", "含分支机构", "含分支机构"];
/// Who sees which of them.
const SEEN: [(&str, [bool; 5]); 9] = [
    ("lixue", [true; 5]),
    ("secretary", [true; 5]),
    ("go-between", [false, false, true, true, false]),
    ("twig", [false, false, false, true, false]),
    ("leaf", [false, false, false, true, false]),
    ("admin", [true, true, true, true, false]),
    ("reviewer", [true, true, true, true, false]),
    ("stranger", [false; 5]),
    ("far-twig", [false; 5]),
];

/// A record with its file.
#[derive(Clone)]
struct Paper {
    id: RecordId,
    file: FileRef,
}

fn paper(number: usize, share: &str, file: &FileRef) -> Json {
    json!({ "name": format!("{SECRET}第{number}份"), "kind": "工作总结", "share": share, "files": [file], "tags": "年会" })
}

async fn save(me: &Ctx, before: Option<(RecordId, i64)>, paper: Json, mode: SaveMode) -> RecordId {
    let answer = serde_json::from_value(paper).unwrap();
    let (org, id) = (me.actor().unwrap().org, before.map(|(id, _)| id));
    let saved = save_record(me, org, "archive", id, before.map_or(0, |(_, version)| version), answer, mode).await;
    saved.unwrap().id
}

async fn upload(me: &Ctx, number: usize) -> FileRef {
    pdf(me, "archive", "files", &format!("{SECRET}{number}.pdf"), &format!("{SECRET} {number}")).await
}

/// The five records of the society, a liaison of it, a branch with two people, and a branch of its neighbour.
async fn set_up(test: &TestApp) -> Vec<Paper> {
    let (me, head, neighbour) = (test.ctx("secretary").await, test.ctx("lixue").await, test.ctx("shuxue").await);
    let mut papers = Vec::new();
    for (number, share) in SHARES.into_iter().enumerate() {
        let file = upload(&me, number).await;
        let mode = if number == 4 { SaveMode::Draft } else { SaveMode::Valid };
        papers.push(Paper { id: save(&me, None, paper(number, share, &file), mode).await, file });
    }
    account::create_account(&head, test.society, Role::Liaison, new_account("go-between")).await.unwrap();
    for (by, above, login) in [(&head, test.society, "twig"), (&neighbour, test.other, "far-twig")] {
        let code = login.to_uppercase();
        let new = NewOrg { kind: "branch".into(), code, name: format!("{login}分会"), founded: None };
        let branch = org::create_org(by, above, new).await.unwrap();
        account::create_account(by, branch, Role::Administrator, new_account(login)).await.unwrap();
    }
    let twig = test.ctx("twig").await;
    account::create_account(&twig, twig.actor().unwrap().org, Role::Staff, new_account("leaf")).await.unwrap();
    papers
}

/// Every page and call that takes the id of a record or of its file: method, path, fields.
fn ways(id: RecordId, file: FileId) -> Vec<(Method, String, Vec<(&'static str, String)>)> {
    let get = |path: String| (Method::GET, path, Vec::new());
    let named = |rest: &[(&'static str, &str)]| {
        let mut fields = vec![("register", "archive".to_owned()), ("id", id.to_string())];
        fields.extend(rest.iter().map(|(name, value)| (*name, (*value).to_owned())));
        fields
    };
    let post = |function: &str, fields| (Method::POST, format!("/api/{function}"), fields);
    let place = format!("place={}.1&field=share", OrgId::fresh());
    vec![
        get(format!("/registers/archive/{id}")),
        get(format!("/registers/archive/{id}/edit")),
        get(format!("/records/archive/{id}/docx")),
        get(format!("/files/{file}")),
        get(format!("/files/{file}/preview")),
        get(format!("/api/register/find?register=archive&id={id}")),
        get(format!("/api/register/form?register=archive&id={id}")),
        get(format!("/api/register/former?register=archive&id={id}&{place}")),
        get(format!("/api/register/candidate?register=archive&id={id}")),
        get(format!("/api/evaluation/losses?record={id}")),
        post("register/delete", named(&[("base_version", "99")])),
        post("register/reveal", named(&[("reason", "核对内容"), ("back", "/")])),
        post("register/recover", named(&[])),
        post("case/urge", named(&[])),
        post("case/act", named(&[("version", "1"), ("_mode", "withdraw")])),
    ]
}

async fn answer(
    browser: &Browser,
    (method, path, fields): (Method, String, Vec<(&'static str, String)>),
) -> (u16, String) {
    let accept = if path.starts_with("/api/") { "application/json" } else { "text/html" };
    let request = browser.raw(method.clone(), &path).header("accept", accept).header("sec-fetch-site", "same-origin");
    let request = if method == Method::POST { request.form(&fields) } else { request };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap_or_default())
}

/// On each way: what is shared is there, what is not is answered exactly like what does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_shared_is_missing_on_every_way() {
    on_each_database(|test: TestApp| async move {
        let papers = set_up(&test).await;
        let mut wrong = Vec::new();
        for (login, seen) in SEEN {
            let browser = test.browser(login).await;
            for (number, paper) in papers.iter().enumerate() {
                let held = ways(paper.id, paper.file.file);
                let unknown = ways(RecordId::fresh(), FileId::fresh());
                for (at, (way, none)) in held.into_iter().zip(unknown).enumerate() {
                    let path = way.1.clone();
                    let (status, text) = answer(&browser, way).await;
                    if seen[number] {
                        // Reading: the page, the document, the file, the call.
                        if [0, 2, 3, 5].contains(&at) && status != 200 {
                            wrong.push(format!("{login} {path}: {status}"));
                        }
                        continue;
                    }
                    let expected = answer(&browser, none).await;
                    let page = !path.starts_with("/api/");
                    // Pages carry the address that was asked for.
                    let same = if page { status == expected.0 } else { (status, text.clone()) == expected };
                    if !same || status < 400 || text.contains(SECRET) {
                        wrong.push(format!("{login} {path}: {status} {text}, unknown: {expected:?}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        // Nothing of it was changed by those who tried.
        let me = test.ctx("secretary").await;
        assert_eq!(find_page(&me, None, "archive", RecordQuery::default()).await.unwrap().total, 5);
    })
    .await;
}

async fn titles(ctx: &Ctx, org: OrgId, query: RecordQuery) -> Result<(Vec<String>, i64), AppError> {
    let page = find_page(ctx, org, "archive", query).await?;
    let mut titles: Vec<String> = page.rows.into_iter().map(|row| row.cells[0].clone()).collect();
    titles.sort();
    Ok((titles, page.total))
}

/// Lists, searches, filters, folders, menus and exports have what is shared, and count nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn lists_and_numbers_have_what_is_shared() {
    on_each_database(|test: TestApp| async move {
        set_up(&test).await;
        let filter = |value: &str| RecordQuery {
            filters: BTreeMap::from([("share".to_owned(), value.to_owned())]),
            ..RecordQuery::default()
        };
        let words = |q: &str| RecordQuery { q: q.into(), ..RecordQuery::default() };
        for (login, seen) in SEEN {
            let ctx = test.ctx(login).await;
            let expected: Vec<String> =
                (0..5).filter(|number| seen[*number]).map(|number| format!("{SECRET}第{number}份")).collect();
            let count = expected.len() as i64;
            if count == 0 {
                for query in [words(""), words("机密"), words("jm"), filter("含分支机构")] {
                    assert_eq!(titles(&ctx, test.society, query).await, Err(AppError::NotFound), "{login}");
                }
                let fields = [("format", "csv".to_owned()), ("org", test.society.to_string())];
                let way = (Method::POST, "/registers/archive/export".to_owned(), fields.into());
                assert_eq!(answer(&test.browser(login).await, way).await.0, 404, "{login}");
                continue;
            }
            for query in [words(""), words("机密示例"), words("jmsl"), words("msl 第"), words("年会")] {
                let found = titles(&ctx, test.society, query.clone()).await.unwrap();
                assert_eq!(found, (expected.clone(), count), "{login} {query:?}");
            }
            for (value, among) in [("仅秘书处", &[1][..]), ("本会全部账号", &[2]), ("含分支机构", &[3, 4])]
            {
                let of: Vec<String> =
                    among.iter().filter(|n| seen[**n]).map(|number| format!("{SECRET}第{number}份")).collect();
                let found = titles(&ctx, test.society, filter(value)).await.unwrap();
                assert_eq!(found, (of.clone(), of.len() as i64), "{login} {value}");
            }
            let page = find_page(&ctx, test.society, "archive", RecordQuery::default()).await.unwrap();
            let folder = page.shelves.iter().find(|shelf| shelf.value == "工作总结").unwrap();
            assert_eq!((folder.count, page.shelves.iter().map(|s| s.count).sum::<i64>()), (count, count), "{login}");
            assert_eq!(page.read_only.is_empty(), matches!(login, "lixue" | "secretary"), "{login}");
            assert_eq!(page.shared, matches!(login, "go-between" | "twig" | "leaf"), "{login}");

            let own = ctx.actor().unwrap().org;
            let asked = if matches!(login, "twig" | "leaf") { own } else { test.society };
            let menu = list_registers(&ctx, asked).await.unwrap();
            let archive = menu.iter().find(|register| register.key == "archive").unwrap();
            assert_eq!(archive.records, count, "{login}");
            let by = archive.shared_by.as_ref().map(|(unit, _)| *unit);
            assert_eq!(by, matches!(login, "twig" | "leaf").then_some(test.society), "{login}");
            if page.shared {
                assert!(menu.iter().all(|register| register.key == "archive"), "{login}: nothing else");
            }

            let browser = test.browser(login).await;
            let export = |format: &str| {
                let fields = [("format", format.to_owned()), ("org", test.society.to_string())];
                (Method::POST, "/registers/archive/export".to_owned(), fields.to_vec())
            };
            let (status, csv) = answer(&browser, export("csv")).await;
            let lines = csv.lines().filter(|line| line.contains(SECRET)).count();
            assert_eq!((status, lines), (200, expected.len()), "{login} {csv}");
            assert!(expected.iter().all(|title| csv.contains(title)), "{login} {csv}");
            let zip = browser
                .raw(Method::POST, "/registers/archive/export")
                .header("sec-fetch-site", "same-origin")
                .form(&export("zip").2);
            let zip = zip.send().await.unwrap().bytes().await.unwrap();
            let archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
            let files = archive.file_names().filter(|name| name.as_ref().is_ok_and(|n| n.ends_with(".pdf"))).count();
            assert_eq!(files, expected.len(), "{login}");
        }
    })
    .await;
}

/// What people see of it: the register in the menu of a branch, read-only; neither who else reads it nor what it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_branch_has_what_is_shared_in_its_menu_to_read() {
    on_each_database(|test: TestApp| async move {
        let papers = set_up(&test).await;
        let browser = test.browser("twig").await;
        let list = format!("/registers/archive?org={}", test.society);
        let menu = browser.get("/registers").await.text().await.unwrap();
        assert!(menu.contains("上级单位共享") && menu.contains(&list) && menu.contains("滨江市力学学会"), "{menu}");
        let page = browser.get(&list).await.text().await.unwrap();
        assert!(page.contains("机密示例第3份") && page.contains("只列出共享给您的内容"), "{page}");
        assert!(!page.contains("/registers/archive/new") && !page.contains("/registers/archive/recycled"), "{page}");
        for other in ["第0份", "第1份", "第2份", "第4份"] {
            assert!(!page.contains(other), "{other}");
        }
        // An archive of its own it does not keep, and the page says so.
        let own = browser.get("/registers/archive").await.text().await.unwrap();
        assert!(own.contains("本单位不填报“工作资料/档案”") && !own.contains("/registers/archive/new"), "{own}");
        let record = browser.get(&format!("/registers/archive/{}", papers[3].id)).await.text().await.unwrap();
        assert!(record.contains("机密示例3.pdf") && !record.contains("谁能看到此记录") && !record.contains("修改记录"));
        assert!(!record.contains("测试lixue"), "nobody else who reads it is named");
        let form = find_form(&test.ctx("twig").await, "archive", papers[3].id).await;
        assert!(matches!(form, Err(AppError::Denied { .. })), "{form:?}");

        for (login, number) in [("go-between", 2), ("twig", 3), ("leaf", 3)] {
            let opened = open_record(&test.ctx(login).await, "archive", papers[number].id, None).await.unwrap();
            assert!(opened.shared && opened.readers.is_empty() && opened.history.saves.is_empty(), "{login}");
            assert!(!opened.view.read_only.is_empty() && opened.view.counts_for.is_empty(), "{login}");
        }
        // A society that shares nothing has an empty list for its branch, and an association shares no register.
        let far = test.ctx("far-twig").await;
        let found = find_page(&far, test.other, "archive", RecordQuery::default()).await.unwrap();
        assert_eq!((found.total, found.shared), (0, true));
        let none = find_page(&far, test.association, "archive", RecordQuery::default()).await;
        assert_eq!(none.unwrap_err(), AppError::NotFound);
        let none = find_page(&far, test.other, "member", RecordQuery::default()).await;
        assert_eq!(none.unwrap_err(), AppError::NotFound, "other registers stay with the society");
        // Who may read something of a register has no more of the others.
        let liaison = test.ctx("go-between").await;
        let refused = find_page(&liaison, test.society, "member", RecordQuery::default()).await;
        assert!(matches!(refused, Err(AppError::Denied { .. })), "{refused:?}");
    })
    .await;
}

/// The panel of readers says who has it, and that is what happens (ORG-14).
#[tokio::test(flavor = "multi_thread")]
async fn the_panel_names_those_with_whom_it_is_shared() {
    on_each_database(|test: TestApp| async move {
        let papers = set_up(&test).await;
        let me = test.ctx("secretary").await;
        for (number, paper) in papers.iter().enumerate() {
            let units = open_record(&me, "archive", paper.id, None).await.unwrap().readers;
            let named: Vec<&str> =
                units.iter().flat_map(|unit| &unit.roles).flat_map(|role| &role.names).map(String::as_str).collect();
            for (login, seen) in SEEN {
                assert_eq!(
                    named.contains(&format!("测试{login}").as_str()),
                    seen[number],
                    "{login} {number} {named:?}"
                );
            }
        }
    })
    .await;
}

/// Sharing ends with the choice: for lists, the page and the file; a file that was replaced goes with it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_longer_shared_is_gone_at_once() {
    on_each_database(|test: TestApp| async move {
        let papers = set_up(&test).await;
        let (me, twig) = (test.ctx("secretary").await, test.ctx("twig").await);
        let browser = test.browser("twig").await;
        let total = async || find_page(&twig, test.society, "archive", RecordQuery::default()).await.unwrap().total;
        let status = async |path: String| browser.get(&path).await.status().as_u16();
        let Paper { id, file } = papers[3].clone();
        assert_eq!((total().await, status(format!("/files/{}", file.file)).await), (1, 200));

        let fresh = upload(&me, 7).await;
        save(&me, Some((id, 1)), paper(3, "含分支机构", &fresh), SaveMode::Valid).await;
        assert_eq!(status(format!("/files/{}", fresh.file)).await, 200);
        assert_eq!(status(format!("/files/{}", file.file)).await, 404, "it is not in the record any more");

        save(&me, Some((id, 2)), paper(3, "仅秘书处", &fresh), SaveMode::Valid).await;
        assert_eq!(total().await, 0);
        for path in [format!("/registers/archive/{id}"), format!("/files/{}", fresh.file)] {
            assert_eq!(status(path.clone()).await, 404, "{path}");
        }
        save(&me, Some((id, 3)), paper(3, "含分支机构", &fresh), SaveMode::Draft).await;
        assert_eq!(
            (total().await, status(format!("/registers/archive/{id}")).await),
            (0, 404),
            "a draft is nobody's else"
        );
    })
    .await;
}
