//! The demo: one association, its societies and people, filled through the same services that pages use.

mod letters;
mod orgs;
mod portal;
mod sample;

use std::sync::Arc;

use societas::domain::account::{Actor, NewAccount, Role, Viewer};
use societas::domain::congress::NewCongress;
use societas::domain::error::AppError;
use societas::domain::form::{Answer, Value};
use societas::domain::ids::OrgId;
use societas::domain::invitation::NewInvitation;
use societas::domain::org::NewOrg;
use societas::domain::quota::{Counting, Identity, Minima, Place, Quota};
use societas::domain::record::SaveMode;
use societas::domain::text::Lang;
use societas::service::session::Entry;
use societas::service::{App, Ctx, account, congress, disclosure, invitation, org, register, review, session, viewing};

/// Every demo account has this password.
pub const PASSWORD: &str = "Societas-2026";
/// Code of the society that the demo is about.
pub const SOCIETY: &str = "LIXUE";

/// Login name, person, what the account shows.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("admin", "示例管理员", "科协管理员 administrator of the association"),
    ("reviewer", "示例评审", "科协评审人员 reviewer of the association"),
    ("lixue", "示例学会管理员", "力学学会管理员 administrator of a society"),
    ("secretary", "示例秘书", "力学学会工作人员 secretary of a society"),
    ("shuxue", "示例数学学会管理员", "数学学会管理员，评估已提交 administrator of a society that handed in"),
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
    NewAccount {
        login: login.into(),
        name: name.into(),
        mobile: format!("1390000000{index}"),
        email: format!("{login}@example.org"),
        password: PASSWORD.into(),
    }
}

/// Fills an empty store; a store that holds anything is left as it is.
pub async fn fill(app: &Arc<App>) -> Result<(), String> {
    let visitor = Ctx::anonymous(app.clone());
    if !org::is_empty(&visitor).await.map_err(|e| words(&e))? {
        return Ok(());
    }
    units(app, &visitor).await.map_err(|e| words(&e))
}

/// What somebody of the demo types to sign in.
pub fn entry(login: &str) -> Entry {
    Entry { login: login.into(), password: PASSWORD.into(), ..Entry::default() }
}

async fn act_as(app: &Arc<App>, login: &str) -> Result<(Ctx, Actor), AppError> {
    let visitor = Ctx::anonymous(app.clone());
    let actor = session::sign_in(&visitor, &entry(login)).await?.actor;
    Ok((visitor.with_actor(actor.clone()), actor))
}

async fn units(app: &Arc<App>, visitor: &Ctx) -> Result<(), AppError> {
    org::create_first(visitor, "滨江市科学技术协会", person(0)).await?;
    let (admin, association) = act_as(app, PEOPLE[0].0).await?;
    account::create_account(&admin, association.org, Role::Reviewer, person(1)).await?;
    let society = add(&admin, association.org, "society", SOCIETY, "滨江市力学学会").await?;
    account::create_account(&admin, society, Role::Administrator, person(2)).await?;
    let (society_admin, _) = act_as(app, PEOPLE[2].0).await?;
    account::create_account(&society_admin, society, Role::Staff, person(3)).await?;
    let (secretary, seen) = act_as(app, PEOPLE[3].0).await?;
    membership(visitor, &secretary).await?;
    looks(&admin, &secretary, seen).await?;
    for (code, field) in SOCIETIES {
        let society = add(&admin, association.org, "society", code, &format!("滨江市{field}学会")).await?;
        if code == SOCIETIES[0].0 {
            account::create_account(&admin, society, Role::Administrator, person(4)).await?;
        }
    }
    let unit = add(&admin, association.org, "electing_unit", "JIANGXI-1", "滨江大学科协").await?;
    account::create_account(&admin, unit, Role::Administrator, person(5)).await?;
    let today = admin.today();
    let name = format!("{} 年度学会评估", today.year());
    let (opens, closes) = (today.plus_days(-30).to_string(), today.plus_days(60).to_string());
    review::create_batch(&admin, &name, today.year(), &opens, &closes).await?;
    let (complete, _) = act_as(app, PEOPLE[4].0).await?;
    membership(visitor, &complete).await?;
    for application in invitation::list_applications(&complete, None).await?.rows {
        invitation::decide_application(&complete, application.id, "approve", "").await?;
    }
    sample::party_notices(&admin, &complete).await?;
    sample::submit_evaluation(&complete).await?;
    congress_of(&admin, &[society, unit]).await?;
    orgs::fill(&admin, &society_admin).await?;
    portal::open(&admin, &secretary).await?;
    letters::write(&admin, &secretary, &complete).await
}

/// The administrator looks at a record for a reason and at the site as the secretary: lines for the log.
async fn looks(admin: &Ctx, secretary: &Ctx, seen: Actor) -> Result<(), AppError> {
    for application in invitation::list_applications(secretary, None).await?.rows {
        disclosure::reveal_record(admin, "member_application", application.id, "核对申请人身份").await?;
    }
    viewing::start_view(admin, seen.org, seen.account).await?;
    let real = admin.actor()?.clone();
    let Actor { account, name, role, org, org_name, .. } = real;
    let viewer = Some(Box::new(Viewer { account, name, role, org, org_name }));
    viewing::end_view(&admin.clone().with_actor(Actor { viewer, ..seen })).await
}

/// A level that members can have, an invitation, and one application that came by it.
async fn membership(visitor: &Ctx, secretary: &Ctx) -> Result<(), AppError> {
    let society = secretary.actor()?.org;
    let mut level = Answer::default();
    for (key, value) in [("name", "普通会员"), ("fee", "100"), ("kind", "个人会员")] {
        level.set(key, value);
    }
    level.0.insert("permissions".into(), Value::Many(vec!["查看会员资料".into(), "选举权".into()]));
    let level = register::save_record(secretary, society, "member_level", None, 0, level, SaveMode::Valid).await?;
    let new = NewInvitation {
        name: "年会现场".into(),
        member_kind: "个人会员".into(),
        expires_on: secretary.today().plus_days(365).to_string(),
        cap: "200".into(),
        note: "年会现场填写的申请，一周内审核完毕。".into(),
    };
    let invitation = invitation::create_invitation(secretary, &new).await?.invitation;
    let mut answer = Answer::default();
    let level = level.id.to_string();
    for (key, value) in [
        ("kind", "个人会员"),
        ("level", level.as_str()),
        ("name", "示例申请人"),
        ("sex", "女"),
        ("mobile", "13800000009"),
        ("employer", "滨江大学"),
        ("reason", "希望参加学术活动"),
    ] {
        answer.set(key, value);
    }
    invitation::apply(visitor, &invitation.token, answer).await.map(|_| ())
}

/// One congress; each unit gets the places of the manual's example (figure 2.1, one delegate more).
async fn congress_of(admin: &Ctx, units: &[OrgId]) -> Result<(), AppError> {
    let today = admin.today();
    let counting = Counting {
        reference: today.plus_days(120),
        age_limit: 45,
        age_inclusive: true,
        count_nonparty: false,
        allow_less: false,
    };
    let new = NewCongress {
        name: "滨江市科学技术协会第九次代表大会".into(),
        session_no: 9,
        counting,
        opens_on: today.plus_days(-7),
        closes_on: today.plus_days(60),
    };
    let id = congress::create_congress(admin, new).await?;
    let minima = |grassroots, young| Minima { grassroots, young, democratic: 1, ..Minima::default() };
    let places = vec![
        Place { identity: Identity::Committee, cap: 1, minima: minima(1, 1) },
        Place { identity: Identity::Delegate, cap: 3, minima: minima(2, 1) },
        Place { identity: Identity::Invited, cap: 1, minima: Minima::default() },
    ];
    for unit in units {
        congress::allot(admin, id, *unit, &Quota(places.clone())).await?;
    }
    Ok(())
}

async fn add(ctx: &Ctx, parent: OrgId, kind: &str, code: &str, name: &str) -> Result<OrgId, AppError> {
    org::create_org(ctx, parent, NewOrg { kind: kind.into(), code: code.into(), name: name.into(), founded: None })
        .await
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
