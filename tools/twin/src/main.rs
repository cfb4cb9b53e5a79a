//! `twin definitions CATALOG`: the registers of that folder as JSON. `twin judge FILE FROM COUNT BLOCK`: the numbers of
//! so many answers to the definitions in the file, one line a block.

#[cfg(target_family = "wasm")]
fn main() {}

#[cfg(not(target_family = "wasm"))]
fn main() -> anyhow::Result<()> {
    native::run()
}

#[cfg(not(target_family = "wasm"))]
mod native {
    use std::path::Path;

    use anyhow::{Context, Result, anyhow, bail};
    use twin::domain::form::FormDefinition;
    use twin::judge;

    pub fn run() -> Result<()> {
        let words: Vec<String> = std::env::args().skip(1).collect();
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["definitions", folder] => {
                println!("{}", serde_json::to_string(&definitions(Path::new(folder))?)?);
                Ok(())
            }
            ["judge", file, from, count, block] => {
                let definitions = std::fs::read_to_string(file).with_context(|| (*file).to_owned())?;
                let (from, count, block): (u32, u32, u32) = (from.parse()?, count.parse()?, block.parse()?);
                for first in (from..from.saturating_add(count)).step_by(block.max(1) as usize) {
                    println!("{}", judge(&definitions, first, block).map_err(|error| anyhow!(error))?);
                }
                Ok(())
            }
            _ => bail!("twin knows `definitions CATALOG` and `judge FILE FROM COUNT BLOCK`"),
        }
    }

    fn definitions(catalog: &Path) -> Result<Vec<FormDefinition>> {
        let read = |path: &Path| -> Result<toml::Table> {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            text.parse().with_context(|| path.display().to_string())
        };
        let lists = read(&catalog.join("options.toml"))?;
        let mut files =
            std::fs::read_dir(catalog.join("registers"))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        files.sort();
        let definition = |path: &std::path::PathBuf| -> Result<FormDefinition> {
            let mut register = read(path)?;
            register.iter_mut().for_each(|(_, value)| put_choices(value, &lists));
            register.try_into().with_context(|| path.display().to_string())
        };
        files.iter().map(definition).collect()
    }

    /// Writes the choices of each named list beside its name.
    fn put_choices(value: &mut toml::Value, lists: &toml::Table) {
        match value {
            toml::Value::Array(values) => values.iter_mut().for_each(|value| put_choices(value, lists)),
            toml::Value::Table(table) => {
                let list = table.get("options").and_then(toml::Value::as_str).and_then(|name| lists.get(name));
                if let Some(choices) = list.cloned() {
                    table.insert("choices".to_owned(), choices);
                }
                table.iter_mut().for_each(|(_, value)| put_choices(value, lists));
            }
            _ => {}
        }
    }
}
