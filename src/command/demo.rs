//! The demo: one association, its societies and people, filled through the same services that pages use.

use std::sync::Arc;

use societas::domain::account::{Actor, NewAccount, Role};
use societas::domain::error::AppError;
use societas::domain::ids::OrgId;
use societas::domain::org::NewOrg;
use societas::domain::text::Lang;
use societas::service::{App, Ctx, account, org, session};

/// Every demo account has this password.
pub const PASSWORD: &str = "Societas-2026";

/// Login name, person, what the account shows.
const PEOPLE: [(&str, &str, &str); 5] = [
    ("admin", "示例管理员", "科协管理员 administrator of the association"),
    ("reviewer", "示例评审", "科协评审人员 reviewer of the association"),
    ("lixue", "示例学会管理员", "力学学会管理员 administrator of a society"),
    ("secretary", "示例秘书", "力学学会工作人员 secretary of a society"),
    ("liaison", "示例联络员", "选举单位联络员 liaison of an electing unit"),
];

/// A failure in words, for the terminal.
pub fn words(error: &AppError) -> String {
    match error {
        AppError::Invalid { problems } => {
            problems.iter().map(|p| format!("{}: {}", p.path, p.message(Lang::En))).collect::<Vec<_>>().join("; ")
        }
        other => other.message(Lang::En),
    }
}

fn person(index: usize) -> NewAccount {
    let (login, name, _) = PEOPLE[index];
    NewAccount { login: login.into(), name: name.into(), mobile: String::new(), password: PASSWORD.into() }
}

/// Fills an empty store; a store that holds anything is left as it is.
pub async fn fill(app: &Arc<App>) -> Result<(), String> {
    let visitor = Ctx::anonymous(app.clone());
    if !org::is_empty(&visitor).await.map_err(|e| words(&e))? {
        return Ok(());
    }
    units(app, &visitor).await.map_err(|e| words(&e))
}

async fn act_as(app: &Arc<App>, login: &str) -> Result<(Ctx, Actor), AppError> {
    let visitor = Ctx::anonymous(app.clone());
    let actor = session::sign_in(&visitor, login, PASSWORD).await?.actor;
    Ok((visitor.with_actor(actor.clone()), actor))
}

async fn units(app: &Arc<App>, visitor: &Ctx) -> Result<(), AppError> {
    org::create_first(visitor, "滨江市科学技术协会", person(0)).await?;
    let (admin, association) = act_as(app, PEOPLE[0].0).await?;
    account::create_account(&admin, association.org, Role::Reviewer, person(1)).await?;
    let society = add(&admin, association.org, "society", "LIXUE", "滨江市力学学会").await?;
    account::create_account(&admin, society, Role::Administrator, person(2)).await?;
    let (society_admin, _) = act_as(app, PEOPLE[2].0).await?;
    account::create_account(&society_admin, society, Role::Staff, person(3)).await?;
    for (code, field) in SOCIETIES {
        add(&admin, association.org, "society", code, &format!("滨江市{field}学会")).await?;
    }
    let unit = add(&admin, association.org, "electing_unit", "JIANGXI-1", "滨江大学科协").await?;
    account::create_account(&admin, unit, Role::Administrator, person(4)).await?;
    Ok(())
}

async fn add(ctx: &Ctx, parent: OrgId, kind: &str, code: &str, name: &str) -> Result<OrgId, AppError> {
    org::create_org(ctx, parent, NewOrg { kind: kind.into(), code: code.into(), name: name.into() }).await
}

const SOCIETIES: [(&str, &str); 8] = [
    ("SHUXUE", "数学"),
    ("WULI", "物理"),
    ("HUAXUE", "化学"),
    ("SHENGWU", "生物"),
    ("NONGXUE", "农学"),
    ("YIXUE", "医学"),
    ("JISUANJI", "计算机"),
    ("HUANJING", "环境科学"),
];

/// Prints the address and the accounts.
pub fn announce(url: &str) {
    println!("学会通 · Societas  {url}");
    for (login, _, what) in PEOPLE {
        println!("  {login:<10} {PASSWORD}   {what}");
    }
}
