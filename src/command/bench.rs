//! `societas bench-fixture`: a store of the size that `cargo xtask bench` measures. `societas bench-roster`: the cost
//! of planning a large roster beside that of merely reading it. Both print `name=value` lines, as `large` does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rust_xlsxwriter::Workbook;
use societas::domain::account::Role;
use societas::domain::error::AppError;
use societas::domain::ids::{AccountId, OrgId};
use societas::domain::org::NewOrg;
use societas::domain::record::RecordQuery;
use societas::domain::text::Lang;
use societas::server::session::session_cookie;
use societas::service::file::Spool;
use societas::service::{App, Ctx, account, import, org, register, session};
use societas::store;
use societas::store::account::AccountRow;

use super::demo;

mod large;

pub use large::fill as fill_large;

/// Units below the association, besides those of the demo.
const UNITS: u32 = 10_000;
/// People who can sign in, beside those of the demo, the same number in each unit.
const PEOPLE: u32 = 200_000;
/// People that one transaction writes.
const STRIDE: u32 = 5_000;
/// Members of the society that is measured.
const MEMBERS: u32 = 10_000;
/// Rows of the roster whose planning is measured.
const ROSTER: u32 = 100_000;
const HEAD: [&str; 12] = [
    "姓名",
    "性别",
    "手机号",
    "工作单位",
    "入会时间",
    "会员等级",
    "会员类别",
    "邮箱",
    "职务",
    "研究方向",
    "政治面貌",
    "出生日期",
];

/// Fills an empty store and prints what the bench needs to know of it.
pub async fn fill(app: &Arc<App>) -> Result<(), String> {
    demo::fill(app).await?;
    fixture(app).await.map_err(|error| demo::words(&error))
}

/// Reads the cells of a large roster, then plans it for the society that is measured. In a process of its own, so
/// that the memory is the planning's.
pub async fn roster(app: &Arc<App>) -> Result<(), String> {
    plan(app).await.map_err(|error| demo::words(&error))
}

async fn fixture(app: &Arc<App>) -> Result<(), AppError> {
    let admin = sign_in(app, "admin", "admin_cookie").await?;
    let above = admin.actor()?.org;
    let mut units = Vec::new();
    for n in 0..UNITS {
        let new =
            NewOrg {
                kind: "society".into(), code: format!("BENCH-{n}"), name: format!("示例学会{n}"), founded: None
            };
        units.push(org::create_org(&admin, above, new).await?);
    }
    people(&admin, &units).await?;
    let ctx = sign_in(app, "secretary", "cookie").await?;
    let org = ctx.actor()?.org;
    println!("org={org}");
    let file = app.settings.data.join("bench.xlsx");
    workbook(&file, MEMBERS)?;
    let began = Instant::now();
    let (planned, _) = import::report(&ctx, org, "member", &file, Lang::Zh).await?;
    let planned = planned.ok_or(AppError::NotFound)?;
    let mut spool = Spool::create(&ctx, import::FILE_MAX).await?;
    spool.write(&std::fs::read(&file).map_err(|e| societas::service::internal(&e))?).await?;
    spool.path().await?;
    let plan = import::keep(&ctx, "member", "bench.xlsx", &spool, planned).await?;
    import::commit(&ctx, plan).await?;
    remove(&file)?;
    println!("members={MEMBERS} imported in {} ms", began.elapsed().as_millis());
    let page = register::find_page(&ctx, org, "member", RecordQuery::default()).await?;
    println!("record={}", page.rows.first().map(|row| row.id.to_string()).unwrap_or_default());
    workbook(&roster_file(app), ROSTER)
}

/// Gives every unit its people: `bench-0` and on, all with the password of the demo.
async fn people(admin: &Ctx, units: &[OrgId]) -> Result<(), AppError> {
    let hash = session::hash_password(&admin.app, demo::PASSWORD).await?;
    for first in (0..PEOPLE).step_by(STRIDE as usize) {
        let mut tx = admin.app.db.write().await?;
        for n in first..first + STRIDE {
            let account = AccountRow {
                id: AccountId::fresh(),
                login: format!("bench-{n}"),
                name: format!("示例人{n}"),
                mobile: format!("166{n:08}"),
                email: format!("bench-{n}@example.org"),
                email_confirmed_at: None,
                password_hash: hash.clone(),
                enabled: true,
                version: 1,
            };
            store::account::insert(&mut tx, &account, admin.now).await?;
            let unit = units[n as usize % units.len()];
            store::account::insert_post(&mut tx, account.id, unit, Role::Staff, admin.today()).await?;
        }
        tx.commit().await?;
    }
    println!("password={}", demo::PASSWORD);
    println!("people={PEOPLE}");
    Ok(())
}

/// Signs somebody of the demo in and prints the cookie under that name.
async fn sign_in(app: &Arc<App>, login: &str, name: &str) -> Result<Ctx, AppError> {
    let visitor = Ctx::anonymous(app.clone());
    let signed_in = session::sign_in(&visitor, &demo::entry(login)).await?;
    let set = session_cookie(&app.settings, &signed_in);
    println!("{name}={}", set.split(';').next().unwrap_or_default());
    Ok(visitor.with_actor(signed_in.actor))
}

fn roster_file(app: &App) -> PathBuf {
    app.settings.data.join("roster.xlsx")
}

async fn plan(app: &Arc<App>) -> Result<(), AppError> {
    let ctx = account::act_for(&Ctx::anonymous(app.clone()), demo::SOCIETY).await?;
    let file = roster_file(app);
    let path = file.clone();
    let read = tokio::task::spawn_blocking(move || import::read_cells(&path)).await;
    let (cells, reading) = read.map_err(|e| societas::service::internal(&e))??;
    let org = ctx.actor()?.org;
    let definition = import::importable(&ctx, "member")?.clone();
    let began = Instant::now();
    let planned = import::build(&ctx, org, &definition, &file).await;
    let planning = began.elapsed();
    let planned = planned.map_err(|_| societas::service::internal(&"the roster of the bench is refused"))?;
    println!("roster_cells={cells}");
    println!("roster_read_ms={}", reading.as_millis());
    println!("roster_plan_ms={}", planning.as_millis());
    println!("roster_rows={}", planned.counts.rows());
    println!("roster_peak_mb={}", peak_mb());
    remove(&file)
}

fn remove(file: &Path) -> Result<(), AppError> {
    std::fs::remove_file(file).map_err(|e| societas::service::internal(&e))
}

/// The most memory that this process has held, in MB; 0 where the kernel does not tell.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn workbook(file: &Path, rows: u32) -> Result<(), AppError> {
    let write = || {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        for (column, head) in HEAD.iter().enumerate() {
            sheet.write_string(0, column as u16, *head)?;
        }
        for row in 0..rows {
            let sex = if row % 2 == 0 { "女" } else { "男" };
            let cells = [
                format!("示例会员{row}"),
                sex.into(),
                format!("138{row:08}"),
                "滨江大学".into(),
                "2024-03-05".into(),
                "普通会员".into(),
                "个人会员".into(),
                format!("m{row}@example.org"),
                "教师".into(),
                "固体力学".into(),
                "群众".into(),
                "1990-03-07".into(),
            ];
            for (column, cell) in cells.iter().enumerate() {
                sheet.write_string(row + 1, column as u16, cell)?;
            }
        }
        book.save(file)
    };
    write().map_err(|e: rust_xlsxwriter::XlsxError| societas::service::internal(&e))
}
