//! `adr link`: links two decisions, in both records.

use anyhow::bail;

use super::context::Context;
use super::{Exit, links};
use crate::diagnostic::did_you_mean;
use crate::record::edit::Change as Edit;
use crate::record::{LinkKind, Record};

/// Link two decisions, or remove a link
///
/// The link is added to both records: if A amends B, B is amended by A.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr link 7 amends 4
  adr link 7 amends 4 --remove")]
pub struct Args {
    /// The decision that the link starts from
    #[arg(value_name = "A", add = super::completions::references())]
    from: String,
    /// amends, amended-by, relates, refines, refined-by or conflicts
    #[arg(value_name = "KIND", value_parser = kind)]
    kind: LinkKind,
    /// The decision that the link points to
    #[arg(value_name = "B", add = super::completions::references())]
    to: String,
    /// What the other record says, in the syntax of adr-tools; it follows from KIND
    #[arg(value_name = "REVERSE", hide = true)]
    _reverse: Option<String>,
    /// Remove the link from both records
    #[arg(long)]
    remove: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    context.change(&place, |transaction, log| {
        let (from, to) = (log.find(&args.from)?, log.find(&args.to)?);
        let (a, b) = (links::number(from)?, links::number(to)?);
        if a == b {
            bail!("a decision cannot be linked to itself");
        }
        let mut changes = Vec::new();
        for (record, kind, other) in [(from, args.kind, b), (to, args.kind.reverse(), a)] {
            if says(record, kind, other) == args.remove {
                let edit = if args.remove {
                    Edit::Unlink
                } else {
                    Edit::Link
                };
                changes.push(links::edited(&log, record, &[edit(kind, other)], None)?);
            }
        }
        transaction.commit(&changes)?;
        if changes.is_empty() {
            let state = if args.remove {
                "there is no such link"
            } else {
                "the link already exists"
            };
            context.out.note(format!("{state}; nothing to do"));
        }
        Ok(Exit::Clean)
    })
}

fn says(record: &Record, kind: LinkKind, to: u32) -> bool {
    let mut links = record.front.iter().flat_map(|front| &front.links);
    links.any(|link| link.kind == kind && link.to.value == to)
}

fn kind(word: &str) -> Result<LinkKind, String> {
    if word.to_lowercase().starts_with("supersede") {
        return Err("to replace a decision, use `adr supersede OLD TITLE`".to_owned());
    }
    let names = LinkKind::ALL.map(|(_, name)| name);
    links::kind(word).ok_or_else(|| match did_you_mean(word, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("one of {}", names.join(", ")),
    })
}
