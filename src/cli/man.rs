//! `adr man`: writes manual pages.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::context::Context;
use super::{Cli, Exit};
use crate::source::shown;

/// Print the manual page, or write one for every command
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr man | man -l -
  adr man --out ~/.local/share/man/man1")]
pub struct Args {
    /// Write adr.1, adr-new.1 … to this folder instead
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = &args.out else {
        context.out.data(&page(command)?)?;
        return Ok(Exit::Clean);
    };
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", shown(folder)))?;
    let commands = command.get_subcommands().cloned();
    let named = commands
        .filter(|command| command.get_name() != "help")
        .map(|command| (format!("adr-{}", command.get_name()), command));
    let pages: Vec<_> = std::iter::once(("adr".to_owned(), command.clone()))
        .chain(named)
        .collect();
    for (name, command) in pages {
        let path = folder.join(format!("{name}.1"));
        write(&path, &page(command.display_name(name))?)?;
        context.out.data(&format!("{}\n", shown(&path)))?;
    }
    Ok(Exit::Clean)
}

fn write(path: &Path, page: &str) -> anyhow::Result<()> {
    fs::write(path, page).with_context(|| format!("cannot write {}", shown(path)))
}

/// The manual page of `command` in roff.
fn page(command: Command) -> anyhow::Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
