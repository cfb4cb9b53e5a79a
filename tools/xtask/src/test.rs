//! `cargo xtask test`: every check in one fixed order, the sum of all test runners at the end.

mod agreement;
mod browser;
mod budget;
mod lint;
pub mod postgres;
mod tally;

use std::time::Instant;

use anyhow::{Result, bail};

use crate::place::{Mode, Place};
use crate::shell::{cargo, follow, say, step, took};
pub use budget::{print as print_weights, weigh};
use tally::Tally;

/// The steps in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Lint,
    Unit,
    Agreement,
    Integration,
    Budget,
    Browser,
}

const STEPS: [(&str, Step); 6] = [
    ("lint", Step::Lint),
    ("unit", Step::Unit),
    ("agreement", Step::Agreement),
    ("integration", Step::Integration),
    ("budget", Step::Budget),
    ("browser", Step::Browser),
];

/// Runs the asked-for checks to their end; false when one failed.
pub fn run(place: &Place, words: &[String]) -> Result<bool> {
    let begin = Instant::now();
    let (steps, filters) = read(words)?;
    let mut tally = Tally::default();
    // Where the release's browser module is built anyway, it is the one that is tested.
    let mode = if steps.contains(&Step::Budget) { Mode::Release } else { Mode::Dev };
    for step in steps {
        if let Err(error) = run_step(place, step, mode, &filters, &mut tally) {
            tally.broke(format!("{step:?}: {error:#}"));
        }
    }
    step(format_args!("Done in {}", took(begin)));
    tally.close();
    Ok(tally.is_good())
}

/// The steps and the filters that the words ask for.
fn read(words: &[String]) -> Result<(Vec<Step>, Vec<String>)> {
    let mut only = Vec::new();
    let mut filters = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let named = match word.strip_prefix("--only") {
            Some("") => words.next().map(String::as_str),
            Some(rest) => rest.strip_prefix('='),
            None if word.starts_with('-') => bail!("`test` knows no option {word}"),
            None => {
                filters.push(word.clone());
                continue;
            }
        };
        let found = STEPS.iter().find(|(name, _)| Some(*name) == named);
        let Some((_, step)) = found else {
            bail!("--only takes one of lint, unit, agreement, integration, budget, browser");
        };
        only.push(*step);
    }
    let steps = STEPS
        .iter()
        .map(|(_, step)| *step)
        .filter(|step| match (only.is_empty(), filters.is_empty()) {
            (false, _) => only.contains(step),
            (true, true) => true,
            // A filter picks tests; the steps without tests have nothing to pick from.
            (true, false) => !matches!(step, Step::Lint | Step::Agreement | Step::Budget),
        })
        .collect();
    Ok((steps, filters))
}

fn run_step(place: &Place, which: Step, mode: Mode, filters: &[String], tally: &mut Tally) -> Result<()> {
    let begin = Instant::now();
    match which {
        Step::Lint => lint::run(place, tally)?,
        Step::Unit => unit(place, filters, tally)?,
        Step::Agreement => agreement::run_all(place, tally)?,
        Step::Integration => integration(place, filters, tally)?,
        Step::Browser => browser::run(place, mode, filters, tally)?,
        Step::Budget => budget::run(place, tally)?,
    }
    say(format_args!("  {which:?} took {}", took(begin)));
    Ok(())
}

fn unit(place: &Place, filters: &[String], tally: &mut Tally) -> Result<()> {
    step("Unit tests");
    let mut own = cargo(place);
    own.args(["test", "--quiet", "--features", "ssr", "--lib", "--"]).args(filters);
    cargo_test("unit tests", own, tally)?;

    step("Unit tests of xtask");
    let mut tool = cargo(place);
    tool.args(["test", "--quiet"]).args(lint::XTASK).arg("--").args(filters);
    cargo_test("unit tests of xtask", tool, tally)
}

fn integration(place: &Place, filters: &[String], tally: &mut Tally) -> Result<()> {
    step("Integration tests, on SQLite and Postgres");
    let postgres = postgres::Cluster::start()?;
    let mut command = cargo(place);
    command
        .args(["test", "--quiet", "--features", "ssr", "--test", "integration", "--"])
        .args(filters)
        .env("SOCIETAS_TEST_POSTGRES", postgres.url());
    cargo_test("integration tests", command, tally)
}

fn cargo_test(name: &'static str, mut command: std::process::Command, tally: &mut Tally) -> Result<()> {
    let mut counted = tally::Suite::new(name);
    let good = follow(&mut command, |line| counted.read_cargo(line))?;
    tally.suite(counted, good);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Step, read};

    fn steps(words: &[&str]) -> Vec<Step> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        read(&words).expect("good words").0
    }

    #[test]
    fn words_choose_steps() {
        assert_eq!(steps(&[]).len(), 6);
        assert_eq!(steps(&["--only", "unit"]), [Step::Unit]);
        assert_eq!(steps(&["--only=lint", "--only=unit"]), [Step::Lint, Step::Unit]);
        assert_eq!(steps(&["quota"]), [Step::Unit, Step::Integration, Step::Browser]);
        assert!(read(&["--only".to_owned()]).is_err());
        assert!(read(&["--all".to_owned()]).is_err());
    }
}
