//! The examples of the standards, by kind.

use std::collections::BTreeMap;

use super::*;
use crate::domain::code::NamedCodes;
use crate::domain::text::Label;

fn today() -> Day {
    Day::new(2026, 11, 21).unwrap()
}

#[test]
fn examples_of_the_standards_are_told_apart() {
    type Rule = fn(&str) -> bool;
    let id_card: Rule = |text| id_card::facts(text, today()).is_ok();
    let telephone: Rule = |text| landline::standing(text) == landline::Standing::Good;
    let tables: [(Rule, &[&str], &[&str]); 8] = [
        (
            id_card,
            &[
                "110101199003079964",
                "44200019850612997X",
                "310104197602299990",
                "650102199512319980",
                "33010619811119997X",
            ],
            &[
                "110101199003079961",
                "11010119900230996X",
                "44200019850612997",
                "110101203001019975",
                "990101199003079968",
            ],
        ),
        (
            mobile::is_valid,
            &["13800138000", "15912345678", "17012345678", "19912345678", "16612345678"],
            &["12345678901", "1380013800", "138001380001", "1380013800O", "+8613800138000"],
        ),
        (
            uscc::is_valid,
            &[
                "51110000999999015H",
                "511000009999990238",
                "51440000MJYYYY035H",
                "1242000099999904X8",
                "91330106MA9YYY053P",
            ],
            &[
                "51110000999999015J",
                "5111O000999999015H",
                "51110000999999015",
                "51440000MJYYYY036H",
                "5111000099999901IS",
            ],
        ),
        (
            cn::is_valid,
            &["CN 11-5998/O1", "CN 10-5997/TP", "CN 44-5996/R", "CN 42-8998/N", "CN 31-0998"],
            &["CN 11-5998", "CN 99-1936/O1", "CN 11-599/O1", "11-5998/O1", "CN 11-0000/G"],
        ),
        (
            issn::is_valid,
            &["9990-0017", "9990-0025", "9990-0033", "9990-0041", "9991-008X"],
            &["9990-0010", "99900017", "9990-00012", "999A-0012", "9991-008x"],
        ),
        (
            postcode::is_valid,
            &["100863", "528400", "430071", "200030", "710061", "999077"],
            &["000000", "10086", "990000", "52840a", "140000"],
        ),
        (
            telephone,
            &["010-60000001", "0760-88000001", "02787000001", "60000001", "010-60000001-801"],
            &["010-12345678", "0760-8833", "abc", "00862787654321", "010_60000001"],
        ),
        (
            email::is_valid,
            &["a@b.cn", "zhang.li@example.org", "999@qq.com", "x_y@mail.example.com.cn", "n+1@ex.io"],
            &["a@b", "a b@c.cn", "@c.cn", "a@.cn", "a@b.c"],
        ),
    ];
    for (rule, valid, invalid) in tables {
        for text in valid {
            assert!(rule(text), "{text} is valid");
        }
        for text in invalid.iter().chain(&["", "学会", "😀", "\u{3000}"]) {
            assert!(!rule(text), "{text} is invalid");
        }
    }
}

fn field(json: &str) -> Field {
    serde_json::from_str(json).unwrap()
}

#[test]
fn values_are_shown_in_words() {
    let codes = BTreeMap::from([("gb3304:01".to_owned(), Label { zh: "汉族".into(), en: "Han".into() })]);
    let titles = BTreeMap::new();
    let named = NamedCodes(&codes);
    let shown = |json: &str, value: &str, lang, masked| {
        let env = ShowEnv { lang, codes: &named, titles: &titles, masked };
        show(&field(json), &form::Value::Text(value.into()), env)
    };
    let code = r#"{"key":"e","label":{"zh":"民族"},"kind":"code","table":"gb3304"}"#;
    assert_eq!(shown(code, "01", Lang::En, false), "Han");
    assert_eq!(shown(code, "99", Lang::Zh, false), "99");
    let mobile = r#"{"key":"m","label":{"zh":"手机"},"kind":"mobile"}"#;
    assert_eq!(shown(mobile, "13800138000", Lang::Zh, true), "138****8000");
    assert_eq!(shown(mobile, "13800138000", Lang::Zh, false), "13800138000");
    let account = r#"{"key":"a","label":{"zh":"银行账号"},"kind":"text","masked":true}"#;
    assert_eq!(shown(account, "6222000000001234", Lang::Zh, true), "************1234");
    let money = r#"{"key":"f","label":{"zh":"会费"},"kind":"money"}"#;
    assert_eq!(shown(money, "1200.50", Lang::Zh, false), "1,200.50");
    assert_eq!(shown(money, "一百", Lang::Zh, false), "一百");
    let password = r#"{"key":"p","label":{"zh":"密码"},"kind":"password"}"#;
    assert_eq!(shown(password, "Secret-1234", Lang::Zh, false), "");
    let yes = r#"{"key":"b","label":{"zh":"是否"},"kind":"bool"}"#;
    assert_eq!(shown(yes, "是", Lang::En, false), "Yes");
}
