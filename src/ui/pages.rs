//! One file per page; a page reads its data through `api` and shows it with `parts`.

pub mod account;
pub mod application;
pub mod congress;
pub mod evaluation;
pub mod evaluation_extras;
pub mod evaluation_leaf;
pub mod evaluation_tree;
pub mod frame;
pub mod import;
pub mod import_plan;
pub mod invitation;
pub mod invitation_poster;
pub mod join;
pub mod join_status;
pub mod missing;
pub mod org;
pub mod org_tree;
pub mod register;
pub mod review;
pub mod review_case;
pub mod review_leaf;
pub mod rights;
pub mod setup;
pub mod sign_in;
pub mod workbench;

use leptos::prelude::*;
use leptos_router::ChooseView;

/// Areas of the application: the pages of one are loaded together when the first of them is opened, because whoever
/// opens one goes on to the others. Each area is one chunk of the browser module.
macro_rules! areas {
    ($($(#[$doc:meta])* $area:ident by $load:ident { $($page:ident => $view:path),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            pub enum $area {
                $(#[allow(missing_docs)] $page),+
            }

            #[lazy]
            fn $load(page: Option<$area>) -> AnyView {
                match page {
                    $(Some($area::$page) => $view().into_any(),)+
                    None => ().into_any(),
                }
            }

            impl ChooseView for $area {
                async fn choose(self) -> AnyView {
                    $load(Some(self)).await
                }

                async fn preload(&self) {
                    drop($load(None).await);
                }
            }
        )+
    };
}

areas! {
    /// 登记: the registers and their records
    Registers by registers {
        Index => register::index::Registers,
        List => register::list::Records,
        Record => register::record::Record,
    }
    /// 填报: the form engine and all its rules
    Forms by forms {
        Edit => register::edit::RecordEdit,
    }
    /// 学会评价
    Evaluation by evaluation {
        Tree => evaluation::Evaluation,
        Extras => evaluation_extras::Extras,
    }
    /// 评审
    Review by review {
        Cases => review::Review,
        Case => review_case::ReviewCase,
    }
    /// 代表大会
    Congress by congress {
        List => congress::CongressList,
        Board => congress::CongressPage,
    }
    /// 名单导入
    Imports by imports {
        List => import::Imports,
        Plan => import_plan::ImportPlan,
    }
    /// 入会邀请, and what came of them
    Invitations by invitations {
        List => invitation::Invitations,
        Poster => invitation_poster::InvitationPoster,
        Applications => application::Applications,
    }
    /// 入会: what visitors see
    Joining by joining {
        Apply => join::Join,
        Mend => join::Mend,
        Status => join_status::JoinStatus,
    }
    /// 单位
    Orgs by orgs {
        Tree => org_tree::OrgTree,
        Org => org::OrgPage,
    }
    /// 账号
    Accounts by accounts {
        Own => account::Account,
        Rights => rights::Rights,
        Setup => setup::Setup,
    }
}
