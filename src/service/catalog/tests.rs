use std::collections::BTreeSet;

use super::*;
use crate::domain::code::{CodeEntry, Codes, Known};
use crate::domain::form::check::{CheckEnv, check as check_answer};
use crate::domain::form::{Answer, normalise, view};
use crate::domain::form::{RecordFlow, Shape};
use crate::domain::time::Day;

fn catalog() -> Catalog {
    Catalog::load().unwrap()
}

/// Each register with the number of its fields, row fields not counted.
const FIELDS: &[(&str, usize)] = &[
    ("society_basic", 48),
    ("policy_doc", 8),
    ("secretariat_staff", 16),
    ("reelection", 17),
    ("reelection_case", 34),
    ("branch", 11),
    ("branch_person", 8),
    ("entity_org", 12),
    ("internal_dept", 5),
    ("sub_account", 6),
    ("info_system", 8),
    ("meeting", 13),
    ("archive", 7),
    ("member", 40),
    ("member_application", 35),
    ("member_level", 5),
    ("member_notice", 9),
    ("member_guide", 1),
    ("party_group_member", 10),
    ("party_group_rule", 3),
    ("party_group_record", 10),
    ("party_call", 8),
    ("party_notice", 9),
    ("party_member", 12),
    ("party_branch_record", 12),
    ("activity", 32),
    ("journal", 26),
    ("intl_org", 11),
    ("expert_team", 7),
    ("qualification", 13),
    ("media_account", 13),
    ("expert_pool", 15),
    ("tool_activity", 10),
    ("tool_survey", 8),
    ("service_team", 11),
    ("delegate_form", 52),
    ("register_design", 10),
    ("option_list", 4),
];

fn every_field(catalog: &Catalog) -> Vec<(&str, &Field)> {
    let mut all = Vec::new();
    for register in catalog.registers() {
        for field in &register.fields {
            all.push((register.key.as_str(), field));
            if let Kind::Rows { fields, .. } = &field.kind {
                all.extend(fields.iter().map(|f| (register.key.as_str(), f)));
            }
        }
    }
    all
}

#[test]
fn every_register_loads_with_its_fields() {
    let catalog = catalog();
    let found: Vec<(&str, usize)> = catalog.registers().iter().map(|r| (r.key.as_str(), r.fields.len())).collect();
    assert_eq!(found, FIELDS);
}

#[test]
fn registers_have_the_shape_and_flow_of_the_manuals() {
    let catalog = catalog();
    let keys = |test: fn(&FormDefinition) -> bool| -> Vec<&str> {
        catalog.registers().iter().filter(|r| test(r)).map(|r| r.key.as_str()).collect()
    };
    assert_eq!(keys(|r| r.shape == Shape::Single), ["society_basic", "member_guide", "party_group_rule"]);
    let submitted = ["journal", "qualification", "media_account", "delegate_form"];
    assert_eq!(keys(|r| r.flow == RecordFlow::Submit), submitted);
    assert_eq!(keys(|r| r.flow == RecordFlow::Climb), ["service_team"]);
    assert_eq!(keys(|r| r.held_by != ["society"]), ["party_call", "service_team", "register_design", "option_list"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Publish), ["party_call"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Answer), ["party_notice"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Reelection), ["reelection_case"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Reviewed), ["activity"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Leave), ["party_group_member"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Application), ["member_application"]);
    assert_eq!(keys(|r| r.flow == RecordFlow::Derived), ["expert_pool"]);
}

#[test]
fn every_field_kind_is_used() {
    let catalog = catalog();
    let used: BTreeSet<String> = every_field(&catalog)
        .iter()
        .map(|(_, f)| serde_json::to_value(&f.kind).unwrap()["kind"].as_str().unwrap().to_owned())
        .collect();
    let kinds = [
        "text",
        "text_area",
        "int",
        "decimal",
        "money",
        "date",
        "date_time",
        "year",
        "bool",
        "select",
        "multi_select",
        "code",
        "mobile",
        "landline",
        "email",
        "url",
        "postcode",
        "uscc",
        "id_card",
        "cn",
        "issn",
        "files",
        "record",
        "rows",
        "login",
        "password",
        "computed",
    ];
    assert_eq!(used, kinds.into_iter().map(String::from).collect());
}

/// `Field` cannot refuse unknown keys while its kind is flattened, so a misspelt key is found here.
#[test]
fn every_key_of_the_files_is_understood() {
    fn compare(file: &str, written: &toml::Value, read: &toml::Value) {
        match (written, read) {
            (toml::Value::Table(written), toml::Value::Table(read)) => {
                for (key, value) in written {
                    let kept = read.get(key).unwrap_or_else(|| panic!("{file}: unknown key {key} in {written}"));
                    compare(file, value, kept);
                }
            }
            (toml::Value::Array(written), toml::Value::Array(read)) => {
                assert_eq!(written.len(), read.len(), "{file}");
                written.iter().zip(read).for_each(|(w, r)| compare(file, w, r));
            }
            _ => assert_eq!(written, read, "{file}"),
        }
    }
    for (key, text) in REGISTERS {
        let definition: FormDefinition = toml::from_str(text).unwrap();
        let written: toml::Value = toml::from_str(text).unwrap();
        compare(key, &written, &toml::Value::try_from(&definition).unwrap());
    }
}

#[test]
fn option_lists_are_used_and_resolved() {
    let catalog = catalog();
    let lists: OptionLists = toml::from_str(OPTIONS).unwrap();
    let fields = every_field(&catalog);
    let used: BTreeSet<&String> = fields
        .iter()
        .filter_map(|(_, f)| match &f.kind {
            Kind::Select { options, choices, .. } | Kind::MultiSelect { options, choices } => {
                assert!(!choices.is_empty(), "{}", f.key);
                options.as_ref()
            }
            _ => None,
        })
        .collect();
    assert_eq!(used, lists.keys().collect());
}

#[test]
fn other_opens_a_text_that_stands_only_then() {
    let catalog = catalog();
    let mut seen = 0;
    for register in catalog.registers() {
        for field in &register.fields {
            let Kind::Select { other: Some(other), choices, .. } = &field.kind else { continue };
            let when = register.field(other).unwrap().when.as_ref().unwrap();
            assert_eq!((&when.field, when.is.as_slice()), (&field.key, &["其他".to_owned()][..]), "{other}");
            assert!(choices.iter().any(|c| c.value == "其他"), "{}", field.key);
            seen += 1;
        }
    }
    assert_eq!(seen, 12);
}

#[test]
fn identity_numbers_and_mobiles_are_masked() {
    for (register, field) in every_field(&catalog()) {
        let personal = matches!(field.kind, Kind::IdCard { .. } | Kind::Mobile) || field.key == "bank_account";
        assert_eq!(field.masked, personal, "{register}.{}", field.key);
    }
}

#[test]
fn an_applicant_fills_fields_of_a_member() {
    let catalog = catalog();
    let (member, application) = (catalog.register("member").unwrap(), catalog.register("member_application").unwrap());
    for field in application.fields.iter().filter(|f| f.key != "reason") {
        let same = member.field(&field.key).unwrap_or_else(|| panic!("{}", field.key));
        assert_eq!(
            (&same.kind, &same.when, same.required),
            (&field.kind, &field.when, field.required),
            "{}",
            field.key
        );
    }
}

#[test]
fn faults_name_file_and_field() {
    let text = REGISTERS.iter().find(|(key, _)| *key == "info_system").unwrap().1;
    let fault = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let lists: OptionLists = toml::from_str(OPTIONS).unwrap();
        let mut form: FormDefinition = toml::from_str(&text.replace(from, to)).unwrap();
        resolve("registers/info_system.toml", "", &mut form.fields, &lists)
            .and_then(|()| check::register("info_system", &form, &catalog().registers, catalog().org_kinds()))
            .unwrap_err()
            .to_string()
    };
    let cases = [
        ("\"infosys_type\"", "\"nothing\"", "kind: unknown option list nothing"),
        ("version = 1", "version = 0", "its version must be positive"),
        ("\"url\", \"online_on\"", "\"nothing\"", "names the unknown field nothing"),
        ("other = \"kind_other\"", "other = \"intro\"", "kind: refers to intro, which is of another kind"),
        ("is = [\"其他\"]", "is = [\"别的\"]", "kind_other: its condition asks for 别的, which kind cannot be"),
        (", en = \"Address\"", "", "url: has no English label"),
        ("key = \"icp\"", "key = \"url\"", "url: stands twice"),
        ("key = \"icp\"", "key = \"ICP\"", "ICP: is no key: [a-z][a-z0-9_]*"),
        (
            "version = 1",
            "version = 1\nshared = { field = \"url\", unit = [], below = [\"其他\"] }",
            "is shared by choices that url, among its filters, does not have",
        ),
        (
            "version = 1",
            "version = 1\nshared = { field = \"kind\", unit = [], below = [\"别的\"] }",
            "is shared by choices that kind, among its filters, does not have",
        ),
        (
            "version = 1",
            "version = 1\nshared = { field = \"kind\", unit = [\"其他\"], below = [\"其他\"] }",
            "is shared by no choice, or by one that stands twice",
        ),
        (
            "version = 1",
            "version = 1\nflow = \"submit\"\nshared = { field = \"kind\", unit = [], below = [\"其他\"] }",
            "is shared, but no plain list",
        ),
    ];
    for (from, to, problem) in cases {
        assert_eq!(fault(from, to), format!("catalog/registers/info_system.toml: {problem}"));
    }
}

#[test]
fn units_of_a_society_are_set_up_below_it() {
    let catalog = catalog();
    let children = |key: &str| catalog.org_kind(key).unwrap().children.clone();
    assert!(children("association").contains(&"society".to_owned()));
    assert_eq!(children("society"), ["branch"]);
    assert_eq!(children("management"), ["management", "executing", "base"]);
}

#[test]
fn code_tables_are_complete_trees() {
    let catalog = catalog();
    let sizes = [
        ("gb2260", 6753),
        ("gb3304", 56),
        ("gb4762", 13),
        ("gb4658", 40),
        ("gb6864", 58),
        ("gb8561", 304),
        ("gb13745", 800),
        ("gb2659", 249),
        ("occupation", 47),
    ];
    for (name, size) in sizes {
        let table = catalog.table(name).unwrap();
        assert_eq!(table.tree.entries().len(), size, "{name}: every code stands once");
        assert!(!table.source.is_empty(), "{name}");
        for entry in table.tree.entries() {
            assert!(!entry.code.is_empty() && !entry.name.zh.is_empty(), "{name} {entry:?}");
            assert!(entry.parent.is_empty() || table.tree.get(&entry.parent).is_some(), "{name} {entry:?}");
        }
        let english = |entry: &CodeEntry| !entry.name.en.is_empty();
        assert!(table.tree.children("").all(english), "{name}: the top level has English names");
    }
    assert!(catalog.table("gb1").is_none());
    assert_eq!(Codes::entry(&catalog, "gb1", "11"), Known::No);
}

#[test]
fn code_entries_carry_what_the_rules_need() {
    let catalog = catalog();
    let value = |table: &str, code: &str, column: &str| catalog.table(table).unwrap().attribute(code, column);
    assert_eq!((value("gb3304", "01", "minority"), value("gb3304", "08", "minority")), ("0", "1"));
    assert_eq!((value("gb4762", "10", "democratic_party"), value("gb4762", "12", "democratic_party")), ("1", "0"));
    assert_eq!((value("gb8561", "012", "level"), value("gb4658", "21", "rank")), ("副高级", "6"));
    assert_eq!((value("occupation", "2001", "grassroots"), value("gb3304", "99", "minority")), ("1", ""));

    let divisions = &catalog.table("gb2260").unwrap().tree;
    let path: Vec<&str> = divisions.path("440304").iter().map(|e| e.name.zh.as_str()).collect();
    assert_eq!(path, ["广东省", "深圳市", "福田区"]);
    assert!(!divisions.get("110103").unwrap().current, "崇文区 stays readable");
    assert_eq!(Codes::entry(&catalog, "gb2260", "110101"), Known::Yes { leaf: true });
    assert_eq!(Codes::entry(&catalog, "gb2260", "110000"), Known::Yes { leaf: false });
    assert_eq!(Codes::parent(&catalog, "gb2260", "440304"), Some("440300"));
    assert_eq!(Codes::name(&catalog, "gb3304", "08").unwrap().en, "Zhuang");
}

#[test]
fn names_of_a_roster_find_their_code() {
    let catalog = catalog();
    let found = |table: &str, name: &str| -> Vec<String> {
        catalog.table(table).unwrap().named(name).iter().map(|e| e.code.clone()).collect()
    };
    for (name, code) in [("博士", "11"), ("本科", "21"), ("大学本科毕业", "21"), ("Doctoral", "11")] {
        assert_eq!(found("gb4658", name), [code], "{name}");
    }
    assert_eq!(found("gb3304", "汉"), ["01"]);
    assert_eq!(found("gb4762", "中共党员"), ["01"]);
    assert_eq!(found("gb8561", "编辑").len(), 2, "two series have this title");
    assert!(found("gb4658", "").is_empty() && found("gb2260", "崇文区").is_empty());
}

/// The paths of the problems that a filled-in register has today, 5 March 2026.
fn problems(catalog: &Catalog, register: &str, filled: &[(&str, &str)]) -> (Answer, Vec<String>) {
    let form = catalog.register(register).unwrap();
    let mut answer = Answer::default();
    filled.iter().for_each(|(key, text)| answer.set(key, *text));
    normalise::normalise(form, &mut answer);
    let env = CheckEnv { today: Day::new(2026, 3, 5).unwrap(), codes: catalog };
    let found = check_answer(form, &answer, &env);
    (answer, found.into_iter().map(|p| p.path).collect())
}

#[test]
fn a_group_member_is_asked_for_its_unit_and_named_by_it() {
    let catalog = catalog();
    let level = "01890000-0000-7000-8000-000000000001";
    let unit = [
        ("kind", "团体会员"),
        ("unit_name", "某某研究院"),
        ("unit_nature", "科研院所"),
        ("unit_contact", "张三"),
        ("mobile", "13800138000"),
        ("level", level),
        ("joined_on", "2025-01-06"),
    ];
    let (answer, missing) = problems(&catalog, "member", &unit);
    assert_eq!(missing, ["uscc"], "nothing of a person is asked");
    let form = catalog.register("member").unwrap();
    assert_eq!(view::title(form, &answer, &catalog), "某某研究院");

    let person = [("kind", "个人会员"), ("name", "李四"), ("id_no", "110101199003079964"), ("sex", "男")];
    let (_, missing) = problems(&catalog, "member", &person);
    assert_eq!(missing, ["id_no", "mobile", "employer", "level", "joined_on"], "the ID number says female");
}

#[test]
fn other_is_asked_for_in_words() {
    let catalog = catalog();
    let system = [("name", "会员系统"), ("kind", "其他"), ("url", "https://example.org")];
    assert_eq!(problems(&catalog, "info_system", &system).1, ["kind_other"]);
    let system = [("name", "门户"), ("kind", "门户网站"), ("url", "https://example.org"), ("kind_other", "旧值")];
    let (answer, missing) = problems(&catalog, "info_system", &system);
    assert!(missing.is_empty() && answer.text("kind_other").is_empty(), "{missing:?}");
}

#[test]
fn an_internal_publication_needs_a_permit_instead_of_a_cn() {
    let catalog = catalog();
    let demanded = |kind: &str| -> Vec<String> {
        let (_, missing) = problems(&catalog, "journal", &[("type", kind)]);
        missing.into_iter().filter(|path| ["cn", "permit_no"].contains(&path.as_str())).collect()
    };
    assert_eq!(demanded("学术期刊"), ["cn"]);
    assert_eq!(demanded("内部资料"), ["permit_no"]);
}

#[test]
fn a_policy_document_is_named_by_the_list_or_in_words() {
    let catalog = catalog();
    let named = |filled: &[(&str, &str)]| {
        let (answer, _) = problems(&catalog, "policy_doc", filled);
        view::title(catalog.register("policy_doc").unwrap(), &answer, &catalog)
    };
    assert_eq!(named(&[("name", "章程")]), "章程");
    assert_eq!(named(&[("name", "其他"), ("name_other", "会徽使用办法")]), "会徽使用办法");
}
