//! The organisation tree: units, their kinds as data, and who stands where to whom.

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, OrgId};
use super::text::Label;

/// A kind of unit as data: which children it may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgKind {
    /// The key: `association`, `society`, `branch`, `management`, `executing`, `electing` …
    pub key: String,
    /// The word.
    pub name: Label,
    /// Keys of the kinds that may be set up directly below.
    #[serde(default)]
    pub children: Vec<String>,
    /// The roles that people can hold in a unit of this kind.
    pub roles: Vec<super::account::Role>,
}

/// One unit as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// The unit above; none for the root.
    pub parent: Option<OrgId>,
    /// Key of its kind.
    pub kind: String,
    /// Unique among all units; used by rosters and the command line.
    pub code: String,
    /// Its name.
    pub name: String,
    /// False after 停用; everything stays readable.
    pub enabled: bool,
    /// Edit counter.
    pub version: i64,
}

/// A node of the lazily opened tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgNode {
    /// The unit.
    pub org: Org,
    /// How many units stand directly below.
    pub children: i64,
    /// Its administrator: account and name.
    pub administrator: Option<(AccountId, String)>,
}

/// A unit to be set up below another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrg {
    /// Key of its kind.
    pub kind: String,
    /// 2 to 32 of `A-Z 0-9 -`; empty: made by the system.
    pub code: String,
    /// 2 to 100 characters.
    pub name: String,
}

/// Where a unit stands, seen from the actor's unit. Scope = own unit and descendants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 本单位
    Own,
    /// 直接下级
    Child,
    /// 更下级
    Descendant,
    /// 上级: the actor's unit stands below it
    Ancestor,
    /// 其他: outside the scope
    Foreign,
}

impl Relation {
    /// Whether the unit lies in the actor's scope.
    pub fn in_scope(self) -> bool {
        matches!(self, Self::Own | Self::Child | Self::Descendant)
    }

    /// Whether the unit stands below the actor's own.
    pub fn is_below(self) -> bool {
        matches!(self, Self::Child | Self::Descendant)
    }
}

/// One person who holds a post in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgPerson {
    /// The account.
    pub account: AccountId,
    /// Its login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: super::account::Role,
}

/// One unit with all that its page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgView {
    /// The unit.
    pub node: OrgNode,
    /// How it stands to the actor's own unit.
    pub relation: Relation,
    /// Name of its kind.
    pub kind_name: Label,
    /// Roles that people can hold in it.
    pub roles: Vec<super::account::Role>,
    /// Kinds that may be set up directly below.
    pub child_kinds: Vec<OrgKind>,
    /// From the actor's own unit down to this one.
    pub path: Vec<Org>,
    /// Its people.
    pub people: Vec<OrgPerson>,
}
