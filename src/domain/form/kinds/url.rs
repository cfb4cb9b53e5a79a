//! 网址: http and https only, so that a stored link can never carry script.

use crate::domain::form::clean;

/// Most characters of an address.
const MAX: usize = 2000;

/// Without blanks at the ends; `www.` gets its scheme; scheme and host in small letters.
pub fn canonical(text: &str) -> String {
    let line = clean::line(text);
    let begins = |prefix: &str| line.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let (scheme, rest) = if begins("https://") {
        ("https://", line.get(8..))
    } else if begins("http://") {
        ("http://", line.get(7..))
    } else if begins("www.") {
        ("http://", line.get(..))
    } else {
        return line;
    };
    let rest = rest.unwrap_or_default();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    format!("{scheme}{}{path}", host.to_lowercase())
}

/// Whether it is an absolute http or https address with a named host.
pub fn is_valid(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let labels: Vec<&str> = name.split('.').collect();
    text.chars().count() <= MAX
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\'))
        && port.parse::<u16>().is_ok()
        && labels.len() >= 2
        && labels.iter().all(|l| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_and_checked() {
        assert_eq!(canonical(" HTTPS://Www.Example.CN/Path?Q=1 "), "https://www.example.cn/Path?Q=1");
        assert_eq!(canonical("www.example.cn"), "http://www.example.cn");
        for good in ["https://example.cn", "http://学会.中国/a?b=c#d", "http://10.0.0.1:8080/"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in [
            "example.cn",
            "javascript:alert(1)",
            "https://",
            "http://a",
            "http://a b.cn",
            "http://a..cn",
            "http://a.cn:99999",
            "ftp://a.cn",
            "http://a.cn@b.cn",
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
