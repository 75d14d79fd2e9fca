//! Applies the fixes of findings to a log, round by round, until none is left. Nothing is written here; the
//! result is the list of changes for one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::{Diagnostic, Edit};
use crate::log::{Log, Rewritten};
use crate::record::Record;
use crate::record::repoint::{Renaming, renamed_links};
use crate::source::{Source, Span};

/// The maximum number of rounds, in addition to one per fix of the first round. A round applies all fixes
/// that do not overlap, so most logs need two or three; fixes that undo each other would never terminate.
const MAX_EXTRA_ROUNDS: usize = 20;

/// A log after applying fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The resulting log.
    pub log: Log,
    /// The rewritten files of the log, ordered by their old paths.
    pub files: Vec<Rewritten>,
    /// The rewritten files outside the log, ordered by their paths.
    pub outside: Vec<Rewritten>,
    /// The number of fixed findings per rule.
    pub fixed: BTreeMap<&'static str, usize>,
}

impl Fixed {
    /// The renamed files.
    pub fn renamings(&self) -> Vec<Renaming> {
        let renamed = self.files.iter().filter_map(|file| {
            let record = self.log.record_at(&file.path)?;
            let is_renamed = file.path != file.source.path();
            is_renamed.then(|| renaming(record.number?, file.source.path(), &file.path))?
        });
        renamed.collect()
    }
}

/// Applies every fix of what `lint` finds in `log`. The caller updates READMEs.
pub fn apply_fixes(log: Log, lint: impl Fn(&Log) -> Vec<Diagnostic>) -> Fixed {
    let mut origins: BTreeMap<PathBuf, Arc<Source>> = BTreeMap::new();
    let (mut log, mut fixed) = (log, BTreeMap::<_, usize>::new());
    let mut count = |rules: Vec<&'static str>| {
        for rule in rules {
            *fixed.entry(rule).or_default() += 1;
        }
    };
    let mut rounds = None;
    let outside = loop {
        let findings = lint(&log);
        let fixable = findings.iter().filter(|found| found.fix.is_some());
        let (fixable, outside): (Vec<_>, Vec<_>) =
            fixable.partition(|found| log.record_at(found.source.path()).is_some());
        let left = rounds.get_or_insert(fixable.len() + MAX_EXTRA_ROUNDS);
        let (files, rules) = round(&log, &fixable);
        if files.is_empty() || *left == 0 {
            // The log in memory does not have these files, so that they are fixed once, at the end.
            let (files, rules) = edited(&outside);
            count(rules);
            break files;
        }
        *left -= 1;
        count(rules);
        for file in &files {
            let origin = origins.remove(file.source.path());
            let origin = origin.unwrap_or_else(|| Arc::clone(&file.source));
            origins.insert(file.path.clone(), origin);
        }
        let changes: Vec<_> = files.iter().flat_map(Rewritten::changes).collect();
        log = log.after(&changes);
    };
    let files = files(&log, &origins);
    Fixed {
        log,
        files,
        outside,
        fixed,
    }
}

/// The files of `log` that have changed, compared with their original sources.
fn files(log: &Log, origins: &BTreeMap<PathBuf, Arc<Source>>) -> Vec<Rewritten> {
    let rewritten = log.records.iter().filter_map(|record| {
        let path = record.source.path();
        let source = origins.get(path)?;
        let is_other = source.path() != path || source.text() != record.source.text();
        is_other.then(|| Rewritten {
            source: Arc::clone(source),
            path: path.to_owned(),
            text: record.source.text().to_owned(),
        })
    });
    let mut files: Vec<_> = rewritten.collect();
    files.sort_by(|a, b| a.source.path().cmp(b.source.path()));
    files
}

/// The files rewritten in one round, and the rules of the fixed findings: edits first, renames once no edits
/// are left.
fn round(log: &Log, fixable: &[&Diagnostic]) -> (Vec<Rewritten>, Vec<&'static str>) {
    let (files, rules) = edited(fixable);
    if !rules.is_empty() {
        return (files, rules);
    }
    let renamed = fixable.iter().filter_map(|found| {
        Some((
            found.rule,
            &found.source,
            found.fix.as_ref()?.rename.as_ref()?,
        ))
    });
    let rules = renamed.clone().map(|(rule, _, _)| rule).collect();
    let moves: Vec<_> = renamed.map(|(_, source, to)| (source, to)).collect();
    (renamings(log, &moves), rules)
}

/// The files after all fixes that do not overlap, and the rules of the fixed findings.
fn edited(fixable: &[&Diagnostic]) -> (Vec<Rewritten>, Vec<&'static str>) {
    let mut files: BTreeMap<PathBuf, Vec<&Edit>> = BTreeMap::new();
    let mut rules = Vec::new();
    let fixes = fixable
        .iter()
        .filter_map(|found| Some((found.rule, found.fix.as_ref()?)));
    for (rule, fix) in fixes.filter(|(_, fix)| !fix.edits.is_empty()) {
        let is_free = |edit: &Edit| {
            let taken = files.get(edit.source.path());
            let mut taken = taken.into_iter().flatten();
            !taken.any(|other| touch(&other.span, &edit.span))
        };
        if fix.edits.iter().all(is_free) {
            rules.push(rule);
            for edit in &fix.edits {
                let path = edit.source.path().to_owned();
                files.entry(path).or_default().push(edit);
            }
        }
    }
    let change = |(path, edits): (PathBuf, Vec<&Edit>)| {
        let source = Arc::clone(&edits.first()?.source);
        let text = Edit::apply(&source, edits);
        Some(Rewritten { source, path, text })
    };
    (files.into_iter().filter_map(change).collect(), rules)
}

fn touch(left: &Span, right: &Span) -> bool {
    left.start <= right.end && right.start <= left.end
}

/// The renamed files, and the files whose links to them are updated.
fn renamings(log: &Log, renamed: &[(&Arc<Source>, &PathBuf)]) -> Vec<Rewritten> {
    let renamings: Vec<_> = renamed
        .iter()
        .filter_map(|(source, to)| {
            renaming(log.record_at(source.path())?.number?, source.path(), to)
        })
        .collect();
    let moved: HashMap<&Path, &PathBuf> = renamed
        .iter()
        .map(|(source, to)| (source.path(), *to))
        .collect();
    let Some(mentions) = Mentions::of(&renamings) else {
        return Vec::new();
    };
    let follow = |record: &Record| {
        let source = &record.source;
        let text = renamed_links(source, &mentions.within(source.text()));
        let path = moved.get(source.path()).map_or(source.path(), |to| to);
        let is_other = path != source.path() || text.is_some();
        is_other.then(|| Rewritten {
            source: Arc::clone(source),
            path: path.to_owned(),
            text: text.unwrap_or_else(|| source.text().to_owned()),
        })
    };
    log.records.par_iter().filter_map(follow).collect()
}

/// The renaming of record `number`.
fn renaming(number: u32, from: &Path, to: &Path) -> Option<Renaming> {
    let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
    Some(Renaming {
        old_name: name(from)?,
        new_name: name(to)?,
        from: number,
        to: number,
    })
}

/// Finds which of many files a text mentions, in a single pass.
struct Mentions<'r> {
    spellings: AhoCorasick,
    renamings: Vec<&'r Renaming>,
}

impl<'r> Mentions<'r> {
    /// `None` if there are no names to search for, or too many.
    fn of(renamings: &'r [Renaming]) -> Option<Self> {
        let spelt = |renaming: &'r Renaming| {
            let spellings = renaming.spellings().into_iter();
            spellings.map(move |spelling| (spelling, renaming))
        };
        let (spellings, renamings): (Vec<_>, Vec<_>) = renamings.iter().flat_map(spelt).unzip();
        let has_some = !spellings.is_empty();
        let spellings = has_some.then(|| AhoCorasick::new(spellings).ok())??;
        Some(Self {
            spellings,
            renamings,
        })
    }

    /// The renamings of the files that `text` mentions.
    fn within(&self, text: &str) -> Vec<Renaming> {
        let found = self.spellings.find_overlapping_iter(text);
        let found: BTreeSet<_> = found.map(|found| found.pattern().as_usize()).collect();
        let renamings = found.into_iter().filter_map(|at| self.renamings.get(at));
        renamings.map(|renaming| (*renaming).clone()).collect()
    }
}
