//! One file per page; a page reads its data through `api` and shows it with `parts`.

pub mod account;
pub mod account_mobile;
pub mod application;
pub mod captcha;
pub mod case;
pub mod case_panel;
pub mod code_sent;
pub mod congress;
pub mod evaluation;
pub mod evaluation_extras;
pub mod evaluation_leaf;
pub mod evaluation_tree;
pub mod forgot;
pub mod frame;
pub mod import;
pub mod import_plan;
pub mod invitation;
pub mod invitation_poster;
pub mod join;
pub mod join_status;
pub mod legal;
pub mod log;
pub mod message;
pub mod message_edit;
pub mod message_send;
pub mod message_view;
pub mod notice;
pub mod notice_edit;
pub mod notice_publish;
pub mod notice_readers;
pub mod notice_view;
pub mod notification;
pub mod org;
pub mod org_awaited;
pub mod org_change;
pub mod org_tree;
pub mod outbox;
pub mod portal;
pub mod portal_notice;
pub mod register;
pub mod renewal;
pub mod review;
pub mod review_case;
pub mod review_leaf;
pub mod rights;
pub mod setup;
pub mod sights;
pub mod sign_in;
pub mod sign_in_sms;
pub mod support;
pub mod viewing;
pub mod welcome;
pub mod workbench;

use std::pin::Pin;

use leptos::prelude::*;
use leptos_router::ChooseView;

use crate::ui::browser;

/// A page of an area: one type for all, because the router is compiled anew for every type of page.
#[derive(Clone, Copy)]
pub struct Page {
    name: &'static str,
    load: fn(Option<&'static str>) -> Pin<Box<dyn Future<Output = AnyView>>>,
}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        (self.load)(Some(self.name)).await
    }

    async fn preload(&self) {
        drop((self.load)(None).await);
        browser::load_parts().await;
    }
}

/// Areas of the application: the pages of one are loaded together when the first of them is opened, because whoever
/// opens one goes on to the others. Each area is one chunk of the browser module.
macro_rules! areas {
    ($($(#[$doc:meta])* $area:ident by $load:ident { $($page:ident => $view:path),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            pub struct $area;

            #[allow(missing_docs)]
            impl $area {
                $(pub const $page: Page =
                    Page { name: stringify!($page), load: |name| Box::pin($load(name)) };)+
            }

            #[lazy]
            fn $load(name: Option<&'static str>) -> AnyView {
                match name {
                    $(Some(stringify!($page)) => $view().into_any(),)+
                    _ => ().into_any(),
                }
            }
        )+
    };
}

areas! {
    /// 外框: what stands around every page of a signed-in person
    Shell by shell {
        FRAME => frame::Frame,
    }
    /// 登记目录, 使用手册 and 填报待处理: the ways to the registers
    RegisterIndex by register_index {
        ALL => register::index::Registers,
        CASES => case::Cases,
        CHAPTERS => register::chapters::Chapters,
        HELP => register::help::Help,
    }
    /// 共同审批设置
    Panels by panels {
        SETTINGS => case_panel::Panels,
    }
    /// 登记: the lists of the registers
    Registers by registers {
        BLANK => register::blank::Blank,
        LIST => register::list::Records,
    }
    /// 回收站 and 恢复: what is taken back
    Recoveries by recoveries {
        RECYCLED => register::recycle::Recycled,
        RESTORE => register::restore::Restore,
    }
    /// 记录: one of a register, with its case and its history
    Records by records {
        RECORD => register::record::Record,
    }
    /// 填报: the form engine and all its rules
    Forms by forms {
        EDIT => register::edit::RecordEdit,
    }
    /// 学会评价
    Evaluation by evaluation {
        TREE => evaluation::Evaluation,
        EXTRAS => evaluation_extras::Extras,
    }
    /// 评审
    Review by review {
        CASES => review::Review,
        CASE => review_case::ReviewCase,
    }
    /// 代表大会
    Congress by congress {
        LIST => congress::CongressList,
        BOARD => congress::CongressPage,
    }
    /// 名单导入
    Imports by imports {
        LIST => import::Imports,
        PLAN => import_plan::ImportPlan,
    }
    /// 入会邀请, and what came of them
    Invitations by invitations {
        LIST => invitation::Invitations,
        POSTER => invitation_poster::InvitationPoster,
        APPLICATIONS => application::Applications,
    }
    /// 入会: what visitors see
    Joining by joining {
        APPLY => join::Join,
        MEND => join::Mend,
        STATUS => join_status::JoinStatus,
    }
    /// 单位树
    Units by units {
        TREE => org_tree::OrgTree,
    }
    /// 单位
    Orgs by orgs {
        ORG => org::OrgPage,
    }
    /// 单位资料 and 任职
    Particulars by particulars {
        ORG => org::edit::OrgEditPage,
        POSTS => org::posts::Posts,
    }
    /// 单位调整: move, merge, split
    Restructure by restructure {
        CHANGE => org_change::OrgChangePage,
    }
    /// 登录: whoever has signed in does without it
    Signing by signing {
        IN => sign_in::SignIn,
    }
    /// 登录前后: a forgotten password, the first mail address, the agreements
    Entering by entering {
        FORGOT => forgot::Forgot,
        RESET => forgot::Reset,
        WELCOME => welcome::Welcome,
        CONFIRM => welcome::Confirm,
        TERMS => legal::Terms,
        PRIVACY => legal::Privacy,
        OUTBOX => outbox::Outbox,
    }
    /// 门户: what everybody sees
    Portal by portal_pages {
        FRAME => portal::PortalFrame,
        HOME => portal::Portal,
        LIST => portal_notice::PortalNotices,
        NOTICE => portal_notice::PortalNotice,
        SERVICE => portal_notice::ServiceDoor,
    }
    /// 账号
    Accounts by accounts {
        OWN => account::Account,
        MOBILE => account_mobile::OwnMobile,
        RIGHTS => rights::Rights,
        SETUP => setup::Setup,
    }
    /// 通知公告
    Notices by notices {
        LIST => notice::Notices,
        VIEW => notice_view::NoticePage,
        EDIT => notice_edit::NoticeEdit,
        PUBLISH => notice_publish::NoticePublish,
        READERS => notice_readers::NoticeReaders,
    }
    /// 工作台, 提醒 and 技术服务
    Desk by desk {
        WORKBENCH => workbench::Workbench,
        NOTIFICATIONS => notification::Notifications,
        CHOICES => notification::NotificationChoices,
        SUPPORT => support::Support,
    }
    /// 站内消息
    Messages by messages {
        LIST => message::Messages,
        VIEW => message_view::MessagePage,
        EDIT => message_edit::MessageEdit,
        SEND => message_send::MessageSend,
    }
    /// 日志
    Logs by logs {
        LINES => log::Log,
    }
}
