//! Who may do what: one table, one function. The server's refusal, the disabled button and its reason
//! all come from `decide`.

use serde::{Deserialize, Serialize};

use super::account::{Actor, Role};
use super::error::{Reason, ReasonCode};
use super::org::Relation;
use super::text::Lang;
use super::text::access::AccessText;

/// Everything that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 查看单位
    ViewOrg,
    /// 新增下级单位
    CreateChildOrg,
    /// 修改单位信息
    EditOrg,
    /// 停用、启用单位
    DisableOrg,
    /// 分配管理员: only from directly above (S-011)
    AssignAdministrator,
    /// 新增本级工作人员
    AddStaff,
    /// 查看记录
    ViewRecord,
    /// 填写、修改、删除记录
    EditRecord,
    /// 导入
    Import,
    /// 邀请函管理
    ManageInvitation,
    /// 会员申报审核
    DecideApplication,
    /// 查看评估
    ViewEvaluation,
    /// 填写加分项和扣除项
    FillEvaluation,
    /// 提交评估
    SubmitEvaluation,
    /// 评分、退回、通过
    ReviewEvaluation,
    /// 建立评估批次
    ManageBatch,
    /// 查看代表大会名额
    ViewCongress,
    /// 新增、注销被推荐人
    Nominate,
    /// 大会信息及名额配置
    ConfigureCongress,
}

impl Action {
    /// The word.
    pub fn name(self) -> AccessText {
        match self {
            Self::ViewOrg => AccessText::ViewOrg,
            Self::CreateChildOrg => AccessText::CreateChildOrg,
            Self::EditOrg => AccessText::EditOrg,
            Self::DisableOrg => AccessText::DisableOrg,
            Self::AssignAdministrator => AccessText::AssignAdministrator,
            Self::AddStaff => AccessText::AddStaff,
            Self::ViewRecord => AccessText::ViewRecord,
            Self::EditRecord => AccessText::EditRecord,
            Self::Import => AccessText::Import,
            Self::ManageInvitation => AccessText::ManageInvitation,
            Self::DecideApplication => AccessText::DecideApplication,
            Self::ViewEvaluation => AccessText::ViewEvaluation,
            Self::FillEvaluation => AccessText::FillEvaluation,
            Self::SubmitEvaluation => AccessText::SubmitEvaluation,
            Self::ReviewEvaluation => AccessText::ReviewEvaluation,
            Self::ManageBatch => AccessText::ManageBatch,
            Self::ViewCongress => AccessText::ViewCongress,
            Self::Nominate => AccessText::Nominate,
            Self::ConfigureCongress => AccessText::ConfigureCongress,
        }
    }
}

/// Where the thing that is acted on must stand, seen from the actor's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Own unit.
    Own,
    /// Directly below.
    Child,
    /// Anywhere below.
    Below,
    /// Own unit and everything below.
    Scope,
}

impl Reach {
    /// The word.
    pub fn name(self) -> AccessText {
        match self {
            Self::Own => AccessText::Own,
            Self::Child => AccessText::Child,
            Self::Below => AccessText::Below,
            Self::Scope => AccessText::Scope,
        }
    }
}

use Role::{Administrator, Liaison, PlatformAdministrator, Reviewer, Staff};

const EVERYBODY: &[Role] = &[PlatformAdministrator, Administrator, Staff, Reviewer, Liaison];

/// The table: what, by whom, where.
pub const RULES: &[(Action, &[Role], Reach)] = &[
    (Action::ViewOrg, EVERYBODY, Reach::Scope),
    (Action::CreateChildOrg, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::EditOrg, &[PlatformAdministrator, Administrator], Reach::Scope),
    (Action::DisableOrg, &[PlatformAdministrator, Administrator], Reach::Child),
    (Action::AssignAdministrator, &[PlatformAdministrator, Administrator], Reach::Child),
    (Action::AddStaff, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::ViewRecord, &[PlatformAdministrator, Administrator, Staff, Reviewer], Reach::Scope),
    (Action::EditRecord, &[Administrator, Staff], Reach::Own),
    (Action::Import, &[Administrator, Staff], Reach::Own),
    (Action::ManageInvitation, &[Administrator, Staff], Reach::Own),
    (Action::DecideApplication, &[Administrator, Staff], Reach::Own),
    (Action::ViewEvaluation, &[PlatformAdministrator, Administrator, Staff, Reviewer], Reach::Scope),
    (Action::FillEvaluation, &[Administrator, Staff], Reach::Own),
    (Action::SubmitEvaluation, &[Administrator, Staff], Reach::Own),
    (Action::ReviewEvaluation, &[PlatformAdministrator, Administrator, Reviewer], Reach::Below),
    (Action::ManageBatch, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::ViewCongress, EVERYBODY, Reach::Scope),
    (Action::Nominate, &[Administrator, Staff, Liaison], Reach::Own),
    (Action::ConfigureCongress, &[PlatformAdministrator, Administrator], Reach::Own),
];

/// Decides whether the actor may do this to something of a unit that stands in that relation to the
/// actor's own. A thing outside the scope is answered by the caller with "not found".
///
/// # Errors
/// All reasons of the refusal.
pub fn decide(actor: &Actor, action: Action, relation: Relation) -> Result<(), Vec<Reason>> {
    let Some((_, roles, reach)) = RULES.iter().find(|(a, ..)| *a == action) else {
        return Err(vec![role_reason(actor)]);
    };
    let mut reasons = Vec::new();
    if !roles.contains(&actor.role) {
        reasons.push(role_reason(actor));
    }
    let (reached, otherwise) = match reach {
        Reach::Own => (relation == Relation::Own, ReasonCode::NotOwnUnit),
        Reach::Child => (relation == Relation::Child, ReasonCode::NotParentUnit),
        Reach::Below => (relation.is_below(), ReasonCode::NotParentUnit),
        Reach::Scope => (relation.in_scope(), ReasonCode::NotOwnUnit),
    };
    if !reached {
        reasons.push(Reason::new(otherwise, &[]));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn role_reason(actor: &Actor) -> Reason {
    Reason::new(ReasonCode::RoleMayNot, &[actor.role.name().text(Lang::Zh)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AccountId, OrgId, Uid};

    fn actor(role: Role) -> Actor {
        let id = Uid::compose(1, [0; 10]);
        Actor {
            account: AccountId(id),
            name: "测试".into(),
            role,
            org: OrgId(id),
            org_name: "测试学会".into(),
            org_kind: "society".into(),
        }
    }

    #[test]
    fn every_action_has_exactly_one_rule() {
        for (action, ..) in RULES {
            assert_eq!(RULES.iter().filter(|(a, ..)| a == action).count(), 1, "{action:?}");
        }
    }

    #[test]
    fn nothing_outside_the_scope_is_ever_allowed() {
        for (action, ..) in RULES {
            for role in Role::ALL {
                for relation in [Relation::Ancestor, Relation::Foreign] {
                    assert!(decide(&actor(role), *action, relation).is_err(), "{action:?} {role:?} {relation:?}");
                }
            }
        }
    }

    /// Role × action × relation, written down a second time by hand: own unit, directly below, further below,
    /// above, foreign. A right that changes must be changed here too.
    #[test]
    fn every_right_is_as_written_down() {
        const WRITTEN: &[(Action, &str)] = &[
            (Action::ViewOrg, "P:ocd A:ocd S:ocd R:ocd L:ocd"),
            (Action::CreateChildOrg, "P:o A:o S: R: L:"),
            (Action::EditOrg, "P:ocd A:ocd S: R: L:"),
            (Action::DisableOrg, "P:c A:c S: R: L:"),
            (Action::AssignAdministrator, "P:c A:c S: R: L:"),
            (Action::AddStaff, "P:o A:o S: R: L:"),
            (Action::ViewRecord, "P:ocd A:ocd S:ocd R:ocd L:"),
            (Action::EditRecord, "P: A:o S:o R: L:"),
            (Action::Import, "P: A:o S:o R: L:"),
            (Action::ManageInvitation, "P: A:o S:o R: L:"),
            (Action::DecideApplication, "P: A:o S:o R: L:"),
            (Action::ViewEvaluation, "P:ocd A:ocd S:ocd R:ocd L:"),
            (Action::FillEvaluation, "P: A:o S:o R: L:"),
            (Action::SubmitEvaluation, "P: A:o S:o R: L:"),
            (Action::ReviewEvaluation, "P:cd A:cd S: R:cd L:"),
            (Action::ManageBatch, "P:o A:o S: R: L:"),
            (Action::ViewCongress, "P:ocd A:ocd S:ocd R:ocd L:ocd"),
            (Action::Nominate, "P: A:o S:o R: L:o"),
            (Action::ConfigureCongress, "P:o A:o S: R: L:"),
        ];
        let relations = [
            ('o', Relation::Own),
            ('c', Relation::Child),
            ('d', Relation::Descendant),
            ('a', Relation::Ancestor),
            ('f', Relation::Foreign),
        ];
        let found: Vec<(Action, String)> = RULES
            .iter()
            .map(|(action, ..)| {
                let line: Vec<String> = Role::ALL
                    .into_iter()
                    .zip(["P", "A", "S", "R", "L"])
                    .map(|(role, letter)| {
                        let may = |(_, relation): &&(char, Relation)| decide(&actor(role), *action, *relation).is_ok();
                        format!("{letter}:{}", relations.iter().filter(may).map(|(c, _)| c).collect::<String>())
                    })
                    .collect();
                (*action, line.join(" "))
            })
            .collect();
        let written: Vec<(Action, String)> = WRITTEN.iter().map(|(a, line)| (*a, (*line).to_owned())).collect();
        assert_eq!(found, written);
    }

    #[test]
    fn staff_cannot_assign_an_administrator_and_is_told_both_reasons() {
        let reasons = decide(&actor(Role::Staff), Action::AssignAdministrator, Relation::Own).unwrap_err();
        assert_eq!(
            reasons.iter().map(|r| r.code).collect::<Vec<_>>(),
            [ReasonCode::RoleMayNot, ReasonCode::NotParentUnit]
        );
    }
}
