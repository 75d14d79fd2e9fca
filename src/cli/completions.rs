//! `adr completions`: generates shell completions.

use std::ffi::OsStr;

use clap::CommandFactory;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;

use super::context::Context;
use super::{Cli, Exit};
use crate::config::{self, Config};
use crate::log::Log;
use crate::store;

/// Generate shell completions
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr completions bash > ~/.local/share/bash-completion/completions/adr
  adr completions fish > ~/.config/fish/completions/adr.fish
  source <(adr completions zsh)")]
pub struct Args {
    /// The shell
    #[arg(value_parser = ["bash", "elvish", "fish", "powershell", "zsh"])]
    shell: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let shells = Shells::builtins();
    let command = Cli::command();
    let name = command.get_name();
    let mut script = Vec::new();
    if let Some(shell) = shells.completer(&args.shell) {
        shell.write_registration("COMPLETE", name, name, name, &mut script)?;
    }
    context.out.data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}

/// Completes a REF with the numbers and titles of the log found from the current folder.
pub fn references() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let place = std::env::current_dir()
            .ok()
            .and_then(|cwd| store::find(&cwd, None, None).ok());
        let records = place
            .and_then(|place| Log::load(place).ok())
            .map(|log| log.records);
        let candidate = |record: &crate::record::Record| {
            let number = record.number?.to_string();
            let help = record.title().map(|title| title.to_owned().into());
            number
                .starts_with(&*typed)
                .then(|| CompletionCandidate::new(number).help(help))
        };
        records.iter().flatten().filter_map(candidate).collect()
    })
}

/// Completes a METRIC with the metrics that the settings of that log declare.
pub fn metrics() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let place = std::env::current_dir()
            .ok()
            .and_then(|cwd| store::find(&cwd, None, None).ok());
        let settings = place.map(|place| store::read_file(&place.dir.join(config::FILE_NAME)));
        let Some(Ok(Some(settings))) = settings else {
            return Vec::new();
        };
        let (config, _) = Config::parse(&settings);
        let declared = config.metrics.into_iter();
        declared
            .filter(|(name, _)| name.starts_with(&*typed))
            .map(|(name, declared)| {
                let help = declared.description.map(Into::into);
                CompletionCandidate::new(name).help(help)
            })
            .collect()
    })
}
