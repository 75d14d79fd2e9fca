//! The content of the page of rejected options: every alternative of the log, from A to Z, with those of the same name
//! together.

use std::collections::BTreeMap;
use std::slice;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::super::text;
use super::listing::{ListedRecord, Listing};
use super::{Reference, Site, Word};
use crate::record::Status;
use crate::search;

/// The data for `rejected.html`.
#[derive(Debug, Serialize)]
pub struct RejectedPage<'s> {
    site: &'s Site<'s>,
    letters: Vec<Letter<'s>>,
    options: usize,
    decisions: usize,
}

/// The options that start with the same letter.
#[derive(Debug, Serialize)]
struct Letter<'s> {
    name: &'s str,
    anchor: String,
    options: Vec<&'s RejectedOption>,
}

/// The alternatives of one name.
#[derive(Debug, Serialize)]
pub struct RejectedOption {
    /// Its name, as it is written in the newest of its decisions.
    pub name: String,
    /// Its anchor in the page.
    pub anchor: String,
    /// The heading that it stands under.
    #[serde(skip)]
    letter: String,
    /// The decisions that rejected it, the newest first.
    pub rejections: Vec<Rejection>,
}

/// A decision that rejected an option.
#[derive(Debug, Serialize)]
pub struct Rejection {
    /// The decision.
    pub decision: Reference,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// The beginning of the reason for which the option was rejected.
    pub summary: Option<String>,
    /// Whether the rejection still holds.
    pub verdict: Word,
}

/// A longer reason is cut; the decision has all of it.
const MAX_REASON: usize = 200;

/// Every rejected option of `listing`, by name.
pub fn options(listing: &Listing<'_>) -> Vec<RejectedOption> {
    let mut by_words: BTreeMap<Vec<String>, RejectedOption> = BTreeMap::new();
    for listed in listing.records() {
        let decision = listed.reference();
        let verdict = verdict(&listed);
        for alternative in listed.record.body().alternatives() {
            let reason = alternative.why_rejected.as_deref().map(text::one_line);
            let rejection = Rejection {
                decision: decision.clone(),
                date: listed.date(),
                summary: reason.map(|reason| text::shortened(&reason, MAX_REASON).into_owned()),
                verdict: verdict.clone(),
            };
            let name = text::one_line(&alternative.name);
            let words = search::words_of(&name);
            let key = match words.is_empty() {
                true => slice::from_ref(&name),
                false => &words,
            };
            if let Some(option) = by_words.get_mut(key) {
                option.rejections.push(rejection);
                continue;
            }
            let key = key.to_vec();
            let option = RejectedOption {
                anchor: format!("option-{}", words.join("-")),
                letter: letter(&words),
                name,
                rejections: vec![rejection],
            };
            by_words.insert(key, option);
        }
    }
    let mut options: Vec<_> = by_words.into_values().collect();
    let without_letters = options
        .iter_mut()
        .filter(|option| option.letter == NO_LETTER);
    for (position, option) in without_letters.enumerate() {
        option.anchor = format!("option-without-letters-{}", position + 1);
    }
    options
}

/// The page of `options`.
pub fn rejected<'s>(
    site: &'s Site<'s>,
    listing: &Listing<'_>,
    options: &'s [RejectedOption],
) -> RejectedPage<'s> {
    let mut letters: Vec<Letter<'s>> = Vec::new();
    for option in options {
        match letters.last_mut() {
            Some(last) if last.name == option.letter => last.options.push(option),
            _ => letters.push(Letter {
                anchor: format!("letter-{}", letters.len() + 1),
                name: &option.letter,
                options: vec![option],
            }),
        }
    }
    RejectedPage {
        site,
        letters,
        options: options.len(),
        decisions: listing.records().count(),
    }
}

/// The heading of options whose names have neither letters nor digits.
const NO_LETTER: &str = "#";

/// The heading that an option of these `words` stands under.
fn letter(words: &[String]) -> String {
    let first = words.first().and_then(|word| word.chars().next());
    match first {
        Some(letter) if letter.is_alphabetic() => letter.to_uppercase().collect(),
        Some(_) => "0–9".to_owned(),
        None => NO_LETTER.to_owned(),
    }
}

/// Whether what `listed` rejected is still rejected for the reasons that it gives, by its status and its triggers.
pub fn verdict(listed: &ListedRecord<'_>) -> Word {
    let says = |name, label: &str| Word {
        name,
        label: label.to_owned(),
    };
    match listed.record.status() {
        Some(Status::Proposed) => return says("open", "not decided yet"),
        Some(Status::Superseded) => return says("past", "the decision was superseded"),
        Some(Status::Deprecated) => return says("past", "the decision was deprecated"),
        Some(Status::Rejected) => return says("past", "the decision was rejected itself"),
        _ => {}
    }
    let Some(standing) = listed.sources.verdicts.standing(listed.position) else {
        return says("unwatched", "no trigger says whether it still holds");
    };
    match standing.name() {
        "fired" => says("fired", "a trigger has fired: may no longer hold"),
        "near" => says("near", "still holds, but a trigger is near"),
        "holding" => says("holding", "still holds"),
        "snoozed" => says("snoozed", "its trigger is snoozed"),
        _ => says("unknown", "no verdict on whether it still holds"),
    }
}
