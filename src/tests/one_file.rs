//! A new register is one TOML file: list, form, filters, search, template, import, export, print, help chapter and the
//! evaluation come of it.

use std::io::{Cursor, Read};

use serde_json::json;
use societas::domain::evaluation::LeafRow;
use societas::domain::form::Answer;
use societas::domain::ids::RecordId;
use societas::domain::import::{PlanState, RowStatus};
use societas::domain::indicator::evaluate::Standing;
use societas::domain::record::{RecordQuery, SaveMode};
use societas::domain::text::Lang;
use societas::service::catalog::{Catalog, Sources};
use societas::service::file::Spool;
use societas::service::register::{find_guide, find_page, list_registers, save_record};
use societas::service::{Ctx, import};

use super::evaluation::{find, leaves};
use super::import::table;
use super::support::{Browser, TestApp, on_each_database};

/// The whole of the register.
const LAB: &str = r#"
key = "lab"
version = 1
name = { zh = "示例实验室", en = "Laboratories" }
purpose = { zh = "登记学会依托的实验室。", en = "Lists the laboratories of the society." }
menu = "business"
title = "name"
columns = ["name", "level", "founded_on", "staff"]
filters = ["level"]
match_by = [["name"]]
fields = [
  { key = "name", label = { zh = "实验室名称", en = "Laboratory" }, kind = "text", max = 50, required = true },
  { key = "level", label = { zh = "实验室级别", en = "Level" }, kind = "select", choices = [{ value = "国家级", en = "National" }, { value = "省级", en = "Provincial" }], required = true },
  { key = "founded_on", label = { zh = "建成时间", en = "Founded on" }, kind = "date", past = true },
  { key = "staff", label = { zh = "在岗人数", en = "Staff" }, kind = "int", min = 1 },
  { key = "mobile", label = { zh = "联系手机", en = "Mobile" }, kind = "mobile", masked = true },
]
"#;

/// An indicator that reads it.
const BRANCH: &str = r#"
code = "9"
name = { zh = "条件建设", en = "Facilities" }
max_x100 = 1000
[[branches]]
code = "9.1"
name = { zh = "平台", en = "Platforms" }
max_x100 = 1000
[[branches.branches]]
code = "9.1.1"
name = { zh = "实验室", en = "Laboratories" }
max_x100 = 1000
[[branches.branches.leaves]]
code = "9.1.1.1"
name = { zh = "有国家级实验室", en = "Has a national laboratory" }
standard = { zh = "至少一个国家级实验室", en = "At least one national laboratory" }
max_x100 = 1000
register = "lab"
rule = { count = { register = "lab", when = [{ field = "level", is = ["国家级"] }], at_least = 1 } }
scoring = "all"
"#;

fn catalog() -> Catalog {
    let mut sources = Sources::embedded();
    sources.registers.push(("lab", LAB));
    sources.branches.push(("indicators/facilities.toml", BRANCH));
    Catalog::read(&sources).unwrap()
}

async fn leaf(me: &Ctx) -> LeafRow {
    leaves(&find(me).await.nodes).into_iter().find(|leaf| leaf.code == "9.1.1.1").unwrap()
}

async fn found(me: &Ctx, query: RecordQuery) -> Vec<String> {
    let page = find_page(me, None, "lab", query).await.unwrap();
    page.rows.iter().map(|row| row.cells[0].clone()).collect()
}

async fn export(browser: &Browser, fields: &[(&str, &str)]) -> Vec<u8> {
    let answer = browser.submit("/registers/lab/export", fields).await;
    assert_eq!(answer.status(), 200, "{fields:?}");
    answer.bytes().await.unwrap().to_vec()
}

/// The text of all parts of a workbook.
fn inside(book: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut bytes = Vec::new();
        archive.by_index(at).unwrap().read_to_end(&mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

async fn page(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_one_file() {
    on_each_database(|test: TestApp| async move {
        let test = test.restarted_with(&catalog()).await;
        let me = test.ctx("secretary").await;
        let browser = test.browser("secretary").await;

        // Menu and empty list.
        let menu = list_registers(&me, None).await.unwrap();
        assert!(menu.iter().any(|entry| entry.key == "lab" && entry.name.en == "Laboratories"));
        assert!(page(&browser, "/registers").await.contains("示例实验室"));
        assert!(page(&browser, "/registers/lab").await.contains("登记学会依托的实验室。"));
        assert_eq!(leaf(&me).await.standing, Standing::Empty);

        // The form, and what it demands; posted without scripts.
        let form = page(&browser, "/registers/lab/new").await;
        for label in ["实验室名称", "实验室级别", "建成时间", "在岗人数", "联系手机", "国家级"]
        {
            assert!(form.contains(label), "{label}");
        }
        let wrong = [("_mode", "valid"), ("level", "市级"), ("mobile", "123")];
        let refused = browser.submit("/records/lab/save", &wrong).await;
        assert!(refused.headers()["location"].to_str().unwrap().ends_with("show=problems"));
        let right = [("_mode", "valid"), ("name", "力学实验室"), ("level", "国家级"), ("mobile", "13800138000")];
        let saved = browser.submit("/records/lab/save", &right).await;
        let at = saved.headers()["location"].to_str().unwrap().to_owned();
        let id: RecordId = at.strip_prefix("/registers/lab/").unwrap().parse().unwrap();

        // The evaluation reads it, and the record says so.
        assert_eq!(leaf(&me).await.standing, Standing::Met);
        let record = page(&browser, &at).await;
        assert!(record.contains("9.1.1.1") && record.contains("138****8000") && record.contains("有国家级实验室"));

        // Template and import.
        let template = browser.get("/imports/template/lab").await;
        assert_eq!(template.status(), 200);
        let template = inside(template.bytes().await.unwrap().to_vec());
        assert!(template.contains("实验室名称") && template.contains("国家级,省级"), "{template}");
        let rows = table(&[
            &["实验室名称", "实验室级别", "在岗人数"],
            &["力学实验室", "国家级", "12"],
            &["数据中心", "省级", "0"],
            &["波浪水槽", "省级", "3"],
        ]);
        let mut spool = Spool::create(&me, 1 << 20).await.unwrap();
        spool.write(&rows).await.unwrap();
        let plan = import::plan_import(&me, "lab", "实验室.xlsx", spool).await.unwrap();
        let seen = import::find_preview(&me, plan, Some(RowStatus::Error), 1, Lang::Zh).await.unwrap();
        let counts = seen.head.counts;
        assert_eq!((counts.new, counts.update, counts.error), (1, 1, 1), "{counts:?}");
        assert_eq!(seen.rows[0].title, "数据中心");
        import::commit(&me, plan).await.unwrap();
        let seen = import::find_preview(&me, plan, None, 1, Lang::Zh).await.unwrap();
        assert_eq!(seen.head.state, PlanState::Committed);

        // List, filters, words and initials.
        let list = page(&browser, "/registers/lab?f.level=%E7%9C%81%E7%BA%A7").await;
        assert!(list.contains("波浪水槽") && !list.contains("力学实验室"));
        let by = |level: &str, q: &str| RecordQuery {
            q: q.into(),
            filters: [("level".to_owned(), level.to_owned())].into_iter().filter(|(_, v)| !v.is_empty()).collect(),
            page: 1,
        };
        assert_eq!(found(&me, by("国家级", "")).await, ["力学实验室"]);
        assert_eq!(found(&me, by("", "波浪")).await, ["波浪水槽"]);
        assert_eq!(found(&me, by("", "lxsys")).await, ["力学实验室"]);
        assert!(found(&me, by("省级", "力学")).await.is_empty());

        // Exports.
        let csv = String::from_utf8(export(&browser, &[("format", "csv"), ("f.level", "国家级")]).await).unwrap();
        assert!(csv.contains(r#""实验室名称","实验室级别""#) && csv.contains(r#""力学实验室","国家级""#), "{csv}");
        assert!(csv.contains("138****8000") && !csv.contains("波浪水槽"), "{csv}");
        let book = inside(export(&browser, &[("format", "xlsx"), ("reason", "核对全部资料")]).await);
        assert!(book.contains("波浪水槽") && book.contains("13800138000"));

        // On paper: empty, and with what is filled in.
        let blank = page(&browser, "/registers/lab/blank").await;
        assert!(blank.contains("实验室级别") && blank.contains("省级") && !blank.contains("力学实验室"));
        let filled = page(&browser, &at).await;
        assert!(filled.contains("力学实验室") && filled.contains(">12<"), "{filled}");

        // The help chapter, alone and in the manual.
        let chapter = find_guide(&me, "lab").await.unwrap();
        let told: Vec<&str> =
            chapter.parts.iter().flat_map(|part| &part.lines).map(|line| line.label.as_str()).collect();
        assert_eq!(told, ["实验室名称", "实验室级别", "建成时间", "在岗人数", "联系手机"]);
        assert!(page(&browser, "/registers/lab/help").await.contains("填写帮助：示例实验室"));
        assert!(page(&browser, "/help/manual.html").await.contains("<h2>示例实验室</h2>"));

        // The unit above reads it; another society does not see it.
        let above = test.ctx("reviewer").await;
        assert_eq!(find_page(&above, Some(test.society), "lab", RecordQuery::default()).await.unwrap().total, 2);
        assert_eq!(test.browser("stranger").await.get(&at).await.status(), 404);
        let typed: Answer = serde_json::from_value(json!({ "name": "力学实验室", "level": "省级" })).unwrap();
        save_record(&me, test.society, "lab", Some(id), 2, typed, SaveMode::Valid).await.unwrap();
        assert_eq!(leaf(&me).await.standing, Standing::Empty, "and the leaf is open again");
    })
    .await;
}

/// What is wrong in a file is named with its place, before anything is served.
#[test]
fn a_faulty_file_is_refused_with_its_place() {
    for (from, to, fault) in [
        ("title = \"name\"", "title = \"nome\"", "catalog/registers/lab.toml: names the unknown field nome"),
        ("kind = \"mobile\"", "kind = \"mobil\"", "catalog/registers/lab.toml: TOML parse error"),
        ("en = \"Staff\"", "en = \"\"", "catalog/registers/lab.toml: staff: has no English label"),
    ] {
        let text = LAB.replace(from, to);
        let mut sources = Sources::embedded();
        sources.registers.push(("lab", &text));
        let refused = Catalog::read(&sources).err().unwrap().to_string();
        assert!(refused.starts_with(fault), "{refused}");
    }
    let branch = BRANCH.replace("field = \"level\"", "field = \"grade\"");
    let mut sources = Sources::embedded();
    sources.registers.push(("lab", LAB));
    sources.branches.push(("indicators/facilities.toml", &branch));
    let refused = Catalog::read(&sources).err().unwrap().to_string();
    assert_eq!(refused, "catalog/indicators: 9.1.1.1: unknown register or field lab.grade");
}
