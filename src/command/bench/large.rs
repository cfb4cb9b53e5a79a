//! `societas bench-large`: a register of 100,000 records and a form of 60 fields, for `cargo xtask bench`.

use std::sync::Arc;

use serde_json::json;
use societas::domain::error::AppError;
use societas::domain::form::{Answer, Value};
use societas::domain::ids::RecordId;
use societas::domain::record::SaveMode;
use societas::domain::time::Instant;
use societas::service::{App, Ctx, internal, register};
use societas::store;
use societas::store::db::Db;
use societas::store::record::RecordRow;

use super::{demo, sign_in};

/// Members of the society that is measured.
const RECORDS: i64 = 100_000;
/// Records that one transaction writes.
const STRIDE: i64 = 2_000;
/// Fields of the form: as many as a design takes.
const FIELDS: usize = 60;
const FORM: &str = "示例长表";
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平";
const KINDS: [&str; 10] =
    ["单行文本", "整数", "日期", "单选", "手机号", "金额", "电子邮箱", "是否", "多选", "多行文本"];

/// Fills an empty store and prints what the bench needs to know of it.
pub async fn fill(app: &Arc<App>) -> Result<(), String> {
    demo::fill(app).await?;
    large(app).await.map_err(|error| demo::words(&error))
}

async fn large(app: &Arc<App>) -> Result<(), AppError> {
    let admin = sign_in(app, "admin", "admin_cookie").await?;
    println!("form={}", form(&admin).await?);
    let ctx = sign_in(app, "secretary", "cookie").await?;
    let org = ctx.actor()?.org;
    let definition = register::definition(&ctx, "member")?;
    let level = RecordId::fresh().to_string();
    for first in (0..RECORDS).step_by(STRIDE as usize) {
        let mut tx = app.db.write().await?;
        for n in first..first + STRIDE {
            let row = register::next_row(&ctx, definition, org, None, None, member(n, &level));
            // Members come in at different times.
            let row = RecordRow { updated_at: Instant(ctx.now.0 - n * 7919 % RECORDS * 1000), ..row };
            store::record::insert(&mut tx, &row, &register::index_of(&ctx, definition, &row.answer))?;
        }
        store::record::bump_revision(&mut tx, org, "member");
        tx.commit().await?;
    }
    if let Db::Postgres(_) = app.db {
        // As its own housekeeping does within a minute.
        let mut tx = app.db.write().await?;
        tx.run("ANALYZE", Vec::new()).await?;
        tx.commit().await?;
    }
    println!("records={RECORDS}");
    Ok(())
}

fn member(n: i64, level: &str) -> Answer {
    let of = |chars: &str, at: i64| chars.chars().nth((at % 20) as usize).unwrap_or_default();
    let name: String = [of(SURNAMES, n), of(GIVEN, n / 20), of(GIVEN, n / 400)].into_iter().collect();
    let text = |key: &str, value: &str| (key.to_owned(), Value::Text(value.to_owned()));
    let mobile = format!("138{n:08}");
    let fields = [
        text("kind", "个人会员"),
        text("name", &name),
        text("sex", if n % 3 == 0 { "女" } else { "男" }),
        text("mobile", &mobile),
        text("employer", "滨江大学"),
        text("joined_on", "2024-03-05"),
        text("level", level),
        text("political", if n % 4 == 0 { "01" } else { "13" }),
    ];
    Answer(fields.into_iter().collect())
}

/// Designs a register with as many fields as a design takes; its key.
async fn form(admin: &Ctx) -> Result<String, AppError> {
    let fields: Vec<_> = (0..FIELDS)
        .map(|n| {
            json!({ "label": format!("项目{n}"), "kind": KINDS[n % KINDS.len()], "choices": "甲\n乙\n丙",
            "required": if n == 0 { "是" } else { "否" } })
        })
        .collect();
    let design = json!({ "scope": "新建登记册", "title": FORM, "title_en": "Long form", "purpose": "示例", "menu": "业务管理平台",
        "fields": fields });
    let design = serde_json::from_value(design).map_err(|error| internal(&error))?;
    let org = admin.actor()?.org;
    register::save_record(admin, org, "register_design", None, 0, design, SaveMode::Valid).await?;
    let catalog = admin.app.catalog.fresh(&admin.app.db, None).await?;
    let made = catalog.registers().iter().find(|register| register.name.zh == FORM && register.fields.len() == FIELDS);
    made.map(|register| register.key.clone()).ok_or(AppError::NotFound)
}
