//! Notices, messages and the support contact of the demo.

use societas::domain::error::AppError;
use societas::domain::message::{NewMessage, Target};
use societas::domain::notice::{Audience, NewNotice};
use societas::domain::support::SupportContact;
use societas::service::{Ctx, message, notice, support};

/// The same call two minutes ago: what was sent then can be seen.
pub fn earlier(ctx: &Ctx) -> Ctx {
    Ctx { now: ctx.now.plus_ms(-120_000), ..ctx.clone() }
}

/// A pinned notice and a plain one to everybody, a draft, messages in both directions, and whom to ask.
pub async fn write(admin: &Ctx, secretary: &Ctx, neighbour: &Ctx) -> Result<(), AppError> {
    let before = earlier(admin);
    let everyone = || Audience { everyone: true, ..Audience::default() };
    let pinned = NewNotice {
        title: "关于开展本年度学会评估工作的通知".into(),
        body:
            "各学会：\n\n本年度学会评估已经启动，请在截止日期前完成登记册的填报并提交评估。\n\n评估办法见“评估管理”。"
                .into(),
        audience: everyone(),
        pinned_until_on: admin.today().plus_days(30).to_string(),
        public: true,
        ..NewNotice::default()
    };
    let plain = NewNotice {
        title: "系统维护公告".into(),
        body: "本周六 22:00 至 24:00 进行系统维护，期间可能无法登录。".into(),
        audience: everyone(),
        public: true,
        ..NewNotice::default()
    };
    for new in [plain, pinned] {
        let id = notice::save_draft(&before, None, 0, new).await?;
        notice::publish(&before, id).await?;
    }
    let draft =
        NewNotice { title: "关于推荐大会代表的通知".into(), audience: everyone(), ..NewNotice::default() };
    notice::save_draft(admin, None, 0, draft).await?;
    for (from, to, subject, body) in [
        (admin, secretary, "请补充理事会名单", "您好：请在登记册中补充本届理事会名单，谢谢。"),
        (secretary, admin, "关于评估材料的请示", "您好：活动照片可以作为佐证材料上传吗？"),
        (neighbour, admin, "评估已提交", "您好：我会的评估材料已经提交，请审阅。"),
    ] {
        let from = earlier(from);
        let actor = to.actor()?;
        let new = NewMessage {
            to: vec![Target::Person { account: actor.account, org: actor.org }],
            subject: subject.into(),
            body: body.into(),
            ..NewMessage::default()
        };
        let id = message::save_draft(&from, None, new).await?;
        message::send(&from, id).await?;
    }
    let contact = SupportContact {
        name: "示例技术服务组".into(),
        phone: "010-60000001".into(),
        hours: "工作日 8:30-11:30，14:30-17:00".into(),
        note: String::new(),
        version: 0,
    };
    support::update_support(admin, contact).await
}
