//! What the pages search in, as scripts: a page from a file may load those, and nothing else. Records stand in the order of
//! the index.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::text;
use super::view::{ListedRecord, Listing, verdict};
use crate::search;

/// The file name of the search index.
pub const INDEX: &str = "search-index.js";
/// The file name of the reasons for which options were rejected.
pub const REASONS: &str = "search-reasons.js";

/// A longer reason is cut in results.
const MAX_REASON: usize = 120;

/// Everything that says which records match.
#[derive(Serialize)]
struct Index<'s> {
    /// The words of the texts, by [`search::Index::encode`].
    words: String,
    /// Words that every text has.
    stop: &'static str,
    /// What a rejected option's verdict can be; records name one by its position.
    verdicts: Vec<(&'static str, String)>,
    records: Vec<Record<'s>>,
}

/// Number, title, URL, status, tags, position of the verdict, and rejected options. A file that cannot be read has only a
/// title.
type Record<'s> = (
    Option<String>,
    String,
    Option<String>,
    Option<&'static str>,
    Vec<&'s str>,
    usize,
    Vec<String>,
);

/// The search index of everything in `listing`.
pub fn index(listing: &Listing<'_>) -> serde_json::Result<Vec<u8>> {
    let mut verdicts = BTreeMap::new();
    let records = listing.entries.iter().map(|listed| {
        let Some(listed) = listed.record() else {
            return (None, String::new(), None, None, Vec::new(), 0, Vec::new());
        };
        let verdict = verdict(&listed);
        let next = verdicts.len();
        let verdict = *verdicts
            .entry((verdict.name(), verdict.label().to_owned()))
            .or_insert(next);
        record(&listed, verdict)
    });
    let records = records.collect();
    let texts = listing.entries.iter().map(|listed| match listed.record() {
        Some(listed) => listed.record.body().whole_text(),
        None => "",
    });
    let mut by_position: Vec<_> = verdicts.into_iter().collect();
    by_position.sort_by_key(|(_, position)| *position);
    let index = Index {
        words: search::Index::of(&texts.collect::<Vec<_>>()).encode(),
        stop: search::STOP_WORDS,
        verdicts: by_position
            .into_iter()
            .map(|(verdict, _)| verdict)
            .collect(),
        records,
    };
    script("adrSearchIndex", &index)
}

/// The reasons for which the options of each record in `listing` were rejected.
pub fn reasons(listing: &Listing<'_>) -> serde_json::Result<Vec<u8>> {
    let reasons = listing.entries.iter().map(|listed| {
        let alternatives = listed
            .record()
            .into_iter()
            .flat_map(|listed| listed.record.body().alternatives());
        let reasons = alternatives.map(|alternative| {
            let reason = alternative.why_rejected.as_deref()?;
            Some(text::shortened(&text::one_line(reason), MAX_REASON).into_owned())
        });
        reasons.collect::<Vec<Option<String>>>()
    });
    script("adrSearchReasons", &reasons.collect::<Vec<_>>())
}

fn record<'s>(listed: &ListedRecord<'s>, verdict: usize) -> Record<'s> {
    let reference = listed.reference();
    let tags = listed.record.front.iter().flat_map(|front| &front.tags);
    let alternatives = listed.record.body().alternatives().iter();
    (
        reference.number,
        reference.title,
        reference.href,
        listed.record.status().map(crate::record::Status::name),
        tags.map(|tag| tag.value.as_str()).collect(),
        verdict,
        alternatives
            .map(|alternative| text::one_line(&alternative.name))
            .collect(),
    )
}

fn script(name: &str, content: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let json = serde_json::to_string(content)?;
    Ok(format!("globalThis.{name} = {json};\n").into_bytes())
}
