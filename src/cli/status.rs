//! The valid transitions of a decision's status, and what to do instead of an invalid one.

use anyhow::bail;

use super::context::Context;
use super::{Exit, links};
use crate::diagnostic::Severity;
use crate::lint::lint_one;
use crate::record::edit::Change as Edit;
use crate::record::{Record, Status, reference};
use crate::source::shown;

/// Changes the status of the decision that `wanted` refers to, updates the links that this affects, and
/// prints its path.
///
/// # Errors
/// If the transition is not valid, or the files cannot be written.
pub fn change(context: &Context, wanted: &str, to: Status) -> anyhow::Result<Exit> {
    let place = context.place()?;
    let config = context.config(&place)?;
    let moved = context.change(&place, |transaction, log| {
        let record = log.find(wanted)?;
        check_transition(record, to)?;
        let path = record.source.path().to_owned();
        let mut edits = vec![Edit::Status(to)];
        if to != Status::Deprecated {
            edits.push(Edit::Date(context.today));
        }
        let mut changes = vec![links::edited(&log, record, &edits, None)?];
        if to == Status::Accepted {
            let front = record.front.as_ref();
            let old = front.map(|front| front.supersedes.iter().map(|old| old.value));
            let old: Vec<u32> = old.into_iter().flatten().collect();
            if !old.is_empty() {
                links::number(record)?;
                if let Some(new) = links::name(record) {
                    changes.extend(links::reverse_changes(&log, &new, Some(to), &old, &[])?);
                }
            }
            let after = log.after(&changes);
            let accepted = after
                .records
                .iter()
                .find(|record| record.source.path() == path);
            let lint = |record| lint_one(record, Some(&after), &config, context.today);
            let mut findings = accepted.map(lint).unwrap_or_default();
            findings.retain(|finding| finding.severity > Severity::Info);
            let is_ours = accepted.is_some_and(Record::is_ours);
            if is_ours && !findings.is_empty() {
                return Ok(Err(findings));
            }
        }
        transaction.commit(&changes)?;
        Ok(Ok(path))
    })?;
    match moved {
        Ok(path) => {
            context.out.data(&format!("{}\n", shown(&path)))?;
            Ok(Exit::Clean)
        }
        Err(findings) => {
            context.report_findings(&findings);
            context
                .out
                .error("the record fails lint; it was not accepted");
            Ok(Exit::Findings)
        }
    }
}

fn check_transition(record: &Record, to: Status) -> anyhow::Result<()> {
    use Status::{Accepted, Deprecated, Proposed, Rejected, Superseded};
    let name = record
        .number
        .map_or_else(|| record.source.shown_path(), reference);
    let Some(from) = record.status() else {
        if !record.is_ours() && record.faults.is_empty() {
            return Ok(());
        }
        bail!("cannot read the status of {name}; `adr lint` says what is wrong with it");
    };
    let is = from.name();
    let by = record
        .front
        .as_ref()
        .and_then(|front| front.superseded_by.as_ref());
    match (from, to) {
        (Proposed, Accepted | Rejected) | (Accepted, Deprecated) => Ok(()),
        _ if from == to => bail!("{name} is already {is}"),
        (Superseded, _) => match by.map(|by| reference(by.value)) {
            Some(by) => bail!(
                "{name} is superseded by {by}; to change what is in force now, use `adr supersede {by} TITLE`"
            ),
            None => bail!("{name} is superseded; its successor is in force now"),
        },
        (Accepted, _) => bail!(
            "{name} is accepted and in force; use `adr deprecate` to end it, or `adr supersede` to replace it"
        ),
        (Proposed, _) => bail!("{name} is only proposed; use `adr reject` to turn it down"),
        (Rejected | Deprecated, _) => {
            bail!("{name} is {is}, which is final; record a new decision with `adr new`")
        }
    }
}
