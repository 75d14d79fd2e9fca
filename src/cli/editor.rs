//! The user's editor.

use std::io::IsTerminal;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::source::shown;

/// Whether the user has configured an editor.
pub fn is_named() -> bool {
    named().is_some()
}

/// Opens `path` in `$VISUAL`, else `$EDITOR`, else `vi` if at a terminal, and waits for it to exit.
///
/// # Errors
/// If it cannot be started, or exits with an error.
pub fn open(path: &Path) -> anyhow::Result<()> {
    let line = match named() {
        Some(line) => line,
        None if std::io::stdin().is_terminal() => "vi".to_owned(),
        None => {
            bail!("no editor is set, and `vi` needs a terminal; set VISUAL or EDITOR")
        }
    };
    let words = shell_words::split(&line)
        .with_context(|| format!("cannot parse the editor command `{line}`"))?;
    let Some((program, arguments)) = words.split_first() else {
        bail!("the editor command is empty");
    };
    let status = Command::new(program)
        .args(arguments)
        .arg(path)
        .status()
        .with_context(|| format!("cannot start the editor `{program}`; set VISUAL or EDITOR"))?;
    if !status.success() {
        bail!(
            "the editor failed with {status}; {} is as it left it",
            shown(path)
        );
    }
    Ok(())
}

fn named() -> Option<String> {
    ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty())
}
