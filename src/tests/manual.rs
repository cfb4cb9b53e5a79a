//! The modules of the society's manual, each as a register: what it asks for, what it refuses, who sees it, and how a
//! record is changed and deleted. What single modules do besides is tested with them.

use std::collections::BTreeMap;

use societas::domain::error::{AppError, ProblemCode};
use societas::domain::form::guide::GuideLine;
use societas::domain::form::{Answer, FormDefinition, Kind, Menu, Shape};
use societas::domain::ids::RecordId;
use societas::domain::org::NewOrg;
use societas::domain::record::{RecordQuery, SaveMode};
use societas::domain::text::Lang;
use societas::service::register::{
    delete_record, find_form, find_guide, find_page, find_record, list_chapters, list_registers, save_record,
};
use societas::service::{Ctx, org};

use super::org_change::within;
use super::support::sample::Sample;
use super::support::{TestApp, on_each_database};

/// A module of the manual: its register, the part of the menu, what it asks for.
struct Module {
    register: &'static str,
    menu: Menu,
    asks: &'static [&'static str],
}

const fn module(register: &'static str, menu: Menu, asks: &'static [&'static str]) -> Module {
    Module { register, menu, asks }
}

/// In an order in which each chooses from those before it.
const MODULES: [Module; 21] = [
    // E-020, E-021, E-022, E-023
    module("society_basic", Menu::Organisation, &["学会名称", "统一社会信用代码", "业务主管单位", "联系人"]),
    // E-081, E-082, E-083, E-084
    module("meeting", Menu::Organisation, &["会议类型", "召开时间", "会议地点", "参会人员", "会议纪要"]),
    // E-024, E-025, E-026
    module("policy_doc", Menu::Organisation, &["制度名称", "文件名称（其他）", "文件"]),
    // E-028, E-029, E-030, E-031, E-032, E-033
    module(
        "secretariat_staff",
        Menu::Organisation,
        &["姓名", "联系方式", "职务", "政治面貌", "年龄", "性别", "学历", "更新时间"],
    ),
    // E-034
    module("reelection", Menu::Organisation, &["届次", "换届大会召开时间", "换届请示及批复", "会议纪要和选举结果"]),
    // E-036, E-039, E-041
    module("branch", Menu::Organisation, &["分支机构名称", "分支机构账号", "密码"]),
    // E-040, E-042, E-043, E-044
    module("branch_person", Menu::None, &["姓名", "工作单位", "工作职务", "社团职务", "手机号", "邮箱", "传真"]),
    // E-036, E-045, E-046, E-047
    module(
        "entity_org",
        Menu::Organisation,
        &["实体机构名称", "设立时间", "审批机关", "经营范围", "年检情况", "法人代表姓名"],
    ),
    // E-036, E-048, E-049, E-050, E-053
    module("internal_dept", Menu::Organisation, &["内设机构名称", "成立时间", "主要职责", "人员情况"]),
    // E-078, E-080
    module("info_system", Menu::Organisation, &["信息系统名称", "信息系统类型", "系统地址"]),
    // E-103
    module("archive", Menu::Organisation, &["名称", "分类", "文件", "共享范围"]),
    // E-086, E-092
    module("party_group_rule", Menu::Party, &["党建议事规则", "附件"]),
    // E-086, E-093, E-094
    module("party_group_record", Menu::Party, &["记录类型", "主题", "时间", "参加人员", "内容"]),
    // E-097, E-098, E-099
    module("party_member", Menu::Party, &["姓名", "性别", "党员类别", "入党时间"]),
    // E-097, E-100, E-101
    module("party_branch_record", Menu::Party, &["记录类型", "主题", "时间", "内容"]),
    // E-105, E-106, E-107, E-110
    module("activity", Menu::Business, &["活动名称", "活动分类", "开始时间", "活动地点"]),
    // E-111, E-112, E-113, E-114, E-115
    module(
        "journal",
        Menu::Business,
        &[
            "期刊名称",
            "刊号（CN）",
            "期刊类型",
            "主管单位",
            "主办单位",
            "指导单位",
            "编委会成员信息",
            "地址",
            "邮编",
            "邮箱",
            "电话",
            "传真",
            "公众号",
        ],
    ),
    // E-116, E-117, E-118, E-119, E-120
    module(
        "intl_org",
        Menu::Business,
        &["国际科技组织名称（中）", "国家", "地区", "合作形式", "官网地址", "主要业务范围"],
    ),
    // E-121, E-122, E-123, E-125, E-126
    module("expert_team", Menu::Business, &["团队名称", "团队类型", "成立时间", "审批单位", "团队成员"]),
    // E-127, E-128, E-131, E-132
    module(
        "qualification",
        Menu::Business,
        &["资质名称", "资质类别", "类别（其他）", "资质级别", "认定单位", "获批时间", "有效期", "地址", "网址", "简介"],
    ),
    // E-133, E-134, E-135, E-136
    module("media_account", Menu::Business, &["账号名称", "媒体平台", "账号ID"]),
];

/// What a register demands of an answer, where nothing is filled in or the condition of the field holds.
fn demanded(definition: &FormDefinition, answer: &Answer) -> Vec<String> {
    let fields = definition.fields.iter().filter(|field| field.required && field.applies(&definition.fields, answer));
    fields
        .filter(|f| !matches!(f.kind, Kind::Computed { .. } | Kind::Password))
        .map(|field| field.key.clone())
        .collect()
}

async fn save(
    ctx: &Ctx,
    register: &str,
    at: Option<(RecordId, i64)>,
    answer: Answer,
    mode: SaveMode,
) -> Result<(RecordId, i64), AppError> {
    let (id, version) = at.unzip();
    let org = ctx.actor()?.org;
    let view = save_record(ctx, org, register, id, version.unwrap_or(0), answer, mode).await?;
    Ok((view.id, view.version))
}

async fn listed(ctx: &Ctx, test: &TestApp, register: &str) -> Vec<RecordId> {
    let page = find_page(ctx, Some(test.society), register, RecordQuery::default()).await.unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_module_of_the_manual_asks_refuses_shows_changes_and_deletes() {
    on_each_database(|test: TestApp| async move {
        let (me, above) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        let menu = list_registers(&me, None).await.unwrap();
        let mut chosen: BTreeMap<String, RecordId> = BTreeMap::new();
        for Module { register, menu: part, asks } in &MODULES {
            let definition = me.catalog.register(register).unwrap();
            for label in *asks {
                assert!(definition.fields.iter().any(|field| field.label.zh == *label), "{register} asks for {label}");
            }
            assert_eq!(definition.menu, *part, "{register}");
            assert_eq!(menu.iter().any(|entry| entry.key == *register), *part != Menu::None, "{register} in the menu");

            // What is marked with * is demanded, and nothing is kept.
            let refused = save(&me, register, None, Answer::default(), SaveMode::Valid).await.unwrap_err();
            let AppError::Invalid { problems } = refused else { panic!("{register}: {refused:?}") };
            for key in demanded(definition, &Answer::default()) {
                let named = problems.iter().any(|p| p.path == key && p.code == ProblemCode::Required);
                assert!(named, "{register} demands {key}: {problems:?}");
            }
            assert!(listed(&me, &test, register).await.is_empty(), "{register}");

            // A draft is the society's own; what is saved is seen by the association too.
            let sample = Sample { ctx: &me, register, chosen: &chosen }.answer(&definition.fields).await;
            let first = demanded(definition, &Answer::default()).remove(0);
            let half = BTreeMap::from([(first.clone(), sample.0[&first].clone())]);
            let draft = save(&me, register, None, Answer(half.clone()), SaveMode::Draft).await.unwrap();
            let kept = find_record(&me, register, draft.0).await.unwrap().answer;
            assert!(kept.0.contains_key(&first), "{register}: {kept:?}");
            assert_eq!(find_record(&above, register, draft.0).await, Err(AppError::NotFound), "{register}");
            let saved = save(&me, register, Some(draft), sample.clone(), SaveMode::Valid).await;
            let saved = saved.unwrap_or_else(|error| panic!("{register}: {error:?}"));
            assert_eq!(listed(&above, &test, register).await, [saved.0], "{register}");
            let view = find_record(&above, register, saved.0).await.unwrap();
            assert!(view.updated_at.is_some() && !view.definition.fields.is_empty(), "{register}");

            // Without any one of what it demands the record does not change.
            for key in demanded(definition, &view.answer) {
                let mut without = sample.clone();
                without.0.remove(&key);
                let refused = save(&me, register, Some(saved), without, SaveMode::Valid).await;
                assert!(matches!(refused, Err(AppError::Invalid { .. })), "{register} without {key}: {refused:?}");
            }
            chosen.insert((*register).to_owned(), saved.0);
        }

        // Changed and deleted in the opposite order: what is chosen somewhere goes last.
        for Module { register, .. } in MODULES.iter().rev() {
            let id = chosen[*register];
            let definition = me.catalog.register(register).unwrap();
            let view = find_record(&me, register, id).await.unwrap();
            let mut version = view.version;
            if view.read_only.is_empty() {
                let form = find_form(&me, register, id).await.unwrap();
                let (_, next) = save(&me, register, Some((id, version)), form.answer, SaveMode::Valid)
                    .await
                    .unwrap_or_else(|error| panic!("{register}: {error:?}"));
                version = next;
            }
            if definition.shape == Shape::List && *register != "branch" {
                let deleted = delete_record(&me, register, id, version, None).await;
                deleted.unwrap_or_else(|error| panic!("{register}: {error:?}"));
                assert!(listed(&me, &test, register).await.is_empty(), "{register}");
            }
        }
    })
    .await;
}

/// E-031, E-044, E-129: what the lists of the manual's figures show, each line with its last change.
#[tokio::test(flavor = "multi_thread")]
async fn lists_show_what_the_figures_show() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let staff = ["姓名", "联系方式", "职务", "政治面貌", "年龄", "性别", "学历"];
        let lists: [(&str, &[&str]); 3] = [
            ("secretariat_staff", &staff),
            ("branch_person", &["姓名", "手机号", "邮箱", "传真"]),
            ("qualification", &["获批时间", "有效期"]),
        ];
        let me = test.ctx("secretary").await;
        let mut chosen: BTreeMap<String, RecordId> = BTreeMap::new();
        for register in ["branch", "secretariat_staff", "branch_person", "qualification"] {
            let definition = me.catalog.register(register).unwrap();
            let answer = Sample { ctx: &me, register, chosen: &chosen }.answer(&definition.fields).await;
            let (id, _) = save(&me, register, None, answer, SaveMode::Valid).await.unwrap();
            chosen.insert(register.to_owned(), id);
        }
        for (register, heads) in lists {
            let page = browser.get(&format!("/registers/{register}")).await.text().await.unwrap();
            let head = page.split_once("<thead").unwrap().1.split_once("</thead>").unwrap().0;
            for name in heads.iter().chain(&["更新时间"]) {
                assert!(head.contains(&format!(">{name}<")), "{register} lists {name}: {head}");
            }
            let record =
                browser.get(&format!("/registers/{register}/{}", chosen[register])).await.text().await.unwrap();
            assert!(
                record.contains("ask-delete") && record.contains("/edit\""),
                "{register}: changed and deleted there"
            );
        }
    })
    .await;
}

/// E-105: exactly these seven classes. E-121: the types of teams. E-103: the classes of the archive.
#[test]
fn closed_lists_are_those_of_the_manual() {
    let catalog = societas::service::catalog::Catalog::load().unwrap();
    let choices = |register: &str, field: &str| -> Vec<String> {
        match &catalog.register(register).unwrap().field(field).unwrap().kind {
            Kind::Select { choices, .. } => choices.iter().map(|choice| choice.value.clone()).collect(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        choices("activity", "class"),
        [
            "科学家精神宣教",
            "人才培育激励",
            "学术交流研讨",
            "科技成果转化和科技经济融合",
            "科普服务和青少年科技教育",
            "国际交流合作",
            "决策咨询建议",
        ]
    );
    assert_eq!(choices("archive", "kind")[..5], ["秘书处人员资料", "会员资料", "项目资料", "工作动态", "工作总结"]);
    assert_eq!(
        choices("expert_team", "type")[..4],
        ["科普志愿服务队伍", "科技服务团", "科学家精神宣讲团", "决策咨询专家团队"]
    );
}

/// E-018, X-029: every register has its chapter, with every field, in both languages; the manual has all of them.
#[tokio::test(flavor = "multi_thread")]
async fn every_register_has_its_chapter() {
    on_each_database(|test: TestApp| async move {
        let (me, admin) = (test.ctx("secretary").await, test.ctx("admin").await);
        for definition in me.catalog.registers().iter().filter(|definition| definition.menu != Menu::None) {
            let found = find_guide(&me, &definition.key).await;
            assert_eq!(found.is_ok(), !definition.design, "{}: only the association designs registers", definition.key);
            for lang in [Lang::Zh, Lang::En] {
                let chapter = find_guide(&Ctx { lang, ..admin.clone() }, &definition.key).await.unwrap();
                assert_eq!(chapter.name, definition.name.text(lang));
                let lines: Vec<&GuideLine> = chapter.parts.iter().flat_map(|part| &part.lines).collect();
                for field in &definition.fields {
                    let line = lines.iter().find(|line| line.depth == 0 && line.label == field.label.text(lang));
                    let line = line.unwrap_or_else(|| panic!("{} tells nothing of {}", definition.key, field.key));
                    assert_eq!(line.required, field.required);
                    assert!(!line.takes.is_empty() && !line.takes.contains('{'), "{line:?}");
                }
                assert!(chapter.steps.len() >= 2);
            }
        }
        // One rule says who knows a register: an association below the topmost one designs none.
        let new = NewOrg { kind: "association".into(), name: "示例区科协".into(), ..NewOrg::default() };
        let district = within(&admin, org::create_org(&admin, test.association, new).await.unwrap());
        assert_eq!(find_guide(&district, "register_design").await.unwrap_err(), AppError::NotFound);
        let told: Vec<String> = list_chapters(&district).await.unwrap().into_iter().map(|c| c.register).collect();
        assert!(told.contains(&"activity".to_owned()) && !told.contains(&"register_design".to_owned()), "{told:?}");
        assert_eq!(find_guide(&me, "nothing").await.unwrap_err(), AppError::NotFound);
        let activity = find_guide(&me, "activity").await.unwrap();
        assert!(activity.steps.iter().any(|step| step.contains("审核通过或退回")) && !activity.leaves.is_empty());

        let browser = test.browser("secretary").await;
        let page = browser.get("/registers/qualification/help").await.text().await.unwrap();
        assert!(page.contains("填写帮助：获得资质") && page.contains("前 30 天系统会提醒"), "{page}");
        let answer = browser.get("/help/manual.html").await;
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let manual = answer.text().await.unwrap();
        for definition in me.catalog.registers().iter().filter(|definition| definition.menu != Menu::None) {
            let told = manual.contains(&format!("<h2>{}</h2>", definition.name.zh));
            assert_eq!(told, !definition.design, "{}", definition.key);
        }
        assert!(manual.ends_with("</html>"));
        let visitor = test.visitor().get("/help/manual.html").await;
        assert_eq!(visitor.headers()["location"], "/sign-in?next=/help");
    })
    .await;
}
