//! An area that does not come is asked for again.
//!
//! The program ends where a module fails to load; that is what the split's loader tells it when a line is interrupted
//! for a moment. So the loader is made to try until it comes, and the page says that it waits. Where the site answers
//! but the module is gone, a new release stands in its place: the page is loaded anew.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Where the loader loads an area.
const LOAD: &str = "await callee();";

const STEADILY: &str = r#"
async function steadily(load) {
    for (let wait = 1000, waits = false; ; wait = Math.min(2 * wait, 15000)) {
        try {
            await load();
            if (waits) dispatchEvent(new Event("societas-area-arrived"));
            return;
        } catch (error) {
            console.warn(error);
            dispatchEvent(new Event("societas-area-waits"));
            const answers = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
            // Once may be the line. A page that has only just come is of this release.
            if (waits && answers && performance.now() > 60000) location.reload();
            waits = true;
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
    }
}
"#;

/// Has the loader try until an area comes.
pub fn steady(loader: &Path) -> Result<()> {
    let script = std::fs::read_to_string(loader).with_context(|| format!("{}", loader.display()))?;
    ensure!(script.matches(LOAD).count() == 1, "the loader of the split modules does not load an area as expected");
    std::fs::write(loader, script.replace(LOAD, "await steadily(callee);") + STEADILY)?;
    Ok(())
}
