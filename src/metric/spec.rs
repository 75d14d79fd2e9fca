//! Reads the keys of a `source` table on behalf of its kind; every fault is reported with its location.

use std::sync::Arc;
use std::time::Duration;

use crate::config::{Config, INVALID_SETTINGS, MetricDeclaration, SourceKey, SourceSpec};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::quantity::parse_duration;
use crate::source::{Source, Span, Spanned};

use super::paths::Paths;

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

/// A `source` table being parsed into a measurement.
#[derive(Debug)]
pub struct Spec<'c> {
    settings: &'c Arc<Source>,
    metric: &'c str,
    declaration: &'c MetricDeclaration,
    config_for_values: &'c Arc<Config>,
    keys: &'c [SourceKey],
    known: Vec<&'static str>,
    faults: Vec<Diagnostic>,
}

impl<'c> Spec<'c> {
    /// The metric that it measures.
    pub fn metric(&self) -> &'c str {
        self.metric
    }

    /// The declaration of that metric.
    pub fn declaration(&self) -> &'c MetricDeclaration {
        self.declaration
    }

    /// The settings to read files of values with: they declare every metric whose values cannot be read without
    /// its unit.
    pub fn config_for_values(&self) -> &'c Arc<Config> {
        self.config_for_values
    }

    /// The keys of `spec`, located in `settings`, for the declared `metric`.
    pub fn new(
        settings: &'c Arc<Source>,
        metric: &'c str,
        declaration: &'c MetricDeclaration,
        config_for_values: &'c Arc<Config>,
        spec: &'c SourceSpec,
    ) -> Self {
        Self {
            settings,
            metric,
            declaration,
            config_for_values,
            keys: &spec.keys,
            known: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Reports a fault `message` at `span` of the settings, and returns its help for the caller to fill in.
    pub fn fault(&mut self, span: Span, message: impl Into<String>) -> &mut Option<String> {
        let fault = Diagnostic::error(INVALID_SETTINGS, self.settings, span, message);
        self.faults.push(fault);
        let last = self.faults.len() - 1;
        &mut self.faults[last].help
    }

    /// The place of `key`, if it is there.
    pub fn has(&mut self, key: &'static str) -> Option<Span> {
        self.take(key).map(|found| found.span.clone())
    }

    fn take(&mut self, key: &'static str) -> Option<&'c SourceKey> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.keys.iter().find(|found| found.name.value == key)
    }

    /// The value of `key`, which must be a single string.
    pub fn text(&mut self, key: &'static str) -> Option<&'c Spanned<String>> {
        let found = self.take(key)?;
        match found.texts.as_slice() {
            [text] if !text.value.is_empty() => Some(text),
            _ => {
                let message = format!("`{key}` must be a single non-empty string");
                self.fault(found.span.clone(), message);
                None
            }
        }
    }

    /// The strings of `key`, one or many; empty if it is absent.
    pub fn texts(&mut self, key: &'static str) -> &'c [Spanned<String>] {
        self.take(key).map_or(&[], |found| &found.texts)
    }

    /// The value of `key` as one of `choices`.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let word = self.text(key)?;
        if let Some((_, chosen)) = choices.iter().find(|(name, _)| *name == word.value) {
            return Some(*chosen);
        }
        let names = || choices.iter().map(|(name, _)| *name);
        let listed: Vec<_> = names().map(|name| format!("\"{name}\"")).collect();
        let message = format!("`{key}` must be one of {}", listed.join(", "));
        let near = did_you_mean(&word.value, names());
        *self.fault(word.span.clone(), message) =
            near.map(|near| format!("did you mean \"{near}\"?"));
        None
    }

    /// The duration of `key` in whole days, at least one.
    pub fn days(&mut self, key: &'static str) -> Option<u64> {
        let text = self.text(key)?;
        let (message, help) = match parse_duration(&text.value) {
            Ok(duration) => match whole_days(duration) {
                Some(days) => return Some(days),
                None => (
                    format!("`{key}` must be a whole number of days"),
                    "write days or weeks, such as \"90d\"".to_owned(),
                ),
            },
            Err(error) => (format!("`{key}`: {}", error.message), error.help),
        };
        *self.fault(text.span.clone(), message) = Some(help);
        None
    }

    /// The paths that match the globs of `key`; all paths if it is absent.
    pub fn paths(&mut self, key: &'static str) -> Paths {
        let mut paths = Paths::default();
        for glob in self.texts(key) {
            if let Err(message) = paths.add(&glob.value) {
                *self.fault(glob.span.clone(), message) = Some(
                    "write a path relative to the repository root, such as \"src/**\"".to_owned(),
                );
            }
        }
        paths
    }

    /// The faults so far, for a source of unknown kind.
    pub fn into_faults(self) -> Vec<Diagnostic> {
        self.faults
    }

    /// Reports every unused key, and returns all faults.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for key in self.keys {
            let name = &key.name.value;
            if self.known.iter().any(|known| known == name) {
                continue;
            }
            let message = format!("unknown key `{name}`");
            let help = match did_you_mean(name, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("valid keys are `{}`", self.known.join("`, `")),
            };
            *self.fault(key.name.span.clone(), message) = Some(help);
        }
        self.faults
    }
}

fn whole_days(duration: Duration) -> Option<u64> {
    let is_whole = duration.subsec_nanos() == 0 && duration.as_secs().is_multiple_of(SECONDS_A_DAY);
    let days = duration.as_secs() / SECONDS_A_DAY;
    (is_whole && days > 0).then_some(days)
}
