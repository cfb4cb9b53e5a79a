//! Whether the browser judges forms as the server does: a million made-up answers, judged by the rules of
//! `src/domain` compiled for this machine and for the browser (`tools/twin`), under Node.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use super::lint::TWIN;
use super::tally::Tally;
use crate::place::Place;
use crate::shell::{cargo, output, run, say, step};
use crate::{front, need};

/// Answers that are judged.
const ANSWERS: u32 = 1_000_000;
/// Answers that one number stands for.
const BLOCK: u32 = 10_000;

/// Reads the definitions, judges and prints as the program `twin judge` does.
const SCRIPT: &str = "const { judge } = require(process.argv[1]);
const definitions = require('node:fs').readFileSync(process.argv[2], 'utf8');
const [from, count, block] = process.argv.slice(3).map(Number);
for (let at = from; at < from + count; at += block) console.log(judge(definitions, at, block));";

/// Both compiled forms of the rules, and the definitions that they judge by.
struct Twins {
    program: PathBuf,
    module: PathBuf,
    definitions: PathBuf,
}

pub fn run_all(place: &Place, tally: &mut Tally) -> Result<()> {
    step("The rules for forms, here and in the browser");
    let twins = Twins::build(place)?;
    let (here, there) = twins.both(0, ANSWERS, BLOCK)?;
    let fault = match (0..).zip(here.iter().zip(&there)).find(|(_, (here, there))| here != there) {
        None if here.len() == (ANSWERS / BLOCK) as usize && there.len() == here.len() => None,
        differing => {
            let block = differing.map_or(here.len().min(there.len()) as u32, |(block, _)| block);
            let (here, there) = twins.both(block * BLOCK, BLOCK, 1)?;
            let at = here.iter().zip(&there).take_while(|(here, there)| here == there).count();
            Some(format!("answer {} is judged differently or not at all", block * BLOCK + at as u32))
        }
    };
    say(format_args!("  {ANSWERS} answers judged"));
    let what = fault.as_deref().unwrap_or("agreement");
    tally.check(what, fault.is_none());
    Ok(())
}

impl Twins {
    fn build(place: &Place) -> Result<Self> {
        need::wasm_target(place)?;
        let target = place.target.join("twin");
        let build = |words: &[&str]| {
            let mut command = cargo(place);
            command.args(["build", "--quiet", "--release"]).args(TWIN).arg(&target).args(words);
            run(&mut command)
        };
        build(&["--bin", "twin"])?;
        build(&["--lib", "--target", "wasm32-unknown-unknown"])?;

        let folder = target.join("node");
        front::make_empty(&folder)?;
        let linked = target.join("wasm32-unknown-unknown/release/twin.wasm");
        let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
        bindgen.input_path(linked).out_name("twin").nodejs(true)?.typescript(false).generate(&folder)?;

        let program = target.join(env!("HOST_TUPLE")).join("release/twin");
        let definitions = folder.join("definitions.json");
        let catalog = place.root.join("src/catalog");
        let text = output(Command::new(&program).arg("definitions").arg(catalog))?;
        std::fs::write(&definitions, text).with_context(|| format!("{}", definitions.display()))?;
        Ok(Self { program, module: folder.join("twin.js"), definitions })
    }

    /// What both say of these answers, a line for each block; one that fell says less.
    fn both(&self, from: u32, count: u32, block: u32) -> Result<(Vec<String>, Vec<String>)> {
        let words = |from: u32, count: u32| [from, count, block].map(|number| number.to_string());
        let mut here = Command::new(&self.program);
        here.arg("judge").arg(&self.definitions).args(words(from, count));
        let there = |from: u32, count: u32| {
            let mut node = Command::new("node");
            node.args(["-e", SCRIPT]).args([&self.module, &self.definitions]).args(words(from, count));
            lines(node)
        };
        // Node is the slower one: its half each.
        let half = count / block / 2 * block;
        std::thread::scope(|scope| {
            let here = scope.spawn(|| lines(here));
            let first = scope.spawn(|| there(from, half));
            let mut second = there(from + half, count - half)?;
            let mut there = first.join().map_err(|_| anyhow!("a thread died"))??;
            // What comes after a gap stands for other answers.
            if there.len() == (half / block) as usize {
                there.append(&mut second);
            }
            Ok((here.join().map_err(|_| anyhow!("a thread died"))??, there))
        })
    }
}

/// What a program printed, whether or not it came to its end.
fn lines(mut command: Command) -> Result<Vec<String>> {
    let output = command.output().with_context(|| format!("{:?} cannot be started", command.get_program()))?;
    if !output.status.success() {
        say(String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
