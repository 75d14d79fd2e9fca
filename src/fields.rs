//! Reads a TOML document key by key, and reports every fault with its span and a suggested fix.
//! `record` uses it for front matter and `config` for settings; they define what the keys mean.

mod keys;
mod syntax;

use std::sync::Arc;

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::source::{Source, Span, Spanned};
use syntax::Parsed;

/// The location of a document, and the faults found in it.
#[derive(Debug)]
pub struct Reader {
    source: Arc<Source>,
    base: usize,
    rule: &'static str,
    faults: Vec<Diagnostic>,
    /// The number of syntax errors, which come first among the faults.
    parsed: usize,
    /// The lines that cannot be parsed as intended.
    illegible: Vec<Span>,
    /// The start of the elements of an unclosed list; nothing after it is parsed as intended.
    unclosed_at: Option<usize>,
}

/// The keys of one table that have not been taken yet.
#[derive(Debug)]
pub struct Fields<'i> {
    table: DeTable<'i>,
    known: Vec<&'static str>,
    present: Vec<&'static str>,
    /// The table's span in the source.
    pub span: Span,
}

/// A raw TOML value with its span in the source.
pub type Raw<'i> = Spanned<DeValue<'i>>;

impl Reader {
    /// A reader for the TOML that starts at byte `base` of `source`; its faults are reported as `rule`.
    pub fn new(source: &Arc<Source>, base: usize, rule: &'static str) -> Self {
        Self {
            source: Arc::clone(source),
            base,
            rule,
            faults: Vec::new(),
            parsed: 0,
            illegible: Vec::new(),
            unclosed_at: None,
        }
    }

    /// Parses the top-level table of `text`. Every syntax error becomes a fault; the rest is returned.
    /// `legible` is a buffer for `text` without the lines at which the parser would stop.
    pub fn parse<'i>(&mut self, text: &'i str, legible: &'i mut String) -> Fields<'i> {
        let Parsed {
            table,
            errors,
            illegible,
        } = syntax::parse(text, legible);
        let place = |line: &Span| self.base + line.start..self.base + line.end;
        self.illegible.extend(illegible.iter().map(place));
        let unclosed = syntax::unclosed_list(&errors);
        let reported = unclosed.map_or(errors.len(), |first| first + 1);
        for (position, error) in errors.iter().take(reported).enumerate() {
            let span = self.base + error.span.start..self.base + error.span.end;
            if unclosed == Some(position) {
                self.unclosed_at = Some(span.start);
                let help = "close the list above with `]`".to_owned();
                self.fault(span, error.message.as_str()).help = Some(help);
            } else {
                let help = syntax::help(&error.message).map(str::to_owned);
                self.fault(span, error.message.as_str()).help = help;
            }
        }
        self.parsed = self.faults.len();
        let span = self.base + table.span().start..self.base + table.span().end;
        Fields {
            table: table.into_inner(),
            known: Vec::new(),
            present: Vec::new(),
            span,
        }
    }

    /// Whether any fault has been found so far.
    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// All faults, in source order. Faults in values that were read from broken syntax are dropped.
    pub fn into_faults(mut self) -> Vec<Diagnostic> {
        let mut read = self.faults.split_off(self.parsed);
        read.retain(|fault| {
            let start = fault.span.start;
            let mut broken = self.faults.iter().map(|fault| fault.span.start);
            let is_unclosed = self.unclosed_at.is_some_and(|unclosed| unclosed <= start);
            let mut illegible = self.illegible.iter();
            let is_illegible = illegible.any(|line| line.contains(&start));
            !is_unclosed && !is_illegible && !broken.any(|broken| broken == start)
        });
        self.faults.append(&mut read);
        self.faults.sort_by_key(|fault| fault.span.start);
        self.faults
    }

    /// Reports a fault `message` at `span` of the source.
    pub fn fault(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let fault = Diagnostic::error(self.rule, &self.source, span, message);
        self.faults.push(fault);
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    /// A fix that renames `key` to `meant`, including in the header of each table if `value` is written as
    /// `[[key]]`.
    fn rename(&self, key: &Spanned<String>, value: &Raw<'_>, meant: &str) -> Option<Fix> {
        let edit = |span: Span| Edit {
            source: Arc::clone(&self.source),
            span,
            text: meant.to_owned(),
        };
        let mut fix = Fix::of(format!("write `{meant}`"), edit(key.span.clone()))?;
        if let DeValue::Array(tables) = &value.value {
            let written = self.source.slice(&key.span);
            let in_header = |table: &toml::Spanned<DeValue<'_>>| {
                let start = self.base + table.span().start;
                let header = self.source.slice(&(start..self.base + table.span().end));
                let at = header.strip_prefix("[[")?.find(written)? + start + "[[".len();
                (at != key.span.start).then(|| edit(at..at + written.len()))
            };
            fix.edits.extend(tables.iter().filter_map(in_header));
        }
        Some(fix)
    }

    fn raw<'i>(&self, value: toml::Spanned<DeValue<'i>>) -> Raw<'i> {
        let span = self.base + value.span().start..self.base + value.span().end;
        Spanned {
            value: value.into_inner(),
            span,
        }
    }

    fn mismatch(&mut self, found: &Raw<'_>, key: &str, wanted: &str) {
        let found_type = match &found.value {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault(
            found.span.clone(),
            format!("`{key}` must be {wanted}, not {found_type}"),
        );
    }

    /// `raw` as a string.
    pub fn text(&mut self, key: &str, raw: Raw<'_>) -> Option<Spanned<String>> {
        match raw.value {
            DeValue::String(text) => Some(Spanned {
                value: text.into_owned(),
                span: raw.span,
            }),
            _ => {
                self.mismatch(&raw, key, "a string in quotes");
                None
            }
        }
    }

    /// `raw` as a number from 0 to 4294967295.
    pub fn number(&mut self, key: &str, raw: Raw<'_>) -> Option<Spanned<u32>> {
        let number = match &raw.value {
            DeValue::Integer(integer) => {
                u32::from_str_radix(integer.as_str(), integer.radix()).ok()
            }
            _ => None,
        };
        let Some(value) = number else {
            if let DeValue::Integer(_) = &raw.value {
                let message = format!("`{key}` must be a number from 0 to {}", u32::MAX);
                self.fault(raw.span, message);
            } else {
                self.mismatch(&raw, key, "a whole number such as 7");
            }
            return None;
        };
        Some(Spanned {
            value,
            span: raw.span,
        })
    }

    /// `raw` as true or false.
    pub fn boolean(&mut self, key: &str, raw: Raw<'_>) -> Option<Spanned<bool>> {
        match raw.value {
            DeValue::Boolean(value) => Some(Spanned {
                value,
                span: raw.span,
            }),
            _ => {
                self.mismatch(&raw, key, "true or false");
                None
            }
        }
    }

    /// `raw` as a date without a time.
    pub fn date(&mut self, key: &str, raw: Raw<'_>) -> Option<Spanned<NaiveDate>> {
        let date = match &raw.value {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.date,
            DeValue::String(text) => {
                let message = format!("`{key}` must be a TOML date, not a string");
                let bare = text.parse::<NaiveDate>().ok();
                let help = bare.map_or_else(
                    || "write a date such as `2026-03-02`, without quotes".to_owned(),
                    |date| format!("remove the quotes: `{key} = {date}`"),
                );
                self.fault(raw.span, message).help = Some(help);
                return None;
            }
            _ => None,
        };
        let day = date.and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        });
        let Some(value) = day else {
            self.mismatch(&raw, key, "a date such as 2026-03-02");
            return None;
        };
        Some(Spanned {
            value,
            span: raw.span,
        })
    }

    /// `raw` as the elements of a list.
    pub fn elements<'i>(&mut self, key: &str, raw: Raw<'i>) -> Option<Vec<Raw<'i>>> {
        match raw.value {
            DeValue::Array(array) => Some(array.into_iter().map(|item| self.raw(item)).collect()),
            _ => {
                self.mismatch(&raw, key, "a list in [brackets]");
                None
            }
        }
    }

    /// `raw` as a table, to be read key by key.
    pub fn fields<'i>(&mut self, key: &str, raw: Raw<'i>) -> Option<Fields<'i>> {
        match raw.value {
            DeValue::Table(table) => Some(Fields {
                table,
                known: Vec::new(),
                present: Vec::new(),
                span: raw.span,
            }),
            _ => {
                self.mismatch(&raw, key, "a table");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
