//! `adr graph`: which decision replaced, amended or refined which.

use anyhow::bail;
use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use super::filters::Filters;
use crate::graph::{self, Graph, Node};
use crate::log::{Log, Prose};
use crate::record::Record;
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
  adr graph --focus 7 --depth 1         one decision and those it is linked to
  adr graph --status accepted --all     every accepted decision
  adr graph --format svg > graph.svg
  adr graph --format dot | dot -Tpdf > graph.pdf")]
pub struct Args {
    /// Only decisions linked to this one, directly or indirectly
    #[arg(value_name = "REF", group = "centre", add = super::completions::references())]
    reference: Option<String>,
    /// The same as REF
    #[arg(long, value_name = "REF", group = "centre", add = super::completions::references())]
    focus: Option<String>,
    /// Only decisions at most this many links away from REF [default: any number]
    #[arg(long, value_name = "N", requires = "centre")]
    depth: Option<usize>,
    #[command(flatten)]
    filters: Filters,
    /// Include decisions without a link
    #[arg(long)]
    all: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Mermaid, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Dot,
    Mermaid,
    Svg,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.lean_log(Prose::Unread)?;
    let graph = args.graph(&log)?;
    if graph.nodes.is_empty() && !log.records.is_empty() {
        context.out.note(match args.all {
            true => "no decisions match",
            false => "no decisions are linked; use `adr graph --all` to show them anyway",
        });
    }
    let text = match args.format {
        Format::Dot => graph::dot(&graph),
        Format::Mermaid => graph::mermaid(&graph),
        Format::Svg => match graph::layout(&graph) {
            Some(drawing) => render::graph::standalone(&graph, &drawing),
            None => bail!(
                "{} are too many to draw; choose fewer with REF, `--depth` or `--status`, or draw `--format dot` with Graphviz",
                counted(graph.nodes.len(), "decision")
            ),
        },
    };
    context.out.data(&text)?;
    Ok(Exit::Clean)
}

impl Args {
    /// What is to be shown of the graph of `log`. The decision in its centre is shown whatever the filters say.
    fn graph(&self, log: &Log) -> anyhow::Result<Graph> {
        let graph = Graph::of(log);
        let admits = |node: &Node| self.filters.admit(&log.records[node.position]);
        if let Some(reference) = self.reference.as_ref().or(self.focus.as_ref()) {
            let centre = log.find(reference)?;
            let is_centre = |record: &Record| std::ptr::eq(record, centre);
            let position = log.records.iter().position(is_centre).unwrap_or_default();
            let graph = graph.around(position, self.depth);
            return Ok(graph.filtered(|node| node.position == position || admits(node)));
        }
        let parts = graph.filtered(admits).parts().into_iter();
        Ok(Graph::joined(
            parts.filter(|part| self.all || !part.edges.is_empty()),
        ))
    }
}
