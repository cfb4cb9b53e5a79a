//! A good answer for any register.

use std::collections::BTreeMap;

use societas::domain::form::{Answer, Field, FileRef, Kind, Value};
use societas::domain::ids::RecordId;
use societas::service::Ctx;
use societas::service::file::{begin_upload, place};

/// 女, born 1990-03-07.
const ID_NUMBER: &str = "110101199003079964";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const USCC: &str = "51440000MJYYYY035H";
const BORN_ON: &str = "1990-03-07";

/// Uploads a file of these words for a field of a register; any field that takes files where none is named.
pub async fn pdf(ctx: &Ctx, register: &str, field: &str, name: &str, words: &str) -> FileRef {
    upload(ctx, register, field, name, format!("%PDF-1.7\n{words}").as_bytes()).await
}

async fn upload(ctx: &Ctx, register: &str, field: &str, name: &str, content: &[u8]) -> FileRef {
    let mut upload = begin_upload(ctx, place(ctx, register, field).unwrap(), name).await.unwrap();
    upload.write(content).await.unwrap();
    upload.finish(ctx).await.unwrap()
}

/// How a register is filled in.
pub struct Sample<'a> {
    /// Who fills it in.
    pub ctx: &'a Ctx,
    /// The register.
    pub register: &'a str,
    /// The records that are chosen, by their registers; what is not here stays open.
    pub chosen: &'a BTreeMap<String, RecordId>,
}

impl Sample<'_> {
    /// Every field filled in, with one row in each repeat field; files are uploaded.
    pub async fn answer(&self, fields: &[Field]) -> Answer {
        let mut answer = Answer::default();
        for field in fields {
            if let Some(value) = self.value(field).await {
                answer.0.insert(field.key.clone(), value);
            }
        }
        for field in fields {
            let Kind::IdCard { birth, sex, .. } = &field.kind else { continue };
            for (key, value) in [(birth, BORN_ON), (sex, "女")] {
                key.iter().for_each(|key| answer.set(key, value));
            }
        }
        answer
    }

    async fn value(&self, field: &Field) -> Option<Value> {
        let one = |text: &str| Some(Value::Text(text.to_owned()));
        match &field.kind {
            Kind::Text { max } => one(&"示例甲".chars().take(*max).collect::<String>()),
            Kind::TextArea { .. } => one("第一行\n第二行"),
            Kind::Int { min, .. } => one(&min.unwrap_or(0).max(1).to_string()),
            Kind::Decimal { .. } | Kind::Money => one("1.50"),
            Kind::Date { past: true, .. } => one("2024-03-05"),
            Kind::Date { .. } => one("2044-03-05"),
            Kind::DateTime => one("2024-03-05 09:30"),
            Kind::Year => one("2024"),
            Kind::Bool => one("是"),
            Kind::Select { choices, .. } => one(&choices[0].value),
            Kind::MultiSelect { choices, .. } => {
                Some(Value::Many(choices.iter().take(2).map(|choice| choice.value.clone()).collect()))
            }
            Kind::Code { table, .. } => {
                let tree = &self.ctx.catalog.table(table).unwrap().tree;
                one(&tree.entries().iter().rev().find(|entry| entry.current && entry.leaf).unwrap().code)
            }
            Kind::Mobile => one("13800138000"),
            Kind::Landline => one("010-60000001"),
            Kind::Email => one("shili@example.org"),
            Kind::Url => one("https://example.org/a"),
            Kind::Postcode => one("100000"),
            Kind::Cn => one("CN 11-5998/O1"),
            Kind::Issn => one("9990-0017"),
            Kind::Uscc { .. } => one(USCC),
            Kind::IdCard { .. } => one(ID_NUMBER),
            Kind::Login => one("shili"),
            Kind::Password => one("Shili-2026-x"),
            Kind::Record { register, .. } => one(&self.chosen.get(register)?.to_string()),
            Kind::Rows { fields, .. } => Some(Value::Rows(vec![Box::pin(self.answer(fields)).await])),
            Kind::Files { types, .. } => {
                let file = match types.iter().any(|kind| kind == "pdf") {
                    true => pdf(self.ctx, self.register, "", "证明.pdf", &field.key).await,
                    false => upload(self.ctx, self.register, "", "照片.png", PNG).await,
                };
                Some(Value::Files(vec![file]))
            }
            Kind::Computed { .. } => None,
        }
    }
}
