//! Compares files with guards.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::Watch;
use super::demand::Compiled;
use super::exemption::exemptions;
use super::tree::Tree;
use crate::files::text::decoded;
use crate::manifest::{ManifestError, format_of};
use crate::source::{Source, Span};

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// The places that break a guard, by file.
    pub violations: Vec<Violation>,
    /// The exemptions in the files that were looked at.
    pub exemptions: Vec<Exempted>,
    /// For each guard, the number of places that break it, those that are allowed too.
    pub counts: Vec<usize>,
    /// The number of files that were looked at.
    pub files: usize,
    /// What could not be read, and why.
    pub unreadable: Vec<String>,
}

/// A place that breaks a guard.
#[derive(Debug, Clone)]
pub struct Violation {
    /// The position of the guard.
    pub guard: usize,
    /// The file.
    pub source: Arc<Source>,
    /// The place; empty at the start where it is the file as a whole.
    pub span: Span,
}

/// An exemption in a file.
#[derive(Debug, Clone)]
pub struct Exempted {
    /// The file.
    pub source: Arc<Source>,
    /// What became of it.
    pub noted: Noted,
}

/// An exemption, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The number of the decision.
    pub number: u32,
    /// Whether it says why.
    pub has_reason: bool,
    /// Whether there is anything that it exempts.
    pub is_used: bool,
    /// From its first word to the number.
    pub span: Span,
}

/// What was found in the text of one file.
#[derive(Debug, Clone, Default)]
struct Found {
    broken: Vec<(usize, Span)>,
    exemptions: Vec<Noted>,
    /// Why a manifest could not be read.
    unreadable: Option<String>,
}

/// Compares the files of `tree` with `guards`. Where the tree has changes, only what they add is reported, and only guards
/// with an allowance are compared with the other files.
///
/// The places of a guard with an allowance are reported where there are more than it allows.
pub fn scan(guards: &[Watch<'_>], tree: &Tree) -> Report {
    let mut of_files = vec![Vec::new(); tree.files.len()];
    for (position, guard) in guards.iter().enumerate() {
        for file in tree.looked_at_by(guard) {
            of_files[file].push(position);
        }
    }
    let looked_at = of_files
        .par_iter()
        .enumerate()
        .filter(|(_, guards)| !guards.is_empty());
    let found: Vec<_> = looked_at
        .map(|(file, positions)| (file, InFile::read(file, positions, guards, tree)))
        .collect();
    let mut report = Report {
        counts: vec![0; guards.len()],
        files: found.len(),
        unreadable: tree.unreadable.clone(),
        ..Report::default()
    };
    for (file, found) in found {
        match found {
            Ok(found) => report.add(found),
            Err(error) => {
                let path = tree.files.get(file).unwrap_or_default();
                report.unreadable.push(format!("{path}: {error}"));
            }
        }
    }
    let counts = &report.counts;
    let exceeds = |violation: &Violation| {
        let allowed = guards[violation.guard].allowed();
        counts[violation.guard] > allowed
    };
    report.violations.retain(exceeds);
    report
}

impl Report {
    fn add(&mut self, file: InFile) {
        self.unreadable.extend(file.all.unreadable);
        for (guard, _) in &file.all.broken {
            self.counts[*guard] += 1;
        }
        let Some(source) = file.source else {
            return;
        };
        self.violations
            .extend(file.new.broken.into_iter().map(|(guard, span)| Violation {
                guard,
                source: Arc::clone(&source),
                span,
            }));
        self.exemptions
            .extend(file.new.exemptions.into_iter().map(|noted| Exempted {
                source: Arc::clone(&source),
                noted,
            }));
    }
}

/// What was found in a file, and what of it is to be reported.
struct InFile {
    all: Found,
    new: Found,
    source: Option<Arc<Source>>,
}

impl InFile {
    fn read(
        file: usize,
        positions: &[usize],
        guards: &[Watch<'_>],
        tree: &Tree,
    ) -> io::Result<Self> {
        let path = tree.files.get(file).unwrap_or_default();
        let Some(bytes) = tree.read(file)? else {
            return Ok(Self {
                all: Found::default(),
                new: Found::default(),
                source: None,
            });
        };
        let text = decoded(&bytes);
        let all = Found::of(path, text.as_deref(), positions, guards);
        let new = match (tree.is_changed(file), tree.before(file)) {
            (false, _) => Found::default(),
            (true, None) => all.clone(),
            (true, Some(before)) => {
                let before_text = decoded(before);
                let before = Found::of(path, before_text.as_deref(), positions, guards);
                let (text, before_text) = (text.as_deref(), before_text.as_deref());
                all.clone().without(
                    &before,
                    text.unwrap_or_default(),
                    before_text.unwrap_or_default(),
                )
            }
        };
        let has_news = !new.broken.is_empty() || !new.exemptions.is_empty();
        let source = has_news.then(|| {
            let text = text.unwrap_or_default().into_owned();
            Arc::new(Source::new(tree.shown(path), text))
        });
        Ok(Self { all, new, source })
    }
}

impl Found {
    /// What breaks the guards at `positions` in a file; `text` is `None` for a binary one.
    fn of(path: &str, text: Option<&str>, positions: &[usize], guards: &[Watch<'_>]) -> Self {
        let mut found = Self::default();
        for position in positions {
            match guards[*position].broken_by(path, text) {
                Ok(places) => {
                    let places = places.into_iter().map(|span| (*position, span));
                    found.broken.extend(places);
                }
                Err(error) => found.unreadable = Some(format!("{path}: {error}")),
            }
        }
        if let Some(text) = text {
            found.exempt(text, guards);
        }
        found
    }

    /// Takes away what the exemptions in `text` allow.
    fn exempt(&mut self, text: &str, guards: &[Watch<'_>]) {
        let found = exemptions(text);
        if found.is_empty() {
            return;
        }
        let mut by_line: HashMap<(u32, usize), usize> = HashMap::new();
        let mut by_number: HashMap<u32, usize> = HashMap::new();
        for (at, exemption) in found.iter().enumerate() {
            self.exemptions.push(Noted {
                number: exemption.number,
                has_reason: !exemption.reason.is_empty(),
                is_used: false,
                span: exemption.span.clone(),
            });
            if !exemption.reason.is_empty() {
                by_line.insert((exemption.number, exemption.line), at);
                by_number.entry(exemption.number).or_insert(at);
            }
        }
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        let exemption_of = |guard: &Watch<'_>, span: &Span| -> Option<usize> {
            let number = guard.record.number?;
            if guard.is_about_whole_files() {
                return by_number.get(&number).copied();
            }
            let line = ends.partition_point(|end| *end < span.start);
            let here = by_line.get(&(number, line));
            let above = || by_line.get(&(number, line.checked_sub(1)?));
            here.or_else(above).copied()
        };
        let noted = &mut self.exemptions;
        self.broken.retain(|(guard, span)| {
            let exempting = exemption_of(&guards[*guard], span);
            if let Some(noted) = exempting.and_then(|at| noted.get_mut(at)) {
                noted.is_used = true;
            }
            exempting.is_none()
        });
    }

    /// What of this is not in `before`: what stands in a line that was not there, or more often than before.
    fn without(mut self, before: &Self, text: &str, before_text: &str) -> Self {
        let mut old: HashMap<(usize, &str), usize> = HashMap::new();
        for (guard, span) in &before.broken {
            *old.entry((*guard, line_of(before_text, span))).or_default() += 1;
        }
        self.broken
            .retain(|(guard, span)| is_new(&mut old, (*guard, line_of(text, span))));
        let mut old: HashMap<(u32, &str), usize> = HashMap::new();
        for noted in &before.exemptions {
            *old.entry((noted.number, line_of(before_text, &noted.span)))
                .or_default() += 1;
        }
        self.exemptions
            .retain(|noted| is_new(&mut old, (noted.number, line_of(text, &noted.span))));
        self
    }
}

/// Whether `key` is in `old` no more; takes one of it away.
fn is_new<K: std::hash::Hash + Eq>(old: &mut HashMap<K, usize>, key: K) -> bool {
    match old.get_mut(&key) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    }
}

/// The line in which `span` starts, without the white space around it; empty for a file as a whole.
fn line_of<'t>(text: &'t str, span: &Span) -> &'t str {
    let (before, after) = text.split_at_checked(span.start).unwrap_or_default();
    if span.is_empty() {
        return "";
    }
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = after
        .find('\n')
        .map_or(text.len(), |newline| span.start + newline);
    text.get(start..end).unwrap_or_default().trim()
}

impl Watch<'_> {
    /// The places in a file that break it.
    ///
    /// # Errors
    /// If it is a manifest that cannot be read.
    fn broken_by(&self, path: &str, text: Option<&str>) -> Result<Vec<Span>, ManifestError> {
        const WHOLE_FILE: Span = 0..0;
        Ok(match (&self.demand, text) {
            (Compiled::ForbidPaths(_), _) => vec![WHOLE_FILE],
            (Compiled::Forbid(pattern), Some(text)) => pattern.lines(text).collect(),
            (Compiled::Require(pattern), Some(text)) => {
                let is_broken = !text.trim().is_empty() && !pattern.is_in(text);
                is_broken.then_some(WHOLE_FILE).into_iter().collect()
            }
            (Compiled::Packages(names), Some(text)) => match format_of(path) {
                Some(format) => names.named_in(text, format)?,
                None => Vec::new(),
            },
            (_, None) => Vec::new(),
        })
    }

    fn is_about_whole_files(&self) -> bool {
        matches!(self.demand, Compiled::ForbidPaths(_) | Compiled::Require(_))
    }

    /// How many places may break it.
    pub fn allowed(&self) -> usize {
        let allowed = self.guard.allowed.as_ref();
        allowed.map_or(0, |allowed| {
            usize::try_from(allowed.value).unwrap_or(usize::MAX)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    #[test]
    fn an_exemption_counts_for_its_line_and_the_next_and_many_take_linear_time() {
        let text = "+++\nstatus = \"accepted\"\ndate = 2026-01-01\n\n[[guard]]\nforbid = 'x;'\n+++\n\n# T\n";
        let record = Record::parse(Arc::new(Source::new("docs/adr/0001-t.md", text)));
        let guards = [Watch::new(&record, &record.guards()[0]).unwrap()];
        let found = |text: &str| {
            let text = text.replace("ALLOW", "adr-allow");
            let found = Found::of("a.rs", Some(&text), &[0], &guards);
            let used = found
                .exemptions
                .iter()
                .filter(|noted| noted.is_used)
                .count();
            (found.broken.len(), found.exemptions.len(), used)
        };
        assert_eq!(found("x; // ALLOW ADR-0001: y\nx;\nx;\n"), (1, 1, 1));
        assert_eq!(found("// ALLOW ADR-0001: y\nx;\nx;\n"), (1, 1, 1));
        assert_eq!(found("x;\n// ALLOW ADR-0001: y\n"), (1, 1, 0));
        assert_eq!(
            found("x; // ALLOW ADR-0001:\n// ALLOW ADR-0002: y\nx;\n"),
            (2, 2, 0)
        );
        let many = "x; // ALLOW ADR-0001: y\n".repeat(40_000);
        assert_eq!(found(&many), (0, 40_000, 40_000));
    }
}
