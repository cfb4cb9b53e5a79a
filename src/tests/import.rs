//! Imports: messy workbooks, refusals, the same file twice, commits and undos, races, scope.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::form::Answer;
use societas::domain::ids::{PlanId, RecordId};
use societas::domain::import::{PlanCounts, PlanState, Preview, RowStatus};
use societas::domain::record::{RecordQuery, SaveMode};
use societas::domain::text::Lang;
use societas::service::file::Spool;
use societas::service::import::{
    CHUNK, commit, find_preview, list_plans, plan_import, report, start_commit, template, undo,
};
use societas::service::{Ctx, register};

use super::support::{TestApp, failure, on_each_database};

mod commit;

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

async fn save(ctx: &Ctx, register: &str, value: Json) -> RecordId {
    let org = ctx.actor().unwrap().org;
    let saved = register::save_record(ctx, org, register, None, 0, answer(value), SaveMode::Valid).await;
    saved.unwrap().id
}

async fn level(ctx: &Ctx) -> RecordId {
    let value = json!({ "name": "普通会员", "fee": "100", "kind": "个人会员", "permissions": ["查看会员资料"] });
    save(ctx, "member_level", value).await
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// A workbook of texts, row by row.
pub fn table(rows: &[&[&str]]) -> Vec<u8> {
    book(|sheet| {
        for (y, row) in rows.iter().enumerate() {
            for (x, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(y as u32, x as u16, *text).unwrap();
            }
        }
    })
}

const HEAD: [&str; 6] = ["姓名", "性别", "手机号", "工作单位", "入会时间", "证件号"];

pub async fn plan(ctx: &Ctx, bytes: &[u8]) -> PlanId {
    let mut spool = Spool::create(ctx, 1 << 30).await.unwrap();
    spool.write(bytes).await.unwrap();
    plan_import(ctx, "member", "名册.xlsx", spool).await.unwrap()
}

async fn preview(ctx: &Ctx, id: PlanId, status: RowStatus) -> Preview {
    find_preview(ctx, id, Some(status), 1, Lang::Zh).await.unwrap()
}

async fn counts(ctx: &Ctx, id: PlanId) -> PlanCounts {
    preview(ctx, id, RowStatus::New).await.head.counts
}

async fn members(ctx: &Ctx) -> i64 {
    let org = ctx.actor().unwrap().org;
    register::find_page(ctx, org, "member", RecordQuery::default()).await.unwrap().total
}

fn codes(preview: &Preview) -> Vec<(String, String)> {
    preview.rows.iter().flat_map(|row| &row.problems).map(|p| (p.cell.clone(), p.code.clone())).collect()
}

fn reason(error: AppError) -> ReasonCode {
    match error {
        AppError::Denied { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    }
}

/// A title merged above the header, columns in another order, an ID number that was typed as a number, a date as
/// text and one as a date, formatted rows without content, and one person twice.
fn messy() -> Vec<u8> {
    book(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 6, "滨江市力学学会会员名册", &plain).unwrap();
        let heads = ["序号", "手机号码", "姓　名", "性 别", "身份证号", "所在单位", "入会日期"];
        for (x, head) in heads.iter().enumerate() {
            sheet.write_string(2, x as u16, *head).unwrap();
        }
        let people = [
            ("13800000001", "张 三", "女", "110101199003079964", "2020.1.2"),
            ("13800000002", "李示例", "男", "", "2021年3月"),
            ("13800000003", "王示例", "男", "", "2022-02-02"),
            ("13800000003", "王示例", "男", "", "2022-02-02"),
        ];
        for (y, (mobile, name, sex, id, joined)) in people.into_iter().enumerate() {
            let y = y as u32 + 3;
            sheet.write_number(y, 0, f64::from(y)).unwrap();
            sheet.write_number(y, 1, mobile.parse::<f64>().unwrap()).unwrap();
            sheet.write_string(y, 2, name).unwrap();
            sheet.write_string(y, 3, sex).unwrap();
            sheet.write_string(y, 4, id).unwrap();
            sheet.write_string(y, 5, "滨江大学").unwrap();
            sheet.write_string(y, 6, joined).unwrap();
        }
        sheet.write_string(7, 2, "赵示例").unwrap();
        sheet.write_string(7, 3, "女").unwrap();
        sheet.write_number(7, 1, 13_800_000_004.0).unwrap();
        sheet.write_number(7, 4, 1.101_051_949_123_100_2e17).unwrap();
        sheet.write_string(7, 5, "滨江大学").unwrap();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_datetime_with_format(7, 6, ExcelDateTime::from_ymd(2023, 5, 6).unwrap(), &day).unwrap();
        for y in 8..60 {
            sheet.write_blank(y, 3, &plain.clone().set_bold()).unwrap();
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messy_roster_is_read_row_by_row() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let id = plan(&me, &messy()).await;
        let counted = counts(&me, id).await;
        assert_eq!(
            (counted.new, counted.warning, counted.error, counted.duplicate, counted.ignored_blank),
            (1, 1, 1, 2, 52),
            "{counted:?} {:?}",
            preview(&me, id, RowStatus::Error).await.rows
        );
        let new = preview(&me, id, RowStatus::New).await;
        assert_eq!((new.rows[0].row, new.rows[0].title.as_str()), (4, "张三"));
        assert!(new.rows[0].values.contains(&("入会时间".into(), "2020-01-02".into())), "{:?}", new.rows[0].values);
        assert!(new.rows[0].values.contains(&("出生日期".into(), "1990-03-07".into())));
        assert_eq!(new.head.ignored_columns, ["序号"]);
        let wrong = preview(&me, id, RowStatus::Error).await;
        assert_eq!(codes(&wrong), [("E8".to_owned(), "id_number_as_number".to_owned())]);
        assert!(wrong.rows[0].problems[0].message.contains("文本"), "{}", wrong.rows[0].problems[0].message);
        let doubtful = preview(&me, id, RowStatus::Warning).await;
        assert_eq!(codes(&doubtful), [("G5".to_owned(), "day_assumed".to_owned())]);
        let twice = preview(&me, id, RowStatus::Duplicate).await;
        assert_eq!(twice.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [6, 7]);
        assert!(twice.rows[0].problems[0].message.contains("第 7 行"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing_the_second_time() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let first = plan(&me, &messy()).await;
        commit(&me, first).await.unwrap();
        assert_eq!(members(&me).await, 2);
        let again = counts(&me, plan(&me, &messy()).await).await;
        assert_eq!((again.new, again.update), (0, 0), "{again:?}");
        let head = list_plans(&me).await.unwrap().into_iter().find(|head| head.id == first).unwrap();
        assert_eq!((head.state, head.file_name.as_str()), (PlanState::Committed, "名册.xlsx"));
        assert!(head.file.is_some());
        let saved = register::find_page(&me, test.society, "member", RecordQuery::default()).await.unwrap();
        let record = register::find_record(&me, "member", saved.rows[0].id).await.unwrap();
        assert_eq!(record.computed["origin"], "导入");
        assert!(record.problems.is_empty(), "{:?}", record.problems);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_recognised_by_the_strongest_key_and_blanks_erase_nothing() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me).await.to_string();
        let member = |name: &str, mobile: &str, id_no: &str| {
            let mut member = json!({
                "kind": "个人会员", "name": name, "sex": "女", "mobile": mobile, "employer": "滨江大学",
                "level": level, "joined_on": "2024-03-05", "email": "old@example.org",
            });
            if !id_no.is_empty() {
                member["id_no"] = id_no.into();
            }
            member
        };
        save(&me, "member", member("张三", "13800000001", "110101199003079964")).await;
        save(&me, "member", member("李示例", "13800000002", "")).await;
        for _ in 0..2 {
            save(&me, "member", member("王示例", "13800000003", "")).await;
        }
        let file = table(&[
            &["姓名", "性别", "手机号", "工作单位", "入会时间", "证件号", "邮箱"],
            // By the ID number, although the mobile has changed.
            &["张三", "女", "13900000001", "滨江大学", "2024-03-05", "110101199003079964", ""],
            // By name and mobile; the row adds the ID number.
            &["李示例", "女", "13800000002", "滨江大学", "2024-03-05", "110101199003079972", ""],
            // Two stored people fit: never picked.
            &["王示例", "女", "13800000003", "滨江大学", "2024-03-05", "", ""],
            // Name and mobile of 张三, another ID number.
            &["张三", "女", "13800000001", "滨江大学", "2024-03-05", "110101199003079980", ""],
        ]);
        let id = plan(&me, &file).await;
        let changed = preview(&me, id, RowStatus::Update).await;
        let by_row: Vec<_> = changed.rows.iter().map(|row| (row.row, row.changes.clone())).collect();
        assert_eq!(by_row[0].0, 2);
        assert_eq!(
            by_row[0].1.iter().map(|c| (c.field.as_str(), c.new.as_str())).collect::<Vec<_>>(),
            [("手机号", "139****0001")]
        );
        let wrong = codes(&preview(&me, id, RowStatus::Error).await);
        assert!(wrong.iter().any(|(_, code)| code == "matches_several"), "{wrong:?}");
        commit(&me, id).await.unwrap();
        let found = RecordQuery { q: "张三".into(), ..RecordQuery::default() };
        let row = register::find_page(&me, test.society, "member", found).await.unwrap().rows[0].id;
        let record = register::find_form(&me, "member", row).await.unwrap();
        assert_eq!((record.answer.text("mobile"), record.answer.text("email")), ("13900000001", "old@example.org"));
        assert_eq!(members(&me).await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rows_for_one_record_are_both_held_back() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let first = ["甲示例", "女", "13800000021", "滨江大学", "2024-03-05", "110101199003079964"];
        commit(&me, plan(&me, &table(&[&HEAD, &first])).await).await.unwrap();
        // By the ID number with another mobile, and by name and mobile: the file itself shows no repetition.
        let by_id = ["甲示例", "女", "13800000022", "滨江大学", "2024-03-05", "110101199003079964"];
        let by_name = ["甲示例", "女", "13800000021", "别的单位", "2024-03-05", ""];
        let other = ["乙示例", "女", "13800000023", "滨江大学", "2024-03-05", ""];
        let id = plan(&me, &table(&[&HEAD, &by_id, &by_name, &other])).await;
        let counted = counts(&me, id).await;
        assert_eq!((counted.new, counted.update, counted.duplicate), (1, 0, 2), "{counted:?}");
        commit(&me, id).await.unwrap();
        assert_eq!(members(&me).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everyday_words_of_the_code_tables_are_understood() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let head =
            ["姓名", "性别", "手机号", "单位", "入会时间", "身份证号", "出生年月", "民族", "政治面貌", "学历", "职称"];
        let file = table(&[
            &head,
            &[
                "甲示例",
                "女",
                "13800000021",
                "滨江大学",
                "2024-03-05",
                "110101199003079964",
                "1990.03",
                "汉",
                "中共党员",
                "本科",
                "讲师",
            ],
        ]);
        let id = plan(&me, &file).await;
        let new = preview(&me, id, RowStatus::New).await;
        assert_eq!(new.head.counts.new, 1, "{:?}", preview(&me, id, RowStatus::Error).await.rows);
        for value in [("出生日期", "1990-03-07"), ("学历", "21"), ("专业技术职务", "013"), ("政治面貌", "01")]
        {
            assert!(new.rows[0].values.contains(&(value.0.into(), value.1.into())), "{:?}", new.rows[0].values);
        }
    })
    .await;
}

/// A roster of that many people.
pub fn crowd(count: usize) -> Vec<u8> {
    book(|sheet| {
        for (x, head) in HEAD.iter().enumerate() {
            sheet.write_string(0, x as u16, *head).unwrap();
        }
        for n in 0..count {
            let (name, mobile) = (format!("示例{n}"), format!("138{n:08}"));
            for (x, text) in [name.as_str(), "女", &mobile, "滨江大学", "2024-03-05"].into_iter().enumerate() {
                sheet.write_string(n as u32 + 1, x as u16, text).unwrap();
            }
        }
    })
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_roster_are_refused_with_a_reason() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let compound = |name: &str| {
            let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
            bytes.extend(vec![0; 9000]);
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        let far = book(|sheet| {
            sheet.write_string(0, 0, "姓名").unwrap();
            sheet.write_string(1_048_575, 16_383, "远").unwrap();
        });
        let bomb = zipped(&[("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", &vec![b' '; 64 << 20])]);
        let cases: [(&str, Vec<u8>, &str); 13] = [
            ("empty", Vec::new(), "empty"),
            ("xls", compound("Workbook"), "xls"),
            ("encrypted", compound("EncryptedPackage"), "encrypted"),
            ("csv", "姓名,性别\n张三,女\n".into(), "csv"),
            ("html", "<html><table><tr><td>姓名</td></tr></table></html>".into(), "html"),
            ("pdf", b"%PDF-1.4\n%\xe2\xe3, 1\n".to_vec(), "not_xlsx"),
            ("noise", vec![0, 1, 2, 3, 4, 5], "not_xlsx"),
            ("docx", zipped(&[("word/document.xml", b"<x/>")]), "not_xlsx"),
            ("cut", table(&[&HEAD]).split_at(400).0.to_vec(), "damaged"),
            ("bomb", bomb, "zip_bomb"),
            ("far", far, "too_many_columns"),
            ("other", table(&[&["品名", "单价"], &["纸", "3"]]), "no_header"),
            ("only a header", table(&[&HEAD]), "no_rows"),
        ];
        for (name, bytes, wanted) in cases {
            let began = std::time::Instant::now();
            let id = plan(&me, &bytes).await;
            let refused = preview(&me, id, RowStatus::New).await.head.refused;
            assert_eq!(refused.as_ref().map(|r| r.code.code()), Some(wanted), "{name}");
            assert!(!refused.unwrap().message(Lang::Zh).is_empty());
            assert!(began.elapsed().as_secs() < 20, "{name} took {:?}", began.elapsed());
            assert_eq!(reason(commit(&me, id).await.unwrap_err()), ReasonCode::PlanRefused);
        }
        assert_eq!(members(&me).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_comes_back_as_it_went_out() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let (name, bytes) = template(&me, "member").await.unwrap();
        assert!(name.ends_with(".xlsx"));
        let id = plan(&me, &bytes).await;
        let refused = preview(&me, id, RowStatus::New).await.head.refused;
        assert_eq!(refused.map(|r| r.code.code()), Some("no_rows"), "the header is understood, there are no rows");
        let (_, other) = template(&me, "journal").await.unwrap();
        let id = plan(&me, &other).await;
        let refused = preview(&me, id, RowStatus::New).await.head.refused;
        assert_eq!(refused.map(|r| r.code.code()), Some("other_template"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_society_and_visitors_see_nothing() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let file = table(&[&HEAD, &["张三", "女", "13800000001", "滨江大学", "2024-03-05", ""]]);
        let id = plan(&me, &file).await;
        let original = preview(&me, id, RowStatus::New).await.head.file.unwrap();
        let stranger = test.ctx("stranger").await;
        assert!(list_plans(&stranger).await.unwrap().is_empty());
        assert_eq!(find_preview(&stranger, id, None, 1, Lang::Zh).await.unwrap_err(), AppError::NotFound);
        assert_eq!(commit(&stranger, id).await.unwrap_err(), AppError::NotFound);
        assert_eq!(undo(&stranger, id).await.unwrap_err(), AppError::NotFound);
        let browser = test.browser("stranger").await;
        let refused = browser.call("import/commit", &[("id", &id.to_string())]).await;
        assert_eq!(failure(refused).await, AppError::NotFound);
        assert_eq!(browser.get(&format!("/files/{original}")).await.status(), 404);
        let own = test.browser("secretary").await;
        assert_eq!(own.get(&format!("/files/{original}")).await.bytes().await.unwrap().as_ref(), file);
        assert_eq!(test.visitor().get("/imports/template/member").await.status(), 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_the_command_line_has_its_shape() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let path: PathBuf = test.app.settings.data.join("roster.xlsx");
        std::fs::write(&path, messy()).unwrap();
        let (planned, report) = report(&me, test.society, "member", &path, Lang::Zh).await.unwrap();
        assert!(planned.is_some());
        assert_eq!(report["refused"], Json::Null);
        assert_eq!(report["counts"]["new"], 1);
        assert_eq!(report["counts"]["ignored_blank"], 52);
        assert_eq!(report["ignored_columns"], json!(["序号"]));
        let wrong = report["problems"].as_array().unwrap().iter().find(|p| p["code"] == "id_number_as_number").unwrap();
        assert_eq!((wrong["cell"].as_str(), wrong["row"].as_i64()), (Some("E8"), Some(8)));
        assert_eq!((wrong["field"].as_str(), wrong["severity"].as_str()), (Some("id_no"), Some("error")));
        std::fs::write(&path, b"").unwrap();
        let (planned, refused) =
            societas::service::import::report(&me, test.society, "member", &path, Lang::Zh).await.unwrap();
        assert!(planned.is_none());
        assert_eq!(refused["refused"]["code"], "empty");
        assert_eq!(members(&me).await, 0, "a report writes nothing");
    })
    .await;
}
