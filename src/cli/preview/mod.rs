//! `adr preview`: serves the site locally from memory and rebuilds it after every save. Asynchronous, as only
//! `mcp` is besides.

mod build;
mod serve;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;

use anyhow::{Context as _, bail};
use tokio::sync::watch as published;

use super::Exit;
use super::context::Context;
use super::values::ValueFlags;
use build::Builder;
use watch::Watcher;

/// Serve the site locally and reload it on save
///
/// Serves what `adr render` would write, from memory, to this machine only. Records, templates, adr.toml, observations and
/// value files are watched; open pages reload automatically. Problems in a record are shown on every page
/// until they are fixed. Press Ctrl-C to stop.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr preview
  adr preview --open                    open the site in a browser
  adr preview --port 0                  use any free port
  adr preview --metrics values.toml     add values from a file")]
pub struct Args {
    /// The port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 4680, value_name = "PORT")]
    port: u16,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    values: ValueFlags,
}

/// What the main thread waits for.
#[derive(Debug)]
enum Event {
    /// A source of the site has changed.
    Changed(Change),
    /// Ctrl-C was pressed, or the server has ended.
    Ended,
}

/// How much a change invalidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// Records.
    Records,
    /// What any page may show: templates, images.
    Pages,
    /// Settings or values: everything is measured again.
    Values,
    /// The log's folder itself: it is gone, or has been replaced.
    Folder,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let files = args.values.files();
    if files.iter().any(|path| path.as_os_str() == "-") {
        bail!(
            "stdin can be read only once, but the site is built many times; pass a file to `--metrics`"
        );
    }
    let place = context.place()?;
    let listener = listen(args.port)?;
    let address = listener.local_addr().context("cannot determine the port")?;
    let (events, wait) = mpsc::channel();
    let mut watcher = Watcher::of(&place.dir, files, events.clone())?;
    let mut builder = Builder::new(&args.values, place, context);
    let (publish, current) = published::channel(builder.build(Change::Values)?);
    let server = std::thread::spawn(move || {
        let served = serve::serve(listener, current);
        let _ = events.send(Event::Ended);
        served
    });
    let url = format!("http://{address}/");
    context.out.data(&format!("{url}\n"))?;
    context
        .out
        .note("open pages reload when a file is saved; press Ctrl-C to stop");
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        context.out.note(format!("cannot open a browser: {error}"));
    }
    while let Some(change) = watcher.next(&wait) {
        let built = builder.build(change)?;
        publish.send_if_modified(|last| {
            let is_new = last.version != built.version;
            *last = built;
            is_new
        });
    }
    drop(publish);
    match server.join() {
        Ok(served) => served.context("the server failed")?,
        Err(_) => bail!("the server ended unexpectedly"),
    }
    Ok(Exit::Clean)
}

fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
        format!("cannot listen on port {port}; use `--port 0` to pick a free one")
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
