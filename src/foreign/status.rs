//! What other tools' words for a status mean in ours.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use chrono::NaiveDate;

use super::date;
use super::meta::{is_blank, is_placeholder};
use crate::record::Status;

/// The words of each status, in lower case.
const WORDS: [(Status, &str); 5] = [
    (
        Status::Proposed,
        "proposed|proposal|draft|drafted|pending|in review|under review|review|reviewing|open|in discussion|\
         under discussion|for discussion|discussion|request for comments|rfc|wip|work in progress|on hold|on-hold|\
         deferred|postponed|not decided|undecided|to be decided|not yet accepted|not yet approved|\
         vorgeschlagen|entwurf|proposé|proposée|brouillon|en attente|propuesto|propuesta|borrador|proposto|proposta|\
         rascunho|bozza|voorgesteld|concept|zaproponowane|proponowane|предложено|предложен|черновик|запропоновано|\
         提议|提議|草案|待定|提案|提案中|제안|제안됨|초안",
    ),
    (
        Status::Accepted,
        "accepted|approved|adopted|agreed|implemented|active|current|in effect|in force|decided|final|finalised|\
         finalized|ratified|done|provisional|provisionally accepted|trial|on trial|partially superseded|\
         partly superseded|angenommen|akzeptiert|beschlossen|umgesetzt|accepté|acceptée|adopté|approuvé|aceptado|aceptada|\
         aprobado|adoptado|aceito|aceita|aprovado|adotado|accettato|accettata|approvato|geaccepteerd|aanvaard|goedgekeurd|\
         zaakceptowane|przyjęte|принято|принят|одобрено|прийнято|затверджено|\
         通过|通過|完成|已完成|接受|已接受|采纳|已采纳|承認|承認済み|採用|승인|승인됨|채택",
    ),
    (
        Status::Rejected,
        "rejected|declined|denied|discarded|dismissed|withdrawn|abandoned|cancelled|canceled|not accepted|not approved|\
         won't do|wontfix|abgelehnt|verworfen|rejeté|rejetée|refusé|rechazado|rechazada|rejeitado|rejeitada|recusado|\
         rifiutato|respinto|afgewezen|verworpen|odrzucone|отклонено|отклонен|відхилено|\
         拒绝|已拒绝|拒絕|否决|却下|거부|거부됨|기각",
    ),
    (
        Status::Deprecated,
        "deprecated|depreciated|reverted|retired|obsolete|obsoleted|archived|historic|historical|outdated|expired|inactive|\
         no longer in force|sunset|veraltet|überholt|zurückgezogen|obsolète|déprécié|obsoleto|obsoleta|deprecado|\
         descontinuado|deprecato|verouderd|przestarzałe|устарело|застаріло|\
         已弃用|弃用|废弃|已廢棄|棄用|非推奨|廃止|폐기|폐기됨",
    ),
    (
        Status::Superseded,
        "superseded|superceded|superceeded|superseeded|supersceded|replaced|overridden|ersetzt|abgelöst|remplacé|remplacée|\
         reemplazado|reemplazada|sustituido|substituído|substituida|sostituito|vervangen|zastąpione|заменено|замінено|\
         已取代|被取代|取代|已替代|置き換え|대체|대체됨",
    ),
];

/// A word for the status stands among so many first ones: "This decision is accepted".
const MOST_WORDS_BEFORE: usize = 4;

/// Longer than what anybody says of a status: prose about it.
const LONGEST: usize = 400;

/// What `texts`, the paragraphs of one record's status, say, and the text that says it.
pub fn read(texts: &[String]) -> Option<(Status, &str)> {
    let told = texts.iter().map(String::as_str);
    let known: Vec<(Status, &str)> = told
        .filter(|text| !is_choice(text))
        .filter_map(|text| {
            let last = latest(text).map(|(_, status)| status);
            Some((last.or_else(|| of(text))?, text))
        })
        .collect();
    let superseded = known
        .iter()
        .find(|(status, _)| *status == Status::Superseded);
    let day = |text: &str| date::find(&without_targets(text));
    let dated: Vec<_> = known
        .iter()
        .filter_map(|entry| Some((day(entry.1)?, entry)))
        .collect();
    // Of a dated history the last entry holds.
    let last = || {
        dated
            .iter()
            .max_by(|a, b| a.0.cmp(&b.0))
            .map(|(_, entry)| *entry)
    };
    let ends_history = superseded.is_none_or(|(_, text)| day(text).is_some());
    let found = if dated.len() > 1 && ends_history {
        last()
    } else {
        superseded.or(known.first())
    };
    found.copied()
}

/// The day of the status in `texts`: that of the last entry of a history, else the first in it.
pub fn day(texts: &[String]) -> Option<NaiveDate> {
    let day = |text: &String| {
        let last = latest(text).map(|(day, _)| day);
        last.or_else(|| date::find(&without_targets(text)))
    };
    texts.iter().filter_map(day).max()
}

/// The last entry of a history that is one text: `Proposed 2024-05-22, accepted 2024-06-01`.
fn latest(text: &str) -> Option<(NaiveDate, Status)> {
    let text = without_targets(text);
    let parts = text.split([',', ';', '→', '\n']);
    let entries = parts.filter_map(|part| Some((date::find(part)?, of(part)?)));
    let entries: Vec<_> = entries.collect();
    let last = entries.iter().max_by_key(|(day, _)| *day).copied();
    last.filter(|_| entries.len() > 1)
}

/// `markdown` without the targets of its links, in whose names a date is another record's.
fn without_targets(markdown: &str) -> String {
    let mut parts = markdown.split("](");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    text
}

/// The text that stands for the status, whatever it says.
pub fn as_written(texts: &[String]) -> Option<&str> {
    let texts = texts.iter().map(|text| text.trim());
    texts
        .into_iter()
        .find(|text| !is_blank(text) && !is_choice(text) && !is_placeholder(text))
}

/// Whether `text` lists the statuses that there are.
fn is_choice(text: &str) -> bool {
    let lower = opening(text).to_lowercase();
    let named: BTreeSet<Status> = named(&lower).map(|(_, _, status)| status).collect();
    named.len() > 2 || lower.contains(" | ") || lower.contains('{')
}

/// As much of `text` as may speak of a status.
fn opening(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or(text)
}

/// The status that `text` names.
pub fn of(text: &str) -> Option<Status> {
    let text = opening(text).to_lowercase();
    let (at, _, status) = named(&text).min_by_key(|(at, length, _)| (*at, Reverse(*length)))?;
    let before = text.get(..at).unwrap_or_default();
    let words = before
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic));
    if words.count() > MOST_WORDS_BEFORE {
        return None;
    }
    const REPLACED: [&str; 8] = [
        "superseded by",
        "superceded by",
        "superceeded by",
        "superseeded by",
        "replaced by",
        "obsoleted by",
        "in favor of",
        "in favour of",
    ];
    let is_partial = before.ends_with("partially ")
        || before.ends_with("partly ")
        || text.contains("partially superseded")
        || text.contains("partly superseded");
    let is_replaced = REPLACED.iter().any(|phrase| has(&text, phrase));
    Some(match is_replaced && !is_partial {
        true => Status::Superseded,
        false => status,
    })
}

/// Each place of a word for a status in `text`, in lower case: its first byte, its length, and the status.
fn named(text: &str) -> impl Iterator<Item = (usize, usize, Status)> {
    static FINDER: LazyLock<Option<(AhoCorasick, Vec<Status>)>> = LazyLock::new(|| {
        let words = WORDS
            .iter()
            .flat_map(|(status, words)| words.split('|').map(|word| (word, *status)));
        let (words, statuses): (Vec<&str>, Vec<Status>) = words.unzip();
        Some((AhoCorasick::new(words).ok()?, statuses))
    });
    let places = FINDER.iter().flat_map(move |(finder, statuses)| {
        let found = finder.find_overlapping_iter(text);
        found.filter_map(|found| Some((found.range(), *statuses.get(found.pattern().as_usize())?)))
    });
    places
        .filter(move |(place, _)| stands_apart(text, place))
        .map(|(place, status)| (place.start, place.len(), status))
}

/// Whether `text`, in lower case, has `phrase`.
fn has(text: &str, phrase: &str) -> bool {
    let mut places = text.match_indices(phrase);
    places.any(|(at, _)| stands_apart(text, &(at..at + phrase.len())))
}

/// Whether no other letter touches `place` in `text`. Where words have no spaces between them, letters do.
fn stands_apart(text: &str, place: &Range<usize>) -> bool {
    const FIRST_CJK: char = '\u{2e80}';
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < FIRST_CJK);
    let before = text.get(..place.start).unwrap_or_default();
    let behind = text.get(place.end..).unwrap_or_default();
    !is_letter(before.chars().next_back()) && !is_letter(behind.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_tools_have_a_meaning() {
        for (text, expected) in [
            ("Accepted.", Some(Status::Accepted)),
            ("✅ Accepted", Some(Status::Accepted)),
            ("ACCEPTED", Some(Status::Accepted)),
            ("Accepted — 2026-04-27", Some(Status::Accepted)),
            ("Accepted, supersedes ADR-3", Some(Status::Accepted)),
            (
                "accepted (superseded by ADR-0049)",
                Some(Status::Superseded),
            ),
            ("superseded by ADR-0049", Some(Status::Superseded)),
            ("Superceeded", Some(Status::Superseded)),
            ("Deprecated in favour of 12", Some(Status::Superseded)),
            ("Partially superseded by ADR-7", Some(Status::Accepted)),
            ("Partly superseded by ADR-7", Some(Status::Accepted)),
            ("Depreciated", Some(Status::Deprecated)),
            ("Reverted by a vote", Some(Status::Deprecated)),
            ("Draft", Some(Status::Proposed)),
            ("In Review", Some(Status::Proposed)),
            ("On hold", Some(Status::Proposed)),
            ("Not accepted", Some(Status::Rejected)),
            ("Declined", Some(Status::Rejected)),
            ("Implemented", Some(Status::Accepted)),
            ("Trial", Some(Status::Accepted)),
            ("Proposto", Some(Status::Proposed)),
            ("Aceito", Some(Status::Accepted)),
            ("proposé", Some(Status::Proposed)),
            ("2017-11-24 完成", Some(Status::Accepted)),
            ("Whatever", None),
            ("Unaccepted words", None),
            ("The committee will meet again before it is accepted", None),
            ("", None),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn of_a_dated_history_the_last_entry_holds() {
        let texts = [
            "列表：提议/通过/完成/已弃用/已取代",
            "2017-11-23 提议",
            "2017-11-24 完成",
        ];
        let texts = texts.map(str::to_owned);
        assert_eq!(read(&texts), Some((Status::Accepted, "2017-11-24 完成")));
        assert_eq!(as_written(&texts), Some("2017-11-23 提议"));
        let texts = ["Proposed, 2010-06-01", "Accepted, 2010-06-30"].map(str::to_owned);
        assert_eq!(
            read(&texts),
            Some((Status::Accepted, "Accepted, 2010-06-30"))
        );
        let texts = [
            "Proposed, 2010-06-01",
            "Accepted, 2010-06-30",
            "Replaced by 7",
        ]
        .map(str::to_owned);
        assert_eq!(read(&texts), Some((Status::Superseded, "Replaced by 7")));
    }

    #[test]
    fn a_history_may_be_one_text() {
        let texts = ["Proposed 2024-05-22, accepted 2024-06-01".to_owned()];
        assert_eq!(
            read(&texts).map(|(status, _)| status),
            Some(Status::Accepted)
        );
        assert_eq!(day(&texts), NaiveDate::from_ymd_opt(2024, 6, 1));
        let texts = ["Provisional (2026-01-03 to 2026-01-17)".to_owned()];
        assert_eq!(day(&texts), NaiveDate::from_ymd_opt(2026, 1, 3));
        let texts = ["superseded by [x](2025-01-31-x.md)".to_owned()];
        assert_eq!(day(&texts), None);
    }

    #[test]
    fn a_choice_of_statuses_is_none() {
        for text in [
            "proposed | accepted",
            "{proposed}",
            "proposed, rejected, accepted or superseded",
        ] {
            let texts = [text.to_owned()];
            assert_eq!(read(&texts), None, "{text}");
            assert_eq!(as_written(&texts), None, "{text}");
        }
    }
}
