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
    /// 开设、关闭分支机构及其账号, by its record
    OpenBranchAccount,
    /// 查看邮件和短信发送记录
    ViewOutbox,
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
    /// 最上级单位管理员交接: nobody stands above who could do it
    HandOverRoot,
    /// 结束本级人员任职
    EndPost,
    /// 移动（下派）单位
    MoveOrg,
    /// 合并单位
    MergeOrg,
    /// 拆分单位
    SplitOrg,
    /// 发布通知公告
    PublishNotice,
    /// 在门户公开通知: only in the unit at the top of the tree
    PublishPublicly,
    /// 发站内消息
    SendMessage,
    /// 修改技术服务信息
    EditSupport,
    /// 设计登记册: only in the unit at the top of the tree
    DesignRegister,
    /// 查看日志
    ViewLog,
    /// 查看完整号码: a reason is asked and logged
    RevealRecord,
    /// 以他人身份查看: read-only and logged (ORG-15)
    ViewAs,
    /// 审核登记内容: what a unit below has handed in
    DecideRecord,
    /// 设置共同审批: who of the unit decides together (WFL-05)
    ArrangePanel,
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
            Self::OpenBranchAccount => AccessText::OpenBranchAccount,
            Self::ViewOutbox => AccessText::ViewOutbox,
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
            Self::HandOverRoot => AccessText::HandOverRoot,
            Self::EndPost => AccessText::EndPost,
            Self::MoveOrg => AccessText::MoveOrg,
            Self::MergeOrg => AccessText::MergeOrg,
            Self::SplitOrg => AccessText::SplitOrg,
            Self::PublishNotice => AccessText::PublishNotice,
            Self::PublishPublicly => AccessText::PublishPublicly,
            Self::SendMessage => AccessText::SendMessage,
            Self::EditSupport => AccessText::EditSupport,
            Self::DesignRegister => AccessText::DesignRegister,
            Self::ViewLog => AccessText::ViewLog,
            Self::RevealRecord => AccessText::RevealRecord,
            Self::ViewAs => AccessText::ViewAs,
            Self::DecideRecord => AccessText::DecideRecord,
            Self::ArrangePanel => AccessText::ArrangePanel,
        }
    }

    /// Whether it only looks: what remains while somebody looks at the site as another person.
    pub fn only_looks(self) -> bool {
        matches!(self, Self::ViewOrg | Self::ViewRecord | Self::ViewEvaluation | Self::ViewCongress | Self::ViewLog)
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
    /// The unit directly above, the own unit and everything below.
    Around,
}

impl Reach {
    /// The word.
    pub fn name(self) -> AccessText {
        match self {
            Self::Own => AccessText::Own,
            Self::Child => AccessText::Child,
            Self::Below => AccessText::Below,
            Self::Scope => AccessText::Scope,
            Self::Around => AccessText::Around,
        }
    }

    /// Whether a thing that stands so to the actor's unit is reached.
    pub fn covers(self, relation: Relation) -> bool {
        match self {
            Self::Own => relation == Relation::Own,
            Self::Child => relation == Relation::Child,
            Self::Below => relation.is_below(),
            Self::Scope => relation.in_scope(),
            Self::Around => relation.in_scope() || relation == Relation::Parent,
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
    (Action::OpenBranchAccount, &[Administrator, Staff], Reach::Own),
    (Action::ViewOutbox, &[PlatformAdministrator, Administrator], Reach::Own),
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
    (Action::HandOverRoot, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::EndPost, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::MoveOrg, &[PlatformAdministrator, Administrator], Reach::Below),
    (Action::MergeOrg, &[PlatformAdministrator, Administrator], Reach::Below),
    (Action::SplitOrg, &[PlatformAdministrator, Administrator], Reach::Child),
    (Action::PublishNotice, &[PlatformAdministrator, Administrator, Staff], Reach::Own),
    (Action::PublishPublicly, &[PlatformAdministrator, Administrator, Staff], Reach::Own),
    (Action::SendMessage, EVERYBODY, Reach::Around),
    (Action::EditSupport, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::DesignRegister, &[PlatformAdministrator, Administrator], Reach::Own),
    (Action::ViewLog, &[PlatformAdministrator, Administrator], Reach::Scope),
    (Action::RevealRecord, &[PlatformAdministrator, Administrator, Staff], Reach::Scope),
    (Action::ViewAs, &[PlatformAdministrator, Administrator], Reach::Scope),
    (Action::DecideRecord, &[PlatformAdministrator, Administrator, Staff, Reviewer], Reach::Below),
    (Action::ArrangePanel, &[PlatformAdministrator, Administrator], Reach::Own),
];

/// Decides whether the actor may do this to something of a unit that stands in that relation to the
/// actor's own. A thing outside the scope is answered by the caller with "not found". Who looks at the site as
/// another person may only look (ORG-15).
///
/// # Errors
/// All reasons of the refusal.
pub fn decide(actor: &Actor, action: Action, relation: Relation) -> Result<(), Vec<Reason>> {
    let mut reasons = by_table(actor, action, relation).err().unwrap_or_default();
    if actor.viewer.is_some() && !action.only_looks() {
        reasons.push(viewing_reason(actor));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Decides by the table alone: what opens a page also to somebody who looks at the site as the actor. Calls that
/// change anything never get so far while somebody only looks.
///
/// # Errors
/// All reasons of the refusal.
pub fn by_table(actor: &Actor, action: Action, relation: Relation) -> Result<(), Vec<Reason>> {
    decide_as(actor.role, action, relation)
}

/// The same for anybody with that role in a unit to which the thing stands in that relation.
///
/// # Errors
/// All reasons of the refusal.
pub fn decide_as(role: Role, action: Action, relation: Relation) -> Result<(), Vec<Reason>> {
    let Some((_, roles, reach)) = RULES.iter().find(|(a, ..)| *a == action) else {
        return Err(vec![role_reason(role)]);
    };
    let mut reasons = Vec::new();
    if !roles.contains(&role) {
        reasons.push(role_reason(role));
    }
    if !reach.covers(relation) {
        let code = match reach {
            Reach::Own | Reach::Scope | Reach::Around => ReasonCode::NotOwnUnit,
            Reach::Child | Reach::Below => ReasonCode::NotParentUnit,
        };
        reasons.push(Reason::new(code, &[]));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// What somebody needs to give a role in a unit, and to switch an account off that has it: the administrator comes
/// from above, everybody else from the unit itself (S-011).
pub fn giving(role: Role) -> Action {
    if role == Administrator { Action::AssignAdministrator } else { Action::AddStaff }
}

/// The roles that may do this to something that stands so to their unit (ORG-14).
pub fn roles_for(action: Action, relation: Relation) -> &'static [Role] {
    let rule = RULES.iter().find(|(a, _, reach)| *a == action && reach.covers(relation));
    rule.map(|(_, roles, _)| *roles).unwrap_or_default()
}

/// Why nothing can be changed while looking at the site as the actor.
pub fn viewing_reason(actor: &Actor) -> Reason {
    Reason::new(ReasonCode::ViewingOnly, &[&actor.name])
}

fn role_reason(role: Role) -> Reason {
    Reason::new(ReasonCode::RoleMayNot, &[role.name().text(Lang::Zh)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Viewer;
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
            may_switch: false,
            viewer: None,
        }
    }

    fn viewed(role: Role) -> Actor {
        let seen = actor(role);
        let viewer = Viewer {
            account: seen.account,
            name: "示例管理员".into(),
            role: Administrator,
            org: seen.org,
            org_name: seen.org_name.clone(),
        };
        Actor { viewer: Some(Box::new(viewer)), ..seen }
    }

    #[test]
    fn who_looks_as_another_person_can_only_look() {
        for (action, ..) in RULES {
            for role in Role::ALL {
                for relation in [Relation::Own, Relation::Child, Relation::Descendant] {
                    let (own, seen) = (decide(&actor(role), *action, relation), viewed(role));
                    let looked = decide(&seen, *action, relation);
                    if action.only_looks() {
                        assert_eq!(looked, own, "{action:?} {role:?} {relation:?}");
                    } else {
                        let reasons = looked.unwrap_err();
                        assert!(reasons.contains(&viewing_reason(&seen)), "{action:?} {role:?} {relation:?}");
                    }
                    assert_eq!(by_table(&seen, *action, relation), own);
                    assert_eq!(roles_for(*action, relation).contains(&role), own.is_ok());
                }
            }
        }
    }

    #[test]
    fn every_action_has_exactly_one_rule() {
        for (action, ..) in RULES {
            assert_eq!(RULES.iter().filter(|(a, ..)| a == action).count(), 1, "{action:?}");
        }
    }

    /// A message to the unit directly above is the only thing that leaves the scope (S-031).
    #[test]
    fn nothing_outside_the_scope_is_ever_allowed() {
        for (action, ..) in RULES {
            for role in Role::ALL {
                for relation in [Relation::Parent, Relation::Ancestor, Relation::Foreign] {
                    if (*action, relation) == (Action::SendMessage, Relation::Parent) {
                        continue;
                    }
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
            (Action::OpenBranchAccount, "P: A:o S:o R: L:"),
            (Action::ViewOutbox, "P:o A:o S: R: L:"),
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
            (Action::HandOverRoot, "P:o A:o S: R: L:"),
            (Action::EndPost, "P:o A:o S: R: L:"),
            (Action::MoveOrg, "P:cd A:cd S: R: L:"),
            (Action::MergeOrg, "P:cd A:cd S: R: L:"),
            (Action::SplitOrg, "P:c A:c S: R: L:"),
            (Action::PublishNotice, "P:o A:o S:o R: L:"),
            (Action::PublishPublicly, "P:o A:o S:o R: L:"),
            (Action::SendMessage, "P:ocdp A:ocdp S:ocdp R:ocdp L:ocdp"),
            (Action::EditSupport, "P:o A:o S: R: L:"),
            (Action::DesignRegister, "P:o A:o S: R: L:"),
            (Action::ViewLog, "P:ocd A:ocd S: R: L:"),
            (Action::RevealRecord, "P:ocd A:ocd S:ocd R: L:"),
            (Action::ViewAs, "P:ocd A:ocd S: R: L:"),
            (Action::DecideRecord, "P:cd A:cd S:cd R:cd L:"),
            (Action::ArrangePanel, "P:o A:o S: R: L:"),
        ];
        let relations = [
            ('o', Relation::Own),
            ('c', Relation::Child),
            ('d', Relation::Descendant),
            ('p', Relation::Parent),
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
