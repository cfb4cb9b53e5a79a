//! Paths of this site, for redirects.

/// The path if it leads to a page of this site: begins with one `/`, visible ASCII only. A crafted
/// `next=` can therefore neither leave the site nor break a header.
pub fn local(path: &str) -> Option<&str> {
    let bytes = path.as_bytes();
    let own = bytes.first() == Some(&b'/') && !matches!(bytes.get(1), Some(b'/' | b'\\'));
    (own && bytes.iter().all(|b| (0x21..0x7f).contains(b))).then_some(path)
}

/// Percent-encodes a value for a query string.
pub fn query_value(value: &str) -> String {
    use std::fmt::Write;
    value.bytes().fold(String::with_capacity(value.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_pass() {
        assert_eq!(local("/registers/member?page=2"), Some("/registers/member?page=2"));
        for bad in ["", "x", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/中"]
        {
            assert_eq!(local(bad), None, "{bad}");
        }
    }

    #[test]
    fn query_values_are_encoded_bytewise() {
        assert_eq!(query_value("张 3&x"), "%E5%BC%A0%203%26x");
    }
}
