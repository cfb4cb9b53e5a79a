//! The tree of the catalog, held against its source table, and the rules against a naive reading of them.

use std::collections::BTreeMap;

use super::evaluate::{Gap, Missing, Outcome, Progress, Standing, WHOLE, evaluate, progress};
use super::filter::{CREATED, STATE, filled, hundredths};
use super::{Branch, Extras, Facts, Filter, Leaf, RecordFact, Rule, Scoring, Test, Tree};
use crate::domain::form::{Answer, FileRef, Value};
use crate::domain::ids::{FileId, RecordId, Uid};
use crate::domain::time::Day;

#[derive(serde::Deserialize)]
struct Beside {
    version: i64,
    bonus: Extras,
    deductions: Extras,
}

fn tree() -> Tree {
    let branches = [
        include_str!("../../catalog/indicators/party.toml"),
        include_str!("../../catalog/indicators/basis.toml"),
        include_str!("../../catalog/indicators/governance.toml"),
        include_str!("../../catalog/indicators/performance.toml"),
        include_str!("../../catalog/indicators/recognition.toml"),
    ];
    let branches = branches.iter().map(|text| toml::from_str::<Branch>(text).unwrap()).collect();
    let beside: Beside = toml::from_str(include_str!("../../catalog/indicators/extras.toml")).unwrap();
    Tree { version: beside.version, branches, bonus: beside.bonus, deductions: beside.deductions }
}

fn today() -> Day {
    "2026-11-21".parse().unwrap()
}

fn id(n: u64) -> RecordId {
    RecordId(Uid::compose(n as i64, [7; 10]))
}

fn record(n: u64, fields: &[(&str, &str)]) -> RecordFact {
    let mut answer = Answer::default();
    for (key, text) in fields {
        answer.set(key, *text);
    }
    RecordFact {
        id: id(n),
        title: format!("记录 {n}"),
        state: "valid".into(),
        wrong: Vec::new(),
        created_on: today(),
        answer,
    }
}

fn facts(register: &str, records: Vec<RecordFact>) -> Facts {
    Facts(BTreeMap::from([(register.to_owned(), records)]))
}

// --- the tree itself ---

#[test]
fn tree_has_110_leaves_and_1000_points_and_every_node_is_the_sum_of_its_children() {
    fn check(branch: &Branch) {
        let sum: i64 = branch.branches.iter().map(|b| b.max_x100).chain(branch.leaves.iter().map(|l| l.max_x100)).sum();
        assert_eq!(sum, branch.max_x100, "{}", branch.code);
        let level = branch.code.split('.').count();
        assert_eq!(branch.leaves.is_empty(), level != 3, "{}", branch.code);
        for code in branch.branches.iter().map(|b| &b.code).chain(branch.leaves.iter().map(|l| &l.code)) {
            assert_eq!(code.rsplit_once('.').unwrap().0, branch.code);
        }
        branch.branches.iter().for_each(check);
    }
    let tree = tree();
    tree.branches.iter().for_each(check);
    assert_eq!(tree.leaves().len(), 110);
    assert_eq!(tree.branches.iter().map(|b| b.max_x100).sum::<i64>(), 100_000);
    assert_eq!(tree.leaves().iter().filter(|l| l.confirm).count(), 19);
    assert_eq!((tree.bonus.cap_x100, tree.bonus.items.iter().map(|i| i.max_x100).sum()), (10_000, 10_000));
    assert_eq!(tree.deductions.items.len(), 11);
    assert_eq!(tree.deductions.items.iter().filter(|i| i.veto).map(|i| i.code.as_str()).collect::<Vec<_>>(), ["D11"]);
}

#[test]
fn every_name_and_standard_stands_in_both_languages() {
    fn check(branch: &Branch) {
        assert!(!branch.name.en.is_empty() && !branch.name.zh.is_empty(), "{}", branch.code);
        branch.branches.iter().for_each(check);
    }
    let tree = tree();
    tree.branches.iter().for_each(check);
    for leaf in tree.leaves() {
        for label in [&leaf.name, &leaf.standard] {
            assert!(!label.en.is_empty() && !label.zh.is_empty(), "{}", leaf.code);
        }
    }
    for item in tree.bonus.items.iter().chain(&tree.deductions.items) {
        assert!(!item.name.en.is_empty() && !item.name.zh.is_empty(), "{}", item.code);
    }
}

/// The source table: code, register, pseudo-predicate, scoring, as published.
const SOURCE: &str = include_str!("source.tsv");

/// Writes the typed rule in the notation of the source table, so that each of the 110 is compared.
fn notation(rule: &Rule) -> String {
    fn list(values: &[String]) -> String {
        values.join(",")
    }
    fn filter(f: &Filter) -> String {
        let field = &f.field;
        match &f.test {
            Test::Is(v) if v.len() == 1 => format!("{field}={}", v[0]),
            Test::Is(v) => format!("{field} in {}", list(v)),
            Test::IsNot(v) => format!("{field}!={}", list(v)),
            Test::Beyond(v) => format!("{field} beyond {}", list(v)),
            Test::Filled(true) => field.clone(),
            Test::Filled(false) => format!("not {field}"),
            Test::Contains(part) => format!("{field}~{part}"),
            Test::AtLeastX100(n) => format!("{field}>={}", n / 100),
            Test::WithinYears(n) => format!("{field}:{n}y"),
            Test::YoungerThan { years, .. } => format!("age<{years}"),
            Test::EducationAtLeast(rank) => format!("edu>={rank}"),
            Test::Rows(n) => format!("{field}>={n}"),
            Test::AnyRow(tests) => format!("{field}[{}]", filters(tests)),
            Test::Unexpired(_) => format!("unexpired {field}"),
        }
    }
    fn filters(when: &[Filter]) -> String {
        when.iter().map(filter).collect::<Vec<_>>().join(", ")
    }
    let all = |rules: &[Rule], word: &str| rules.iter().map(notation).collect::<Vec<_>>().join(word);
    match rule {
        Rule::Manual => String::new(),
        Rule::Count { when, at_least: 1, .. } => format!("exists({})", filters(when)),
        Rule::Count { when, at_least, .. } => format!("count({})>={at_least}", filters(when)),
        Rule::Sum { when, field, at_least_x100, .. } => {
            format!("sum({field} | {})>={}", filters(when), at_least_x100 / 100)
        }
        Rule::Share { when, that, at_least_pct, .. } => {
            format!("share({} | {})>={at_least_pct}%", filters(that), filters(when))
        }
        Rule::CompleteShare { at_least_pct, .. } => format!("complete_rate>={at_least_pct}%"),
        Rule::Complete { fields, .. } => format!("complete({})", list(fields)),
        Rule::Every { that, .. } => format!("every({})", filters(that)),
        Rule::Compare { left, right, .. } => format!("{left}>={right}"),
        Rule::EachParent { parent, child, at_least, .. } => format!("each {parent} has >={at_least} {child}"),
        Rule::EachYear { rows, last, filled, earns, .. } => {
            format!("each_year({rows}, {last}y, {}, earns {})", list(filled), filters(earns))
        }
        Rule::DeclaredNone { of, .. } => format!("declared_none({of})"),
        Rule::All(rules) => all(rules, " and "),
        Rule::Any(rules) => format!("({})", all(rules, " or ")),
        Rule::Not(rule) => format!("not({})", notation(rule)),
        Rule::AtLeast { n, of } => format!("{n} of ({})", all(of, ", ")),
    }
}

fn scoring(scoring: &Scoring) -> String {
    match scoring {
        Scoring::All => "all".into(),
        Scoring::Tiers(steps) => {
            let steps: Vec<String> = steps.iter().map(|(n, p)| format!("{n}={}", p / 100)).collect();
            format!("per:{}", steps.join(","))
        }
        Scoring::Rate => "rate".into(),
        Scoring::Ratio => "ratio".into(),
        Scoring::Tier { .. } => "tier".into(),
        Scoring::PerYear => "per-year".into(),
        Scoring::PerDoc => "per-doc".into(),
        Scoring::Manual => "manual".into(),
        Scoring::ManualAssist => "manual-assist".into(),
    }
}

/// Column 5 holds the intent: the pseudo-predicate with the register's own field names and the leaf's standard
/// worked in; it equals the pseudo-predicate wherever that was exact already.
#[test]
fn each_of_the_110_rules_says_what_the_source_table_says() {
    let tree = tree();
    let rows: Vec<Vec<&str>> =
        SOURCE.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert_eq!(rows.len(), 110);
    for (row, leaf) in rows.iter().zip(tree.leaves()) {
        let [code, score, confirm, register, predicate, score_rule, intent] = row[..] else { panic!("{row:?}") };
        assert_eq!(leaf.code, code);
        assert_eq!(leaf.max_x100, score.parse::<i64>().unwrap() * 100, "{code}");
        assert_eq!(leaf.confirm, confirm == "1", "{code}");
        assert_eq!(leaf.register, register, "{code}");
        assert_eq!(notation(&leaf.rule), intent, "{code}: {predicate}");
        assert_eq!(scoring(&leaf.scoring), score_rule, "{code}");
        if !leaf.confirm {
            assert!(leaf.registers().contains(register), "{code} is decided elsewhere than where 去完善 leads");
        }
        assert_eq!(matches!(leaf.rule, Rule::Manual), leaf.confirm, "{code}");
    }
}

#[test]
fn highest_tier_gives_the_full_score_and_tiers_rise() {
    for leaf in tree().leaves() {
        if let Scoring::Tiers(steps) = &leaf.scoring {
            assert_eq!(steps.last().unwrap().1, leaf.max_x100, "{}", leaf.code);
            assert!(steps.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{}", leaf.code);
        }
    }
}

// --- the rules against a naive reading ---

/// Small reproducible numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}

/// Values that the leaf's rule asks for, by register and field, with neighbours that miss.
fn vocabulary(leaf: &Leaf) -> BTreeMap<(String, String), Vec<Value>> {
    fn text(s: impl Into<String>) -> Value {
        Value::Text(s.into())
    }
    fn add(out: &mut BTreeMap<(String, String), Vec<Value>>, register: &str, f: &Filter) {
        let values = match &f.test {
            Test::Is(v) | Test::IsNot(v) | Test::Beyond(v) => {
                let mut all: Vec<Value> = v.iter().map(text).collect();
                all.push(Value::Many(v.clone()));
                all.push(text("别的"));
                all
            }
            Test::Filled(_) => {
                let file = FileRef { file: FileId(Uid::compose(1, [1; 10])), name: "a.pdf".into(), size_bytes: 1 };
                vec![text("有"), text(" "), Value::Files(vec![file]), Value::Rows(vec![Answer::default()])]
            }
            Test::Contains(part) => vec![text(format!("审议{part}报告")), text("其他")],
            Test::AtLeastX100(n) => vec![text((n / 100).to_string()), text((n / 100 - 1).to_string())],
            Test::WithinYears(_) => {
                ["2026-11-21 09:00", "2025-11-22", "2025-11-21", "2027-01-01", "2021-11-22"].map(text).into()
            }
            Test::YoungerThan { .. } => ["1990-01-01", "1981-11-22", "1981-11-21", "1950-05-05", "x"].map(text).into(),
            Test::EducationAtLeast(_) => ["21", "14", "31", "22", ""].map(text).into(),
            Test::Rows(n) => (n - 1..=n + 1).map(|n| Value::Rows(vec![Answer::default(); n as usize])).collect(),
            Test::AnyRow(tests) => {
                let mut row = Answer::default();
                for test in tests {
                    if let Test::Contains(part) = &test.test {
                        row.set(&test.field, format!("{part}长"));
                    }
                }
                vec![Value::Rows(vec![Answer::default(), row]), Value::Rows(vec![Answer::default()])]
            }
            Test::Unexpired(_) => ["2026-11-21", "2026-11-20", "2030-01-01", ""].map(text).into(),
        };
        out.entry((register.to_owned(), f.field.clone())).or_default().extend(values);
    }
    fn walk(out: &mut BTreeMap<(String, String), Vec<Value>>, rule: &Rule) {
        match rule {
            Rule::Count { register, when, .. } => when.iter().for_each(|f| add(out, register, f)),
            Rule::Sum { register, when, field, at_least_x100 } => {
                when.iter().for_each(|f| add(out, register, f));
                let near = [at_least_x100 / 100, at_least_x100 / 200, 0, -5].map(|n| text(n.to_string()));
                out.entry((register.clone(), field.clone())).or_default().extend(near);
            }
            Rule::Share { register, when, that, .. } => when.iter().chain(that).for_each(|f| add(out, register, f)),
            Rule::Every { register, that } => that.iter().for_each(|f| add(out, register, f)),
            Rule::Complete { register, fields } => {
                for field in fields {
                    out.entry((register.clone(), field.clone())).or_default().push(text("有"));
                }
            }
            Rule::Compare { register, left, right } => {
                for field in [left, right] {
                    let numbers = ["3.00", "5.00", "5.01", "x"].map(text);
                    out.entry((register.clone(), field.clone())).or_default().extend(numbers);
                }
            }
            Rule::EachParent { child, link, .. } => {
                let parents = (0..4).map(|n| text(id(n + 1).to_string()));
                out.entry((child.clone(), link.clone())).or_default().extend(parents);
            }
            Rule::EachYear { register, rows, year, filled, .. } => {
                let sets = (2022..2027).map(|last| {
                    let rows = (last - 2..=last).map(|y: i64| {
                        let mut row = Answer::default();
                        row.set(year, y.to_string());
                        filled.iter().for_each(|f| row.set(f, if y % 2 == 0 { "合格" } else { "基本合格" }));
                        row
                    });
                    Value::Rows(rows.collect())
                });
                out.entry((register.clone(), rows.clone())).or_default().extend(sets);
            }
            Rule::DeclaredNone { register, field, .. } => {
                out.entry((register.clone(), field.clone())).or_default().extend(["是", "否"].map(text));
            }
            Rule::All(rules) | Rule::Any(rules) | Rule::AtLeast { of: rules, .. } => {
                rules.iter().for_each(|r| walk(out, r));
            }
            Rule::Not(rule) => walk(out, rule),
            Rule::Manual | Rule::CompleteShare { .. } => {}
        }
    }
    let mut out = BTreeMap::new();
    walk(&mut out, &leaf.rule);
    out
}

/// Random records for every register that the leaf reads.
fn generate(leaf: &Leaf, words: &BTreeMap<(String, String), Vec<Value>>, dice: &mut Dice) -> Facts {
    let mut needs = BTreeMap::new();
    leaf.needs(&mut needs);
    let mut out = Facts::default();
    let eager = dice.below(3) == 0;
    for (register, fields) in needs {
        let most = *dice.pick(&[0, 1, 2, 4, 5, 12, 240]);
        let records = (0..dice.below(most + 1)).map(|n| {
            let mut record = record(n + 1, &[]);
            for field in &fields {
                if let Some(values) = words.get(&(register.clone(), field.clone()))
                    && (eager || dice.below(5) > 0)
                {
                    let at = if eager { 0 } else { dice.below(values.len() as u64) as usize };
                    record.answer.0.insert(field.clone(), values[at].clone());
                }
            }
            if !eager && dice.below(6) == 0 {
                record.state = (*dice.pick(&["draft", "pending"])).into();
            }
            if register == "member_application" && dice.below(2) == 0 {
                record.state = "approved".into();
            }
            if !eager && dice.below(6) == 0 {
                record.wrong.push("name".into());
            }
            record.created_on = *dice.pick(&[today(), "2020-01-01".parse().unwrap()]);
            record
        });
        let records = records.collect();
        out.0.insert(register, records);
    }
    out
}

/// The oracle: the rule read in the most direct way, without scores, progress or explanations.
fn naive(rule: &Rule, facts: &Facts) -> bool {
    let good = |register: &str| -> Vec<&RecordFact> { facts.of(register).iter().filter(|r| r.counts()).collect() };
    let fit = |r: &RecordFact, filters: &[Filter]| filters.iter().all(|f| f.holds(r, today()));
    match rule {
        Rule::Manual => true,
        Rule::Count { register, when, at_least } => {
            good(register).into_iter().filter(|r| fit(r, when)).count() as i64 >= *at_least
        }
        Rule::Sum { register, when, field, at_least_x100 } => {
            let fitting = good(register).into_iter().filter(|r| fit(r, when));
            fitting.filter_map(|r| hundredths(r.answer.text(field))).map(|n| n.max(0)).sum::<i64>() >= *at_least_x100
        }
        Rule::Share { register, when, that, at_least_pct } => {
            let base: Vec<_> = good(register).into_iter().filter(|r| fit(r, when)).collect();
            let hits = base.iter().filter(|r| fit(r, that)).count();
            !base.is_empty() && hits as f64 / base.len() as f64 >= *at_least_pct as f64 / 100.0 - 1e-9
        }
        Rule::CompleteShare { register, at_least_pct } => {
            let (of, hits) = (facts.of(register).len(), good(register).len());
            of > 0 && hits as f64 / of as f64 >= *at_least_pct as f64 / 100.0 - 1e-9
        }
        Rule::Complete { register, fields } => {
            good(register).into_iter().any(|r| fields.iter().all(|f| filled(&r.answer, f)))
        }
        Rule::Every { register, that } => {
            !facts.of(register).is_empty() && facts.of(register).iter().all(|r| r.counts() && fit(r, that))
        }
        Rule::Compare { register, left, right } => good(register).into_iter().any(|r| {
            let number = |f: &String| hundredths(r.answer.text(f));
            matches!((number(left), number(right)), (Some(l), Some(r)) if l >= r)
        }),
        Rule::EachParent { parent, child, link, at_least } => {
            let enough = |p: &&RecordFact| {
                let own = |c: &&RecordFact| c.answer.text(link) == p.id.to_string();
                good(child).into_iter().filter(own).count() as i64 >= *at_least
            };
            !good(parent).is_empty() && good(parent).iter().all(enough)
        }
        Rule::EachYear { register, rows, year, last, filled: wanted, .. } => (today().year() - last..today().year())
            .all(|y| {
                let right = |row: &Answer| row.text(year) == y.to_string() && wanted.iter().all(|f| filled(row, f));
                good(register).into_iter().any(|r| r.answer.rows(rows).iter().any(right))
            }),
        Rule::DeclaredNone { register, field, of } => {
            facts.of(of).is_empty() && good(register).into_iter().any(|r| r.answer.text(field) == "是")
        }
        Rule::All(rules) => rules.iter().all(|r| naive(r, facts)),
        Rule::Any(rules) => rules.iter().any(|r| naive(r, facts)),
        Rule::Not(rule) => !naive(rule, facts),
        Rule::AtLeast { n, of } => of.iter().filter(|r| naive(r, facts)).count() as i64 >= *n,
    }
}

#[test]
fn explainer_is_empty_exactly_when_the_oracle_ticks_and_the_score_agrees() {
    let tree = tree();
    let mut dice = Dice(20_261_121);
    for leaf in tree.leaves() {
        let words = vocabulary(leaf);
        let (mut ticked, mut open) = (0, 0);
        for _ in 0..400 {
            let facts = generate(leaf, &words, &mut dice);
            let outcome = evaluate(leaf, &facts, today());
            if leaf.confirm {
                assert_eq!((outcome.standing, outcome.score_x100), (Standing::Association, None), "{}", leaf.code);
                continue;
            }
            let met = naive(&leaf.rule, &facts);
            assert_eq!(outcome.done(), met, "{}: {facts:?}", leaf.code);
            assert_eq!(outcome.missing.is_empty(), met, "{}: {:?}", leaf.code, outcome.missing);
            assert_eq!(outcome.reached == WHOLE, met, "{}", leaf.code);
            assert!(outcome.counted.is_sorted_by(|a, b| a < b), "{}", leaf.code);
            assert!(outcome.score_x100.is_none_or(|s| (0..=leaf.max_x100).contains(&s)), "{}", leaf.code);
            if leaf.scoring == Scoring::All && outcome.standing != Standing::NothingRequired {
                assert_eq!(outcome.score_x100, Some(if met { leaf.max_x100 } else { 0 }), "{}", leaf.code);
            }
            if let Some(next) = outcome.next {
                assert!(next.more > 0 && next.gain_x100 > 0, "{}: {next:?}", leaf.code);
            }
            if met { ticked += 1 } else { open += 1 }
        }
        if !leaf.confirm && leaf.code != "3.1.4.2" {
            assert!(ticked > 0 && open > 0, "{} was never seen both ways: {ticked} {open}", leaf.code);
        }
    }
}

// --- single stories ---

fn leaf(code: &str) -> Leaf {
    tree().leaf(code).unwrap().clone()
}

fn judge(code: &str, facts: &Facts) -> Outcome {
    evaluate(&leaf(code), facts, today())
}

#[test]
fn draft_and_incomplete_record_are_named_and_do_not_count() {
    let mut draft = record(1, &[("name", "章程")]);
    draft.state = "draft".into();
    let mut flawed = record(2, &[("name", "章程")]);
    flawed.wrong = vec!["file".into()];
    let outcome = judge("2.2.1.1", &facts("policy_doc", vec![draft, flawed, record(3, &[("name", "选举办法")])]));
    assert_eq!(outcome.standing, Standing::Partly);
    assert!(outcome.counted.is_empty());
    let named: Vec<_> = outcome.missing.iter().map(|m| (m.gap.clone(), m.record, m.field.as_deref())).collect();
    assert!(matches!(named[0], (Gap::Records { more: 1, .. }, None, None)));
    assert_eq!(named[1..], [(Gap::Draft, Some(id(1)), None), (Gap::Field, Some(id(2)), Some("file"))]);
}

#[test]
fn one_save_ticks_both_leaves_that_read_the_charter() {
    let tree = tree();
    let facts = facts("policy_doc", vec![record(1, &[("name", "章程")])]);
    let leaves = tree.leaves();
    let outcomes: Vec<Outcome> = leaves.iter().map(|leaf| evaluate(leaf, &facts, today())).collect();
    let counting = leaves.iter().zip(&outcomes).filter(|(_, outcome)| outcome.counted.contains(&id(1)));
    let codes: Vec<&str> = counting.map(|(leaf, _)| leaf.code.as_str()).collect();
    assert_eq!(codes, ["1.1.2.1", "2.2.1.1"]);
    assert_eq!(progress(&tree, &outcomes, ""), Progress { done: 2, of: 91 });
    assert_eq!(progress(&tree, &outcomes, "1.1"), Progress { done: 1, of: 4 });
    assert_eq!(progress(&tree, &outcomes, "2.2.1.1").percent(), 100);
}

#[test]
fn declared_none_is_its_own_state_and_gives_way_to_records() {
    let mut none = facts("society_basic", vec![record(1, &[("no_branch", "是")])]);
    let outcome = judge("3.1.4.1", &none);
    assert_eq!((outcome.standing, outcome.score_x100, outcome.missing.len()), (Standing::NothingRequired, None, 0));
    assert!(outcome.done());
    let mut draft = record(2, &[]);
    draft.state = "draft".into();
    none.0.insert("branch".into(), vec![draft]);
    let outcome = judge("3.1.4.1", &none);
    assert_eq!(outcome.standing, Standing::Partly);
    assert!(outcome.missing.iter().any(|m| matches!(m.gap, Gap::Contradicted { .. })));
    none.0.insert("branch".into(), vec![record(3, &[])]);
    assert_eq!(judge("3.1.4.1", &none).standing, Standing::Met);
}

#[test]
fn ladder_tells_what_a_few_more_records_bring() {
    let staff = |n: u64| facts("secretariat_staff", (0..n).map(|i| record(i, &[("kind", "专职")])).collect());
    for (n, score, next) in [(0, 0, Some((1, 300))), (2, 600, Some((1, 300))), (4, 1200, None), (9, 1200, None)] {
        let outcome = judge("3.2.1.1", &staff(n));
        assert_eq!(outcome.score_x100, Some(score), "{n}");
        assert_eq!(outcome.next.map(|r| (r.more, r.gain_x100)), next, "{n}");
        assert_eq!(outcome.done(), n >= 4);
    }
    let members = facts("member", (0..120).map(|i| record(i, &[("kind", "个人会员")])).collect());
    let outcome = judge("3.3.1.1", &members);
    assert_eq!((outcome.score_x100, outcome.percent()), (Some(400), 60));
    assert_eq!(outcome.next.map(|r| (r.more, r.gain_x100)), Some((80, 400)));
}

#[test]
fn documents_earn_their_part_each() {
    let outcome = judge("3.4.1.4", &facts("policy_doc", vec![record(1, &[("name", "印章管理制度")])]));
    assert_eq!((outcome.done(), outcome.score_x100), (false, Some(167)));
    let all = ["印章管理制度", "证书管理制度", "档案管理制度"];
    let records = all.iter().enumerate().map(|(n, name)| record(n as u64, &[("name", name)])).collect();
    assert_eq!(judge("3.4.1.4", &facts("policy_doc", records)).score_x100, Some(500));
}

#[test]
fn annual_checks_tick_when_filled_and_earn_only_for_passed_years() {
    let mut basic = record(1, &[]);
    let rows = [("2023", "合格"), ("2024", "基本合格"), ("2025", "合格")].map(|(year, result)| {
        let mut row = Answer::default();
        row.set("year", year);
        row.set("result", result);
        row
    });
    basic.answer.0.insert("annual_checks".into(), Value::Rows(rows.into()));
    let mut facts = facts("society_basic", vec![basic]);
    let outcome = judge("2.3.1.1", &facts);
    assert_eq!((outcome.standing, outcome.score_x100), (Standing::Met, Some(1000)));
    let only = Value::Rows(facts.0["society_basic"][0].answer.rows("annual_checks")[..1].to_vec());
    facts.0.get_mut("society_basic").unwrap()[0].answer.0.insert("annual_checks".into(), only);
    let outcome = judge("2.3.1.1", &facts);
    assert_eq!((outcome.percent(), outcome.score_x100), (33, Some(500)));
    let years: Vec<&Gap> = outcome.missing.iter().map(|m| &m.gap).collect();
    assert_eq!(years, [&Gap::Year { year: 2024 }, &Gap::Year { year: 2025 }]);
}

#[test]
fn each_branch_needs_its_people() {
    let person = |n: u64, branch: u64| record(n, &[("branch", &id(branch).to_string())]);
    let mut both = facts("branch", vec![record(1, &[]), record(2, &[])]);
    both.0.insert("branch_person".into(), (10..13).map(|n| person(n, 1)).chain([person(20, 2)]).collect());
    let outcome = judge("3.1.4.2", &both);
    assert_eq!((outcome.standing, outcome.percent(), outcome.score_x100), (Standing::Partly, 66, Some(350)));
    let Missing { gap, title, record, .. } = &outcome.missing[0];
    assert_eq!((gap, title.as_str()), (&Gap::Children { have: 1, want: 3, of: "branch".into() }, "记录 2"));
    assert_eq!(*record, Some(id(2)));
    both.0.get_mut("branch_person").unwrap().extend([person(21, 2), person(22, 2)]);
    assert_eq!(judge("3.1.4.2", &both).score_x100, Some(700));
}

#[test]
fn net_assets_below_the_funds_name_both_fields() {
    let outcome = judge(
        "2.1.1.2",
        &facts("society_basic", vec![record(1, &[("net_assets", "2.99"), ("registered_funds", "3.00")])]),
    );
    let below = Gap::Below { left: "net_assets".into(), right: "registered_funds".into() };
    assert_eq!(outcome.missing.iter().map(|m| &m.gap).collect::<Vec<_>>(), [&below]);
    assert_eq!(outcome.missing[0].field.as_deref(), Some("net_assets"));
}

#[test]
fn supervisor_in_a_council_meeting_serves_instead_of_a_meeting_of_the_supervisors() {
    let mut meeting = record(1, &[("type", "理事会"), ("held_at", "2026-05-05 09:00")]);
    let mut row = Answer::default();
    row.set("post", "监事长");
    meeting.answer.0.insert("participants".into(), Value::Rows(vec![row]));
    assert_eq!(judge("3.1.3.1", &facts("meeting", vec![meeting.clone()])).standing, Standing::Met);
    meeting.answer.set("held_at", "2024-05-05 09:00");
    assert_eq!(judge("3.1.3.1", &facts("meeting", vec![meeting])).standing, Standing::Empty);
}

#[test]
fn n_of_m_and_not_are_read_as_written() {
    let doc = |name: &str| Rule::Count {
        register: "policy_doc".into(),
        when: vec![Filter { field: "name".into(), test: Test::Is(vec![name.into()]) }],
        at_least: 1,
    };
    let rule = Rule::AtLeast { n: 2, of: vec![doc("甲"), doc("乙"), doc("丙")] };
    let one = |rule: Rule| Leaf { rule, ..leaf("2.2.1.1") };
    let some = facts("policy_doc", vec![record(1, &[("name", "甲")]), record(2, &[("name", "丙")])]);
    assert!(evaluate(&one(rule.clone()), &some, today()).done());
    let single = facts("policy_doc", vec![record(1, &[("name", "甲")])]);
    let outcome = evaluate(&one(rule), &single, today());
    assert_eq!((outcome.done(), outcome.percent()), (false, 50));
    assert!(!evaluate(&one(Rule::Not(Box::new(doc("甲")))), &single, today()).done());
    assert!(evaluate(&one(Rule::Not(Box::new(doc("丁")))), &single, today()).done());
}

#[test]
fn state_and_day_of_entry_can_be_asked_for() {
    let mut application = record(1, &[]);
    assert!(!judge("3.3.1.3", &facts("member_application", vec![application.clone()])).done());
    application.state = "approved".into();
    assert!(judge("3.3.1.3", &facts("member_application", vec![application])).done());
    let needs = tree().needs();
    assert!(needs["member_application"].contains(STATE) && needs["member_notice"].contains(CREATED));
}

#[test]
fn progress_reaches_100_only_when_every_leaf_is_done() {
    assert_eq!(Progress { done: 90, of: 91 }.percent(), 98);
    assert_eq!(Progress { done: 999, of: 1000 }.percent(), 99);
    assert_eq!(Progress { done: 91, of: 91 }.percent(), 100);
}
