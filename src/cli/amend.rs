//! `adr amend`: corrects an accepted decision, and puts that on record.

use anyhow::bail;

use super::compose::Composer;
use super::context::Context;
use super::{Exit, editor, links};
use crate::record::Status;
use crate::record::edit::Change as Edit;
use crate::source::shown;
use crate::store::read_file;

/// Correct an accepted decision, and put on record that and why
///
/// An accepted decision is changed by a successor; `adr lint --base` reports where one was reworded, or a trigger or guard
/// changed. A correction (a slip, a name that has changed) is made here: your editor opens the record, and `[[amended]]` with
/// the day and the reason is added to it. Pages show it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr amend 7 --reason 'the table is called order_lines since May'
  adr amend 7 --reason 'a slip in the threshold' --no-edit      the record has been edited already")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
    /// Why the record is changed
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Open no editor: the record has been edited already
    #[arg(long)]
    no_edit: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        bail!("an amendment needs a reason: --reason TEXT");
    }
    let composer = Composer::new(context)?;
    let place = context.place()?;
    let log = context.log()?;
    let record = log.find(&args.reference)?;
    if record.status() != Some(Status::Accepted) {
        let status = record.status().map_or("not accepted", Status::name);
        let (name, hint) = (
            record.name(),
            "only an accepted decision is amended; edit it with `adr edit`",
        );
        bail!("{name} is {status}; {hint}");
    }
    let path = record.source.path().to_owned();
    if !args.no_edit {
        editor::open(&path)?;
        let edited = read_file(&path)?;
        if edited.is_some_and(|edited| edited.text() == record.source.text()) {
            context
                .out
                .note("nothing was changed, so nothing is put on record");
            return Ok(Exit::Clean);
        }
    }
    let log = context.change(&place, |transaction, log| {
        let Some(record) = log.record_at(&path) else {
            bail!("{} is gone", shown(&path));
        };
        let edit = Edit::Amended(context.today, reason.to_owned());
        let changes = [links::edited(&log, record, &[edit], None)?];
        transaction.commit(&changes)?;
        Ok(log.after(&changes))
    })?;
    composer.report(&path, &log);
    context.out.data(&format!("{}\n", shown(&path)))?;
    Ok(Exit::Clean)
}
