//! An accepted decision keeps its words.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, Rule, Since};
use crate::record::mention::mentions;
use crate::record::{Record, SectionKind, Status};

/// The rule.
pub const RULE: Rule = Rule {
    name: "rewritten-decision",
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "the decision or the rejected alternatives of an accepted record are reworded",
    explain: "With `--base`. An accepted decision is changed by a successor, not by an editor: what was agreed on, and why the \
              others lost, must not become something else in silence. White space, markup, where links lead and the numbers of \
              other records do not count. A correction goes on record with `adr amend`, which adds `[[amended]]` with the day and \
              the reason. Taking an accepted decision back to `proposed`, or to `rejected`, is a rewriting too.",
    bad: "0007-keep-orders-in-one-primary.md:
    ## Decision

    Orders and stock stay in one primary, payments may leave it.
",
    good: "0007-keep-orders-in-one-primary.md:
    ## Decision

    All three stay in one primary.
",
    check: Check::Since(check),
};

fn check(since: &Since<'_>, findings: &mut Findings<'_>) {
    for (before, now) in since.kept() {
        let record = now.record();
        let help = match record.number {
            Some(number) => format!(
                "supersede it with `adr supersede {number} TITLE`, or put the correction on record with `adr amend {number} --reason TEXT`"
            ),
            None => "supersede it, or put the correction on record with `adr amend`".to_owned(),
        };
        if let Some(status @ (Status::Proposed | Status::Rejected)) = record.status() {
            let status = status.name();
            let message = format!(
                "{} was accepted on {}, and is {status} here",
                record.name(),
                since.branch
            );
            let place = record
                .front
                .as_ref()
                .and_then(|front| front.status.as_ref());
            let place = place.map_or(0..0, |status| status.span.clone());
            findings.add_in(&record.source, place, message, help.as_str());
        }
        if now.is_amended(before) {
            continue;
        }
        for (kind, name) in [
            (SectionKind::Decision, "Decision"),
            (SectionKind::Alternatives, "Alternatives Rejected"),
        ] {
            let (old, new) = (words(before, kind), words(record, kind));
            if old != new {
                let message = format!(
                    "the words of *{name}* are not those accepted on {}: {}",
                    since.branch,
                    difference(&old, &new)
                );
                let heading = record
                    .body()
                    .section(kind)
                    .map(|section| section.heading_span.clone());
                let title = || record.heading().map_or(0..0, |title| title.span.clone());
                findings.add_in(
                    &record.source,
                    heading.unwrap_or_else(title),
                    message,
                    help.as_str(),
                );
            }
        }
    }
}

/// The words of a section; the number of a record that it names is none of them.
fn words(record: &Record, kind: SectionKind) -> Vec<String> {
    let body = record.body();
    let Some(section) = body.section(kind) else {
        return Vec::new();
    };
    let mut text = body.text(section).to_owned();
    let named: Vec<_> = mentions(&text).map(|mention| mention.range()).collect();
    for range in named.into_iter().rev() {
        text.replace_range(range, "ADR");
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// The number of words shown of either text.
const SHOWN: usize = 6;

/// `“one primary” was “two primaries”`: where `new` first differs from `old`.
fn difference(old: &[String], new: &[String]) -> String {
    let same = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| old == new)
        .count();
    let part = |words: &[String]| {
        let words: Vec<&str> = words
            .iter()
            .skip(same)
            .take(SHOWN)
            .map(String::as_str)
            .collect();
        match words.is_empty() {
            true => "nothing".to_owned(),
            false => format!("“{}”", words.join(" ")),
        }
    };
    format!("{} was {}", part(new), part(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_begins_where_the_texts_part() {
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let difference = |old: &str, new: &str| difference(&words(old), &words(new));
        assert_eq!(
            difference("in one primary", "in two primaries"),
            "“two primaries” was “one primary”"
        );
        assert_eq!(
            difference("in one", "in one or two"),
            "“or two” was nothing"
        );
        assert_eq!(
            difference("a b c d e f g h", ""),
            "nothing was “a b c d e f”"
        );
    }
}
