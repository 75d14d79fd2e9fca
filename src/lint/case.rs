//! The input of a rule, and the findings it returns.

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::log::Log;
use crate::record::file_name::Naming;
use crate::record::{Body, Record, Revisit, SectionKind, place_within};
use crate::source::{Source, Span};
use crate::trigger::{self, Declarations, Expr, TriggerError};
use crate::words::{self, Known};

use super::rule::Rule;
use super::vague_words;

/// One record, and everything a rule may need to know about it.
#[derive(Debug)]
pub struct Case<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its triggers; empty if there is no TOML record.
    pub triggers: Vec<Trigger<'a>>,
    /// The log it belongs to; `None` if it is checked on its own.
    pub log: Option<&'a Log>,
    /// The log's settings.
    pub config: &'a Config,
    /// The metric declarations, from the settings and the sources they name.
    pub declarations: &'a Declarations,
    /// The current date.
    pub today: NaiveDate,
    body: OnceCell<Box<Body>>,
}

/// A log as a whole.
#[derive(Debug)]
pub struct LogCase<'a> {
    /// The log.
    pub log: &'a Log,
    /// Its settings.
    pub config: &'a Config,
}

/// One trigger, parsed and checked against the units of declared metrics.
#[derive(Debug)]
pub struct Trigger<'a> {
    /// The trigger as written.
    pub revisit: &'a Revisit,
    /// Its condition, or the error.
    pub condition: Result<Expr, TriggerError>,
    source: &'a Source,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        record: &'a Record,
        log: Option<&'a Log>,
        config: &'a Config,
        declarations: &'a Declarations,
        today: NaiveDate,
    ) -> Self {
        let own = record.front.iter().filter(|_| record.is_ours());
        let revisits = own.flat_map(|front| &front.revisit);
        let triggers = revisits.map(|revisit| Trigger {
            revisit,
            condition: parse(&revisit.when.value, declarations),
            source: &record.source,
        });
        Self {
            record,
            triggers: triggers.collect(),
            log,
            config,
            declarations,
            today,
            body: OnceCell::new(),
        }
    }

    /// The record's prose. Unless the record has it already, it is parsed on first use and dropped with this case: keeping
    /// that of a whole log takes more memory, and so more time, than parsing it again.
    pub fn body(&self) -> &Body {
        let kept = self.record.kept_body();
        kept.unwrap_or_else(|| self.body.get_or_init(|| Box::new(self.record.read_body())))
    }

    /// How the files of its log are named.
    pub fn naming(&self) -> Naming {
        self.log
            .map_or_else(Naming::default, |log| log.naming().clone())
    }

    /// The location used for the whole record: its title, or the start of its file.
    pub fn title_place(&self) -> Span {
        let title = self.record.heading();
        title.map_or(0..0, |title| self.trimmed(&title.span))
    }

    /// The location used for the TOML record: its opening line.
    pub fn opening(&self) -> Span {
        let text = self.record.source.text();
        let layout = self.record.layout.as_ref();
        let end = layout.map_or(0, |layout| layout.toml.start);
        let above = text.get(..end).unwrap_or_default().trim_end();
        let start = above.rfind('\n').map_or(0, |newline| newline + 1);
        let mark = above.get(start..).unwrap_or_default();
        let start = start + (mark.len() - mark.trim_start_matches('\u{feff}').len());
        start..above.len()
    }

    /// Conditions for what stands under *Revisit When*, or a measurable alternative to vague words there.
    pub fn measure_instead(&self) -> Option<String> {
        let body = self.body();
        let section = body.section(SectionKind::Revisit)?;
        self.measured(body.text(section))
    }

    /// Conditions for the clauses of `text`, or a measurable alternative to the vague words in it.
    pub fn measured(&self, text: &str) -> Option<String> {
        let known = Known::of(self.config, self.declarations);
        let clauses = words::propose(text, &known, self.today);
        let mut conditions = clauses
            .iter()
            .filter_map(|clause| clause.conditions.first())
            .map(|condition| format!("`when = '{condition}'`"));
        match conditions.next() {
            Some(first) => {
                let others: Vec<String> = conditions.collect();
                Some(meant(&first, &others))
            }
            None => vague_words::proposal(text, self.today),
        }
    }

    /// `span` without leading and trailing white space.
    pub fn trimmed(&self, span: &Span) -> Span {
        let text = self.record.source.slice(span);
        let start = span.start + (text.len() - text.trim_start().len());
        start..(start + text.trim().len())
    }
}

impl<'a> Trigger<'a> {
    /// The condition, if it is valid.
    pub fn expr(&self) -> Option<&Expr> {
        self.condition.as_ref().ok()
    }

    /// The bytes of the record that correspond to the bytes `part` of the condition.
    pub fn place_of(&self, part: &Span) -> Span {
        place_within(self.source, &self.revisit.when, part)
    }
}

/// What to write for words that mean these conditions.
fn meant(first: &str, others: &[String]) -> String {
    match others {
        [] => format!("the words may mean {first}"),
        [between @ .., last] => {
            let between = between.iter().map(|condition| format!(", {condition}"));
            let between: String = between.collect();
            format!(
                "the words may mean {first}{between} and {last}, each in a `[[revisit]]` of its own"
            )
        }
    }
}

fn parse(when: &str, declarations: &Declarations) -> Result<Expr, TriggerError> {
    let expr = trigger::parse(when)?;
    declarations.check(&expr)?;
    Ok(expr)
}

/// The findings of one rule in one record.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    level: Option<Severity>,
    source: &'a Arc<Source>,
    found: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    /// Findings in `source`, unless another file is given.
    pub(super) fn new(
        rule: &'static Rule,
        level: Option<Severity>,
        source: &'a Arc<Source>,
    ) -> Self {
        Self {
            rule,
            level,
            source,
            found: Vec::new(),
        }
    }

    /// Adds a finding `message` at `span`; `help` says what to write instead.
    pub fn add(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.add_as(self.rule.severity, span, message, help);
    }

    /// Adds a finding with an optional fix.
    pub fn add_fixable(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
        fix: Option<Fix>,
    ) {
        self.add(span, message, help);
        if let Some(last) = self.found.last_mut() {
            last.fix = fix;
        }
    }

    /// Adds a finding with a severity of its own.
    pub fn add_as(
        &mut self,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Diagnostic::error(self.rule.name, self.source, span, message)
            .with_severity(self.level.unwrap_or(severity));
        self.found.push(finding.with_help(help));
    }

    /// Adds a finding in the file `source`.
    pub fn add_in(
        &mut self,
        source: &Arc<Source>,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(span, message, help);
        if let Some(last) = self.found.last_mut() {
            last.source = Arc::clone(source);
        }
    }

    /// Adds a fault found elsewhere, such as while reading the record, with its fix if `is_applicable` accepts it.
    pub fn add_fault(&mut self, fault: &Diagnostic, is_applicable: impl Fn(&Fix) -> bool) {
        let severity = self.level.unwrap_or(fault.severity);
        let mut finding = fault.clone().with_severity(severity);
        finding.fix = finding.fix.filter(is_applicable);
        self.found.push(finding);
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// `text` in quotation marks, truncated if it is long.
pub fn quoted(text: &str) -> String {
    const MAX_CHARACTERS: usize = 50;
    match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("“{}…”", text.get(..end).unwrap_or_default().trim_end()),
        None => format!("“{text}”"),
    }
}
