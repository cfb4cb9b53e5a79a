//! Exports of registers: with their files, and back again by an import (X-008, REG-11).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::{Value as Json, json};
use societas::domain::error::AppError;
use societas::domain::form::normalise::normalise;
use societas::domain::form::{Answer, FormDefinition, Kind};
use societas::domain::ids::RecordId;
use societas::domain::import::RowStatus;
use societas::domain::log::LogQuery;
use societas::domain::record::SaveMode;
use societas::domain::text::Lang;
use societas::service::file::Spool;
use societas::service::log::find_log;
use societas::service::{Ctx, import, register};
use societas::store;

use super::support::sample::{Sample, pdf};
use super::support::{Browser, TestApp, on_each_database};

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

async fn save(ctx: &Ctx, register: &str, value: Json, mode: SaveMode) -> RecordId {
    let org = ctx.actor().unwrap().org;
    register::save_record(ctx, org, register, None, 0, answer(value), mode).await.unwrap().id
}

async fn export(browser: &Browser, register: &str, fields: &[(&str, &str)]) -> (u16, Vec<u8>) {
    let answer = browser.submit(&format!("/registers/{register}/export"), fields).await;
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

fn entries(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        found.push((entry.name().unwrap().into_owned(), content));
    }
    found
}

/// the archive has the workbook and each record's files in a folder of its own, names intact; it is logged as an
/// export, and each file as a download.
#[tokio::test(flavor = "multi_thread")]
async fn an_archive_has_the_rows_and_their_files() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        for (title, words) in [("章程/总则", "一"), ("制度", "二")] {
            let file = pdf(&me, "policy_doc", "file", "学会章程（2024 版）.pdf", words).await;
            let twin = pdf(&me, "policy_doc", "file", "学会章程（2024 版）.pdf", "又").await;
            let typed = json!({ "name": "其他", "name_other": title, "file": [file, twin] });
            save(&me, "policy_doc", typed, SaveMode::Valid).await;
        }
        save(&me, "policy_doc", json!({ "name": "其他", "name_other": "草稿" }), SaveMode::Draft).await;
        let browser = test.browser("secretary").await;
        let (status, bytes) = export(&browser, "policy_doc", &[("format", "zip")]).await;
        assert_eq!(status, 200);
        let found = entries(bytes);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[0], "制度文件管理.xlsx");
        assert_eq!(names.len(), 5, "{names:?}");
        for name in [
            "0003 章程_总则/学会章程（2024 版）.pdf",
            "0003 章程_总则/2 学会章程（2024 版）.pdf",
            "0002 制度/学会章程（2024 版）.pdf",
        ] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        let first = found.iter().find(|(name, _)| name == "0002 制度/学会章程（2024 版）.pdf").unwrap();
        assert_eq!(first.1, "%PDF-1.7\n二".as_bytes());
        assert!(found[0].1.starts_with(b"PK"));

        // Exactly the rows that the list shows; what is another unit's draft is in neither.
        let (_, bytes) = export(&browser, "policy_doc", &[("format", "zip"), ("q", "总则")]).await;
        assert_eq!(entries(bytes).len(), 3);
        let org = test.society.to_string();
        let reviewer = test.browser("reviewer").await;
        let (status, bytes) = export(&reviewer, "policy_doc", &[("format", "zip"), ("org", &org)]).await;
        assert_eq!((status, entries(bytes).len()), (200, 5));
        let stranger = test.browser("stranger").await;
        assert_eq!(export(&stranger, "policy_doc", &[("format", "zip"), ("org", &org)]).await.0, 404);

        let head = test.ctx("lixue").await;
        let lines = async |action: &str| {
            let query = LogQuery { action: action.into(), ..LogQuery::default() };
            find_log(&head, &query).await.unwrap().lines.len()
        };
        assert_eq!((lines("register.export").await, lines("file.download").await), (3, 10));
    })
    .await;
}

/// more files than an archive takes are refused with a sentence, not cut off.
#[tokio::test(flavor = "multi_thread")]
async fn too_large_an_archive_is_refused() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let file = pdf(&me, "policy_doc", "file", "章程.pdf", "").await;
        let typed = json!({ "name": "其他", "name_other": "章程", "file": [file.clone()] });
        let id = save(&me, "policy_doc", typed, SaveMode::Valid).await;
        let mut tx = test.tx().await;
        let huge = json!({ "name": "其他", "name_other": "章程",
            "file": [{ "file": file.file, "name": file.name, "size_bytes": 600_i64 << 20 }] });
        let sql = "UPDATE records SET answer = $1 WHERE id = $2";
        tx.run(sql, vec![huge.to_string().into(), id.into()]).await.unwrap();
        tx.commit().await.unwrap();
        let browser = test.browser("secretary").await;
        let (status, words) = export(&browser, "policy_doc", &[("format", "zip")]).await;
        assert_eq!((status, String::from_utf8(words).unwrap().as_str()), (413, "内容过大，最多 500 MB"));
        assert_eq!(export(&browser, "policy_doc", &[("format", "xlsx")]).await.0, 200);
        let plain = AppError::TooLarge { limit_bytes: 500 << 20 };
        assert_eq!(plain.message(Lang::Zh), "内容过大，最多 500 MB");
    })
    .await;
}

/// what a register gives out comes back as nothing new and nothing changed, for every register that can be
/// imported and says by what its records are recognised. What an account opens is not brought in by a workbook.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_imported_again_changes_nothing() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level =
            json!({ "name": "普通会员", "fee": "100", "kind": "个人会员", "permissions": ["查看会员资料", "选举权"] });
        let level = save(&me, "member_level", level, SaveMode::Valid).await;
        let member = json!({
            "kind": "个人会员", "name": "示例会员", "sex": "女", "mobile": "13900139000", "employer": "滨江大学",
            "id_type": "居民身份证", "id_no": "110101199003079964", "birth_date": "1990-03-07",
            "level": level.to_string(), "joined_on": "2024-03-05",
        });
        let member = save(&me, "member", member, SaveMode::Valid).await;
        let browser = test.browser("secretary").await;
        let mut wrong = Vec::new();
        let registers: Vec<FormDefinition> = test.app.catalog.get().registers().to_vec();
        let fits = |definition: &&FormDefinition| {
            let opens_account = definition.fields.iter().any(|field| matches!(field.kind, Kind::Login));
            import::importable(&me, &definition.key).is_ok() && !definition.match_by.is_empty() && !opens_account
        };
        for definition in registers.iter().filter(fits) {
            let chosen = BTreeMap::from([("member_level".to_owned(), level), ("member".to_owned(), member)]);
            let mut filled =
                Sample { ctx: &me, register: &definition.key, chosen: &chosen }.answer(&definition.fields).await;
            normalise(definition, &mut filled);
            let row = register::next_row(&me, definition, test.society, None, None, filled);
            let index = register::index_of(&me, definition, &row.answer);
            let mut tx = test.tx().await;
            store::record::insert(&mut tx, &row, &index).unwrap();
            store::record::bump_revision(&mut tx, test.society, &definition.key);
            tx.commit().await.unwrap();

            let (status, bytes) = export(&browser, &definition.key, &[("reason", "核对全部资料")]).await;
            if status != 200 {
                wrong.push(format!("{}: {status}", definition.key));
                continue;
            }
            let mut spool = Spool::create(&me, 1 << 30).await.unwrap();
            spool.write(&bytes).await.unwrap();
            let plan = import::plan_import(&me, &definition.key, "导出.xlsx", spool).await.unwrap();
            let seen = import::find_preview(&me, plan, Some(RowStatus::Error), 1, Lang::Zh).await.unwrap();
            let counts = seen.head.counts;
            if counts.new + counts.update + counts.warning + counts.error > 0 || seen.head.refused.is_some() {
                let problems: Vec<_> = seen.rows.iter().flat_map(|row| &row.problems).collect();
                wrong.push(format!("{}: {counts:?} {:?} {problems:?}", definition.key, seen.head.refused));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

/// any record is a Word document from the same definition, masked like its page, with its rows.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_a_word_document() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let definition = me.catalog.register("expert_team").unwrap().clone();
        let mut answer =
            Sample { ctx: &me, register: "expert_team", chosen: &Default::default() }.answer(&definition.fields).await;
        answer.set(&definition.title, "第一行 <&> “示例”\u{1F600}");
        let org = me.actor().unwrap().org;
        let saved =
            register::save_record(&me, org, "expert_team", None, 0, answer.clone(), SaveMode::Valid).await.unwrap();
        let browser = test.browser("secretary").await;
        let path = format!("/records/expert_team/{}/docx", saved.id);
        let given = browser.get(&path).await;
        assert_eq!(given.status(), 200);
        assert!(given.headers()["content-disposition"].to_str().unwrap().contains(".docx"));
        let bytes = given.bytes().await.unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut text).unwrap();
        assert!(text.contains("第一行 &lt;&amp;&gt;") && text.contains('\u{1F600}'), "{text}");
        for field in &definition.fields {
            assert!(text.contains(&field.label.zh), "{}", field.key);
            if let Kind::Rows { fields, .. } = &field.kind {
                assert!(fields.iter().all(|column| text.contains(&column.label.zh)));
            }
        }
        assert!(!text.contains("13800138000"), "numbers are masked as on the page");
        assert_eq!(test.browser("stranger").await.get(&path).await.status(), 404);
        let visitor = test.visitor().get(&path).await;
        assert_eq!((visitor.status().as_u16(), &visitor.headers()["location"]), (303, &"/sign-in".parse().unwrap()));
    })
    .await;
}
