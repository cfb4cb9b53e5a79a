//! What the portal of the demo shows: public notices, guides, and downloads with their files.

use societas::domain::error::AppError;
use societas::domain::form::FileRef;
use societas::domain::notice::NewNotice;
use societas::domain::portal::Category;
use societas::service::file::{begin_upload, place};
use societas::service::import::template;
use societas::service::{Ctx, notice};

use super::letters::earlier;

/// Category, title, text.
const WRITTEN: [(Category, &str, &str); 5] = [
    (
        Category::Announcement,
        "关于召开第九次代表大会的公告",
        "滨江市科学技术协会第九次代表大会筹备工作已经启动，请各选举单位按名额推选代表。",
    ),
    (
        Category::Guide,
        "学会评价办事指南",
        "一、由学会管理员登录，在“登记册”中登记活动、会议、党建等内容。\n二、在“评估管理”中查看各项指标的完成情况，补充缺少的材料。\n三、在截止日期前提交；退回的指标修改后重新提交。",
    ),
    (
        Category::Guide,
        "代表推选办事指南",
        "一、选举单位联络员用登记的手机号登录。\n二、在“代表大会”中查看本单位名额和结构要求。\n三、新增被推荐人，结构要求全部满足后上报。",
    ),
    (
        Category::Guide,
        "账号开通和密码找回",
        "账号由上级单位分配。忘记密码时，可以通过登记的手机号或确认过的邮箱重新设置。",
    ),
    (Category::Announcement, "网上办事大厅上线公告", "学会评价、代表大会等业务现已可以网上办理。"),
];

/// Registers whose templates can be downloaded, and the title of the notice.
const TEMPLATES: [(&str, &str); 2] = [("member", "会员名册模板"), ("activity", "活动登记模板")];

/// Publishes all of it. The templates are those that `society` gets.
pub async fn open(admin: &Ctx, society: &Ctx) -> Result<(), AppError> {
    for (category, title, body) in WRITTEN {
        publish(admin, category, title, body, Vec::new()).await?;
    }
    for (register, title) in TEMPLATES {
        let (name, bytes) = template(society, register).await?;
        let mut upload = begin_upload(admin, place(admin, "notice", "")?, &name).await?;
        upload.write(&bytes).await?;
        let file = upload.finish(admin).await?;
        publish(admin, Category::Download, title, "下载后按模板填写，登录后在“名册导入”中上传。", vec![file]).await?;
    }
    Ok(())
}

async fn publish(
    admin: &Ctx,
    category: Category,
    title: &str,
    body: &str,
    files: Vec<FileRef>,
) -> Result<(), AppError> {
    let before = earlier(admin);
    let new =
        NewNotice { title: title.into(), body: body.into(), files, category, public: true, ..NewNotice::default() };
    let id = notice::save_draft(&before, None, 0, new).await?;
    notice::publish(&before, id).await
}
