//! 电子邮箱: the practical subset of RFC 5322.

use crate::domain::form::clean;

/// Half-width, without blanks at the ends, the domain in small letters.
pub fn canonical(text: &str) -> String {
    let compact = clean::compact(text);
    let blank_inside = clean::line(text).contains(' ');
    match compact.rsplit_once('@') {
        Some((local, domain)) if !blank_inside => format!("{local}@{}", domain.to_lowercase()),
        _ => clean::line(text),
    }
}

/// Whether it is an address: one `@`, a domain of at least two labels, the last of two letters or more.
pub fn is_valid(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '@' | '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\');
    let labels: Vec<&str> = domain.split('.').collect();
    text.len() <= 254
        && !local.is_empty()
        && text.chars().filter(|c| *c != '@').all(plain)
        && !domain.contains('@')
        && labels.len() >= 2
        && labels.iter().all(|l| !l.is_empty())
        && labels.last().is_some_and(|l| l.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_is_lower_cased_and_the_local_part_is_not() {
        assert_eq!(canonical(" Zhang.Li＠Example.ORG "), "Zhang.Li@example.org");
        assert_eq!(canonical("a b@c.cn"), "a b@c.cn", "a blank inside is a typing error to be shown");
    }

    #[test]
    fn header_tricks_are_refused() {
        for bad in ["a@b.cn,c@d.cn", "张 <a@b.cn>", "a@b.cn\r\nBcc: c@d.cn", "a@b@c.cn", "a@b..cn", "😀@b.cn"] {
            assert!(!is_valid(bad), "{bad}");
        }
        assert!(!is_valid(&format!("{}@b.cn", "a".repeat(250))));
    }
}
