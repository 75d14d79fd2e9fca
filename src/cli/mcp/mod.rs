//! `adr mcp`: serves the log to coding agents by the Model Context Protocol, over stdin and stdout. Asynchronous, as
//! `preview` is, because the protocol's library is; what the tools do is not.

mod answer;
mod arguments;
mod bounds;
mod line;
mod message;
mod resources;
mod server;
mod stdio;
mod tools;

use std::io::IsTerminal;

use anyhow::{Context as _, bail};
use rmcp::service::{QuitReason, ServerInitializeError};

use super::Exit;
use super::context::Context;
use super::values::ValueFlags;
use server::Server;
use stdio::Stdio;

/// Serve the log to coding agents (MCP over stdio)
///
/// An agent's client starts this command, and both speak the Model Context Protocol over stdin and stdout. The tools list,
/// show and search decisions, evaluate triggers, lint and advise; the records are also resources. The log is read anew
/// for every call. Ends when stdin ends.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr mcp
  adr mcp --allow-write                 let agents propose decisions
  adr mcp --metrics values.toml         evaluate triggers with values from a file

In the settings of a client:
  { \"mcpServers\": { \"adr\": { \"command\": \"adr\", \"args\": [\"mcp\"] } } }")]
pub struct Args {
    /// Let agents write proposed decisions; without it, no tool writes
    #[arg(long)]
    allow_write: bool,
    #[command(flatten)]
    values: ValueFlags,
}

/// How many calls are worked on at once; others wait.
const MAX_CALLS: usize = 8;

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut files = args.values.files().iter();
    if files.any(|path| path.as_os_str() == "-") {
        bail!("stdin carries the protocol; pass a file to `--metrics`");
    }
    if std::io::stdin().is_terminal() {
        context.out.note(
            "waiting for a client to speak the Model Context Protocol on stdin; press Ctrl-C to stop",
        );
    }
    let server = Server::new(context.clone(), args.values.clone(), args.allow_write);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(MAX_CALLS)
        .build()?;
    runtime.block_on(serve(server))?;
    Ok(Exit::Clean)
}

/// Serves until stdin ends.
async fn serve(server: Server) -> anyhow::Result<()> {
    let running = match rmcp::serve_server(server, Stdio::open()?).await {
        Ok(running) => running,
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(error).context("the session could not begin"),
    };
    match running.waiting().await.context("the server failed")? {
        QuitReason::JoinError(error) => Err(error).context("the server failed"),
        _ => Ok(()),
    }
}
