//! SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

mod document;

use std::collections::HashMap;
use std::io::{self, Write};

use twox_hash::XxHash3_128;

use super::alert::{self, alerts};
use super::{Base, Findings, Format, Verdicts};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint;
use document::{Fix, Location, Log, Message, Region, Result, Rule};

/// The format.
pub const FORMAT: Format = Format {
    name: "sarif",
    summary: "for code scanning: SARIF 2.1.0",
    findings: write,
    verdicts: write_verdicts,
};

fn write(findings: &Findings<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let rules = lint::ALL.iter().map(|rule| Rule {
        id: rule.name,
        short: Message::of(rule.summary),
        full: Message::of(rule.explain),
        help: Message::with_markdown(rule.explain, rule.explanation()),
        level: level(rule.severity),
    });
    let mut prints = Fingerprints::default();
    let results = findings.diagnostics.iter().map(|finding| {
        let path = findings.base.path(&finding.source.shown_path());
        let words = finding.source.slice(&finding.span);
        let print = prints.of(&[finding.rule, &path, words, &finding.message]);
        result(finding, findings.base, print)
    });
    Log::of(rules.collect(), results.collect()).write(out)
}

fn result(finding: &Diagnostic, base: &Base, print: String) -> Result {
    let help = finding.help.iter().map(|help| format!("; {help}"));
    let message: String = std::iter::once(finding.message.clone())
        .chain(help)
        .collect();
    let region = Region::of(finding.source.place(&finding.span));
    Result {
        rule: finding.rule,
        level: level(finding.severity),
        message: Message::of(&message),
        location: Location::at(&base.path(&finding.source.shown_path()), region),
        print,
        fixes: finding
            .fix
            .iter()
            .filter_map(|fix| Fix::of(fix, base))
            .collect(),
    }
}

fn write_verdicts(verdicts: &Verdicts<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let rules = alert::KINDS.iter().map(|kind| Rule {
        id: kind.name,
        short: Message::of(kind.explain),
        full: Message::of(kind.explain),
        help: Message::of(kind.explain),
        level: level(kind.severity),
    });
    let mut prints = Fingerprints::default();
    let results = alerts(verdicts).into_iter().map(|alert| Result {
        rule: alert.kind.name,
        level: level(alert.kind.severity),
        message: Message::of(&alert.message),
        location: Location::at(&alert.path, Region::of(alert.place)),
        print: prints.of(&[alert.kind.name, &alert.identity]),
        fixes: Vec::new(),
    });
    Log::of(rules.collect(), results.collect()).write(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Identifies a finding across runs (§3.27.17): a hash of its message, which does not include its line, and
/// its index among findings with the same hash.
#[derive(Default)]
struct Fingerprints {
    seen: HashMap<u128, usize>,
}

impl Fingerprints {
    fn of(&mut self, parts: &[&str]) -> String {
        // No text has this byte.
        let end = &[0xff];
        let bytes: Vec<&[u8]> = parts
            .iter()
            .flat_map(|part| [part.as_bytes(), end])
            .collect();
        let hash = XxHash3_128::oneshot(&bytes.concat());
        let nth = self.seen.entry(hash).or_default();
        *nth += 1;
        format!("{hash:032x}:{nth}")
    }
}
