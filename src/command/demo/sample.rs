//! A society whose evaluation is complete: records of every register that the indicators ask for. What an
//! indicator looks at is said here; everything else that a form demands is filled in by its kind.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value as Json, json};
use societas::domain::error::AppError;
use societas::domain::form::{Answer, Field, FileRef, Kind, Value};
use societas::domain::ids::RecordId;
use societas::domain::record::{RecordQuery, SaveMode};
use societas::domain::text::Lang;
use societas::domain::time::Day;
use societas::service::{Ctx, evaluation, file, register};

/// The smallest document that is one.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Publishes a notice and a call as the association; the society answers the call.
pub async fn party_notices(admin: &Ctx, society: &Ctx) -> Result<(), AppError> {
    let deadline = format!("{} 18:00", admin.today().plus_days(20));
    for (title, kind) in [("关于开展主题党日活动的通知", "通知"), ("关于征集党建品牌案例的通知", "征集")]
    {
        let mut call =
            json!({ "title": title, "kind": kind, "content": "请各学会结合实际认真落实。", "audience": "全部学会" });
        if kind == "征集" {
            call["deadline"] = json!(deadline);
        }
        save(admin, "party_call", None, call).await?;
    }
    let page = register::find_page(society, None, "party_notice", RecordQuery::default()).await?;
    for row in page.rows {
        save(society, "party_notice", Some((row.id, 1)), json!({ "feedback": "已按要求报送党建品牌案例一篇。" }))
            .await?;
    }
    Ok(())
}

async fn save(ctx: &Ctx, register: &str, of: Option<(RecordId, i64)>, content: Json) -> Result<(), AppError> {
    let (id, version) = of.unzip();
    let answer: Answer = serde_json::from_value(content).unwrap_or_default();
    let org = ctx.actor()?.org;
    register::save_record(ctx, org, register, id, version.unwrap_or(0), answer, SaveMode::Valid).await.map(|_| ())
}

/// Fills the registers of the actor's society and hands its evaluation in.
pub async fn submit_evaluation(ctx: &Ctx) -> Result<(), AppError> {
    let mut filler = Filler { ctx, today: ctx.today(), named: BTreeMap::new(), serial: AtomicUsize::new(0) };
    for (register, content) in contents(ctx) {
        filler.add(register, content).await?;
    }
    let version = evaluation::find_evaluation(ctx, Lang::Zh).await?.version;
    evaluation::submit(ctx, version).await
}

struct Filler<'a> {
    ctx: &'a Ctx,
    today: Day,
    /// The last record of each register, for fields that choose one.
    named: BTreeMap<String, String>,
    /// Tells names and numbers apart.
    serial: AtomicUsize,
}

impl Filler<'_> {
    async fn add(&mut self, register: &str, content: Json) -> Result<(), AppError> {
        let catalog = self.ctx.catalog.clone();
        let Some(definition) = catalog.register(register) else { return Err(AppError::NotFound) };
        let mut answer: Answer = serde_json::from_value(content).unwrap_or_default();
        self.complete(&definition.fields, &mut answer, register).await?;
        let org = self.ctx.actor()?.org;
        let saved = register::save_record(self.ctx, org, register, None, 0, answer, SaveMode::Valid).await?;
        self.named.insert(register.to_owned(), saved.id.to_string());
        Ok(())
    }

    /// Fills in what the form demands and the content leaves out. Files are always new ones: a file belongs to
    /// one record.
    async fn complete(&self, fields: &[Field], answer: &mut Answer, register: &str) -> Result<(), AppError> {
        // Twice, since what is filled in first can make more fields apply.
        for _ in 0..2 {
            for field in fields {
                let here = answer.0.get(&field.key);
                let wanted = match (&field.kind, here) {
                    (Kind::Files { .. }, Some(Value::Text(_))) => true,
                    (Kind::Rows { .. }, Some(_)) => true,
                    (_, here) => field.required && here.is_none(),
                };
                if !wanted || !field.applies(fields, answer) {
                    continue;
                }
                let value = match &field.kind {
                    Kind::Files { types, .. } => Some(Value::Files(vec![self.file(register, types).await?])),
                    Kind::Rows { fields, .. } => {
                        let mut rows = match here {
                            Some(Value::Rows(rows)) => rows.clone(),
                            _ => vec![Answer::default()],
                        };
                        for row in &mut rows {
                            Box::pin(self.complete(fields, row, register)).await?;
                        }
                        Some(Value::Rows(rows))
                    }
                    Kind::MultiSelect { choices, .. } => {
                        choices.first().map(|choice| Value::Many(vec![choice.value.clone()]))
                    }
                    _ => self.scalar(field).map(Value::Text),
                };
                if let Some(value) = value {
                    answer.0.insert(field.key.clone(), value);
                }
            }
        }
        Ok(())
    }

    fn scalar(&self, field: &Field) -> Option<String> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let text = match &field.kind {
            Kind::Text { .. } | Kind::TextArea { .. } => format!("示例{}{serial}", field.label.zh),
            Kind::Int { min, .. } => min.unwrap_or(1).max(1).to_string(),
            Kind::Decimal { min_x100, .. } => format!("{}.00", min_x100.map_or(1, |min| min / 100 + 1)),
            Kind::Money => "100.00".into(),
            Kind::Date { past, .. } => if *past { self.today.plus_days(-100) } else { self.today }.to_string(),
            Kind::DateTime => format!("{} 09:00", self.today.plus_days(-30)),
            Kind::Year => self.today.year().to_string(),
            Kind::Bool => "是".into(),
            Kind::Select { choices, .. } => choices.first()?.value.clone(),
            Kind::Code { table, leaf } => {
                let entries = self.ctx.catalog.table(table)?.tree.entries();
                entries.iter().find(|e| e.current && (e.leaf || !leaf))?.code.clone()
            }
            Kind::Mobile => format!("137{serial:08}"),
            Kind::Landline => "010-60000001".into(),
            Kind::Email => "demo@example.org".into(),
            Kind::Url => "https://example.org/".into(),
            Kind::Postcode => "100000".into(),
            Kind::Uscc { .. } => "511000009999990238".into(),
            Kind::Issn => "1000-0003".into(),
            Kind::Cn => "CN 11-1111/O3".into(),
            Kind::Record { register, .. } => self.named.get(register)?.clone(),
            _ => return None,
        };
        Some(text)
    }

    async fn file(&self, register: &str, types: &[String]) -> Result<FileRef, AppError> {
        let place = file::place(self.ctx, register, "")?;
        let name = if types.iter().any(|suffix| suffix == "pdf") { "证明材料.pdf" } else { "证明材料.docx" };
        let mut upload = file::begin_upload(self.ctx, place, name).await?;
        upload.write(PDF).await?;
        upload.finish(self.ctx).await
    }
}

/// What the indicators look at, register by register; `"file"` stands for any file.
fn contents(ctx: &Ctx) -> Vec<(&'static str, Json)> {
    let today = ctx.today();
    let (day, year) = (today.plus_days(-20).to_string(), today.year());
    let far = format!("{}-12-31", year + 3);
    let held = format!("{day} 09:00");
    let years = |row: Json| -> Vec<Json> {
        (year - 3..year)
            .map(|year| {
                let mut row = row.clone();
                row["year"] = json!(year.to_string());
                row
            })
            .collect()
    };
    let mut all = vec![(
        "society_basic",
        json!({
            "name": "滨江市数学学会", "net_assets": "5.00", "registered_funds": "3.00", "legal_rep_post": "秘书长",
            "office_proof": "file", "bank_account": "1", "no_branch": "是", "no_entity": "是", "accountant": "示例会计",
            "annual_checks": years(json!({ "result": "合格" })), "audit_reports": years(json!({ "files": "file" })),
        }),
    )];
    let mut add = |register: &'static str, times: usize, content: Json| {
        all.extend((0..times).map(|_| (register, content.clone())));
    };
    add("member_level", 1, json!({ "name": "学生会员", "kind": "个人会员" }));
    add("member", 10, json!({ "kind": "团体会员" }));
    add("member", 200, json!({ "kind": "个人会员", "sex": "女" }));
    for post in ["组长", "成员", "成员"] {
        add("party_group_member", 1, json!({ "post": post }));
        add("party_member", 1, json!({}));
    }
    if let Some(definition) = ctx.catalog.register("policy_doc") {
        for field in &definition.fields {
            if let Kind::Select { choices, .. } = &field.kind {
                for choice in choices.iter().filter(|choice| choice.value != "其他") {
                    add("policy_doc", 1, json!({ field.key.clone(): choice.value, "file": "file" }));
                }
            }
        }
    }
    add("party_group_rule", 1, json!({ "content": "党建工作小组议事规则" }));
    for kind in ["“三重一大”事项前置审议", "“三重一大”事项前置审议", "党建业务融合活动", "学习会议"]
    {
        add("party_group_record", 1, json!({ "kind": kind }));
    }
    for kind in ["支部党员大会", "支部委员会", "党小组会", "党课", "主题党日", "主题党日"] {
        add("party_branch_record", 1, json!({ "kind": kind }));
    }
    let started = format!("{}-01-01", year - 1);
    add(
        "reelection",
        1,
        json!({ "held_on": started, "term_from": started, "term_to": far, "leaders": [{}], "council": [{}] }),
    );
    for kind in ["理事会", "常务理事会", "常务理事会", "监事会"] {
        add("meeting", 1, json!({ "type": kind, "held_at": held }));
    }
    add("meeting", 1, json!({ "type": "会员（代表）大会", "held_at": held, "agenda": "审议财务报告" }));
    add("internal_dept", 1, json!({ "name": "办公室" }));
    for post in ["秘书长", "干事", "干事", "干事"] {
        let staff = json!({ "kind": "专职", "post": post, "birth_date": "1995-01-01", "education": "21" });
        add("secretariat_staff", 1, staff);
    }
    add("member_notice", 4, json!({}));
    add("info_system", 1, json!({ "kind": "门户网站", "disclosure": "是" }));
    add("info_system", 1, json!({ "kind": "办公系统" }));
    let experts: Vec<Json> = (0..4).map(|_| json!({})).collect();
    for (class, form, times) in [
        ("学术交流研讨", "学术年会", 1),
        ("学术交流研讨", "专题学术会议", 3),
        ("学术交流研讨", "论坛", 2),
        ("人才培育激励", "评奖/举荐", 1),
        ("人才培育激励", "培训班", 2),
        ("科技成果转化和科技经济融合", "技术咨询/服务", 2),
        ("科技成果转化和科技经济融合", "标准研制", 1),
        ("科普服务和青少年科技教育", "报告会/讲座", 4),
        ("科学家精神宣教", "报告会/讲座", 2),
        ("国际交流合作", "国际会议", 1),
        ("国际交流合作", "互访", 1),
        ("决策咨询建议", "调研/咨询课题", 2),
    ] {
        let activity = json!({
            "class": class, "form": form, "start": day, "end": day, "participants": "200", "papers": "40",
            "adopted": "领导批示", "tags": ["青年托举", "全国科普日", "学风建设", "调查"], "audience": ["青少年"],
            "experts": experts,
        });
        add("activity", times, activity);
    }
    let people = vec![json!({}); 10];
    let scholarly = json!({ "cn": "CN 11-1111/O3", "type": "学术期刊", "editors": people, "indexed": ["CSCD"] });
    add("journal", 1, scholarly);
    add("journal", 1, json!({ "type": "内部资料" }));
    for kind in ["社会科技奖励设奖", "承接政府转移职能", "科普教育基地"] {
        add("qualification", 1, json!({ "type": kind, "valid_to": far }));
    }
    for kind in ["科技服务团", "科普志愿服务队伍", "科学家精神宣讲团", "决策咨询专家团队"]
    {
        add("expert_team", 1, json!({ "type": kind, "members": people }));
    }
    add("media_account", 1, json!({ "posts_year": "60" }));
    add("intl_org", 1, json!({ "coop": ["任职"] }));
    all
}
