//! Template text has been replaced by the author's own.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, StartKind};

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule, quoted};
use crate::source::Span;

/// The rule.
pub const RULE: Rule = Rule {
    name: "placeholder-text",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: true,
    summary: "placeholder text has not been replaced",
    explain: "Reports paragraphs and list items that consist only of `TODO`, `TBD` or `FIXME`, or start with one and a \
              colon, blanks such as `{option}: {reason}`, and the sentences of the templates of `adr new`, adr-tools and MADR.",
    bad: "## Context\n\nTODO: what made a decision necessary, with figures if there are any\n",
    good: "## Context\n\nOrders, stock and payments change together 900 times a second at peak.\n",
    check: Check::Record(check),
};

/// Placeholder markers, either alone or followed by a colon.
const MARKS: [&str; 4] = ["TODO", "TBD", "FIXME", "XXX"];

/// Placeholder words, alone.
const WORDS: [&str; 8] = [
    "to be decided",
    "to be defined",
    "to be determined",
    "to be done",
    "to do",
    "coming soon",
    "...",
    "…",
];

/// Beginnings of sentences in common templates, in lower case.
const TEMPLATE_SENTENCES: [&str; 12] = [
    // printers' filler
    "lorem ipsum",
    // adr-tools
    "the issue motivating this decision, and any context that",
    "the change that we're proposing or have agreed to implement",
    "what becomes easier or more difficult to do and any risks",
    // Nygard, as widely copied
    "what is the issue that we're seeing that is motivating",
    "what is the change that we're proposing and/or doing",
    "what becomes easier or more difficult to do because of this",
    // MADR 2 to 4
    "describe the context and problem statement, e.g.",
    "short title of solved problem and solution",
    "short title, representative of solved problem",
    "title of option 1",
    "argument a",
];

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let body = case.body();
    let mut places: Vec<(&Span, &str)> = Vec::new();
    if let Some(title) = case.record.heading() {
        // Some put every title in brackets, as in MADR 2.
        places.push((&title.span, title.text.trim_matches(['[', ']'])));
    }
    // Code between backticks is quoted, even inside brackets.
    let paragraphs = body
        .all_paragraphs()
        .filter(|paragraph| !paragraph.has_code);
    places.extend(paragraphs.map(|paragraph| (paragraph.span, paragraph.text)));
    places.retain(|(_, text)| is_placeholder(text));
    // A placeholder reason follows a name, in a paragraph that is not a placeholder as a whole.
    for alternative in body.alternatives() {
        let reason = alternative.why_rejected.as_deref();
        places.extend(
            reason
                .filter(|why| is_placeholder(why))
                .map(|why| (&alternative.span, why)),
        );
    }
    places.sort_by_key(|(span, _)| span.start);
    let mut end_of_last = 0;
    for (span, text) in places {
        if span.start >= end_of_last {
            let message = format!("{} is placeholder text", quoted(text));
            let help = "write what applies to this decision, or remove it";
            findings.add(case.trimmed(span), message, help);
            end_of_last = span.end;
        }
    }
}

fn is_placeholder(text: &str) -> bool {
    const AROUND: [char; 11] = ['[', ']', '{', '}', '<', '>', '(', ')', '*', '_', ' '];
    if !opens_like_one(text.trim_start_matches(AROUND)) {
        return is_blank_to_fill_in(text);
    }
    let bare = text.trim_matches(AROUND).replace('’', "'");
    let unmarked = bare.trim_end_matches(['.', ':']);
    let opens_with = |sentence: &str| {
        let opening = bare.as_bytes().get(..sentence.len());
        opening.is_some_and(|opening| opening.eq_ignore_ascii_case(sentence.as_bytes()))
    };
    let is_mark = |mark: &str| {
        bare.strip_prefix(mark).is_some_and(|rest| {
            rest.starts_with(':') || rest.trim_matches(['.', '!', '?', ' ']).is_empty()
        })
    };
    let is_words =
        |words: &str| bare.eq_ignore_ascii_case(words) || unmarked.eq_ignore_ascii_case(words);
    MARKS.into_iter().any(is_mark)
        || WORDS.into_iter().any(is_words)
        || TEMPLATE_SENTENCES.into_iter().any(opens_with)
        || is_blank_to_fill_in(text)
}

/// Whether `bare` opens with a mark, words or a sentence of placeholders, as far as their first apostrophe, which may be a
/// curly one: few texts do, and only those are looked at closely.
fn opens_like_one(bare: &str) -> bool {
    static OPENINGS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let texts = MARKS.iter().chain(&WORDS).chain(&TEMPLATE_SENTENCES);
        AhoCorasick::builder()
            .start_kind(StartKind::Anchored)
            .ascii_case_insensitive(true)
            .build(texts.filter_map(|text| text.split('\'').next()))
            .ok()
    });
    let opening = Input::new(bare).anchored(Anchored::Yes);
    OPENINGS
        .as_ref()
        .is_none_or(|openings| openings.is_match(opening))
}

/// Whether the whole text is a `{blank to fill in}`, as in MADR 4, a `[blank]`, as in MADR 2, a `<blank>`, or
/// several of them separated by punctuation: `{option}: {reason}`. It may be the reason in a sentence: `Good, because
/// {positive consequence}`.
fn is_blank_to_fill_in(text: &str) -> bool {
    const BETWEEN: [char; 7] = [':', ',', '.', '-', '–', '—', ' '];
    if !text.trim_end_matches(BETWEEN).ends_with(['}', ']', '>']) {
        return false;
    }
    let reason = text.split_once("because ");
    let mut rest = reason.map_or(text, |(_, reason)| reason);
    let mut blanks = 0;
    let mut has_space = false;
    while !rest.is_empty() {
        let Some(behind) = ["{}", "[]", "<>"].iter().find_map(|pair| {
            let (open, close) = pair.split_at(1);
            let (words, behind) = rest.strip_prefix(open)?.split_once(close)?;
            let are_words = words.starts_with(char::is_alphabetic)
                && !words.contains(['{', '}', '[', ']', '<', '>', '"', ';', '=', '/']);
            has_space |= words.contains(' ');
            are_words.then_some(behind)
        }) else {
            return false;
        };
        blanks += 1;
        rest = behind.trim_start_matches(BETWEEN);
    }
    has_space || blanks > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::draft::placeholder;

    #[test]
    fn only_whole_texts_are_placeholders() {
        for text in [
            "TODO",
            "TBD.",
            "[TODO]",
            "FIXME: measure it",
            "To be decided",
            "{decision driver 1, e.g., a force}",
            "[option 1]",
            "{option}: {reason}",
            "<describe the forces at play>",
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
            "What is the issue that we’re seeing that is motivating this decision or change?",
            placeholder::CONTEXT,
            placeholder::REVISIT,
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "We track each TODO in the issue list",
            "TODOs are counted by the linter",
            "{ \"a\": 1 }",
            "[x]",
            "{id}",
            "[a](b) [c]",
            "Todoist: no API for teams",
            "To do nothing costs us two days a week",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
