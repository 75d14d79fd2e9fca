//! The definition of a rule. Its name, explanation and examples are its entire documentation: `--explain`
//! prints them, and a test runs the examples.

use crate::config::Level;
use crate::diagnostic::Severity;

use super::case::{Case, Findings, LogCase};
use super::since::Since;

/// One rule: what it requires of a record, and why.
///
/// Examples are what an author would write. A whole file, which starts with the record's fence or has a title
/// and sections, is used as is; anything else (keys, a title, sections) is inserted into the otherwise valid
/// record `0007-keep-orders-in-one-primary.md`. A line such as `0004-slug.md:` puts the indented lines after
/// it into a file of that name; one such as `src/orders.rs:` into a file of the repository outside the log.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// The severity of its findings unless the settings change it.
    pub severity: Severity,
    /// The files it is applied to.
    pub applies: Applies,
    /// Whether `[lint] from` exempts older records: the rule requires content, rather than reporting what is
    /// broken.
    pub content: bool,
    /// What it requires, in a few words.
    pub summary: &'static str,
    /// Why it requires that, and what it does not cover.
    pub explain: &'static str,
    /// An example with a finding.
    pub bad: &'static str,
    /// An example without findings.
    pub good: &'static str,
    /// Checks and adds findings.
    pub check: Check,
}

/// The scope of a rule's check.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// One record.
    Record(fn(&Case<'_>, &mut Findings<'_>)),
    /// The log as a whole, for what cannot be seen in a single record.
    Log(fn(&LogCase<'_>, &mut Findings<'_>)),
    /// The files of the repository around the log. Since it reads them all, it is off unless the settings give the rule
    /// a level, or it is selected.
    Repository(fn(&LogCase<'_>, &mut Findings<'_>)),
    /// What a change does to the records accepted before it. Here, the good example is the state before the bad one.
    Since(fn(&Since<'_>, &mut Findings<'_>)),
}

/// The files a rule is applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Every file of the log.
    ToEveryFile,
    /// Files with a TOML record.
    ToRecords,
    /// Proposed and accepted records.
    ToOpenRecords,
}

impl Rule {
    /// Its level unless the settings change it.
    pub fn default_level(&self) -> Level {
        match self.check {
            Check::Record(_) | Check::Log(_) | Check::Since(_) => Level::At(self.severity),
            Check::Repository(_) => Level::Off,
        }
    }

    /// Its documentation, as Markdown.
    pub fn explanation(&self) -> String {
        let Self {
            name,
            summary,
            explain,
            bad,
            good,
            ..
        } = self;
        let (bad, good) = (indented(bad), indented(good));
        let level = match self.default_level() {
            Level::Off => "off by default",
            Level::At(severity) => severity.name(),
        };
        let choice = match self.default_level() {
            Level::Off => {
                format!("Switch it on with `{name} = \"warning\"` under `[lint]` in adr.toml.")
            }
            Level::At(_) => format!(
                "If it does not apply to a decision, add `[allow]` with `{name} = \"the reason\"` to its record."
            ),
        };
        format!(
            "# {name} ({level})\n\n{summary}\n\n{explain}\n\n## Bad\n\n{bad}\n## Good\n\n{good}\n{choice}\n"
        )
    }
}

/// `example` as an indented code block, which prevents any markup in it.
fn indented(example: &str) -> String {
    let line = |line: &str| match line.trim().is_empty() {
        true => "\n".to_owned(),
        false => format!("    {line}\n"),
    };
    example.trim_end().lines().map(line).collect()
}
