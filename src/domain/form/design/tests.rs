//! Designs: what they make of a register, and that no design breaks what is there.

use proptest::prelude::*;

use super::*;
use crate::domain::code::CodeTables;
use crate::domain::error::FieldProblem;
use crate::domain::form::check::tests::sample;
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::time::Day;

fn design(json: &str) -> Answer {
    serde_json::from_str(json).unwrap()
}

/// More fields for the sample register; `rows` is JSON of the rows.
fn more(rows: &str) -> Designed {
    let answer =
        design(&format!(r#"{{"scope":"在已有登记册中增加字段","register":"sample","title":"补充","fields":{rows}}}"#));
    designed(&answer, &[sample()], &Lists::from([("l1".into(), vec![choice("甲"), choice("乙")])]))
}

fn choice(value: &str) -> Choice {
    Choice { value: value.into(), en: String::new() }
}

fn codes(problems: &[FieldProblem]) -> Vec<(&str, ProblemCode)> {
    problems.iter().map(|p| (p.path.as_str(), p.code)).collect()
}

#[test]
fn fields_stand_where_the_design_says_in_its_order() {
    let rows = r#"[
        {"label":"等级一","kind":"单行文本","after":"姓名","code":"x_a","listed":"是"},
        {"label":"等级二","kind":"单选","list":"l1","choices":"丙 = Third\n丁","after":"姓名","code":"x_b","filter":"是","required":"是"},
        {"label":"备用","kind":"金额","code":"x_c"}]"#;
    let Designed { definition, problems } = more(rows);
    assert_eq!(problems, []);
    let form = definition.unwrap();
    let keys: Vec<&str> = form.fields.iter().map(|f| f.key.as_str()).collect();
    let name = keys.iter().position(|k| *k == "name").unwrap();
    assert_eq!(&keys[name + 1..name + 3], ["x_a", "x_b"]);
    assert_eq!(keys.last(), Some(&"x_c"));
    assert_eq!(form.columns.last().map(String::as_str), Some("x_a"));
    assert_eq!(form.filters.last().map(String::as_str), Some("x_b"));
    let Kind::Select { choices, .. } = &form.field("x_b").unwrap().kind else { panic!("a choice") };
    let values: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
    assert_eq!(values, ["甲", "乙", "丙", "丁"]);
    assert_eq!(choices[2].en, "Third");
}

#[test]
fn a_condition_names_its_field_by_label_and_only_values_that_it_has() {
    let with = |when: &str| {
        more(&format!(
            r#"[{{"label":"说明","kind":"多行文本","code":"x_a",{when}}},{{"label":"新选项","kind":"是否","code":"x_b"}}]"#
        ))
    };
    let good = with(r#""when_field":"类别","when_value":"个人、团体""#);
    assert_eq!(good.problems, []);
    let when = good.definition.unwrap().field("x_a").unwrap().when.clone().unwrap();
    assert_eq!((when.field.as_str(), when.is.as_slice()), ("kind", &["个人".to_owned(), "团体".to_owned()][..]));
    assert_eq!(with(r#""when_field":"新选项","when_value":"是""#).problems, [], "a field of the same design");
    for (when, path, code) in [
        (r#""when_field":"没有","when_value":"是""#, "fields.0.when_field", ProblemCode::NoSuchField),
        (r#""when_field":"姓名","when_value":"是""#, "fields.0.when_field", ProblemCode::DeciderKind),
        (r#""when_field":"类别","when_value":"企业""#, "fields.0.when_value", ProblemCode::NotAnOption),
        (r#""when_field":"类别""#, "fields.0.when_value", ProblemCode::Required),
    ] {
        assert_eq!(codes(&with(when).problems), [(path, code)], "{when}");
    }
    let circle = more(
        r#"[{"label":"一","kind":"是否","code":"x_a","when_field":"二","when_value":"是"},
            {"label":"二","kind":"是否","code":"x_b","when_field":"一","when_value":"是"}]"#,
    );
    assert_eq!(codes(&circle.problems), [("fields.1.when_field", ProblemCode::ConditionCircle)]);
}

#[test]
fn what_a_design_may_not_do_is_said_at_its_place() {
    let cases = [
        (r#"[{"label":"姓名","kind":"单行文本","code":"x_a"}]"#, "fields.0.label", ProblemCode::Duplicate),
        (r#"[{"label":"新","kind":"单行文本","code":"name"}]"#, "fields.0.code", ProblemCode::OwnKey),
        (r#"[{"label":"新","kind":"单选","code":"x_a"}]"#, "fields.0.choices", ProblemCode::Required),
        (
            r#"[{"label":"新","kind":"单选","choices":"甲\n甲","code":"x_a"}]"#,
            "fields.0.choices",
            ProblemCode::Duplicate,
        ),
        (r#"[{"label":"新","kind":"日期","after":"没有","code":"x_a"}]"#, "fields.0.after", ProblemCode::NoSuchField),
    ];
    for (rows, path, code) in cases {
        let outcome = more(rows);
        assert!(codes(&outcome.problems).contains(&(path, code)), "{rows}: {:?}", outcome.problems);
        let form = outcome.definition.unwrap();
        assert!(form.fields.len() >= sample().fields.len(), "{rows}");
    }
    let unknown = designed(
        &design(r#"{"scope":"在已有登记册中增加字段","register":"nothing","title":"无"}"#),
        &[sample()],
        &Lists::new(),
    );
    assert_eq!((codes(&unknown.problems), unknown.definition), (vec![("register", ProblemCode::NotAnOption)], None));
}

#[test]
fn a_new_register_needs_a_text_that_names_its_records() {
    let new = |rows: &str| {
        let answer = design(&format!(
            r#"{{"scope":"新建登记册","title":"志愿服务","purpose":"登记","menu":"业务管理平台","code":"x_new","fields":{rows}}}"#
        ));
        designed(&answer, &[sample()], &Lists::new())
    };
    let Designed { definition, problems } = new(
        r#"[{"label":"日期","kind":"日期","code":"x_1"},{"label":"项目","kind":"单行文本","required":"是","code":"x_2"},
            {"label":"附件","kind":"文件","code":"x_3"}]"#,
    );
    assert_eq!(problems, []);
    let form = definition.unwrap();
    assert_eq!((form.key.as_str(), form.title.as_str(), form.menu), ("x_new", "x_2", Menu::Business));
    assert_eq!(form.columns, ["x_1", "x_2"], "files are no column");
    let missing = new(r#"[{"label":"日期","kind":"日期","code":"x_1"}]"#);
    assert_eq!(codes(&missing.problems), [("fields", ProblemCode::TitleFieldMissing)]);
    let same = design(r#"{"scope":"新建登记册","title":"样表","code":"x_new"}"#);
    assert!(codes(&designed(&same, &[sample()], &Lists::new()).problems).contains(&("title", ProblemCode::Duplicate)));
}

#[test]
fn keys_are_given_once_and_kept() {
    let mut answer =
        design(r#"{"scope":"新建登记册","title":"新","fields":[{"label":"一"},{"label":"二","code":"x_own"}]}"#);
    let mut n = 0;
    give_keys(&mut answer, || {
        n += 1;
        format!("r{n}")
    });
    let rows = answer.rows("fields");
    assert_eq!((answer.text("code"), rows[0].text("code"), rows[1].text("code")), ("x_r1", "x_r2", "x_own"));
    let before = answer.clone();
    give_keys(&mut answer, || unreachable!());
    assert_eq!(answer, before);
}

fn row() -> impl Strategy<Value = Answer> {
    let word = || {
        prop_oneof![
            Just(String::new()),
            Just("姓名".to_owned()),
            Just("类别".to_owned()),
            Just("新".to_owned()),
            Just("其他".to_owned()),
            Just("是".to_owned()),
            Just("l1".to_owned()),
            "\\PC{0,6}"
        ]
    };
    let kind =
        prop::sample::select(vec!["单行文本", "单选", "多选", "是否", "日期", "文件", "会员", "学科", "未知", ""]);
    let code = prop_oneof![Just(String::new()), "x_[a-c]", Just("name".to_owned())];
    ((kind, code, word(), word(), word()), (word(), word(), word(), word())).prop_map(|(a, b)| {
        let mut row = Answer::default();
        for (key, value) in [
            ("kind", a.0.to_owned()),
            ("code", a.1),
            ("label", a.2),
            ("after", a.3),
            ("choices", a.4),
            ("when_field", b.0),
            ("when_value", b.1),
            ("list", b.2),
            ("required", b.3),
        ] {
            row.set(key, value);
        }
        row
    })
}

proptest! {
    /// Whatever is designed: nothing panics, every field of the register stays as it was, keys are unique,
    /// conditions lead to fields that are there, and a record of before is still read by its own version.
    #[test]
    fn no_design_breaks_a_register(rows in prop::collection::vec(row(), 0..8), new in any::<bool>(), name in "\\PC{0,8}") {
        let base = sample();
        let mut answer = Answer::default();
        answer.set("scope", if new { "新建登记册" } else { "在已有登记册中增加字段" });
        answer.set("register", "sample");
        answer.set("title", name.clone());
        answer.0.insert("fields".into(), Value::Rows(rows));
        let outcome = designed(&answer, std::slice::from_ref(&base), &Lists::from([("l1".into(), vec![choice("甲")])]));
        let form = outcome.definition.unwrap();
        let mut keys = BTreeSet::new();
        for field in &form.fields {
            prop_assert!(keys.insert(&field.key), "{} stands twice", field.key);
            if let Some(when) = &field.when {
                prop_assert!(form.field(&when.field).is_some());
            }
        }
        prop_assert!(form.columns.iter().chain(&form.filters).all(|key| form.field(key).is_some()));
        if !new {
            let kept: Vec<&Field> = form.fields.iter().filter(|f| !is_own(&f.key)).collect();
            prop_assert_eq!(kept, base.fields.iter().collect::<Vec<_>>());
        }
        let mut entered = Answer::default();
        entered.set("kind", "个人");
        entered.set("name", name);
        let env = CheckEnv { today: "2026-03-01".parse::<Day>().unwrap(), codes: &CodeTables::default() };
        let before = check(&base, &entered, &env);
        let after = check(&form, &entered, &env);
        if !new {
            let old: Vec<_> = after.iter().filter(|p| !is_own(&p.path)).cloned().collect();
            prop_assert_eq!(old, before);
        }
    }
}
