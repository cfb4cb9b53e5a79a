//! Tables from the official figures, age boundaries, and a brute-force oracle.

use proptest::prelude::*;

use super::*;
use crate::domain::time::Day;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn rules() -> Counting {
    Counting {
        reference: day("2026-12-20"),
        age_limit: 45,
        age_inclusive: true,
        count_nonparty: false,
        allow_less: false,
    }
}

fn person(identity: Identity, mobile: &str) -> Person {
    Person {
        name: format!("测试{mobile}"),
        mobile: mobile.into(),
        identity,
        sex: Some(Sex::Male),
        birth_on: Some(day("1970-01-01")),
        ethnic: "01".into(),
        party1: "01".into(),
        party2: String::new(),
        grassroots: false,
    }
}

/// The allotment printed in figure 2.1 of the congress manual.
fn figure_2_1() -> Quota {
    Quota(vec![
        Place {
            identity: Identity::Committee,
            cap: 1,
            minima: Minima { grassroots: 1, young: 1, minority: 0, democratic: 1, female: 0 },
        },
        Place {
            identity: Identity::Delegate,
            cap: 2,
            minima: Minima { grassroots: 2, young: 1, minority: 0, democratic: 1, female: 0 },
        },
    ])
}

fn line(board: &Board, constraint: Constraint) -> Line {
    *board.line(constraint).unwrap()
}

#[test]
fn figure_2_1_with_one_committee_member_who_has_everything_lacks_one_grassroots_delegate() {
    let star = Person {
        grassroots: true,
        birth_on: Some(day("1990-03-07")),
        party2: "10".into(),
        ..person(Identity::Committee, "13800000001")
    };
    let board = board(&figure_2_1(), [&star], &rules());
    assert_eq!(board.lines.len(), 6 + 10);
    let failing: Vec<_> = board.failing().map(|l| (l.constraint, l.missing())).collect();
    assert_eq!(
        failing,
        [(Constraint::Total(Identity::Delegate), 1), (Constraint::Minimum(Identity::Delegate, Group::Grassroots), 1)]
    );
    let places = line(&board, Constraint::Total(Identity::Delegate));
    assert_eq!(format!("{}：{}", places.name(&rules(), Lang::Zh), places.figures(Lang::Zh)), "代表名额：1（2）");
    assert_eq!(places.counted(Lang::Zh), "已报 1（名额 2）");
    assert_eq!((places.sign(), &*places.verdict(&rules(), Lang::Zh)), ("✗", "缺 1 位代表"));
    let minority = line(&board, Constraint::Minimum(Identity::Committee, Group::Minority));
    assert_eq!((minority.sign(), minority.standing()), ("—", Standing::NotRequired));
    assert_eq!(line(&board, Constraint::Total(Identity::Guest)).standing(), Standing::NotRequired);
}

#[test]
fn figure_2_8_one_of_three_delegates_is_red_and_with_less_allowed_green() {
    let quota = Quota(vec![Place { identity: Identity::Delegate, cap: 3, minima: Minima::default() }]);
    let one = person(Identity::Delegate, "13800000001");
    let strict = board(&quota, [&one], &rules());
    assert_eq!(line(&strict, Constraint::Total(Identity::Delegate)).standing(), Standing::Short(2));
    let lenient = Counting { allow_less: true, ..rules() };
    let places = line(&board(&quota, [&one], &lenient), Constraint::Total(Identity::Delegate));
    assert_eq!(places.standing(), Standing::Met);
    assert_eq!(places.verdict(&lenient, Lang::Zh), "符合，还可增加 2 位");
}

#[test]
fn missing_woman_is_said_in_words() {
    let quota =
        Quota(vec![Place { identity: Identity::Delegate, cap: 1, minima: Minima { female: 1, ..Minima::default() } }]);
    let board = board(&quota, [&person(Identity::Delegate, "13800000001")], &rules());
    let women = line(&board, Constraint::Minimum(Identity::Delegate, Group::Female));
    assert_eq!(women.verdict(&rules(), Lang::Zh), "缺 1 位女性");
    assert_eq!(women.name(&rules(), Lang::Zh), "代表中的女性");
    assert_eq!(women.verdict(&rules(), Lang::En), "1 missing: woman");
}

#[test]
fn committee_member_uses_a_delegate_place_and_never_the_reverse() {
    let quota = figure_2_1();
    let committee = person(Identity::Committee, "13800000001");
    let delegate = person(Identity::Delegate, "13800000002");
    let third = person(Identity::Delegate, "13800000003");
    assert_eq!(may_add(&quota, [], &committee), Ok(()));
    assert_eq!(may_add(&quota, [&committee], &delegate), Ok(()));
    assert_eq!(
        may_add(&quota, [&committee, &delegate], &third),
        Err(vec![Reason::new(ReasonCode::QuotaFull, &["代表", "2", "2"])])
    );
    let full = [&person(Identity::Delegate, "13800000004"), &delegate];
    let both_refused = may_add(&quota, full, &committee);
    assert_eq!(both_refused, Err(vec![Reason::new(ReasonCode::QuotaFull, &["代表", "2", "2"])]));
    let counted = board(&quota, full, &rules());
    assert_eq!(line(&counted, Constraint::Total(Identity::Committee)).submitted, 0);
}

#[test]
fn second_committee_member_is_refused_for_each_full_kind() {
    let quota = Quota(vec![
        Place { identity: Identity::Committee, cap: 1, minima: Minima::default() },
        Place { identity: Identity::Delegate, cap: 1, minima: Minima::default() },
    ]);
    let reasons =
        may_add(&quota, [&person(Identity::Committee, "13800000001")], &person(Identity::Committee, "13800000002"))
            .unwrap_err();
    assert_eq!(
        reasons,
        [
            Reason::new(ReasonCode::QuotaFull, &["委员", "1", "1"]),
            Reason::new(ReasonCode::QuotaFull, &["代表", "1", "1"])
        ]
    );
    assert_eq!(reasons[0].message(Lang::Zh), "委员名额 1 人，已报 1 人，不能再增加");
}

#[test]
fn unit_without_places_and_repeated_mobile_are_told_together() {
    let there = person(Identity::Delegate, "13800000001");
    let reasons = may_add(&figure_2_1(), [&there], &person(Identity::Guest, "13800000001")).unwrap_err();
    assert_eq!(
        reasons,
        [
            Reason::new(ReasonCode::NoQuota, &["参会嘉宾"]),
            Reason::new(ReasonCode::MobileTaken, &["13800000001", &there.name])
        ]
    );
}

/// REG-19: the age is that of the day of the congress, not of today.
#[test]
fn age_is_taken_at_the_congress_day_with_both_readings_of_the_limit() {
    let exclusive = Counting { age_inclusive: false, ..rules() };
    for (birth, inclusive_counts, exclusive_counts) in [
        ("1980-12-20", false, false), // turns 46 on the day
        ("1980-12-21", true, false),  // still 45
        ("1981-12-20", true, false),  // turns 45 on the day
        ("1981-12-21", true, true),   // still 44
        ("2008-02-29", true, true),
    ] {
        let p = Person { birth_on: Some(day(birth)), ..person(Identity::Delegate, "1") };
        assert_eq!(p.is_in(Group::Young, &rules()), inclusive_counts, "{birth}");
        assert_eq!(p.is_in(Group::Young, &exclusive), exclusive_counts, "{birth}");
    }
    let leap = Counting { reference: day("2025-02-28"), ..rules() };
    let born = Person { birth_on: Some(day("1979-02-28")), ..person(Identity::Delegate, "1") };
    assert!(!born.is_in(Group::Young, &leap));
    let leapling = Person { birth_on: Some(day("1980-02-29")), ..born };
    assert!(leapling.is_in(Group::Young, &leap));
    let unknown = Person { birth_on: None, ..leapling };
    assert!(!unknown.is_in(Group::Young, &leap));
}

#[test]
fn minority_is_a_listed_nationality_other_than_han() {
    for (code, counts) in [
        ("01", false),
        ("02", true),
        ("56", true),
        ("57", false),
        ("97", false),
        ("98", false),
        ("", false),
        ("满", false),
    ] {
        let p = Person { ethnic: code.into(), ..person(Identity::Delegate, "1") };
        assert_eq!(p.is_in(Group::Minority, &rules()), counts, "{code}");
    }
}

#[test]
fn democratic_party_counts_in_either_place_and_nonparty_by_switch() {
    let nonparty = Counting { count_nonparty: true, ..rules() };
    for (party1, party2, counts, with_nonparty) in [
        ("01", "", false, false),
        ("01", "10", true, true),
        ("04", "", true, true),
        ("11", "01", true, true),
        ("12", "", false, true),
        ("13", "", false, false),
        ("03", "", false, false),
    ] {
        let p = Person { party1: party1.into(), party2: party2.into(), ..person(Identity::Delegate, "1") };
        assert_eq!(p.is_in(Group::Democratic, &rules()), counts, "{party1} {party2}");
        assert_eq!(p.is_in(Group::Democratic, &nonparty), with_nonparty, "{party1} {party2}");
    }
}

#[test]
fn impossible_allotments_are_named_by_field() {
    let minima = Minima { female: 4, ..Minima::default() };
    let quota = Quota(vec![
        Place { identity: Identity::Committee, cap: 3, minima: Minima::default() },
        Place { identity: Identity::Delegate, cap: 2, minima },
        Place { identity: Identity::Guest, cap: -1, minima: Minima { young: 1, ..Minima::default() } },
    ]);
    let paths: Vec<_> = quota.check().into_iter().map(|p| (p.path, p.code)).collect();
    assert_eq!(
        paths,
        [
            ("committee.cap".to_owned(), ProblemCode::TooLarge),
            ("delegate.female".to_owned(), ProblemCode::TooLarge),
            ("guest.cap".to_owned(), ProblemCode::TooSmall),
            ("guest.young".to_owned(), ProblemCode::TooLarge),
        ]
    );
    assert!(figure_2_1().check().is_empty());
}

fn any_person() -> impl Strategy<Value = Person> {
    let codes = |list: &'static [&'static str]| proptest::sample::select(list).prop_map(String::from);
    (
        proptest::sample::select(Identity::ALL.to_vec()),
        proptest::option::of(proptest::sample::select(Sex::ALL.to_vec())),
        proptest::option::of(day("1979-06-01").days()..day("1983-06-01").days()),
        codes(&["", "01", "02", "11", "56", "97", "98"]),
        codes(&["", "01", "03", "04", "09", "12", "13"]),
        codes(&["", "05", "11", "12"]),
        any::<bool>(),
        1_i64..30,
    )
        .prop_map(|(identity, sex, birth, ethnic, party1, party2, grassroots, mobile)| Person {
            name: format!("测试{mobile}"),
            mobile: format!("138000000{mobile:02}"),
            identity,
            sex,
            birth_on: birth.map(Day::from_days),
            ethnic,
            party1,
            party2,
            grassroots,
        })
}

fn any_quota() -> impl Strategy<Value = Quota> {
    proptest::collection::vec((0_i64..6, [0_i64..3, 0..3, 0..3, 0..3, 0..3]), 6).prop_map(|rows| {
        let place = |(identity, (cap, [grassroots, young, minority, democratic, female])): (_, (_, [i64; 5]))| Place {
            identity,
            cap,
            minima: Minima { grassroots, young, minority, democratic, female },
        };
        Quota(Identity::ALL.into_iter().zip(rows).map(place).collect())
    })
}

fn any_rules() -> impl Strategy<Value = Counting> {
    (40_i64..48, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(age_limit, age_inclusive, count_nonparty, allow_less)| Counting {
            age_limit,
            age_inclusive,
            count_nonparty,
            allow_less,
            ..rules()
        },
    )
}

/// The rules once more, written the long way: every person becomes one chair per kind of place, facts
/// are compared as text.
fn oracle(quota: &Quota, people: &[Person], rules: &Counting) -> Vec<(Constraint, i64, bool)> {
    let mut chairs: Vec<(Identity, &Person)> = people.iter().map(|p| (p.identity, p)).collect();
    for p in people {
        if p.identity == Identity::Committee {
            chairs.push((Identity::Delegate, p));
        }
    }
    let last_age = if rules.age_inclusive { rules.age_limit } else { rules.age_limit - 1 };
    let oldest = format!("{}-12-21", rules.reference.year() - last_age - 1);
    let democratic = ["04", "05", "06", "07", "08", "09", "10", "11"];
    let belongs = |p: &Person, group: Group| match group {
        Group::Grassroots => p.grassroots,
        Group::Young => p.birth_on.is_some_and(|d| d.to_string() >= oldest),
        Group::Minority => !["", "01", "97", "98"].contains(&&*p.ethnic),
        Group::Democratic => [&p.party1, &p.party2]
            .iter()
            .any(|c| democratic.contains(&c.as_str()) || (rules.count_nonparty && *c == "12")),
        Group::Female => p.sex == Some(Sex::Female),
    };
    let mut rows = Vec::new();
    for place in &quota.0 {
        let count = chairs.iter().filter(|(i, _)| *i == place.identity).count() as i64;
        let met = if rules.allow_less { count <= place.cap } else { count == place.cap };
        rows.push((Constraint::Total(place.identity), count, met));
        if matches!(place.identity, Identity::Committee | Identity::Delegate) {
            for group in Group::ALL {
                let count = chairs.iter().filter(|(i, p)| *i == place.identity && belongs(p, group)).count() as i64;
                rows.push((Constraint::Minimum(place.identity, group), count, count >= place.minima.of(group)));
            }
        }
    }
    rows
}

proptest! {
    #[test]
    fn board_agrees_with_the_oracle(
        quota in any_quota(),
        people in proptest::collection::vec(any_person(), 0..=12),
        rules in any_rules(),
    ) {
        let board = board(&quota, &people, &rules);
        let seen: Vec<_> = board.lines.iter().map(|l| (l.constraint, l.submitted, l.met())).collect();
        prop_assert_eq!(seen, oracle(&quota, &people, &rules));
        for line in &board.lines {
            prop_assert!(line.missing() == 0 || !line.met());
        }
    }

    #[test]
    fn adding_is_allowed_exactly_when_no_cap_breaks_and_the_mobile_is_new(
        quota in any_quota(),
        people in proptest::collection::vec(any_person(), 0..=12),
        candidate in any_person(),
    ) {
        // Only people who were allowed in stand on the board, as in the store.
        let mut entered: Vec<Person> = Vec::new();
        for p in people {
            if may_add(&quota, &entered, &p).is_ok() {
                entered.push(p);
            }
        }
        let lenient = Counting { allow_less: true, ..rules() };
        let is_full = |people: &[Person]| board(&quota, people, &lenient).lines.iter()
            .any(|l| matches!(l.standing(), Standing::Over(_)));
        prop_assert!(!is_full(&entered));
        let taken = entered.iter().any(|p| p.mobile == candidate.mobile);
        let mut with = entered.clone();
        with.push(candidate.clone());
        prop_assert_eq!(may_add(&quota, &entered, &candidate).is_ok(), !is_full(&with) && !taken);
    }

    #[test]
    fn delegate_never_changes_a_committee_row(
        quota in any_quota(),
        mut people in proptest::collection::vec(any_person(), 0..=11),
        mut delegate in any_person(),
    ) {
        delegate.identity = Identity::Delegate;
        let committee = |people: &[Person]| board(&quota, people, &rules()).lines.into_iter()
            .filter(|l| l.constraint.identity() == Identity::Committee).collect::<Vec<_>>();
        let before = committee(&people);
        people.push(delegate);
        prop_assert_eq!(before, committee(&people));
    }
}
