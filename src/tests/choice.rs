//! What a form takes from elsewhere: a text beside 其他, codes, people from the members, values of a chosen member; and
//! the parts of the workspace.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use societas::domain::code::CODES_FOUND;
use societas::domain::error::{AppError, ProblemCode};
use societas::domain::form::{Answer, FormDefinition, Kind, Menu};
use societas::domain::ids::RecordId;
use societas::domain::record::{RecordView, SaveMode};
use societas::service::register::{find_candidate, find_candidates, find_form, find_record, save_record};
use societas::service::{Ctx, code};

use super::support::sample::Sample;
use super::support::{TestApp, on_each_database};

fn answer(value: Json) -> Answer {
    serde_json::from_value(value).unwrap()
}

/// Saves, and reads the form anew.
async fn save(ctx: &Ctx, register: &str, at: Option<&RecordView>, answer: Answer) -> Result<RecordView, AppError> {
    let (id, version) = at.map_or((None, 0), |view| (view.id, view.version));
    let saved = save_record(ctx, ctx.actor()?.org, register, id, version, answer, SaveMode::Valid).await?;
    find_form(ctx, register, saved.id).await
}

fn codes(refused: Result<RecordView, AppError>) -> Vec<(String, ProblemCode)> {
    match refused.unwrap_err() {
        AppError::Invalid { problems } => problems.into_iter().map(|p| (p.path, p.code)).collect(),
        other => panic!("{other:?}"),
    }
}

async fn level(ctx: &Ctx) -> RecordId {
    let level = json!({ "name": "普通会员", "fee": "1", "kind": "个人会员", "permissions": ["查看会员资料"] });
    save(ctx, "member_level", None, answer(level)).await.unwrap().id.unwrap()
}

fn member(level: RecordId, name: &str, mobile: &str) -> Answer {
    answer(json!({
        "kind": "个人会员", "name": name, "sex": "女", "mobile": mobile, "employer": "滨江大学", "post": "教授",
        "level": level.to_string(), "joined_on": "2024-03-05",
    }))
}

/// REG-04, REG-05, E-079, E-128: 其他 demands its text, and the text goes with it.
#[tokio::test(flavor = "multi_thread")]
async fn other_demands_a_text_that_goes_with_it() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        for (register, kind, text) in [("info_system", "kind", "kind_other"), ("qualification", "type", "type_other")] {
            let definition = me.catalog.register(register).unwrap();
            let mut typed = Sample { ctx: &me, register, chosen: &BTreeMap::new() }.answer(&definition.fields).await;
            let listed = typed.text(kind).to_owned();
            assert_ne!(listed, "其他", "{register}");
            typed.set(kind, "其他");
            typed.set(text, "");
            assert_eq!(
                codes(save(&me, register, None, typed.clone()).await),
                [(text.into(), ProblemCode::OtherMissing)]
            );
            typed.set(text, "自定类型");
            let saved = save(&me, register, None, typed.clone()).await.unwrap();
            assert_eq!(saved.answer.text(text), "自定类型", "{register}");
            typed.set(kind, listed);
            let saved = save(&me, register, Some(&saved), typed).await.unwrap();
            let stored = find_record(&me, register, saved.id.unwrap()).await.unwrap();
            assert!(!stored.answer.0.contains_key(text), "{register}: what is hidden is not kept");
        }
    })
    .await;
}

/// The row fields of a register and what they take from a member.
fn people<'d>(definition: &'d FormDefinition, field: &str) -> (Vec<&'d str>, &'d BTreeMap<String, String>) {
    match &definition.field(field).unwrap().kind {
        Kind::Rows { fields, pick: Some(pick), .. } if pick.register == "member" => {
            (fields.iter().map(|field| field.label.zh.as_str()).collect(), &pick.fill)
        }
        other => panic!("{other:?}"),
    }
}

/// E-050, E-051, E-052, E-124: people are typed in or chosen from the members, who fill their row in.
#[tokio::test(flavor = "multi_thread")]
async fn people_are_typed_in_or_chosen_from_the_members() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me).await;
        save(&me, "member", None, member(level, "示例会员", "13800138000")).await.unwrap();
        let found = find_candidates(&me, "member", "示例会员").await.unwrap();
        let chosen = find_candidate(&me, "member", found[0].id).await.unwrap();
        let rest = [
            ("internal_dept", "people", json!({ "name": "办公室", "founded_on": "2024-03-05", "duties": "日常" })),
            (
                "expert_team",
                "members",
                json!({ "name": "讲师团", "type": "科技服务团", "founded_on": "2024-03-05", "approver": "理事会" }),
            ),
        ];
        for (register, field, rest) in rest {
            let (asked, fill) = people(me.catalog.register(register).unwrap(), field);
            if register == "internal_dept" {
                assert_eq!(asked, ["姓名", "联系方式", "性别", "单位", "职务或职称"]);
            }
            let phone = if register == "internal_dept" { "phone" } else { "mobile" };
            let typed = json!({ "name": "手录甲", phone: "13900139000", "sex": "男" });
            let picked: BTreeMap<_, _> = fill
                .iter()
                .filter_map(|(own, theirs)| Some((own.clone(), chosen.values.get(theirs)?.clone())))
                .collect();
            let mut answer = answer(rest);
            answer.0.insert(field.into(), serde_json::from_value(json!([typed, picked])).unwrap());
            let saved = save(&me, register, None, answer).await.unwrap();
            let stored = find_form(&me, register, saved.id.unwrap()).await.unwrap().answer;
            let rows = stored.rows(field);
            assert_eq!((rows[0].text("name"), rows[0].text(phone)), ("手录甲", "13900139000"), "{register}");
            assert_eq!((rows[1].text("name"), rows[1].text(phone)), ("示例会员", "13800138000"), "{register}");
            assert_eq!((rows[1].text("sex"), rows[1].text("employer")), ("女", "滨江大学"), "{register}");
        }
    })
    .await;
}

/// REG-06, E-087, E-088, E-089: a member of the Party group is one of the members, whose name and number are taken
/// from there; what is changed there later is told and taken over on demand.
#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_member_fills_in_what_nobody_types() {
    on_each_database(|test: TestApp| async move {
        const GROUP: &str = "party_group_member";
        let me = test.ctx("secretary").await;
        let level = level(&me).await;
        let first = save(&me, "member", None, member(level, "示例会员", "13800138000")).await.unwrap();
        let other = save(&me, "member", None, member(level, "另一会员", "13800138001")).await.unwrap();
        let typed = |member: String| {
            answer(json!({
                "member": member, "name": "手录姓名", "mobile": "13999999999", "post": "组长", "from": "2024-03-05",
            }))
        };
        let nobody = answer(json!({ "name": "手录姓名", "post": "组长", "from": "2024-03-05" }));
        assert_eq!(codes(save(&me, GROUP, None, nobody).await), [("member".into(), ProblemCode::Required)]);
        let unknown = codes(save(&me, GROUP, None, typed(RecordId::fresh().to_string())).await);
        assert_eq!(unknown, [("member".into(), ProblemCode::UnknownRecord)]);
        let at_level = codes(save(&me, GROUP, None, typed(level.to_string())).await);
        assert_eq!(at_level, [("member".into(), ProblemCode::UnknownRecord)], "a record, but no member");

        let saved = save(&me, GROUP, None, typed(first.id.unwrap().to_string())).await.unwrap();
        let id = saved.id.unwrap();
        assert_eq!((saved.answer.text("name"), saved.answer.text("mobile")), ("示例会员", "13800138000"));
        assert!(saved.outdated.0.is_empty());

        save(&me, "member", Some(&first), member(level, "示例会员", "13700137000")).await.unwrap();
        let form = find_form(&me, GROUP, id).await.unwrap();
        assert_eq!(form.answer.text("mobile"), "13800138000", "what was filled in stays");
        assert_eq!(form.outdated, answer(json!({ "mobile": "13700137000" })));
        let read = find_record(&me, GROUP, id).await.unwrap();
        assert_eq!(read.outdated.text("mobile"), "137****7000", "a page to read has no full number");
        let above = find_record(&test.ctx("reviewer").await, GROUP, id).await.unwrap();
        assert!(above.outdated.0.is_empty(), "who cannot take it over is not told");
        let mut same = form.answer.clone();
        same.set("post", "成员");
        let kept = save(&me, GROUP, Some(&form), same.clone()).await.unwrap();
        assert_eq!((kept.answer.text("mobile"), kept.answer.text("post")), ("13800138000", "成员"));
        same.set("mobile", "13700137000");
        let taken = save(&me, GROUP, Some(&kept), same.clone()).await.unwrap();
        assert_eq!(taken.answer.text("mobile"), "13700137000");
        assert!(taken.outdated.0.is_empty());
        same.set("member", other.id.unwrap().to_string());
        let changed = save(&me, GROUP, Some(&taken), same).await.unwrap();
        assert_eq!((changed.answer.text("name"), changed.answer.text("mobile")), ("另一会员", "13800138001"));
    })
    .await;
}

/// X-013: one table for all selects of its kind; the code is stored, the name is shown.
#[tokio::test(flavor = "multi_thread")]
async fn code_tables_answer_level_by_level() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let top = code::list_levels(&me, "gb2260", "").unwrap();
        assert_eq!((top.len(), top[0].chosen.as_str()), (1, ""));
        let town = code::list_levels(&me, "gb2260", "442000").unwrap();
        assert_eq!((town[0].chosen.as_str(), town[1].chosen.as_str()), ("440000", "442000"));
        assert_eq!(code::list_levels(&me, "gb2260", "nonsense").unwrap(), top);
        assert_eq!(code::list_levels(&me, "nonsense", "").unwrap_err(), AppError::NotFound);
        let found = code::search_codes(&me, "gb2260", "中山").unwrap();
        assert!(found.iter().any(|e| e.code == "442000"));
        let found = code::search_codes(&me, "gb13745", "gtlx").unwrap();
        assert_eq!(found.first().map(|e| e.name.zh.as_str()), Some("固体力学"), "{found:?}");
        assert_eq!(code::search_codes(&me, "gb2260", "CQ").unwrap()[0].name.zh, "重庆市", "upper levels come first");
        let found = code::search_codes(&me, "gb13745", "lx").unwrap();
        assert_eq!((found[0].name.zh.as_str(), found[0].above.len(), found.len()), ("力学", 0, CODES_FOUND));
        let town = code::search_codes(&me, "gb2260", "442000").unwrap().remove(0);
        assert_eq!(town.above.iter().map(|name| name.zh.as_str()).collect::<Vec<_>>(), ["广东省"]);
        assert_eq!(code::search_codes(&me, "nonsense", "a").unwrap_err(), AppError::NotFound);
        let asked = test.visitor().raw(reqwest::Method::GET, "/api/code/search?table=gb2260&words=zss");
        let asked = asked.header("accept", "application/json").header("sec-fetch-site", "same-origin");
        assert_eq!(asked.send().await.unwrap().status(), 200, "whoever applies to join needs no account");
        let page = test.browser("secretary").await.get("/registers/activity/new").await.text().await.unwrap();
        let box_and_code = [r#"role="combobox""#, r#"role="listbox""#, r#"name="region""#, "查找地区"];
        assert!(box_and_code.iter().all(|part| page.contains(part)), "{page}");
        let tables = code::list_tables(&me, "member").unwrap();
        assert!(tables.contains_key("gb3304") && !tables.contains_key("gb2260"));

        let level = level(&me).await;
        let mut typed = member(level, "示例会员", "13800138000");
        typed.set("ethnic", "01");
        let saved = save(&me, "member", None, typed.clone()).await.unwrap();
        assert_eq!((saved.answer.text("ethnic"), saved.code_names["gb3304:01"].zh.as_str()), ("01", "汉族"));
        typed.set("ethnic", "98765");
        assert_eq!(codes(save(&me, "member", None, typed).await), [("ethnic".to_owned(), ProblemCode::NotAnOption)]);
    })
    .await;
}

/// E-019, E-036, E-085, E-086, E-104: the two platforms with their modules, and the parts that some of them stand in.
#[tokio::test(flavor = "multi_thread")]
async fn the_workspace_has_two_platforms_with_their_parts() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let page = test.browser("secretary").await.get("/registers").await.text().await.unwrap();
        // Between two texts the server sets a mark for the browser.
        let page = page.replace("<!>", "");
        let (organisation, business) = page.split_once("<h2>业务管理平台</h2>").unwrap();
        let (_, organisation) = organisation.split_once("<h2>组织管理平台</h2>").unwrap();
        let link = |register: &str| format!("href=\"/registers/{register}\"");
        for register in me.catalog.registers().iter().filter(|r| r.held_by == ["society"] && !r.design) {
            let at = |part: &str| part.contains(&link(&register.key));
            let expected = match register.menu {
                Menu::Organisation | Menu::Member | Menu::Party => (true, false),
                Menu::Business => (false, true),
                Menu::Congress | Menu::None => (false, false),
            };
            assert_eq!((at(organisation), at(business)), expected, "{}", register.key);
        }
        let named = [
            "society_basic",
            "policy_doc",
            "secretariat_staff",
            "reelection",
            "member",
            "info_system",
            "meeting",
            "archive",
        ];
        assert!(named.iter().all(|register| organisation.contains(&link(register))));
        let business_has =
            ["activity", "journal", "intl_org", "expert_team", "qualification", "media_account", "expert_pool"];
        assert!(business_has.iter().all(|register| business.contains(&link(register))));

        // Under each heading exactly its registers.
        for (heading, inside) in [
            ("机构管理", &["branch", "entity_org", "internal_dept"][..]),
            (
                "社会组织党建管理 · 党建工作小组",
                &["party_group_member", "party_group_rule", "party_group_record", "party_notice"],
            ),
            ("社会组织党建管理 · 党支部", &["party_member", "party_branch_record"]),
        ] {
            let (_, below) =
                organisation.split_once(&format!(">{heading}</h3>")).unwrap_or_else(|| panic!("{heading}"));
            let part = below.split("</ul>").next().unwrap();
            assert_eq!(part.matches("card__link").count(), inside.len(), "{heading}");
            assert!(inside.iter().all(|register| part.contains(&link(register))), "{heading}");
        }
    })
    .await;
}
