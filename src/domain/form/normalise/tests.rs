//! Canonical answers.

use super::super::check::tests::{answer, sample};
use super::*;

fn normal(json: &str) -> Answer {
    let mut answer = answer(json);
    normalise(&sample(), &mut answer);
    answer
}

/// REG-05: what is hidden is not kept.
#[test]
fn hidden_blank_computed_and_unknown_values_are_dropped() {
    let typed = r#"{"kind":"团体","name":"张三","unit":" \u3000","number":"7","zzz":"x","people":[{},{"name":" "},{"name":"李"}]}"#;
    assert_eq!(normal(typed), answer(r#"{"kind":"团体","people":[{"name":"李"}]}"#));
}

/// REG-05: nor what depends on it.
#[test]
fn a_chain_of_conditions_falls_together() {
    let typed = r#"{"kind":"团体","people":[{"name":"李","party":"否","branch":"一支部"}],"kind_other":"x"}"#;
    assert_eq!(normal(typed), answer(r#"{"kind":"团体","people":[{"name":"李","party":"否"}]}"#));
}

/// REG-18: the number fills in what it says.
#[test]
fn birth_and_sex_are_filled_from_a_valid_number_only_where_empty() {
    let filled = normal(r#"{"id_no":"110101199003079964"}"#);
    assert_eq!((filled.text("birth"), filled.text("sex")), ("1990-03-07", "女"));
    let typed = normal(r#"{"id_no":"110101199003079964","birth":"1991-03-07"}"#);
    assert_eq!(typed.text("birth"), "1991-03-07");
    assert_eq!(normal(r#"{"id_no":"110101199003079961"}"#).text("birth"), "");
    assert_eq!(normal(r#"{"id_no":"110101199003079964","document":"普通护照"}"#).text("birth"), "");
}

#[test]
fn wrong_input_stays_as_typed() {
    let typed = r#"{"kind":"个人","count":"十几个","birth":"去年","topics":["理","医"],"name":"王\u3000五"}"#;
    let kept = normal(typed);
    assert_eq!((kept.text("count"), kept.text("birth"), kept.text("name")), ("十几个", "去年", "王 五"));
    assert_eq!(kept.values("topics"), ["理", "医"]);
}
