//! From where a call really comes: proxies that the settings name are believed when they say it, nobody else.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// Reads an address or a range of addresses of the settings: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
///
/// # Errors
/// What is wrong with it, for the terminal.
pub fn read_range(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let one = text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
    one.or_else(|_| text.parse()).map_err(|_| format!("“{text}” is neither an address nor a range like 10.0.0.0/8"))
}

/// The sender of a call that `peer` has handed over. Each proxy writes at the end of `X-Forwarded-For` from whom it
/// has the call, so the list is read from its end as long as trusted proxies wrote it: what stands before the last
/// untrusted address was written by the sender, who can write anything.
pub fn sender<'a>(peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|range| range.contains(address));
    let mut nearest = peer.to_canonical();
    for said in forwarded.flat_map(|line| line.split(',')).rev() {
        match address(said).filter(|_| is_trusted(&nearest)) {
            Some(before) => nearest = before,
            None => break,
        }
    }
    nearest
}

/// An address as proxies write it, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|place| place.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender_of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|range| read_range(range).unwrap()).collect();
        sender(peer.parse().unwrap(), forwarded.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn header_counts_only_from_a_trusted_proxy() {
        assert_eq!(sender_of("198.51.100.1", &["203.0.113.9"], &[]), "198.51.100.1");
        assert_eq!(sender_of("198.51.100.1", &["203.0.113.9"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(sender_of("10.0.0.7", &["203.0.113.9"], &["10.0.0.7"]), "203.0.113.9");
        assert_eq!(sender_of("10.0.0.8", &["203.0.113.9"], &["10.0.0.7"]), "10.0.0.8");
        assert_eq!(sender_of("10.0.0.7", &[], &["10.0.0.7"]), "10.0.0.7");
    }

    #[test]
    fn what_the_sender_wrote_before_is_not_believed() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(sender_of("10.0.0.7", &["127.0.0.1, 203.0.113.9"], &trusted), "203.0.113.9");
        assert_eq!(sender_of("10.0.0.7", &["10.9.9.9, 203.0.113.9"], &trusted), "203.0.113.9");
        assert_eq!(sender_of("10.0.0.7", &["1.1.1.1", "203.0.113.9"], &trusted), "203.0.113.9", "two headers");
    }

    #[test]
    fn several_proxies_are_passed_from_the_end() {
        let trusted = ["10.0.0.0/8", "192.0.2.4"];
        assert_eq!(sender_of("10.0.0.7", &["203.0.113.9, 192.0.2.4, 10.1.1.1"], &trusted), "203.0.113.9");
        assert_eq!(sender_of("10.0.0.7", &["10.2.2.2, 10.1.1.1"], &trusted), "10.2.2.2", "a caller inside");
        assert_eq!(sender_of("10.0.0.7", &["203.0.113.9, 192.0.2.5, 10.1.1.1"], &trusted), "192.0.2.5");
    }

    #[test]
    fn addresses_of_the_sixth_version_and_ports_are_read() {
        let trusted = ["fd00::/8", "127.0.0.1"];
        assert_eq!(sender_of("fd00::7", &["2001:db8::9"], &trusted), "2001:db8::9");
        assert_eq!(sender_of("fd00::7", &["[2001:db8::9]:4711"], &trusted), "2001:db8::9");
        assert_eq!(sender_of("fd00::7", &["[2001:db8::9]"], &trusted), "2001:db8::9");
        assert_eq!(sender_of("fd00::7", &["\"203.0.113.9:80\""], &trusted), "203.0.113.9");
        assert_eq!(sender_of("::ffff:127.0.0.1", &["203.0.113.9"], &trusted), "203.0.113.9", "a mapped address");
        assert_eq!(sender_of("fd00::7", &["::ffff:203.0.113.9"], &trusted), "203.0.113.9");
    }

    #[test]
    fn rubbish_ends_the_list() {
        let trusted = ["10.0.0.0/8"];
        for rubbish in ["", " ", "unknown", "_hidden", "203.0.113", "203.0.113.9;x", "<script>", ",,,"] {
            assert_eq!(sender_of("10.0.0.7", &[rubbish], &trusted), "10.0.0.7", "{rubbish}");
            let after = format!("{rubbish}, 203.0.113.9");
            assert_eq!(sender_of("10.0.0.7", &[&after], &trusted), "203.0.113.9", "{rubbish}");
            let before = format!("203.0.113.9, {rubbish}, 10.1.1.1");
            assert_eq!(sender_of("10.0.0.7", &[&before], &trusted), "10.1.1.1", "{rubbish}");
        }
    }

    #[test]
    fn ranges_are_read_and_wrong_ones_are_named() {
        for good in ["10.0.0.7", " 10.0.0.0/8 ", "fd00::/8", "::1"] {
            assert!(read_range(good).is_ok(), "{good}");
        }
        for bad in ["", "10.0.0.0/33", "proxy.example.org", "10.0.0"] {
            assert!(read_range(bad).is_err(), "{bad}");
        }
    }
}
