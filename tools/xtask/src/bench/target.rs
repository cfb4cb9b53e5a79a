//! What is measured: a table of requests, with names in braces that the server's fixture gives a value.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

/// One measured request.
pub struct Target {
    pub name: &'static str,
    pub path: &'static str,
    /// Whose session of the fixture it is sent with; empty: nobody's.
    pub cookie: &'static str,
    /// A body makes it a POST: of JSON where it begins with a brace, else of a form.
    pub body: Option<&'static str>,
}

pub const TARGETS: &[Target] = &[
    Target { name: "health", path: "/healthz", cookie: "", body: None },
    Target { name: "front page, nobody signed in", path: "/", cookie: "", body: None },
    Target { name: "front page, signed in", path: "/", cookie: "{cookie}", body: None },
    Target { name: "member list, 20 of 10,000", path: "/registers/member", cookie: "{cookie}", body: None },
    Target { name: "member list, filtered", path: "/registers/member?f.sex=%E5%A5%B3", cookie: "{cookie}", body: None },
    Target { name: "member, detail page", path: "/registers/member/{record}", cookie: "{cookie}", body: None },
    Target { name: "evaluation tree, 110 leaves", path: "/evaluation", cookie: "{cookie}", body: None },
    Target { name: "unit tree, 10,000 units", path: "/orgs", cookie: "{admin_cookie}", body: None },
    Target { name: "unit search", path: "/orgs?q=%E5%8A%9B%E5%AD%A6", cookie: "{admin_cookie}", body: None },
    Target {
        name: "people search, 200,000 accounts",
        path: "/messages/new?find=%E7%A4%BA%E4%BE%8B%E4%BA%BA123456",
        cookie: "{admin_cookie}",
        body: None,
    },
    Target {
        name: "sign-in by password, 200,000 accounts",
        path: "/api/session/sign_in",
        cookie: "",
        body: Some("login=bench-123456&password={password}"),
    },
    Target { name: "save of a record", path: "/api/register/save", cookie: "{cookie}", body: Some(SAVE) },
];

/// On a register of 100,000 records, the last changed first.
pub const LARGE: &[Target] = &[
    Target { name: "list, 20 of 100,000", path: "/registers/member", cookie: "{cookie}", body: None },
    Target { name: "filtered: a third", path: "/registers/member?f.sex=%E5%A5%B3", cookie: "{cookie}", body: None },
    Target {
        name: "word of two characters, 250 hits",
        path: "/registers/member?q=%E7%8E%8B%E4%BC%9F",
        cookie: "{cookie}",
        body: None,
    },
    Target { name: "one character, 5,000 hits", path: "/registers/member?q=%E7%8E%8B", cookie: "{cookie}", body: None },
    Target { name: "two initials, some 1,500 hits", path: "/registers/member?q=wl", cookie: "{cookie}", body: None },
    Target {
        name: "filtered twice and searched by initials",
        path: "/registers/member?f.sex=%E5%A5%B3&f.political=01&q=wl",
        cookie: "{cookie}",
        body: None,
    },
    Target { name: "mobile number, 1 hit", path: "/registers/member?q=13800012345", cookie: "{cookie}", body: None },
];

/// On a server that answers before the disk has the write.
pub const SAVE_FAST: Target = Target {
    name: "save of a record, --fast-commits",
    path: "/api/register/save",
    cookie: "{cookie}",
    body: Some(SAVE),
};

/// A new record: rules, write, index, event log, commit.
pub const SAVE: &str = r#"{"org":"{org}","register":"internal_dept","id":null,"base_version":0,"mode":"draft","answer":{"name":"办公室"}}"#;

/// The values that `societas bench-fixture` printed, one `name=value` per line.
pub struct Fixture(HashMap<String, String>);

impl Fixture {
    /// Takes the lines that have the form; others are for people.
    pub fn read(text: &str) -> Self {
        Self(
            text.lines()
                .filter_map(|line| line.split_once('='))
                .filter(|(name, _)| name.chars().all(|char| char.is_ascii_lowercase() || char == '_'))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// A value that is a number.
    pub fn number(&self, name: &str) -> Result<f64> {
        let value = self.0.get(name).with_context(|| format!("`societas bench-fixture` printed no line `{name}=…`"))?;
        value.parse().with_context(|| format!("the value of `{name}` is no number"))
    }

    /// Puts the values in place of the names in braces. A brace that opens no name is text, as in JSON.
    pub fn fill(&self, text: &str) -> Result<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            rest = &rest[open + 1..];
            let name = match rest.find('}') {
                Some(close) => &rest[..close],
                None => "",
            };
            let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if !named {
                filled.push('{');
                continue;
            }
            let value =
                self.0.get(name).with_context(|| format!("`societas bench-fixture` printed no line `{name}=…`"))?;
            if value.contains(['\r', '\n']) {
                bail!("the value of `{name}` has more than one line");
            }
            filled.push_str(value);
            rest = &rest[name.len() + 1..];
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::Fixture;

    #[test]
    fn names_in_braces_become_values() {
        let fixture = Fixture::read("filled 3 units\ncookie=id=a=b\norg=42\nNot=this\n");
        assert_eq!(fixture.fill("/orgs/{org}/edit").ok().as_deref(), Some("/orgs/42/edit"));
        assert_eq!(fixture.fill("{cookie}").ok().as_deref(), Some("id=a=b"));
        assert_eq!(
            fixture.fill("{\"case\":\"{org}\",\"form\":{}}").ok().as_deref(),
            Some("{\"case\":\"42\",\"form\":{}}")
        );
        assert!(fixture.fill("/{unknown}").is_err());
    }
}
