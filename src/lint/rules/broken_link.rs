//! Every link target exists.

use crate::diagnostic::{Severity, did_you_mean};
use crate::lint::{Applies, Case, Check, Findings, Rule, quoted};
use crate::log::{Linked, Log};
use crate::record::link::Destination;
use crate::record::{Record, file_name};

/// The rule.
pub const RULE: Rule = Rule {
    name: "broken-link",
    severity: Severity::Warning,
    applies: Applies::ToEveryFile,
    content: true,
    summary: "a link to a file or a heading that does not exist",
    explain: "Checks links and images that lead to a file of the repository: relative to the record, or from the root of \
              the repository, as in `/docs/adr/0004-x.md`. The file must exist and, for an anchor into a record, so must \
              the heading. Not checked are links with a scheme, links out of the repository, and links such as `/guide/` \
              whose first folder the repository does not have: those are a website's. Nothing is ever fetched.",
    bad: "## Context\n\nOrders grew as [foreseen](0004-run-on-two-machines.md): 900 a second.\n",
    good: "0004-run-on-two-machines.md:
    # ADR-0004: Run on two machines

0007-keep-orders-in-one-primary.md:
    ## Context

    Orders grew as [foreseen](0004-run-on-two-machines.md#decision): 900 a second.
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let Some(log) = case.log else {
        return;
    };
    let mut comparisons = MAX_COMPARED;
    for link in case.body().links() {
        let linked = log.linked(case.record, &link.value);
        let Some(linked) = linked.filter(|_| !has_blank(&link.value)) else {
            continue;
        };
        let url = quoted(&link.value);
        let record = linked.record.and_then(|position| log.records.get(position));
        match record {
            Some(record) if !has_anchor(log, record, &linked.destination) => {
                let message = format!(
                    "{url} links to a heading that does not exist in {}",
                    record.name()
                );
                let help = "use one of its headings, in lower case with `-` between the words";
                findings.add(link.span.clone(), message, help);
            }
            None if !is_there(log, &linked) && !is_of_website(log, &link.value, &linked) => {
                let message = format!("{url} links to a file that does not exist");
                let help = help(log, &linked, &mut comparisons);
                findings.add(link.span.clone(), message, help);
            }
            _ => {}
        }
    }
}

/// Whether `url` has a blank of a template, to be filled in.
fn has_blank(url: &str) -> bool {
    url.contains(['{', '}', '<', '>', '$'])
}

fn has_anchor(log: &Log, record: &Record, leads: &Destination) -> bool {
    let Some(anchor) = leads.anchor() else {
        return true;
    };
    let whole = log.whole(record);
    let record = whole.as_ref().unwrap_or(record);
    anchor.starts_with(':') || record.anchors().contains(&anchor)
}

fn is_there(log: &Log, linked: &Linked) -> bool {
    let mut candidates = linked.destination.candidates();
    candidates.any(|path| log.place.has(&log.at_root(&path)))
}

/// Whether `url` starts at the root, but not of the repository: its first folder is not there.
fn is_of_website(log: &Log, url: &str, linked: &Linked) -> bool {
    let folder = linked.destination.path.split_once('/');
    let is_known = folder.is_some_and(|(folder, _)| log.place.has(&log.at_root(folder)));
    url.trim_start().starts_with('/') && !is_known
}

/// The maximum number of pairs of names compared for one record, which may have hundreds of thousands of broken links.
const MAX_COMPARED: usize = 10_000;

/// What to do about a link that leads nowhere. A name without a number is compared with those of all records, as long
/// as that takes no more than `comparisons`.
fn help(log: &Log, linked: &Linked, comparisons: &mut usize) -> String {
    let path = linked.destination.path.as_str();
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let file_of = |record: &Record| {
        let name = record.source.path().file_name();
        name.map(|name| name.to_string_lossy().into_owned())
    };
    let of_number = file_name::number(name).and_then(|number| file_of(log.get(number)?));
    let alike = || {
        *comparisons = comparisons.checked_sub(log.records.len())?;
        let names: Vec<String> = log.records.iter().filter_map(file_of).collect();
        did_you_mean(name, names.iter().map(String::as_str)).map(str::to_owned)
    };
    let near = of_number.or_else(alike);
    match near {
        Some(near) if near != name => format!("did you mean `{near}`?"),
        _ => "correct the path, or remove the link".to_owned(),
    }
}
