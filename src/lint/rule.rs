//! The definition of a rule. Its name, explanation and examples are its entire documentation: `--explain`
//! prints them, and a test runs the examples.

use crate::diagnostic::Severity;

use super::case::{Case, Findings, Whole};

/// One rule: what it asks of a record, and why.
///
/// An example is what an author would write. Whole files, which open with the record's fence or have a
/// title and sections, stand for themselves; anything else (keys, a title, sections) takes its place in an
/// otherwise faultless record `0007-keep-orders-in-one-primary.md`. A line such as `0004-slug.md:` puts the
/// indented lines after it into a file of that name.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// How much a finding weighs unless settings say otherwise.
    pub severity: Severity,
    /// Which files it is asked about.
    pub applies: Applies,
    /// Whether `[lint] from` exempts older records: it asks for what a record should say, and does not
    /// name what is broken in it.
    pub content: bool,
    /// What it asks, in a few words.
    pub summary: &'static str,
    /// Why it asks that, and where it draws the line.
    pub explain: &'static str,
    /// What it finds.
    pub bad: &'static str,
    /// What to write instead.
    pub good: &'static str,
    /// Looks, and adds what it finds.
    pub check: Check,
}

/// What a rule looks at at a time.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// One record.
    Record(fn(&Case<'_>, &mut Findings<'_>)),
    /// The log as a whole, for what no single record shows.
    Log(fn(&Whole<'_>, &mut Findings<'_>)),
}

/// Which files a rule is asked about.
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
    /// Its documentation, as Markdown.
    pub fn explanation(&self) -> String {
        let Self {
            name,
            severity,
            summary,
            explain,
            bad,
            good,
            ..
        } = self;
        let severity = severity.name();
        let (bad, good) = (indented(bad), indented(good));
        format!(
            "# {name} ({severity})\n\n{summary}\n\n{explain}\n\n## Bad\n\n{bad}\n## Good\n\n{good}\n\
             A decision to which it does not apply says so: `[allow]` with `{name} = \"the reason\"`.\n"
        )
    }
}

/// `example` as an indented code block, in which nothing of it can be taken for markup.
fn indented(example: &str) -> String {
    let line = |line: &str| match line.trim().is_empty() {
        true => "\n".to_owned(),
        false => format!("    {line}\n"),
    };
    example.trim_end().lines().map(line).collect()
}
