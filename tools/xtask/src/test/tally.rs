//! Adding up what the test runners say, and closing with their own last lines.

use crate::shell::say;

/// What one runner counted.
pub struct Suite {
    name: &'static str,
    passed: usize,
    failed: usize,
    skipped: usize,
    closing: Vec<String>,
    /// The last closing line was one that names tests.
    naming: bool,
}

impl Suite {
    pub fn new(name: &'static str) -> Self {
        Self { name, passed: 0, failed: 0, skipped: 0, closing: Vec::new(), naming: false }
    }

    /// Takes one output line of `cargo test`.
    pub fn read_cargo(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else {
            return;
        };
        self.closing.push(line.to_owned());
        for part in counts.split(['.', ';']) {
            self.count(part);
        }
    }

    /// Takes one output line of Playwright, whose closing lines are `  12 passed (31.0s)` and the like; below those
    /// that count failures stand the tests, `    [desktop] › form.spec.ts:5:1 › title`.
    pub fn read_playwright(&mut self, line: &str) {
        let line = line.trim();
        if self.naming && line.starts_with('[') {
            return self.closing.push(line.to_owned());
        }
        let closing = line.split_once(' ').is_some_and(|(number, rest)| {
            let kind = rest.split(" (").next().unwrap_or_default();
            number.parse::<usize>().is_ok()
                && matches!(kind, "passed" | "failed" | "flaky" | "skipped" | "did not run" | "interrupted")
        });
        if closing {
            self.closing.push(line.to_owned());
            self.count(line);
        }
        self.naming = closing;
    }

    fn count(&mut self, part: &str) {
        let mut words = part.split_whitespace();
        let Some(Ok(number)) = words.next().map(str::parse::<usize>) else {
            return;
        };
        match words.next() {
            Some("passed") => self.passed += number,
            // A test that passes only sometimes has failed.
            Some("failed" | "flaky" | "interrupted") => self.failed += number,
            Some("ignored" | "skipped" | "did") => self.skipped += number,
            _ => {}
        }
    }
}

/// Everything so far.
#[derive(Default)]
pub struct Tally {
    suites: Vec<Suite>,
    broken: Vec<String>,
}

impl Tally {
    /// Takes a finished suite; `good` is what its exit code said.
    pub fn suite(&mut self, mut suite: Suite, good: bool) {
        if good && suite.closing.is_empty() {
            // Success without a word about any test is a runner that did not run.
            self.broke(format!("{}: no result line", suite.name));
        }
        if !good && suite.failed == 0 {
            suite.failed = 1;
            suite.closing.push("failed before any test result".to_owned());
        }
        self.suites.push(suite);
    }

    /// Takes a check that is not a test, when it failed.
    pub fn broke(&mut self, what: String) {
        say(format_args!("FAILED: {what}"));
        self.broken.push(what);
    }

    /// Counts a check that is not a test; only failures show in the sum.
    pub fn check(&mut self, name: &str, good: bool) {
        if !good {
            self.broke(name.to_owned());
        }
    }

    pub fn is_good(&self) -> bool {
        self.broken.is_empty() && self.suites.iter().all(|suite| suite.failed == 0)
    }

    /// The sums: passed, failed, skipped. A failed check counts as one failure, so that a red run never
    /// ends with `0 failed`.
    fn sums(&self) -> (usize, usize, usize) {
        let sum = |field: fn(&Suite) -> usize| self.suites.iter().map(field).sum::<usize>();
        (sum(|suite| suite.passed), sum(|suite| suite.failed) + self.broken.len(), sum(|suite| suite.skipped))
    }

    /// Prints the closing lines.
    pub fn close(&self) {
        for suite in &self.suites {
            for line in &suite.closing {
                say(format_args!("{}: {line}", suite.name));
            }
        }
        for what in &self.broken {
            say(format_args!("FAILED: {what}"));
        }
        let (passed, failed, skipped) = self.sums();
        if skipped > 0 {
            say(format_args!("{skipped} skipped"));
        }
        say(format_args!("{passed} passed, {failed} failed"));
    }
}

#[cfg(test)]
mod tests {
    use super::{Suite, Tally};

    #[test]
    fn runners_are_added_up() {
        let mut unit = Suite::new("unit");
        unit.read_cargo("running 3 tests");
        unit.read_cargo(
            "test result: ok. 7 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.10s",
        );
        let mut browser = Suite::new("browser");
        for line in [
            "  ok 1 [desktop] › smoke.spec.ts:3:1 › 3 passed the gate (1.0s)",
            "  2 failed",
            "    [desktop] › a.spec.ts:1:1 › x",
            "  1 flaky",
            "  3 skipped",
            "  2 did not run",
            "  11 passed (1.2m)",
        ] {
            browser.read_playwright(line);
        }
        let mut tally = Tally::default();
        tally.suite(unit, true);
        assert!(tally.is_good());
        tally.suite(browser, false);
        assert_eq!(tally.sums(), (18, 3, 6));
        assert!(tally.suites.iter().any(|suite| suite.closing.iter().any(|line| line.contains("a.spec.ts"))));
        assert!(!tally.is_good());
    }

    #[test]
    fn red_run_never_sums_to_zero_failures() {
        let mut tally = Tally::default();
        tally.suite(Suite::new("does not compile"), false);
        tally.check("clippy", false);
        assert_eq!(tally.sums(), (0, 2, 0));
        let mut silent = Tally::default();
        silent.suite(Suite::new("nothing ran"), true);
        assert!(!silent.is_good());
    }
}
