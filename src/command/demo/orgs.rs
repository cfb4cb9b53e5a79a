//! Units with a history: a branch with its account, and departments down to a base that can be handed down.

use societas::domain::account::{Actor, NewAccount, Role};
use societas::domain::error::AppError;
use societas::domain::ids::OrgId;
use societas::domain::org::{NewOrg, OrgEdit};
use societas::domain::post::{HandOver, Successor};
use societas::service::{Ctx, account, org, post};

use super::PASSWORD;

/// Login name of the branch's account.
const BRANCH: &str = "fenhui";

/// Sets the units up.
pub async fn fill(admin: &Ctx, society: &Ctx) -> Result<(), AppError> {
    let new = unit("branch", "LIXUE-GT", "结构安全专业委员会");
    org::create_with_account(society, society.actor()?.org, new, person(BRANCH, "示例分会管理员")).await?;

    let above = admin.actor()?.org;
    let province = org::create_org(admin, above, unit("management", "RSJ-01", "示例省专家中心")).await?;
    account::create_account(admin, province, Role::Administrator, person("shengting", "示例省厅管理员甲")).await?;
    hand_over(admin, province).await?;
    let head = within(admin, province)?;
    let city = org::create_org(&head, province, unit("management", "RSJ-0101", "滨江市人才处")).await?;
    let details = org::find_org(&head, city, None).await?.details;
    let edit = OrgEdit { name: "滨江市专家服务处".into(), enabled: true, details };
    org::update_org(&head, city, edit, 1).await?;
    let base = NewOrg { founded: Some(2019), ..unit("base", "JD-01", "示例专家服务基地") };
    org::create_org(&head, province, base).await?;
    let below = within(admin, city)?;
    org::create_org(&below, city, unit("executing", "RSJ-010101", "滨江示例农场")).await.map(|_| ())
}

async fn hand_over(admin: &Ctx, unit: OrgId) -> Result<(), AppError> {
    let people = org::find_org(admin, unit, None).await?.people;
    let Some(leaving) = people.first() else { return Ok(()) };
    let to = Successor::New(person("shengting2", "示例省厅管理员乙"));
    let how = HandOver { post: leaving.post, on: admin.today(), stays: true, to };
    post::hand_over(admin, unit, how).await
}

fn unit(kind: &str, code: &str, name: &str) -> NewOrg {
    NewOrg { kind: kind.into(), code: code.into(), name: name.into(), founded: None }
}

fn person(login: &str, name: &str) -> NewAccount {
    let email = format!("{login}@example.org");
    NewAccount { login: login.into(), name: name.into(), email, password: PASSWORD.into(), ..NewAccount::default() }
}

/// The same person in another unit.
fn within(ctx: &Ctx, org: OrgId) -> Result<Ctx, AppError> {
    Ok(ctx.clone().with_actor(Actor { org, ..ctx.actor()?.clone() }))
}
