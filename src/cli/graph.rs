//! `adr graph`: which decision replaced, amended or refined which.

use anyhow::bail;
use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use crate::graph::{self, Graph};
use crate::render;
use crate::report::counted;

/// Show the graph of decisions and their links
///
/// Decisions without a link to another are left out, unless `--all` is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr graph                             a Mermaid flowchart, for a Markdown file
  adr graph 7                           the lineage of one decision
  adr graph --format svg > graph.svg
  adr graph --format dot | dot -Tpdf > graph.pdf")]
pub struct Args {
    /// Only decisions linked to this one, directly or indirectly
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Mermaid, value_name = "FORMAT")]
    format: Format,
    /// Include decisions without a link
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Dot,
    Mermaid,
    Svg,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.log()?;
    let chosen = match &args.reference {
        Some(reference) => {
            let record = log.find(reference)?;
            let is_it = |other: &crate::record::Record| std::ptr::eq(other, record);
            log.records.iter().position(is_it)
        }
        None => None,
    };
    let parts = Graph::of(&log).parts();
    let graph = Graph::joined(parts.into_iter().filter(|part| match chosen {
        Some(position) => part.nodes.iter().any(|node| node.position == position),
        None => args.all || !part.edges.is_empty(),
    }));
    if graph.nodes.is_empty() {
        context
            .out
            .note("no decisions are linked; use `adr graph --all` to show them anyway");
    }
    let text = match args.format {
        Format::Dot => graph::dot(&graph),
        Format::Mermaid => graph::mermaid(&graph),
        Format::Svg => match graph::layout(&graph) {
            Some(drawing) => render::graph::standalone(&graph, &drawing),
            None => bail!(
                "{} are too many to draw; choose one, or draw `--format dot` with Graphviz",
                counted(graph.nodes.len(), "decision")
            ),
        },
    };
    context.out.data(&text)?;
    Ok(Exit::Clean)
}
