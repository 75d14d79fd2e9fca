//! `adr snooze`: suspends a trigger until a date.

use anyhow::bail;
use chrono::NaiveDate;

use super::context::Context;
use super::{Exit, links, trigger_text};
use crate::record::edit::Change as Edit;

/// Snooze a trigger until a date
///
/// `adr check` shows it as snoozed until then; the record keeps the reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  adr snooze 7 writes --until 2027-01-31 --reason 'the new disks arrive in January'")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
    /// The trigger's id; a, b, c … by position if the record gives none
    #[arg(value_name = "ID")]
    id: String,
    /// The date on which the snooze ends
    #[arg(long, value_name = "DATE")]
    until: NaiveDate,
    /// Why it can wait
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if args.until <= context.today {
        bail!(
            "{} is not in the future; give a date after {}",
            args.until,
            context.today
        );
    }
    let reason = args.reason.trim();
    if reason.is_empty() {
        bail!("a snooze needs a reason: --reason TEXT");
    }
    let place = context.place()?;
    context.change(&place, |transaction, log| {
        let record = log.find(&args.reference)?;
        let position = trigger_text::position(record, &args.id)?;
        let edit = Edit::Snooze(position, args.until, reason.to_owned());
        transaction.commit(&[links::edited(&log, record, &[edit], None)?])?;
        Ok(Exit::Clean)
    })
}
