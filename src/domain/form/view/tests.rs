//! Lists and search.

use super::super::check::tests::{OneTown, answer, sample};
use super::*;
use crate::domain::initials::tests::few;

#[test]
fn title_falls_back_to_the_first_filled_column() {
    assert_eq!(title(&sample(), &answer(r#"{"kind":"个人","name":"张三"}"#), &OneTown), "张三");
    assert_eq!(title(&sample(), &answer(r#"{"kind":"团体","unit":"某研究所"}"#), &OneTown), "某研究所");
    assert_eq!(title(&sample(), &answer("{}"), &OneTown), "");
}

#[test]
fn cells_are_masked_and_clipped() {
    let titles = BTreeMap::new();
    let env = ShowEnv { lang: Lang::Zh, codes: &OneTown, titles: &titles, masked: true };
    let unit = "长".repeat(500);
    let answer = answer(&format!(r#"{{"name":"张三","unit":"{unit}","mobile":"13800138000"}}"#));
    let cells = cells(&sample(), &answer, &BTreeMap::new(), env);
    assert_eq!((cells[0].as_str(), cells[3].as_str(), cells[4].as_str()), ("张三", "138****8000", ""));
    assert_eq!(cells[1].chars().count(), CELL_MAX + 1);
}

#[test]
fn index_values_cover_filters_matches_and_levels() {
    let answer = answer(
        r#"{"kind":"个人","name":"张三","topics":["理","工"],"region":"442000","since":"2024-03-05","fee":"1.00"}"#,
    );
    let values = index_values(&sample(), &answer, &OneTown);
    let values: Vec<_> = values.iter().map(|(f, v)| format!("{f}={v}")).collect();
    assert_eq!(
        values,
        [
            "kind=个人",
            "name=张三",
            "region=440000",
            "region=442000",
            "since=2024",
            "since=2024-03-05",
            "topics=工",
            "topics=理"
        ]
    );
}

/// Whether a record with these tokens is found by a question, as the store does it.
fn finds(question: &str, tokens: &BTreeSet<String>) -> bool {
    query_tokens(question).iter().all(|wanted| match wanted {
        Wanted::Whole(token) => tokens.contains(token),
        Wanted::Begun(begun) => tokens.iter().any(|token| token.starts_with(begun)),
    })
}

#[test]
fn tokens_of_scripts_words_and_numbers() {
    let set = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(tokens("张三丰"), set(&["张", "三", "丰", "张三", "三丰"]));
    assert_eq!(tokens("AbC, d"), set(&["a", "abc", "d"]));
    assert_eq!(tokens("13800138000"), set(&["13800138000", "8000"]));
    assert_eq!(tokens("第3届"), set(&["第", "3", "届"]));
    assert!(tokens("44200019850612997X").contains("997x"));
    assert!(tokens(" ，！😀\u{0}").is_empty());
}

#[test]
fn every_question_made_of_a_part_finds_its_text() {
    for (text, question) in [
        ("北京材料学会", "材料"),
        ("北京材料学会", "料"),
        ("Zhang Weiwei", "weiw"),
        ("internationalisation", "Internationalisat"),
        ("13800138000", "8000"),
        ("张三 13800138000", "13800138000 张三"),
        ("ＡＢＣ学会", "abc"),
    ] {
        assert!(finds(question, &tokens(text)), "{question} in {text}");
    }
    assert!(query_tokens("？！").is_empty());
    assert!(query_tokens(&"材料科学与工程甲乙丙丁戊己庚辛".repeat(99)).len() <= 16);
}

#[test]
fn numbers_of_people_are_searched_and_prose_is_not() {
    let answer = answer(r#"{"name":"张三","note":"秘密","mobile":"13800138000"}"#);
    let found = record_tokens(&sample(), &answer, &OneTown, few);
    assert!(found.contains("张三") && found.contains("8000") && !found.contains("秘密"));
}

#[test]
fn titles_and_listed_texts_are_found_by_initials_and_prose_is_not() {
    let answer = answer(r#"{"name":"示例","unit":"中山学会","note":"年会"}"#);
    let found = record_tokens(&sample(), &answer, &OneTown, few);
    for question in ["sl", "SL", "z", "zsxh", "示例 zs", "sxh", "xh"] {
        assert!(finds(question, &found), "{question} in {found:?}");
    }
    for question in ["nh", "n", "x", "lz"] {
        assert!(!finds(question, &found), "{question} in {found:?}");
    }
}

#[test]
fn the_page_of_a_record_has_the_fields_of_the_record() {
    let definition = sample();
    let answer = answer(r#"{"kind":"团体","unit":"某研究所","topics":["工"],"people":[{"name":"张三"}]}"#);
    let read = definition.clone().for_reading(&answer);
    assert!(read.field("name").is_none() && read.field("kind_other").is_none());
    let all = |fields: &[Field]| fields.iter().filter(|f| f.applies(fields, &answer)).map(|f| f.key.clone()).collect();
    let (before, after): (Vec<String>, Vec<String>) = (all(&definition.fields), all(&read.fields));
    assert_eq!(before, after);
    let choices = |key: &str| match &read.field(key).unwrap().kind {
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => choices.clone(),
        _ => Vec::new(),
    };
    assert_eq!(choices("kind"), [Choice { value: "团体".into(), en: "Group".into() }]);
    assert_eq!(choices("topics"), [Choice { value: "工".into(), en: String::new() }]);
    assert_eq!(choices("sex"), []);
    let rows = |read: &FormDefinition| match &read.field("people").unwrap().kind {
        Kind::Rows { fields, .. } => fields.iter().map(|field| field.key.clone()).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    assert_eq!(rows(&read), ["name", "mobile", "party", "branch"]);
    assert_eq!(rows(&definition.for_reading(&Answer::default())), [""; 0]);
}
