//! What kind of browser a session was opened with, in words that its owner recognises.

/// `Chrome · Windows` from the header in which a browser names itself; empty where it names nothing known.
pub fn device(agent: &str) -> String {
    // The order matters: most browsers also claim to be those before them in history.
    const BROWSERS: [(&str, &str); 10] = [
        ("MicroMessenger", "微信 WeChat"),
        ("QQBrowser", "QQ"),
        ("360SE", "360"),
        ("360EE", "360"),
        ("HuaweiBrowser", "Huawei"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, n)| *n);
    let words: Vec<&str> = [named(&BROWSERS), named(&SYSTEMS)].into_iter().flatten().collect();
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_are_named() {
        let cases = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge · Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0",
                "微信 WeChat · iPhone",
            ),
            ("curl/8.0", ""),
            ("", ""),
        ];
        for (agent, words) in cases {
            assert_eq!(device(agent), words);
        }
    }
}
