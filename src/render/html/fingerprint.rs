//! A fingerprint that identifies a site before it is rendered: it covers everything that determines the
//! site's bytes, except the files that its records link to.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::super::{Digest, entry};
use super::Input;
use super::pages::Pages;
use super::theme::Theme;
use super::view::Verdicts;
use crate::record::Record;

/// Identifies the sources of this build.
const SOURCES: &str = env!("ADR_SOURCES");

/// The digest of everything in `input` that affects a page. Times of day are not included, because no page
/// shows them: a value that is measured again and is unchanged produces the same site.
pub fn of(input: &Input<'_>, theme: &Theme, pages: &Pages, verdicts: &Verdicts<'_>) -> Digest {
    let Input {
        log,
        folder,
        settings,
        check,
        today,
        history,
        guards,
        // Pages show these only through the triggers in `Verdicts`.
        values: _,
        declarations: _,
        sprint: _,
        // Files are compared one by one.
        read_file: _,
        tick: _,
        previous: _,
    } = input;
    let digest = |(position, record): (usize, &Record)| {
        let path = pages.path(position);
        let verdict = verdicts.of(position).map(|found| found.standing());
        // The data for templates can always be serialised as JSON.
        let triggers = serde_json::to_vec(verdicts.triggers(position)).unwrap_or_default();
        let text = record.source.text();
        Digest::of(&(path, text, verdict, triggers, history.of(path)))
    };
    let records: Vec<_> = log.records.par_iter().enumerate().map(digest).collect();
    let unreadable = log.unreadable.iter();
    let unreadable: Vec<_> = unreadable
        .map(|found| (entry::path_in_log(log, &found.path), &found.why))
        .collect();
    let rest = (SOURCES, &theme.digest, folder, settings, today, guards);
    Digest::of(&(rest, check.decisions.len(), unreadable, records))
}
