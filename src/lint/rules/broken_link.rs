//! Every link target exists.

use std::path::Path;

use crate::diagnostic::{Severity, did_you_mean};
use crate::lint::{Applies, Case, Check, Findings, Rule, quoted};
use crate::log::Log;
use crate::record::link::{Destination, destination};
use crate::record::{Record, file_name};

/// The rule.
pub const RULE: Rule = Rule {
    name: "broken-link",
    severity: Severity::Warning,
    applies: Applies::ToEveryFile,
    content: true,
    summary: "a link to a file or a heading that does not exist",
    explain: "Checks relative links and images: the file must exist and, for an anchor into a record, so must the \
              heading. Links with a scheme, absolute links, and links out of the repository are not checked; nothing is \
              ever fetched.",
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
    let from = case.record.source.path();
    for link in case.body().links() {
        let Some(leads) = destination(from, &link.value) else {
            continue;
        };
        let url = quoted(&link.value);
        match log.record_at(&leads.path) {
            Some(record) if !has_anchor(log, record, &leads) => {
                let message = format!(
                    "{url} links to a heading that does not exist in {}",
                    record.name()
                );
                let help = "use one of its headings, in lower case with `-` between the words";
                findings.add(link.span.clone(), message, help);
            }
            None if !is_there(log, &leads.path) => {
                let message = format!("{url} links to a file that does not exist");
                findings.add(link.span.clone(), message, help(log, &leads.path));
            }
            _ => {}
        }
    }
}

fn has_anchor(log: &Log, record: &Record, leads: &Destination) -> bool {
    let Some(anchor) = &leads.anchor else {
        return true;
    };
    let whole = log.whole(record);
    let record = whole.as_ref().unwrap_or(record);
    anchor.starts_with(':') || record.anchors().contains(anchor)
}

/// Whether something exists at `path`; some sites link to pages by file names without an extension.
fn is_there(log: &Log, path: &Path) -> bool {
    let with_ending = || {
        let mut name = path.as_os_str().to_owned();
        name.push(".md");
        log.place.has(Path::new(&name)) || log.place.has(&path.with_extension("md"))
    };
    log.has_file(path) || log.place.has(path) || with_ending()
}

/// In longer logs, a link without a number is not compared with the names of all records.
const MAX_COMPARED: usize = 1000;

fn help(log: &Log, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file_of = |record: &Record| {
        let name = record.source.path().file_name();
        name.map(|name| name.to_string_lossy().into_owned())
    };
    let of_number = file_name::number(&name).and_then(|number| file_of(log.get(number)?));
    let alike = || {
        let names: Vec<String> = log.records.iter().filter_map(file_of).collect();
        did_you_mean(&name, names.iter().map(String::as_str)).map(str::to_owned)
    };
    let near = of_number.or_else(|| (log.records.len() <= MAX_COMPARED).then(alike)?);
    match near {
        Some(near) if near != name => format!("did you mean `{near}`?"),
        _ => "correct the path, or remove the link".to_owned(),
    }
}
