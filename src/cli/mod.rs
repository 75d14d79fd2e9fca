//! The commands, one file each. Only this module accesses the terminal, the clock and the environment.

mod accept;
mod advise;
mod amend;
mod ask;
mod check;
mod cited_by;
mod cites;
mod completions;
mod compose;
mod context;
mod declare;
mod deprecate;
mod difference;
mod doubts;
mod draft_flags;
mod edit;
mod editor;
mod filters;
mod governing;
mod graph;
mod guard;
mod guard_text;
mod init;
mod inject;
mod link;
mod links;
mod lint;
mod list;
mod man;
mod mcp;
mod migrate;
mod new;
mod observe;
mod output;
mod pager;
mod patterns;
mod preview;
mod progress;
mod proposals;
mod reject;
mod render;
mod render_logs;
mod renumber;
mod replay;
mod round;
mod schema;
mod search;
mod show;
mod site;
mod snooze;
mod status;
mod supersede;
mod trend;
mod trigger_text;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use context::Context;
use output::{Color, Output};

/// The result of a command, for the exit code of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Success, without findings.
    Clean,
    /// Findings.
    Findings,
    /// The command failed.
    Failed,
    /// `check` could not evaluate what it should have.
    Unknown,
    /// Ctrl-C at a prompt.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::Unknown => 3,
            Exit::Interrupted => output::INTERRUPTED,
        })
    }
}

/// Architecture decision records that name what was rejected and when to think again.
///
/// A decision is complete when it says which alternatives were rejected, each with a reason, and which
/// measurable condition re-opens it. `adr lint` verifies that both are there; `adr check` evaluates the
/// conditions and reports which decisions are due.
#[derive(Debug, Parser)]
#[command(name = "adr", version, arg_required_else_help = true, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  adr init                                     create a log in docs/adr
  adr new Keep orders in one PostgreSQL primary
                                               record a new decision
  adr supersede 1 Shard orders by customer     replace decision 1
  adr lint                                     check every decision for problems
  adr check --metric team.size=24              report which decisions are due

Exit codes: 0 clean, 1 findings, 2 failure; for `adr check` also 3, nothing could be evaluated.";

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The log's folder [default: ADR_DIR, else the nearest docs/adr, doc/adr … up the tree]
    #[arg(long, global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,
    /// Run as if started in this folder
    #[arg(short = 'C', global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    start_in: Option<PathBuf>,
    /// When to use colour: auto, always or never; auto respects NO_COLOR
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, hide_possible_values = true, hide_default_value = true, value_name = "WHEN")]
    color: Color,
    /// Seconds to wait for another process that is using the log
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30)]
    lock_timeout: u64,
    /// Suppress notes and hints
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    #[command(visible_alias = "create")]
    New(new::Args),
    Supersede(supersede::Args),
    Accept(accept::Args),
    Reject(reject::Args),
    Deprecate(deprecate::Args),
    Link(link::Args),
    Snooze(snooze::Args),
    Edit(edit::Args),
    Amend(amend::Args),
    List(list::Args),
    Show(show::Args),
    Search(search::Args),
    Lint(lint::Args),
    Cites(cites::Args),
    Check(check::Args),
    Context(governing::Args),
    Guard(guard::Args),
    Observe(observe::Args),
    Trend(trend::Args),
    Replay(replay::Args),
    Render(render::Args),
    Preview(preview::Args),
    Graph(graph::Args),
    Patterns(patterns::Args),
    Advise(Box<advise::Args>),
    Mcp(mcp::Args),
    Renumber(renumber::Args),
    Migrate(migrate::Args),
    Schema(schema::Args),
    Man(man::Args),
    Completions(completions::Args),
}

impl Command {
    fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Init(args) => init::run(args, context),
            Self::New(args) => new::run(args, context),
            Self::Supersede(args) => supersede::run(args, context),
            Self::Accept(args) => accept::run(args, context),
            Self::Reject(args) => reject::run(args, context),
            Self::Deprecate(args) => deprecate::run(args, context),
            Self::Link(args) => link::run(args, context),
            Self::Snooze(args) => snooze::run(args, context),
            Self::Edit(args) => edit::run(args, context),
            Self::Amend(args) => amend::run(args, context),
            Self::List(args) => list::run(args, context),
            Self::Show(args) => show::run(args, context),
            Self::Search(args) => search::run(args, context),
            Self::Lint(args) => lint::run(args, context),
            Self::Cites(args) => cites::run(args, context),
            Self::Check(args) => check::run(args, context),
            Self::Context(args) => governing::run(args, context),
            Self::Guard(args) => guard::run(args, context),
            Self::Observe(args) => observe::run(args, context),
            Self::Trend(args) => trend::run(args, context),
            Self::Replay(args) => replay::run(args, context),
            Self::Render(args) => render::run(args, context),
            Self::Preview(args) => preview::run(args, context),
            Self::Graph(args) => graph::run(args, context),
            Self::Patterns(args) => patterns::run(args, context),
            Self::Advise(args) => advise::run(args, context),
            Self::Mcp(args) => mcp::run(args, context),
            Self::Renumber(args) => renumber::run(args, context),
            Self::Migrate(args) => migrate::run(args, context),
            Self::Schema(args) => schema::run(args, context),
            Self::Man(args) => man::run(args, context),
            Self::Completions(args) => completions::run(args, context),
        }
    }
}

/// Parses the process's arguments, runs the command, and returns its exit code.
pub fn main() -> ExitCode {
    clap_complete::CompleteEnv::with_factory(Cli::command).complete();
    run(std::env::args_os()).into()
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Failed
            } else {
                Exit::Clean
            };
        }
    };
    let output = Output::new(cli.global.color, cli.global.quiet);
    let result = Context::new(&cli.global, output.clone()).and_then(|context| {
        let exit = cli.command.run(&context)?;
        Ok(if context.has_failed() {
            Exit::Failed
        } else {
            exit
        })
    });
    result.unwrap_or_else(|error| output.failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
