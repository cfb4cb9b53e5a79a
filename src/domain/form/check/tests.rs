//! The check as a whole: order, paths, conditions, shapes, and that no input makes it fail.

use proptest::prelude::*;

use super::*;
use crate::domain::code::{Codes, Known};
use crate::domain::error::Severity;
use crate::domain::form::FileRef;
use crate::domain::form::decode::{decode, encode};
use crate::domain::form::normalise::normalise;
use crate::domain::ids::{FileId, Uid};
use crate::domain::text::Label;

mod change;

/// A form with every kind of field.
pub(in crate::domain) fn sample() -> FormDefinition {
    serde_json::from_str(
        r#"{"key":"sample","version":1,"name":{"zh":"样表"},"menu":"member","title":"name",
        "columns":["name","unit","kind","mobile","region"],"filters":["kind","topics","region","since"],
        "match_by":[["id_no"],["name","mobile"]],
        "fields":[
        {"key":"kind","label":{"zh":"类别"},"kind":"select","other":"kind_other","required":true,
         "choices":[{"value":"个人"},{"value":"团体","en":"Group"},{"value":"其他"}]},
        {"key":"kind_other","label":{"zh":"其他"},"kind":"text","max":20,"when":{"field":"kind","is":["其他"]}},
        {"key":"name","label":{"zh":"姓名"},"kind":"text","max":20,"required":true,"when":{"field":"kind","is":["个人"]}},
        {"key":"unit","label":{"zh":"单位"},"kind":"text","when":{"field":"kind","is":["团体"]}},
        {"key":"document","label":{"zh":"证件"},"kind":"select","choices":[{"value":"居民身份证"},{"value":"普通护照"}]},
        {"key":"id_no","label":{"zh":"证件号"},"kind":"id_card","birth":"birth","sex":"sex","document":"document"},
        {"key":"birth","label":{"zh":"出生日期"},"kind":"date","past":true},
        {"key":"sex","label":{"zh":"性别"},"kind":"select","choices":[{"value":"男"},{"value":"女"}]},
        {"key":"since","label":{"zh":"起"},"kind":"date"},
        {"key":"until","label":{"zh":"止"},"kind":"date","from":"since"},
        {"key":"at","label":{"zh":"时间"},"kind":"date_time"},
        {"key":"topics","label":{"zh":"方向"},"kind":"multi_select","choices":[{"value":"理"},{"value":"工"}]},
        {"key":"region","label":{"zh":"地区"},"kind":"code","table":"gb2260","leaf":true},
        {"key":"count","label":{"zh":"人数"},"kind":"int","min":0,"max":100},
        {"key":"came","label":{"zh":"到场"},"kind":"int","at_most":"count"},
        {"key":"share","label":{"zh":"比例"},"kind":"decimal"},
        {"key":"fee","label":{"zh":"会费"},"kind":"money"},
        {"key":"year","label":{"zh":"年份"},"kind":"year"},
        {"key":"agreed","label":{"zh":"同意"},"kind":"bool"},
        {"key":"mobile","label":{"zh":"手机"},"kind":"mobile"},
        {"key":"phone","label":{"zh":"电话"},"kind":"landline"},
        {"key":"mail","label":{"zh":"邮箱"},"kind":"email"},
        {"key":"site","label":{"zh":"网址"},"kind":"url"},
        {"key":"postcode","label":{"zh":"邮编"},"kind":"postcode"},
        {"key":"uscc","label":{"zh":"信用代码"},"kind":"uscc","society":true},
        {"key":"cn","label":{"zh":"刊号"},"kind":"cn"},
        {"key":"issn","label":{"zh":"ISSN"},"kind":"issn"},
        {"key":"level","label":{"zh":"等级"},"kind":"record","register":"member_level"},
        {"key":"note","label":{"zh":"备注"},"kind":"text_area","max":50},
        {"key":"papers","label":{"zh":"材料"},"kind":"files","max":2,"max_bytes":1000,"types":["pdf"]},
        {"key":"people","label":{"zh":"人员"},"kind":"rows","max":3,"fields":[
          {"key":"name","label":{"zh":"姓名"},"kind":"text","required":true},
          {"key":"mobile","label":{"zh":"手机"},"kind":"mobile"},
          {"key":"party","label":{"zh":"党员"},"kind":"bool"},
          {"key":"branch","label":{"zh":"支部"},"kind":"text","required":true,"when":{"field":"party","is":["是"]}}]},
        {"key":"login","label":{"zh":"登录名"},"kind":"login"},
        {"key":"password","label":{"zh":"密码"},"kind":"password","required":true},
        {"key":"number","label":{"zh":"编号"},"kind":"computed","value":"number"}]}"#,
    )
    .unwrap()
}

/// A table with one province and one town in it.
pub(in crate::domain::form) struct OneTown;

impl Codes for OneTown {
    fn entry(&self, _: &str, code: &str) -> Known {
        match code {
            "440000" => Known::Yes { leaf: false },
            "442000" => Known::Yes { leaf: true },
            _ => Known::No,
        }
    }
    fn name(&self, _: &str, _: &str) -> Option<&Label> {
        None
    }
    fn parent(&self, _: &str, code: &str) -> Option<&str> {
        (code == "442000").then_some("440000")
    }
}

pub(in crate::domain) fn answer(json: &str) -> Answer {
    serde_json::from_str(json).unwrap()
}

fn problems(json: &str) -> Vec<FieldProblem> {
    let env = CheckEnv { today: Day::new(2026, 11, 21).unwrap(), codes: &OneTown };
    check(&sample(), &answer(json), &env)
}

fn paths_and_codes(json: &str) -> Vec<(String, &'static str)> {
    problems(json).into_iter().map(|p| (p.path, p.code.code())).collect()
}

fn assert_problems(json: &str, expected: &[(&str, &str)]) {
    let found = paths_and_codes(json);
    let found: Vec<_> = found.iter().map(|(path, code)| (path.as_str(), *code)).collect();
    assert_eq!(found, expected, "{json}");
}

#[test]
fn what_the_normal_form_mends_is_no_problem() {
    assert_problems(
        r#"{"kind":" 个人 ","name":"张三","mobile":"+86 138 0013 8000","count":"1０","since":"2024/3/5","until":"2024-03-05",
        "id_no":"11010119900307996４","region":"442000","topics":["工","理"],"issn":"99900017","agreed":"yes"}"#,
        &[],
    );
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_form() {
    assert_problems(
        r#"{"zzz":"x","mobile":"123","kind":"个人","people":[{"name":"李四"},{"mobile":"1"}],"until":"2023-01-01","since":"2024-01-01",
        "region":"440000","topics":["医"],"phone":"010-123456","uscc":"91330106MA9YYY053P"}"#,
        &[
            ("name", "required"),
            ("until", "day_before"),
            ("topics", "not_an_option"),
            ("region", "not_a_leaf"),
            ("mobile", "mobile"),
            ("phone", "landline"),
            ("uscc", "uscc_not_society"),
            ("people.1.name", "required"),
            ("people.1.mobile", "mobile"),
            ("zzz", "unknown_field"),
        ],
    );
    let found = problems(r#"{"kind":"团体","phone":"010-123456"}"#);
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(is_complete(&found));
}

#[test]
fn a_number_is_held_against_the_field_that_bounds_it() {
    assert_problems(r#"{"kind":"团体","count":"1０","came":"11"}"#, &[("came", "above_field")]);
    for fine in [r#"{"kind":"团体","count":"10","came":"10"}"#, r#"{"kind":"团体","came":"11"}"#] {
        assert_problems(fine, &[]);
    }
}

/// REG-05: a field stands only while its condition holds.
#[test]
fn hidden_fields_are_neither_demanded_nor_looked_at() {
    assert_problems(r#"{"kind":"团体","name":"一个远远超过二十个字的姓名一个远远超过二十个字的姓名"}"#, &[]);
    assert_problems(r#"{"kind":"团体","people":[{"name":"李","party":"否"}]}"#, &[]);
    assert_problems(r#"{"kind":"团体","people":[{"name":"李","party":"是"}]}"#, &[("people.0.branch", "required")]);
}

/// REG-04: 其他 alone is not enough.
#[test]
fn choosing_other_demands_the_text() {
    assert_problems(r#"{"kind":"其他"}"#, &[("kind_other", "other_missing")]);
    assert_problems(r#"{"kind":"其他","kind_other":"荣誉"}"#, &[]);
    assert_problems(r#"{"kind":"其他","kind_other":"\u3000"}"#, &[("kind_other", "other_missing")]);
}

/// REG-18: the number is held against what is typed beside it.
#[test]
fn id_number_is_compared_with_birth_and_sex() {
    assert_problems(
        r#"{"kind":"团体","id_no":"110101199003079964","birth":"1991-03-07","sex":"男"}"#,
        &[("id_no", "id_number_birth"), ("id_no", "id_number_sex")],
    );
    assert_problems(r#"{"kind":"团体","document":"普通护照","id_no":"E1234567","birth":"1991-03-07"}"#, &[]);
}

#[test]
fn wrong_shapes_are_named() {
    assert_problems(
        r#"{"kind":["个人"],"topics":[{"a":"b"}],"papers":"x","people":"y","name":[]}"#,
        &[
            ("kind", "wrong_shape"),
            ("name", "required"),
            ("topics", "wrong_shape"),
            ("papers", "wrong_shape"),
            ("people", "wrong_shape"),
        ],
    );
}

#[test]
fn limits_of_rows_and_files_are_kept() {
    let file = r#"{"file":"01234567-89ab-7fff-bfff-ffffffffffff","name":"a.exe","size_bytes":1001}"#;
    assert_problems(
        &format!(r#"{{"kind":"团体","papers":[{file}],"people":[{{"name":"1"}},{{"name":"2"}},{{}},{{"name":"4"}}]}}"#),
        &[("papers", "file_too_large"), ("papers", "file_kind"), ("people", "too_many_rows")],
    );
}

#[test]
fn odd_texts_are_only_problems() {
    for text in ["😀".repeat(70_000), "9".repeat(70_000), "\u{3000}x\u{0}".into(), "-".into(), "%s{0}{1}".into()] {
        let all: Answer = Answer(sample().fields.iter().map(|f| (f.key.clone(), Value::Text(text.clone()))).collect());
        let env = CheckEnv { today: Day::new(2026, 11, 21).unwrap(), codes: &OneTown };
        for problem in check(&sample(), &all, &env) {
            assert!(problem.message(crate::domain::text::Lang::Zh).chars().count() < 300, "{}", problem.path);
        }
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9Xx+ -]{0,20}",
        Just("是".to_owned()),
        Just("其他".to_owned()),
        Just("个人".to_owned()),
        Just(" 团体\u{3000}".to_owned()),
        Just("110101199003079964".to_owned()),
        Just("+86 138 0013 8000".to_owned()),
        Just("2024/3/5 9:3".to_owned()),
        Just("010 6000 0001转8".to_owned()),
        Just("WWW.Example.CN/a b".to_owned()),
        Just("1,234.50".to_owned()),
        Just("理；工".to_owned()),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let file = any::<(String, i64)>().prop_map(|(name, size_bytes)| FileRef {
        file: FileId(Uid::compose(1, [7; 10])),
        name,
        size_bytes,
    });
    let leaf = prop_oneof![
        6 => any_text().prop_map(Value::Text),
        1 => prop::collection::vec(any_text(), 0..4).prop_map(Value::Many),
        1 => prop::collection::vec(file, 0..3).prop_map(Value::Files),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| prop::collection::vec(any_answer_of(inner), 0..4).prop_map(Value::Rows))
}

fn any_answer_of(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Answer> {
    let mut keys: Vec<String> = sample().fields.into_iter().map(|f| f.key).collect();
    keys.extend(["party", "branch", "unknown", ""].map(String::from));
    prop::collection::btree_map(prop::sample::select(keys), value, 0..14).prop_map(Answer)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_makes_the_check_fail(answer in any_answer_of(any_value())) {
        let env = CheckEnv { today: Day::new(2026, 11, 21).unwrap(), codes: &OneTown };
        check(&sample(), &answer, &env);
    }

    #[test]
    fn normalising_twice_changes_nothing_more(answer in any_answer_of(any_value())) {
        let mut once = answer;
        normalise(&sample(), &mut once);
        let mut twice = once.clone();
        normalise(&sample(), &mut twice);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn normalising_makes_no_new_problem_and_hides_none_of_the_scalars(answer in any_answer_of(any_value())) {
        let env = CheckEnv { today: Day::new(2026, 11, 21).unwrap(), codes: &OneTown };
        let known = |p: &FieldProblem| p.code != ProblemCode::UnknownField && !p.path.contains('.');
        let typed: Vec<_> = check(&sample(), &answer, &env).into_iter().filter(known).map(|p| (p.path, p.code)).collect();
        let mut normal = answer;
        normalise(&sample(), &mut normal);
        let after = check(&sample(), &normal, &env);
        for problem in after.iter().filter(|p| known(p) && p.code != ProblemCode::DayInFuture) {
            prop_assert!(typed.contains(&(problem.path.clone(), problem.code)), "new: {:?}", problem);
        }
    }

    #[test]
    fn a_canonical_answer_survives_its_html_form(answer in any_answer_of(any_value())) {
        let mut answer = answer;
        normalise(&sample(), &mut answer);
        let right_shape = |field: &Field, value: &Value| matches!(
            (&field.kind, value),
            (Kind::MultiSelect { .. }, Value::Many(_)) | (Kind::Files { .. }, Value::Files(_)) | (Kind::Rows { .. }, Value::Rows(_))
        ) || (!matches!(field.kind, Kind::MultiSelect { .. } | Kind::Files { .. } | Kind::Rows { .. }) && matches!(value, Value::Text(_)));
        let shapes = |fields: &[Field], answer: &mut Answer| {
            answer.0.retain(|key, value| fields.iter().any(|f| f.key == *key && right_shape(f, value)));
        };
        shapes(&sample().fields, &mut answer);
        let people = sample().field("people").cloned().map(|f| f.kind);
        if let (Some(Kind::Rows { fields, .. }), Some(Value::Rows(rows))) = (people, answer.0.get_mut("people")) {
            rows.iter_mut().for_each(|row| shapes(&fields, row));
        }
        normalise(&sample(), &mut answer);
        prop_assert_eq!(decode(&sample(), &encode(&sample(), &answer)), answer);
    }
}
