//! What browsers post.

use super::super::check::tests::{answer, sample};
use super::*;

fn decoded(pairs: &[(&str, &str)]) -> Answer {
    let pairs: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    decode(&sample(), &pairs)
}

#[test]
fn paths_become_rows_in_the_order_of_their_numbers() {
    let pairs = [
        ("people.10.name", "丙"),
        ("people.2.name", "乙"),
        ("people.2.mobile", ""),
        ("people.x.name", "丁"),
        ("people..name", "戊"),
        ("people.0.zzz", "1"),
    ];
    assert_eq!(decoded(&pairs), answer(r#"{"people":[{},{"name":"乙"},{"name":"丙"}]}"#));
}

#[test]
fn several_values_and_files_are_collected() {
    let file = r#"{"file":"01234567-89ab-7fff-bfff-ffffffffffff","name":"章程.pdf","size_bytes":3}"#;
    let read =
        decoded(&[("topics", "理"), ("topics", "工"), ("papers", file), ("papers", ""), ("name", "a"), ("name", "b")]);
    assert_eq!(read.values("topics"), ["理", "工"]);
    assert_eq!(read.files("papers")[0].name, "章程.pdf");
    assert_eq!(read.text("name"), "b", "a checkbox after its hidden companion wins");
    assert_eq!(decoded(&[("papers", "nonsense")]).text("papers"), "nonsense");
}

#[test]
fn names_of_the_page_and_computed_fields_are_passed_over() {
    assert_eq!(
        decoded(&[("_version", "3"), ("number", "9"), ("people.4294967296.name", "x"), ("people", "x")]),
        Answer::default()
    );
}
