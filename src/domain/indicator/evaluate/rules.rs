//! What each kind of rule says of the facts, and what is missing for it to hold.

use super::super::filter::{filled, hundredths};
use super::super::{Facts, Filter, RecordFact, Rule};
use super::{Gap, Missing, WHOLE};
use crate::domain::ids::RecordId;
use crate::domain::time::Day;

/// At most so many records are named in an explanation; the first line always tells the whole gap.
const NAMED: usize = 20;

/// What a rule says of the facts. Invariant: `missing` is empty exactly when `met`.
#[derive(Default)]
pub(super) struct Reading {
    pub met: bool,
    /// Met only because the society declared to have none.
    pub declared: bool,
    pub reached: i64,
    /// The part that earns points; differs from `reached` where filling in is not yet earning.
    pub earned: i64,
    pub counted: Vec<RecordId>,
    pub missing: Vec<Missing>,
    /// Some record of the register exists.
    pub touched: bool,
    /// Have and want of the count that tiers go by.
    pub count: Option<(i64, i64)>,
}

impl Reading {
    /// Of a rule that holds in full.
    fn whole() -> Self {
        Self { met: true, reached: WHOLE, earned: WHOLE, ..Self::default() }
    }
}

fn reached(have: i64, want: i64) -> i64 {
    if want <= 0 {
        WHOLE
    } else {
        (i128::from(have.max(0)) * i128::from(WHOLE) / i128::from(want)).min(WHOLE.into()) as i64
    }
}

fn at(register: &str, gap: Gap) -> Missing {
    Missing { gap, register: register.to_owned(), record: None, title: String::new(), field: None }
}

fn on(register: &str, record: &RecordFact, field: Option<&str>, gap: Gap) -> Missing {
    Missing {
        gap,
        register: register.to_owned(),
        record: Some(record.id),
        title: record.title.clone(),
        field: field.map(str::to_owned),
    }
}

/// What keeps a record from counting: that it is a draft, and each of its wrong fields.
fn flaws(register: &str, record: &RecordFact, out: &mut Vec<Missing>) {
    if !record.valid() {
        out.push(on(register, record, None, Gap::Draft));
    }
    out.extend(record.wrong.iter().map(|path| on(register, record, Some(path), Gap::Field)));
}

fn satisfies(record: &RecordFact, filters: &[Filter], today: Day) -> bool {
    filters.iter().all(|f| f.holds(record, today))
}

/// Records that nearly count: all conditions hold but the record has a flaw, or exactly one mendable
/// condition fails.
fn near_misses(register: &str, when: &[Filter], facts: &Facts, today: Day, out: &mut Vec<Missing>) {
    let mut named = 0;
    for record in facts.of(register) {
        let failing: Vec<&Filter> = when.iter().filter(|f| !f.holds(record, today)).collect();
        match failing[..] {
            [] if !record.counts() => flaws(register, record, out),
            [one] if one.is_mendable() => {
                out.push(on(register, record, Some(&one.field), Gap::Condition { test: one.clone() }));
            }
            _ => continue,
        }
        named += 1;
        if named == NAMED {
            break;
        }
    }
}

pub(super) fn read(rule: &Rule, facts: &Facts, today: Day) -> Reading {
    match rule {
        Rule::Manual => Reading::whole(),
        Rule::Count { register, when, at_least } => read_count(register, when, *at_least, facts, today),
        Rule::Sum { register, when, field, at_least_x100 } => {
            read_sum(register, when, field, *at_least_x100, facts, today)
        }
        Rule::Share { register, when, that, at_least_pct } => {
            read_share(register, when, that, *at_least_pct, facts, today)
        }
        Rule::CompleteShare { register, at_least_pct } => read_complete_share(register, *at_least_pct, facts),
        Rule::Complete { register, fields } => read_complete(register, fields, facts),
        Rule::Every { register, that } => read_every(register, that, facts, today),
        Rule::Compare { register, left, right } => read_compare(register, left, right, facts),
        Rule::EachParent { parent, child, link, at_least } => read_children(parent, child, link, *at_least, facts),
        Rule::EachYear { register, rows, year, last, filled, earns } => {
            read_years(&Years { register, rows, year, last: *last, filled, earns }, facts, today)
        }
        Rule::DeclaredNone { register, field, of } => read_declared(register, field, of, facts),
        Rule::All(rules) => join(rules, rules.len() as i64, facts, today),
        Rule::AtLeast { n, of } => join(of, *n, facts, today),
        Rule::Any(rules) => either(rules, facts, today),
        Rule::Not(inner) => {
            let inner = read(inner, facts, today);
            let met = !inner.met;
            let missing = if met { Vec::new() } else { vec![at("", Gap::MustNot)] };
            let whole = if met { WHOLE } else { 0 };
            Reading { met, reached: whole, earned: whole, missing, touched: inner.touched, ..Reading::default() }
        }
    }
}

fn read_count(register: &str, when: &[Filter], want: i64, facts: &Facts, today: Day) -> Reading {
    let hits: Vec<&RecordFact> =
        facts.of(register).iter().filter(|r| r.counts() && satisfies(r, when, today)).collect();
    let have = hits.len() as i64;
    let met = have >= want;
    let mut missing = Vec::new();
    if !met {
        missing.push(at(register, Gap::Records { more: want - have, when: when.to_vec() }));
        near_misses(register, when, facts, today, &mut missing);
    }
    Reading {
        met,
        declared: false,
        reached: reached(have, want),
        earned: reached(have, want),
        touched: missing.len() > 1,
        counted: hits.iter().map(|r| r.id).collect(),
        missing,
        count: Some((have, want)),
    }
}

fn read_sum(register: &str, when: &[Filter], field: &str, want: i64, facts: &Facts, today: Day) -> Reading {
    let mut sum: i64 = 0;
    let mut counted = Vec::new();
    for record in facts.of(register).iter().filter(|r| r.counts() && satisfies(r, when, today)) {
        if let Some(n) = hundredths(record.answer.text(field)).filter(|n| *n > 0) {
            sum = sum.saturating_add(n);
            counted.push(record.id);
        }
    }
    let met = sum >= want;
    let mut missing = Vec::new();
    if !met {
        missing.push(Missing { field: Some(field.to_owned()), ..at(register, Gap::Sum { short_x100: want - sum }) });
        near_misses(register, when, facts, today, &mut missing);
        let empty = |r: &&RecordFact| r.counts() && satisfies(r, when, today) && !filled(&r.answer, field);
        missing.extend(
            facts.of(register).iter().filter(empty).take(NAMED).map(|r| on(register, r, Some(field), Gap::Field)),
        );
    }
    Reading {
        met,
        reached: reached(sum, want),
        earned: reached(sum, want),
        touched: missing.len() > 1,
        counted,
        missing,
        ..Reading::default()
    }
}

fn read_share(register: &str, when: &[Filter], that: &[Filter], pct: i64, facts: &Facts, today: Day) -> Reading {
    let base: Vec<&RecordFact> =
        facts.of(register).iter().filter(|r| r.counts() && satisfies(r, when, today)).collect();
    let (hits, others): (Vec<&RecordFact>, Vec<&RecordFact>) =
        base.iter().copied().partition(|r| satisfies(r, that, today));
    let (have, of) = (hits.len() as i64, base.len() as i64);
    let met = of > 0 && have * 100 >= pct * of;
    let mut missing = Vec::new();
    if of == 0 {
        missing.push(at(register, Gap::Records { more: 1, when: when.to_vec() }));
        near_misses(register, when, facts, today, &mut missing);
    } else if !met {
        missing.push(at(register, Gap::Share { have, of, pct, that: that.to_vec() }));
        for record in others.into_iter().take(NAMED) {
            let failing = that.iter().find(|f| !f.holds(record, today));
            if let Some(test) = failing.filter(|f| f.is_mendable()) {
                missing.push(on(register, record, Some(&test.field), Gap::Condition { test: test.clone() }));
            }
        }
    }
    let part = if of == 0 { 0 } else { reached(have * 100, of * pct) };
    Reading {
        met,
        reached: part,
        earned: part,
        touched: of > 0 || missing.len() > 1,
        counted: hits.iter().map(|r| r.id).collect(),
        missing,
        ..Reading::default()
    }
}

fn read_complete_share(register: &str, pct: i64, facts: &Facts) -> Reading {
    let (hits, others): (Vec<&RecordFact>, Vec<&RecordFact>) = facts.of(register).iter().partition(|r| r.counts());
    let (have, of) = (hits.len() as i64, (hits.len() + others.len()) as i64);
    let met = of > 0 && have * 100 >= pct * of;
    let mut missing = Vec::new();
    if of == 0 {
        missing.push(at(register, Gap::Records { more: 1, when: Vec::new() }));
    } else if !met {
        missing.push(at(register, Gap::CompleteShare { have, of, pct }));
        others.into_iter().take(NAMED).for_each(|record| flaws(register, record, &mut missing));
    }
    let part = if of == 0 { 0 } else { reached(have * 100, of * pct) };
    Reading {
        met,
        reached: part,
        earned: part,
        touched: of > 0,
        counted: hits.iter().map(|r| r.id).collect(),
        missing,
        ..Reading::default()
    }
}

fn read_complete(register: &str, fields: &[String], facts: &Facts) -> Reading {
    let records = facts.of(register);
    let full = |r: &&RecordFact| r.counts() && fields.iter().all(|f| filled(&r.answer, f));
    if let Some(record) = records.iter().find(full) {
        return Reading { counted: vec![record.id], touched: true, ..Reading::whole() };
    }
    let mut missing = Vec::new();
    if records.is_empty() {
        missing.push(at(register, Gap::Records { more: 1, when: Vec::new() }));
    }
    for record in records.iter().take(NAMED) {
        flaws(register, record, &mut missing);
        let empty = |f: &&String| !filled(&record.answer, f) && !record.wrong.contains(f);
        missing.extend(fields.iter().filter(empty).map(|f| on(register, record, Some(f), Gap::Field)));
    }
    let best = records.iter().map(|r| {
        let have = fields.iter().filter(|f| filled(&r.answer, f) && !r.wrong.contains(f)).count() as i64;
        reached(have + 1, fields.len() as i64 + 2)
    });
    Reading { reached: best.max().unwrap_or(0), touched: !records.is_empty(), missing, ..Reading::default() }
}

fn read_every(register: &str, that: &[Filter], facts: &Facts, today: Day) -> Reading {
    let records = facts.of(register);
    let (hits, others): (Vec<&RecordFact>, Vec<&RecordFact>) =
        records.iter().partition(|r| r.counts() && satisfies(r, that, today));
    let mut missing = Vec::new();
    if records.is_empty() {
        missing.push(at(register, Gap::Records { more: 1, when: that.to_vec() }));
    }
    for record in others.iter().take(NAMED) {
        flaws(register, record, &mut missing);
        for test in that.iter().filter(|f| !f.holds(record, today)) {
            missing.push(on(register, record, Some(&test.field), Gap::Condition { test: test.clone() }));
        }
    }
    let part = if records.is_empty() { 0 } else { reached(hits.len() as i64, records.len() as i64) };
    Reading {
        met: missing.is_empty(),
        reached: part,
        earned: part,
        touched: !records.is_empty(),
        counted: hits.iter().map(|r| r.id).collect(),
        missing,
        ..Reading::default()
    }
}

fn read_compare(register: &str, left: &str, right: &str, facts: &Facts) -> Reading {
    let records = facts.of(register);
    let mut missing = Vec::new();
    if records.is_empty() {
        missing.push(at(register, Gap::Records { more: 1, when: Vec::new() }));
    }
    for record in records {
        let mut own = Vec::new();
        flaws(register, record, &mut own);
        let numbers = [left, right].map(|field| (field, hundredths(record.answer.text(field))));
        for (field, number) in numbers {
            if number.is_none() && !record.wrong.iter().any(|w| w == field) {
                own.push(on(register, record, Some(field), Gap::Field));
            }
        }
        if let [(_, Some(l)), (_, Some(r))] = numbers
            && l < r
        {
            own.push(on(register, record, Some(left), Gap::Below { left: left.to_owned(), right: right.to_owned() }));
        }
        if own.is_empty() {
            return Reading { counted: vec![record.id], touched: true, ..Reading::whole() };
        }
        missing.extend(own);
    }
    missing.truncate(NAMED);
    Reading { missing, touched: !records.is_empty(), ..Reading::default() }
}

fn read_children(parent: &str, child: &str, link: &str, want: i64, facts: &Facts) -> Reading {
    let parents: Vec<&RecordFact> = facts.of(parent).iter().filter(|r| r.counts()).collect();
    let mut missing = Vec::new();
    let mut counted = Vec::new();
    let mut good = 0;
    let mut part = 0;
    if parents.is_empty() {
        missing.push(at(parent, Gap::Records { more: 1, when: Vec::new() }));
        near_misses(parent, &[], facts, Day::from_days(0), &mut missing);
    }
    for record in &parents {
        let id = record.id.to_string();
        let own = |r: &&RecordFact| r.answer.text(link) == id;
        let children: Vec<&RecordFact> = facts.of(child).iter().filter(own).collect();
        let ready: Vec<RecordId> = children.iter().filter(|r| r.counts()).map(|r| r.id).collect();
        let have = ready.len() as i64;
        part += reached(have, want);
        if have >= want {
            good += 1;
        } else if missing.len() < 2 * NAMED {
            missing.push(Missing {
                register: child.to_owned(),
                ..on(child, record, None, Gap::Children { have, want, of: parent.to_owned() })
            });
            children.iter().filter(|r| !r.counts()).for_each(|r| flaws(child, r, &mut missing));
        }
        counted.extend(ready);
    }
    let of = parents.len() as i64;
    Reading {
        met: of > 0 && good == of,
        reached: if of == 0 { 0 } else { part / of },
        earned: if of == 0 { 0 } else { reached(good, of) },
        touched: of > 0 || missing.len() > 1,
        counted,
        missing,
        ..Reading::default()
    }
}

struct Years<'a> {
    register: &'a str,
    rows: &'a str,
    year: &'a str,
    last: i64,
    filled: &'a [String],
    earns: &'a [Filter],
}

/// The last closed years: a year's check and audit are expected by the end of the following June.
pub fn closed_years(last: i64, today: Day) -> std::ops::Range<i64> {
    let end = today.year() - i64::from(today.month() <= 6);
    end - last..end
}

fn read_years(rule: &Years, facts: &Facts, today: Day) -> Reading {
    let records: Vec<&RecordFact> = facts.of(rule.register).iter().filter(|r| r.counts()).collect();
    let (mut have, mut earned) = (0, 0);
    let mut counted = Vec::new();
    let mut missing = Vec::new();
    if records.is_empty() {
        missing.push(at(rule.register, Gap::Records { more: 1, when: Vec::new() }));
        near_misses(rule.register, &[], facts, today, &mut missing);
    }
    for year in closed_years(rule.last, today) {
        let text = year.to_string();
        let found = records.iter().find_map(|record| {
            let row = record
                .answer
                .rows(rule.rows)
                .iter()
                .find(|row| row.text(rule.year) == text && rule.filled.iter().all(|field| filled(row, field)));
            row.map(|row| (record, row))
        });
        match found {
            Some((record, row)) => {
                have += 1;
                earned += i64::from(rule.earns.iter().all(|f| f.holds_in(row, today)));
                counted.push(record.id);
            }
            None => {
                let gap = Gap::Year { year };
                missing.push(match records.first() {
                    Some(record) => on(rule.register, record, Some(rule.rows), gap),
                    None => Missing { field: Some(rule.rows.to_owned()), ..at(rule.register, gap) },
                });
            }
        }
    }
    Reading {
        met: missing.is_empty(),
        reached: reached(have, rule.last),
        earned: reached(earned, rule.last),
        touched: missing.iter().any(|m| m.record.is_some()),
        counted,
        missing,
        ..Reading::default()
    }
}

fn read_declared(register: &str, field: &str, of: &str, facts: &Facts) -> Reading {
    let declared = facts.of(register).iter().find(|r| r.counts() && r.answer.text(field) == "是");
    let contradicted = !facts.of(of).is_empty();
    match declared {
        Some(record) if !contradicted => Reading { declared: true, counted: vec![record.id], ..Reading::whole() },
        Some(record) => Reading {
            missing: vec![on(register, record, Some(field), Gap::Contradicted { of: of.to_owned() })],
            ..Reading::default()
        },
        None => {
            let gap = Gap::Declare { of: of.to_owned() };
            let missing = match facts.of(register).first() {
                Some(record) => on(register, record, Some(field), gap),
                None => Missing { field: Some(field.to_owned()), ..at(register, gap) },
            };
            Reading { missing: vec![missing], ..Reading::default() }
        }
    }
}

/// At least `n` of the rules; all of them where n is their number.
fn join(rules: &[Rule], n: i64, facts: &Facts, today: Day) -> Reading {
    let n = n.min(rules.len() as i64);
    let readings: Vec<Reading> = rules.iter().map(|rule| read(rule, facts, today)).collect();
    let have = readings.iter().filter(|r| r.met).count() as i64;
    let met = have >= n;
    let mut parts: Vec<(i64, i64)> = readings.iter().map(|r| (r.reached, r.earned)).collect();
    parts.sort_unstable_by_key(|(reached, _)| -reached);
    let best = &parts[..parts.len().min(n.max(0) as usize)];
    let mean = |sum: i64| if n <= 0 { WHOLE } else { sum / n };
    let out = Reading {
        met,
        declared: met && !readings.is_empty() && readings.iter().filter(|r| r.met).all(|r| r.declared),
        reached: mean(best.iter().map(|p| p.0).sum()),
        earned: mean(best.iter().map(|p| p.1).sum()),
        touched: readings.iter().any(|r| r.touched),
        count: readings.iter().find_map(|r| r.count),
        ..Reading::default()
    };
    gather(out, readings)
}

/// One of the rules; a declaration gives way to records.
fn either(rules: &[Rule], facts: &Facts, today: Day) -> Reading {
    let readings: Vec<Reading> = rules.iter().map(|rule| read(rule, facts, today)).collect();
    let met = readings.iter().any(|r| r.met);
    let out = Reading {
        met,
        declared: met && readings.iter().filter(|r| r.met).all(|r| r.declared),
        reached: readings.iter().map(|r| r.reached).max().unwrap_or(0),
        earned: readings.iter().map(|r| r.earned).max().unwrap_or(0),
        touched: readings.iter().any(|r| r.touched),
        count: readings.iter().find_map(|r| r.count),
        ..Reading::default()
    };
    gather(out, readings)
}

/// Adds what the parts counted and, unless the whole is met, what they miss.
fn gather(mut out: Reading, parts: Vec<Reading>) -> Reading {
    for part in parts {
        out.counted.extend(part.counted);
        if !out.met {
            out.missing.extend(part.missing);
        }
    }
    out
}
