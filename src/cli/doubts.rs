//! Warnings about supplied values: names that no trigger uses, names that resemble one in use, and values of
//! an unexpected type.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::values::Wanted;
use crate::diagnostic::did_you_mean;
use crate::metric::file;
use crate::source::printable;
use crate::trigger::value::Values;

/// Warns about metrics of `--metric` flags that no trigger uses, which are probably misspelt.
pub fn note_unused(supplied: &[Values], metrics: &Wanted, context: &Context) {
    let flags = supplied.last().into_iter().flat_map(Values::names);
    for name in flags.filter(|name| !metrics.contains_key(*name)) {
        let meant = did_you_mean(name, metrics.keys().map(String::as_str));
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        context
            .out
            .note(format!("no trigger here uses `{name}`{hint}"));
    }
}

/// The maximum number of pairs of names compared for typos.
const MAX_COMPARED: usize = 10_000;

/// Warns about names in files of values that resemble a metric that is used but not supplied, and about
/// doubtful values.
pub fn note_near_misses(supplied: &[Values], metrics: &Wanted, context: &Context) {
    note_doubts(supplied, metrics, context);
    let is_supplied = |metric: &str| supplied.iter().any(|set| set.get(metric).is_some());
    let missing: Vec<_> = metrics.keys().filter(|name| !is_supplied(name)).collect();
    if missing.is_empty() {
        return;
    }
    let (_, files) = supplied.split_last().unzip();
    let files: &[Values] = files.unwrap_or_default();
    let given = files.iter().flat_map(Values::names);
    let others: BTreeSet<&str> = given.filter(|name| !metrics.contains_key(*name)).collect();
    let bare: BTreeMap<String, &str> = others
        .iter()
        .map(|name| (file::bare_name(name), *name))
        .collect();
    let are_few = missing.len() * others.len() <= MAX_COMPARED;
    for metric in missing {
        let same = bare.get(&file::bare_name(metric)).copied();
        let typo = || match are_few {
            true => did_you_mean(metric, others.iter().copied()),
            false => None,
        };
        if let Some(near) = same.or_else(typo) {
            context.out.note(format!(
                "nothing supplies `{metric}`, but there is a value for `{near}`; is that what you meant?"
            ));
        }
    }
}

/// Warns about doubtful values of `metrics`, in the order of their names.
fn note_doubts(supplied: &[Values], metrics: &Wanted, context: &Context) {
    let readings = supplied.iter().flat_map(Values::readings);
    let doubtful = readings
        .filter(|(metric, reading)| !reading.notes.is_empty() && metrics.contains_key(*metric));
    let mut doubtful: Vec<_> = doubtful.collect();
    doubtful.sort_by_key(|(metric, _)| *metric);
    for note in doubtful.iter().flat_map(|(_, reading)| &reading.notes) {
        context.out.note(printable(note));
    }
}
